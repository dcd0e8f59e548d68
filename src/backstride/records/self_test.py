"""How long the runner held a position of the trunk."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class SelfTestKind(StrEnum):
    """Which position was held."""

    PLANK = "plank"
    SIDE_BRIDGE_LEFT = "side_bridge_left"
    SIDE_BRIDGE_RIGHT = "side_bridge_right"
    BACK_EXTENSION = "back_extension"


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfTest:
    """One hold on one local date. ``hold_s``: until the position was given up, in seconds."""

    date: date
    kind: SelfTestKind
    hold_s: float
