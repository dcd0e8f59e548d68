"""From effects to the decision and its words."""

from backstride.records import Days
from backstride.verdict.answer import Answer, EffectRow


def answer_days(days: Days, *, seed: int) -> Answer:
    """The whole answer for one runner's days. The same days and seed give the same answer."""
    from backstride.verdict.decide import answer  # brings the model in, which most commands never need

    return answer(days, seed=seed)


def effect_rows(days: Days, *, seed: int) -> tuple[EffectRow, ...]:
    """The rows of :func:`answer_days` alone, without its placebo checks and sentences: for many runners."""
    from backstride.verdict.decide import rows

    return rows(days, seed=seed)


__all__ = ["answer_days", "effect_rows"]
