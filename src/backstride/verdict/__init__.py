"""From effects to the decision and its words."""

from backstride.records import Days
from backstride.verdict.answer import Answer, EffectRow


def answer_days(days: Days, *, seed: int, look_back: bool = False) -> Answer:
    """The whole answer for one runner's days. The same days and seed give the same answer.

    ``look_back``: also what the last week has changed, at the cost of another inference.
    """
    from backstride.verdict.decide import answer  # brings the model in, which most commands never need

    return answer(days, seed=seed, look_back=look_back)


def effect_rows(days: Days, *, seed: int) -> tuple[EffectRow, ...]:
    """The rows of :func:`answer_days` alone, without sentences and the checks that are only shown."""
    from backstride.verdict.decide import rows

    return rows(days, seed=seed)


__all__ = ["answer_days", "effect_rows"]
