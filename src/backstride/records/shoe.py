"""A pair of shoes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Shoe:
    """``start_distance_m`` is what the pair had run before it came on record."""

    shoe_id: str
    name: str
    start_distance_m: float = 0.0
