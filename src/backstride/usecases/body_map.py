"""Where the pain was over time: the places of the body map that check-ins named."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from backstride.records import CheckIn
from backstride.records.body_map import LEGS, Place, places_in

_PERIODS: Final = ((0, 27), (28, 89), (90, 364))
"""The first and the last day of each period, counted back from today."""
_LEVELS: Final = 4


@dataclass(frozen=True, slots=True)
class MapPeriod:
    """``days``: dates of the period on which any place was named; ``counts``: how many of them name each."""

    first: date
    last: date
    days: int
    counts: Mapping[Place, int]

    def level(self, place: Place) -> int:
        """How often a place was named, from 1 to 4: up to a quarter of those days, a half, three quarters,
        all.
        """
        return min(_LEVELS, -(-_LEVELS * self.counts[place] // self.days))


def body_map(diary: Iterable[CheckIn], today: date) -> list[MapPeriod]:
    """The last four weeks, the two months before them, and the nine before those."""
    named = _named(diary)
    found = []
    for nearest, furthest in _PERIODS:
        first, last = today - timedelta(days=furthest), today - timedelta(days=nearest)
        of_period = [places for day, places in named.items() if first <= day <= last and places]
        counts = Counter(place for places in of_period for place in places)
        found.append(MapPeriod(first, last, len(of_period), {place: counts[place] for place in Place}))
    return found


def legs_marked(diary: Iterable[CheckIn], today: date) -> bool:
    """Whether pain down a leg was named within the last four weeks."""
    since = today - timedelta(days=_PERIODS[0][1])
    return any(since <= day <= today and places & LEGS for day, places in _named(diary).items())


def _named(diary: Iterable[CheckIn]) -> dict[date, frozenset[Place]]:
    """The places by date, those of all its readings together."""
    named: dict[date, frozenset[Place]] = {}
    for line in diary:
        if line.pain_places is None:  # as nearly all of years
            continue
        named[line.date] = named.get(line.date, frozenset()) | places_in(line.pain_places)
    return named
