"""What ``backstride check-in`` shows: a day as it now stands, a table's fate, readings and events."""

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from backstride.cli.common import count, screen

if TYPE_CHECKING:
    from backstride.records import CheckIn
    from backstride.records.events import Event
    from backstride.usecases.diary import DiaryReport, Reading, Recorded

_SHOWN_DAYS = 14
_EVENT_WORDS = {"physio": "physiotherapy", "other": "something else"}


def document(recorded: "Recorded") -> dict[str, Any]:
    from backstride.records.checkin import ANSWER_FIELDS

    check_in = recorded.check_in
    return {
        "date": check_in.date.isoformat(),
        **{field: getattr(check_in, field) for field in ANSWER_FIELDS},
        **_when(check_in),
        "corrected": list(recorded.corrected),
        "readings": [_reading(entry) for entry in recorded.readings],
        "days": recorded.days,
    }


def diary_document(readings: "Sequence[Reading]", events: "Sequence[Event]") -> dict[str, object]:
    return {
        "readings": [
            {"date": reading.check_in.date.isoformat()}
            | _reading(reading.check_in)
            | {"counts_for": list(reading.counts_for)}
            for reading in readings
        ],
        "events": [
            {
                "kind": event.kind,
                "first": event.first.isoformat(),
                "last": event.last.isoformat(),
                "note": event.note,
            }
            for event in events
        ],
    }


def _when(check_in: "CheckIn") -> dict[str, str | None]:
    return {
        "at": None if check_in.at is None else f"{check_in.at:%H:%M}",
        "slot": None if check_in.slot is None else check_in.slot.value,
    }


def _reading(check_in: "CheckIn") -> dict[str, object]:
    from backstride.records.checkin import READING_FIELDS

    return {**_when(check_in), **{field: getattr(check_in, field) for field in READING_FIELDS}}


def table_document(report: "DiaryReport") -> dict[str, Any]:
    return {
        "stored": report.stored,
        "unchanged": report.unchanged,
        "problems": [
            {
                "line": problem.line,
                "column": problem.column,
                "value": problem.value,
                "reason": problem.reason,
            }
            for problem in report.problems
        ],
        "ignored_columns": list(report.ignored_columns),
    }


def print_day(recorded: "Recorded") -> None:
    from backstride.usecases.diary import in_words

    check_in = recorded.check_in
    said = [f"{_label(field)} {shown(value)}" for field, value in check_in.answers.items()]
    screen().print(f"{check_in.date:%A, %d %B %Y}: {', '.join(said)}.", soft_wrap=True)
    if recorded.days > 1:
        screen().print(f"The events were written down for {recorded.days} days from that one on.")
    if len(recorded.readings) > 1:
        felt = "; ".join(f"{in_words(entry)}: {_felt(entry)}" for entry in recorded.readings)
        screen().print(
            f"Pain of the day, {len(recorded.readings)} readings, all kept: {felt}.", soft_wrap=True
        )
    if recorded.corrected:
        fields = ", ".join(_label(field) for field in recorded.corrected)
        screen().print(f"Corrected: {fields}. What stood there before is kept.")


def print_diary(readings: "Sequence[Reading]", events: "Sequence[Event]") -> None:
    """The readings of the last days that have any, and every event."""
    from backstride.usecases.diary import in_words

    out = screen()
    by_date = [
        (day, list(of_day)) for day, of_day in groupby(readings, key=lambda reading: reading.check_in.date)
    ]
    if by_date:
        out.print("Pain", style="bold")
    for day, of_day in by_date[-_SHOWN_DAYS:]:
        for reading in of_day:
            times = " and ".join(f"{diary_time} diary" for diary_time in reading.counts_for)
            counts = f"counts in the {times}" if times else "kept beside the one that counts"
            out.print(
                f"  {day}  {in_words(reading.check_in)}: {_felt(reading.check_in)}  ({counts})",
                soft_wrap=True,
            )
    if len(by_date) > _SHOWN_DAYS:
        out.print(f"  The last {_SHOWN_DAYS} of {count(len(by_date), 'day')}; all of them with --json.")
    if events:
        out.print("Events", style="bold")
    for event in events:
        until = "" if event.first == event.last else f" to {event.last}"
        note = "" if event.note is None else f": {event.note}"
        out.print(f"  {event.first}{until}  {_EVENT_WORDS.get(event.kind, event.kind)}{note}", soft_wrap=True)
    if not by_date and not events:
        out.print("Nothing is in the diary yet.")


def _felt(check_in: "CheckIn") -> str:
    pain = "not said" if check_in.pain_nrs is None else f"{check_in.pain_nrs:g}"
    return pain if check_in.pain_site is None else f"{pain} ({check_in.pain_site})"


def print_table_report(report: "DiaryReport") -> None:
    out = screen()
    lines = "1 line" if report.stored == 1 else f"{report.stored} lines"
    out.print(f"{lines} written down, {report.unchanged} known already.", style="bold")
    if report.problems:
        out.print("\nNot understood, and left out:")
    for problem in report.problems:
        where = "" if problem.column is None else f", {problem.column}"
        what = "" if problem.value is None else f" “{problem.value}”:"
        out.print(f"  line {problem.line}{where}:{what} {problem.reason}", soft_wrap=True)
    if report.ignored_columns:
        out.print(f"\nColumns not used: {', '.join(report.ignored_columns)}", soft_wrap=True)


def _label(field: str) -> str:
    return field.removesuffix("_nrs").removesuffix("_h").removeprefix("event_").replace("_", " ")


def shown(value: float | bool | str) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else f"{value:g}"
