"""What came of reading a file:

Bad data is returned, with its place and its reason; exceptions are for bugs.
"""

from dataclasses import dataclass

from backstride.records.activity import Activity


@dataclass(frozen=True, slots=True)
class Parsed:
    """The activities of one file (at least one), and what a user should know about them."""

    activities: tuple[Activity, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that holds no activity, by its nature: settings, monitoring, sleep, a picture."""

    reason: str


@dataclass(frozen=True, slots=True)
class Failed:
    """A file that should hold an activity and cannot be read.

    ``offset`` is the byte at fault, where one is known.
    """

    reason: str
    offset: int | None = None


ParseOutcome = Parsed | Skipped | Failed
