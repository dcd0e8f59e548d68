"""The list of activities: filtered, and cut into pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from backstride.records import Sport
from backstride.store import StoredActivity

PAGE_SIZE: Final = 50


@dataclass(frozen=True, slots=True)
class RunFilter:
    """``sport`` None: all. ``year`` None: all. ``at_least_m``: shorter ones, and those of unknown length, are
    left out; 0 leaves none out.
    """

    sport: Sport | None = Sport.RUN
    year: int | None = None
    at_least_m: float = 0.0


@dataclass(frozen=True, slots=True)
class RunPage:
    """One page of the list. ``number`` counts from 1; ``found`` and ``distance_m`` are of all pages."""

    entries: Sequence[StoredActivity]
    number: int
    pages: int
    found: int
    distance_m: float
    years: Sequence[int]


def run_page(newest_first: Sequence[StoredActivity], wanted: RunFilter, number: int) -> RunPage:
    """The page of that number, or the nearest that there is."""
    found = [entry for entry in newest_first if _fits(entry, wanted)]
    pages = max(1, -(-len(found) // PAGE_SIZE))
    number = min(max(1, number), pages)
    return RunPage(
        entries=found[(number - 1) * PAGE_SIZE : number * PAGE_SIZE],
        number=number,
        pages=pages,
        found=len(found),
        distance_m=sum(entry.activity.distance_m or 0.0 for entry in found),
        years=sorted({entry.activity.local_date.year for entry in newest_first}, reverse=True),
    )


def _fits(entry: StoredActivity, wanted: RunFilter) -> bool:
    activity = entry.activity
    return (
        (wanted.sport is None or activity.sport is wanted.sport)
        and (wanted.year is None or activity.local_date.year == wanted.year)
        and (not wanted.at_least_m or (activity.distance_m or 0.0) >= wanted.at_least_m)
    )
