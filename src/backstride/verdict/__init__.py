"""From effects to the decision and its words."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from backstride.records import Days
from backstride.verdict.answer import Answer, EffectRow, Verdict

if TYPE_CHECKING:
    from backstride.inference.priors import Priors


def answer_days(
    days: Days,
    *,
    seed: int,
    look_back: bool = False,
    earlier: Mapping[str, Verdict] | None = None,
    slow: Callable[[], None] = lambda: None,
) -> Answer:
    """The whole answer for one runner's days. The same days and seed give the same answer.

    ``look_back``: also what the last week has changed, at the cost of another inference. ``earlier``: the
    verdicts that the runner was told before, by estimand, which are withdrawn less easily than given.
    ``slow`` is called before what takes a minute: where the fast calculation does not settle and the extra
    ``nuts`` is there to do it in full.
    """
    # They bring the model in, which most commands never need.
    from backstride.inference.fit import nuts_where_installed
    from backstride.verdict.decide import answer

    sampler = nuts_where_installed(slow)
    return answer(days, seed=seed, look_back=look_back, earlier=earlier or {}, sampler=sampler)


def effect_rows(
    days: Days,
    *,
    seed: int,
    priors: "Priors | None" = None,
    earlier: Mapping[str, Verdict] | None = None,
) -> tuple[EffectRow, ...]:
    """The rows of :func:`answer_days` alone, without sentences and the checks that are only shown.

    ``priors``: the registered ones unless given.
    """
    from backstride.verdict.decide import rows

    return rows(days, seed=seed, priors=priors, earlier=earlier or {})


__all__ = ["answer_days", "effect_rows"]
