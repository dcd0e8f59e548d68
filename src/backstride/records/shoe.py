"""A pair of shoes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Shoe:
    """``start_distance_m`` is what the pair had run before it came on record. Dates are local; None is
    unknown.

    ``first_used``: as the runner says. ``retired``: the last day of its use. ``default_from``: from that
    date on, runs that name no pair are taken to be in it; None for never.
    """

    shoe_id: str
    name: str
    start_distance_m: float = 0.0
    first_used: date | None = None
    retired: date | None = None
    default_from: date | None = None


def default_on(shoes: Iterable[Shoe], day: date) -> Shoe | None:
    """The pair that a run of ``day`` without one of its own is taken to be in, if any: the latest default
    that was not retired by then.
    """
    possible = [
        (shoe.default_from, shoe.shoe_id, shoe)
        for shoe in shoes
        if shoe.default_from is not None
        and shoe.default_from <= day
        and (shoe.retired is None or day <= shoe.retired)
    ]
    return max(possible, key=lambda found: found[:2])[2] if possible else None
