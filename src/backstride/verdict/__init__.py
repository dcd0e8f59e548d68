"""From effects to the decision and its words."""

from typing import TYPE_CHECKING

from backstride.records import Days
from backstride.verdict.answer import Answer, EffectRow

if TYPE_CHECKING:
    from backstride.inference.priors import Priors


def answer_days(days: Days, *, seed: int, look_back: bool = False) -> Answer:
    """The whole answer for one runner's days. The same days and seed give the same answer.

    ``look_back``: also what the last week has changed, at the cost of another inference.
    """
    from backstride.verdict.decide import answer  # brings the model in, which most commands never need

    return answer(days, seed=seed, look_back=look_back)


def effect_rows(days: Days, *, seed: int, priors: "Priors | None" = None) -> tuple[EffectRow, ...]:
    """The rows of :func:`answer_days` alone, without sentences and the checks that are only shown.

    ``priors``: the registered ones unless given.
    """
    from backstride.verdict.decide import rows

    return rows(days, seed=seed, priors=priors)


__all__ = ["answer_days", "effect_rows"]
