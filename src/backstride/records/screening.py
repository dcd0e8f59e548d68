"""The screen's questions as they were answered once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """``answers``: what was answered, by key, as it was given; an absent key is unknown. ``answered_at`` is
    aware, on the runner's own clock. ``rules_sha256``: of the rules as they then were.

    What the rules say to the answers is not kept: they may change, and it must not outlive them.
    """

    answered_at: datetime
    answers: Mapping[str, bool | float | str]
    rules_sha256: str
