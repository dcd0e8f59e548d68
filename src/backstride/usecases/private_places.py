"""Places that the runner keeps private: naming them, and where runs usually start."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from backstride.records import Activity
from backstride.records.places import PrivatePlace, distance_m
from backstride.store import Store

LEAST_RADIUS_M: Final = 100
MOST_RADIUS_M: Final = 1000
USUAL_RADIUS_M: Final = 300
"""What is proposed: wide enough that the edge does not point to a door."""

_LONGEST_NAME: Final = 64
_LAST_RUNS: Final = 150  # enough to see where somebody lives, few enough for a page to wait for
_SAME_START_M: Final = 200.0  # how far apart starts at one door may be: a watch needs a moment to find itself
_MOST_STARTS: Final = 3
_FEWEST_RUNS: Final = 2


class PlaceError(ValueError):
    """A private place that cannot be; the message says in one line what is wrong."""


@dataclass(frozen=True, slots=True)
class UsualStart:
    """A place where ``runs`` of the last ``of`` runs with positions began."""

    latitude_deg: float
    longitude_deg: float
    runs: int
    of: int


def usual_starts(store: Store) -> list[UsualStart]:
    """Where the last runs began, the most frequent first; places where only one did are left out."""
    found = np.array(list(store.first_positions(_LAST_RUNS).values())).reshape(-1, 2)
    n = len(found)
    usual: list[UsualStart] = []
    while len(found) >= _FEWEST_RUNS and len(usual) < _MOST_STARTS:
        near = np.array(
            [distance_m(found[:, 0], found[:, 1], (one[0], one[1])) <= _SAME_START_M for one in found]
        )
        most = int(near.sum(axis=1).argmax())
        members = near[most]
        if members.sum() < _FEWEST_RUNS:
            break
        # The start that has most others around it: a mean would be wrong where degrees come round.
        latitude_deg, longitude_deg = found[most].tolist()
        usual.append(UsualStart(latitude_deg, longitude_deg, int(members.sum()), n))
        found = found[~members]
    return usual


def start_of(activity: Activity) -> tuple[float, float] | None:
    """The first known position of an activity, latitude and longitude in degrees; None without any."""
    latitude_deg, longitude_deg = (
        activity.streams.values(name) for name in ("latitude_deg", "longitude_deg")
    )
    if latitude_deg is None or longitude_deg is None:
        return None
    known = np.isfinite(latitude_deg) & np.isfinite(longitude_deg)
    if not known.any():
        return None
    first = int(known.argmax())
    return float(latitude_deg[first]), float(longitude_deg[first])


def add_place(store: Store, name: str, at_deg: tuple[float, float], radius_m: float) -> None:
    """Keep a place private: its middle as latitude and longitude in degrees. PlaceError, StoreError."""
    name = " ".join(name.split())
    if not name or len(name) > _LONGEST_NAME:
        raise PlaceError(f"a place needs a name of 1 to {_LONGEST_NAME} characters")
    if any(place.name.casefold() == name.casefold() for place in store.private_places()):
        raise PlaceError("there is a place of that name already")
    latitude_deg, longitude_deg = at_deg
    if not (abs(latitude_deg) <= 90 and abs(longitude_deg) <= 180):
        raise PlaceError("that is no place on Earth")
    place = PrivatePlace(
        name=name, latitude_deg=latitude_deg, longitude_deg=longitude_deg, radius_m=_radius(radius_m)
    )
    store.save_private_place(place)


def change_radius(store: Store, place_id: int, radius_m: float) -> None:
    """Make a place larger or smaller. KeyError where there is none of this id; PlaceError, StoreError."""
    for place in store.private_places():
        if place.id == place_id:
            store.save_private_place(replace(place, radius_m=_radius(radius_m)))
            return
    raise KeyError(place_id)


def _radius(radius_m: float) -> float:
    if not LEAST_RADIUS_M <= radius_m <= MOST_RADIUS_M:  # neither is NaN
        raise PlaceError(f"a radius is {LEAST_RADIUS_M} to {MOST_RADIUS_M} metres")
    return float(radius_m)
