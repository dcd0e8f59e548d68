"""What came of reading a file:

Bad data is returned, with its place and its reason; exceptions are for bugs.
"""

from dataclasses import dataclass
from datetime import date

from backstride.records.activity import Activity
from backstride.records.kept import KeptKind
from backstride.records.measure import Measure


@dataclass(frozen=True, slots=True)
class Parsed:
    """The activities of one file (at least one), and what a user should know about them.

    ``measures``: what the file holds beside them, of nights and days.
    """

    activities: tuple[Activity, ...]
    warnings: tuple[str, ...] = ()
    measures: tuple[Measure, ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that holds no activity, by its nature: settings, monitoring, sleep, a picture.

    It may be of use all the same: ``measures`` are the nights and days in it; ``diary`` says that it is a
    table of check-ins, which ``ingest.diary_csv`` reads. The reason then says so. ``covers_until``: it is the
    slip of an export, which tells all runs up to this date, whenever it is read. ``kept``: it is the file of
    an export that holds these, still to be read (``ingest.kept``).
    """

    reason: str
    measures: tuple[Measure, ...] = ()
    diary: bool = False
    covers_until: date | None = None
    kept: KeptKind | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """A file that should hold an activity and cannot be read.

    ``offset`` is the byte at fault, where one is known.
    """

    reason: str
    offset: int | None = None


ParseOutcome = Parsed | Skipped | Failed
