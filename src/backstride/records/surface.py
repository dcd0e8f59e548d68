"""What a date's runs were on."""

from enum import StrEnum


class Surface(StrEnum):
    """The ground by the words of maps (OpenStreetMap's ``surface``), as far as a runner tells them apart.

    ``MIXED``: about half hard, half soft. ``UNKNOWN``: the runner cannot say, or takes back what was said.
    """

    ASPHALT = "asphalt"
    CONCRETE = "concrete"  # paving stones too
    TARTAN = "tartan"  # a running track
    TREADMILL = "treadmill"
    GRAVEL = "gravel"
    GROUND = "ground"  # forest paths and trails
    GRASS = "grass"
    SAND = "sand"
    MIXED = "mixed"
    UNKNOWN = "unknown"


HARD = frozenset({Surface.ASPHALT, Surface.CONCRETE})
