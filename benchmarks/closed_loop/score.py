"""One runner's sixteen weeks, lived in each way, and what came of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from closed_loop.arms import AsOneLikes, Backstride, Generic, no_warning_signs
from closed_loop.person import FIRST, LAST, Run, Weeks, person

LAST_DAYS = 28
MUCH_NRS = 5.0
ARMS = ("backstride", "generic", "as one likes")
_MOST_SHARE = 4.0
_TRIES = 12
_TOL_SHARE = 0.005
SHARES = (0.0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9, 1.05, 1.25, 1.5)
"""By which the other ways' runs are made shorter or longer, for their curves of pain over distance."""

Choose = Callable[[Weeks], Run | None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of sixteen weeks: mean morning pain in all and in the last four, share of mornings above 5 of 10, km in
    all, and the longest run.
    """

    pain_nrs: float
    late_nrs: float
    much_share: float
    km: float
    longest_km: float


@dataclass(frozen=True, slots=True)
class Row:
    """``matched``: the other ways with every run made longer or shorter by one factor, so that they have as
    many km as backstride's. ``reached``: whether there is such a factor. ``curve``: the other ways under each
    of ``SHARES``. ``seen``: how many days the plan's mornings were in which lane, and the like.
    """

    index: int
    kind: str
    family: str
    outcomes: Mapping[str, Outcome]
    matched: Mapping[str, Outcome]
    reached: Mapping[str, bool]
    curve: Mapping[str, tuple[Outcome, ...]]
    seen: Mapping[str, int]


def row(index: int, seed: int) -> Row:
    """The same two give the same row."""
    one = person(index, seed)
    start = Weeks(one)
    start.live(AsOneLikes(), FIRST)

    def lived_by(choose: Choose) -> Outcome:
        weeks = start.branch()
        weeks.live(choose, LAST)
        return outcome_of(weeks)

    ours = Backstride(start, no_warning_signs())
    outcomes = {
        "backstride": lived_by(ours),
        "generic": lived_by(Generic(start)),
        "as one likes": lived_by(AsOneLikes()),
    }
    matched, reached, curve = {}, {}, {}
    for name, make in (("generic", lambda share: Generic(start, share)), ("as one likes", AsOneLikes)):
        at: Callable[[float], Outcome] = lambda share, make=make: lived_by(make(share))  # noqa: E731
        curve[name] = tuple(map(at, SHARES))
        found = at_km(outcomes["backstride"].km, outcomes[name].km, at)
        matched[name] = found
        reached[name] = (
            abs(found.km - outcomes["backstride"].km) <= 2 * _TOL_SHARE * outcomes["backstride"].km
        )
    return Row(index, one.kind, one.family, outcomes, matched, reached, curve, dict(ours.seen))


def outcome_of(weeks: Weeks) -> Outcome:
    """Of weeks that are lived to their end."""
    mornings = slice(FIRST + 1, LAST + 1)
    pain, km = weeks.reading_nrs[mornings], weeks.km[FIRST:LAST]
    return Outcome(
        pain_nrs=float(pain.mean()),
        late_nrs=float(pain[-LAST_DAYS:].mean()),
        much_share=float((weeks.written_nrs[mornings] > MUCH_NRS).mean()),
        km=float(km.sum()),
        longest_km=float(km.max()),
    )


def at_km(wanted_km: float, usual_km: float, at: Callable[[float], Outcome]) -> Outcome:
    """The outcome at the factor that gives ``wanted_km``, by regula falsi within bounds: pain feeds back on
    what is run, so that the distance is not quite proportional to the factor.
    """
    low, high = 0.0, _MOST_SHARE
    share = float(np.clip(wanted_km / max(usual_km, 1e-9), 0.0, _MOST_SHARE))
    best = at(share)
    for _ in range(_TRIES):
        if abs(best.km - wanted_km) <= _TOL_SHARE * wanted_km or share in (0.0, _MOST_SHARE):
            break
        low, high = (share, high) if best.km < wanted_km else (low, share)
        share = float(np.clip(share * wanted_km / max(best.km, 1e-9), low, high))
        if share in (low, high):
            share = 0.5 * (low + high)
        found = at(share)
        if abs(found.km - wanted_km) < abs(best.km - wanted_km):
            best = found
    return best
