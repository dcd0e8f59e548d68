"""The check-in as a form: what was typed, understood; and the last days, as a strip above it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from backstride.ingest.diary_csv import CellError, read_cell
from backstride.records import CheckIn, Sport
from backstride.records.body_map import NOWHERE, Place, kept
from backstride.records.checkin import ANSWER_FIELDS
from backstride.store import StoredActivity
from backstride.usecases.diary import CheckInError

LAST_DAYS: Final = 14
"""How many days a strip shows: enough to see a week come round."""

LONGEST_TEXT: Final = 2_000
"""Characters of a note; a longer one is a document."""


PLACE_FIELD: Final = "place_"
"""What the fields for places of the body map are called before the place's name."""


@dataclass(frozen=True, slots=True)
class DayMark:
    """One day at a glance. ``pain_nrs`` is None where nothing was written; ``run_m`` where no run is on
    record, and 0 where its length is not known.
    """

    day: date
    pain_nrs: float | None
    run_m: float | None


def read_form(fields: Mapping[str, str]) -> dict[str, Any]:
    """The answers of a form, by their field in ``CheckIn``; one that is empty is unknown.

    Places of the body map come as one field each, ``place_NAME``. ``places_before`` is what the form
    showed as ticked: where nothing of it is ticked any more, that is said too.
    CheckInError, naming the field, where one cannot be understood.
    """
    answers = _places(fields)
    for name in ANSWER_FIELDS:
        text = fields.get(name, "").strip()
        if not text:
            continue
        if len(text) > LONGEST_TEXT:
            raise CheckInError(f"{_label(name)}: longer than {LONGEST_TEXT:,} characters")
        try:
            answers[name] = read_cell(name, text)
        except CellError as error:
            raise CheckInError(f"{_label(name)} {text[:20]}: {error}") from error
    return answers


def _places(fields: Mapping[str, str]) -> dict[str, Any]:
    ticked = [place for place in Place if fields.get(f"{PLACE_FIELD}{place}")]
    was_ticked = fields.get("places_before", "").strip() not in ("", NOWHERE)
    return {"pain_places": kept(ticked)} if ticked or was_ticked else {}


def last_days(
    check_ins: Mapping[date, CheckIn], newest_first: Sequence[StoredActivity], today: date, n: int
) -> list[DayMark]:
    """The last ``n`` days up to today, oldest first. The activities come newest first."""
    first = today - timedelta(days=n - 1)
    run_m: dict[date, float] = {}
    for entry in newest_first:
        day = entry.activity.local_date
        if day < first:
            break
        if entry.activity.sport is Sport.RUN:
            run_m[day] = run_m.get(day, 0.0) + (entry.activity.distance_m or 0.0)
    days = [first + timedelta(days=i) for i in range(n)]
    return [
        DayMark(day, check_ins[day].pain_nrs if day in check_ins else None, run_m.get(day)) for day in days
    ]


def _label(name: str) -> str:
    return name.removesuffix("_nrs").removesuffix("_h").replace("_", " ")
