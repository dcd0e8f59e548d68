"""Flares of pain, with the runs of the days before each, side by side and without a cause."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from backstride.plan.flares import Flare, flares_of, run_days_before
from backstride.records import CheckIn, Sport
from backstride.records.readings import worst_nrs
from backstride.store import StoredActivity


@dataclass(frozen=True, slots=True)
class SeenFlare:
    """``runs``: those of the ``before_d`` days before it, oldest first; ``run_m`` of those whose length is
    known, and ``unmeasured``: how many are not.
    """

    flare: Flare
    runs: tuple[StoredActivity, ...]
    run_m: float
    unmeasured: int
    before_d: int


def seen_flares(diary: Iterable[CheckIn], newest_first: Sequence[StoredActivity]) -> list[SeenFlare]:
    """The flares, the newest first; of a day with several readings the worst counts."""
    runs = [entry for entry in newest_first if entry.activity.sport is Sport.RUN]
    return [_seen(flare, runs) for flare in reversed(flares_of(worst_nrs(diary)))]


def _seen(flare: Flare, newest_first: Sequence[StoredActivity]) -> SeenFlare:
    first, last = run_days_before(flare)
    before = tuple(entry for entry in reversed(newest_first) if first <= entry.activity.local_date <= last)
    lengths_m = [entry.activity.distance_m for entry in before]
    known_m = [length for length in lengths_m if length is not None]
    return SeenFlare(flare, before, sum(known_m), len(lengths_m) - len(known_m), (last - first).days + 1)
