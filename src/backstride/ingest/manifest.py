"""The slip in an exported folder: what stands there, and up to which date the runs in it are known."""

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from backstride.records import Failed, Skipped

MANIFEST: Final = "backstride.json"
DIARY, MEASURES, DAYS = "diary.csv", "measures.csv", "days.csv"
ACTIVITY_TABLE, RECORD_TABLE = "activities.parquet", "records.parquet"
ACTIVITIES: Final = "activities"
"""The folder with a file for each activity."""
DERIVED: Final = (DAYS, ACTIVITY_TABLE, RECORD_TABLE)
"""Made from the other files, for other programs. A reader of the folder leaves them alone: a days table looks
like a diary, and what was worked out would become what the runner said.
"""
KEPT: Final = ("screenings.json", "shoes.csv", "self_tests.csv", "plan.json")
"""All answers about warning signs with their times, shoes, self-tests and the last plan: see ``kept``."""
SCREENINGS, SHOES, SELF_TESTS, PLAN = KEPT
NOT_READ: Final = ("screening.json", "plan.ics")
"""For people and other programs, and in the files above as well: the last answers about warning signs as
``backstride screen --answers`` takes them, and the plan as a calendar.
"""
SCREENING, PLAN_CALENDAR = NOT_READ
FORMAT: Final = 1
"""Raised when a folder is laid out so that this reader would misread it."""

PRODUCT: Final = "backstride"
NO_JSON: Final = "it cannot be read as JSON"
NO_SLIP: Final = "it is not the slip of a backstride export"
_SLIP_HEAD_BYTES = 4096
COUNTS: Final = ("activities", "check_ins", "measures", "days")
"""What is counted in a manifest."""

_TABLES = (MANIFEST, DIARY, MEASURES, *DERIVED, *KEPT, *NOT_READ)
_ACTIVITY_FILE = re.compile(ACTIVITIES + r"/\d{4}-\d\d-\d\d_\d{4}_[a-z]+_\d+\.(fit|gpx|tcx)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What an export says of itself.

    ``last_import_date``: up to the day before it, all of the runner's activities are in the folder; None
    where no such date is known. ``complete``: False while the export is being written, and ever after where
    it was stopped. ``private_points``: how many positions were left out, as they lie in a private place.
    ``files``: its own, by their paths inside the folder, and no others.
    """

    version: str
    last_import_date: date | None
    complete: bool
    activities: int = 0
    check_ins: int = 0
    measures: int = 0
    days: int = 0
    private_points: int = 0
    files: tuple[str, ...] = ()


def read_manifest(data: bytes) -> Manifest | str:
    """The manifest, or in plain words why there is none. Names that no export gives a file are left out."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return NO_JSON
    if not isinstance(document, dict) or document.get("product") != PRODUCT:
        return NO_SLIP
    if document.get("format") != FORMAT:
        return f"an export of format {document.get('format')!r}; this version reads format {FORMAT}"
    counts, last, files = document.get("counts"), document.get("last_import_date"), document.get("files")
    if not isinstance(counts, dict) or not isinstance(files, list):
        return "it is damaged: counts or files are missing"
    try:
        last_date = None if last is None else date.fromisoformat(last)
    except (TypeError, ValueError):
        return f"it is damaged: {last!r} is no date"
    return Manifest(
        version=str(document.get("version")),
        last_import_date=last_date,
        complete=document.get("complete") is True,
        **{name: _count(counts.get(name)) for name in COUNTS},
        private_points=_count(document.get("private_points")),
        files=tuple(name for name in files if _is_own(name)),
    )


def read_slip(data: bytes) -> Skipped | Failed | None:
    """What the slip of an export tells an import of the folder; None where the file is no such slip."""
    if PRODUCT.encode() not in data[:_SLIP_HEAD_BYTES]:
        return None
    found = read_manifest(data)
    if isinstance(found, str):
        return None if found in (NO_JSON, NO_SLIP) else Failed(f"the slip of a backstride export: {found}")
    if not found.complete:
        return Skipped("the slip of a backstride export that was stopped: activities may be missing")
    return Skipped("the slip of a backstride export", covers_until=found.last_import_date)


def _count(value: Any) -> int:
    return value if isinstance(value, int) else 0


def _is_own(name: Any) -> bool:
    return isinstance(name, str) and (name in _TABLES or _ACTIVITY_FILE.fullmatch(name) is not None)
