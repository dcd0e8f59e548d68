"""The body map: the places of the lower back and below, as the diary keeps them."""

from collections.abc import Iterable
from enum import StrEnum


class Place(StrEnum):
    """A place as the runner feels it: left is the runner's own left. In the order of the map, row by row."""

    UPPER_LEFT = "upper_left"  # of the lower back: from the lowest ribs to the waist
    UPPER_MIDDLE = "upper_middle"
    UPPER_RIGHT = "upper_right"
    LOWER_LEFT = "lower_left"  # from the waist to the pelvis
    LOWER_MIDDLE = "lower_middle"
    LOWER_RIGHT = "lower_right"
    BUTTOCK_LEFT = "buttock_left"
    BUTTOCK_RIGHT = "buttock_right"
    LEG_LEFT = "leg_left"  # down the leg, below the buttock
    LEG_RIGHT = "leg_right"


LEGS = frozenset({Place.LEG_LEFT, Place.LEG_RIGHT})

NOWHERE = "nowhere"
"""What the diary keeps where the runner says that no place of the map is meant (any more)."""


def kept(places: Iterable[Place]) -> str:
    """Places as the diary keeps them: their names in the order of the map, or ``NOWHERE`` for none."""
    named = set(places)
    return " ".join(place.value for place in Place if place in named) or NOWHERE


def places_in(text: str | None) -> frozenset[Place]:
    """The places in what the diary keeps; none where nothing is known. ValueError for a name that is none."""
    if text is None or text == NOWHERE:
        return frozenset()
    return frozenset(Place(name) for name in text.split())
