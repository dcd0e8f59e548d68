"""The diary in the database: every line is kept; what counts for a date is their sum."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta, timezone
from enum import StrEnum
from typing import cast

from sqlalchemy import Connection, Table, insert, select

from backstride.records import CheckIn
from backstride.records.checkin import ANSWER_FIELDS
from backstride.store.models import CheckInRow

_CHECK_IN = cast(Table, CheckInRow.__table__)


class Origin(StrEnum):
    """How a line came into the diary."""

    TYPED = "typed"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class DiaryLine:
    """One line as it was written."""

    check_in: CheckIn
    origin: Origin


def add_lines(connection: Connection, lines: Sequence[DiaryLine], file_id: int | None = None) -> None:
    """Keep the lines, behind those that stand already; ``file_id``: the imported table that has them."""
    if not lines:
        return
    connection.execute(
        insert(_CHECK_IN),
        [
            {
                "date": line.check_in.date,
                "written_utc": line.check_in.written_at,
                "written_offset_s": _offset_s(line.check_in),
                "origin": line.origin.value,
                "source_file_id": file_id,
                **{name: getattr(line.check_in, name) for name in ANSWER_FIELDS},
            }
            for line in lines
        ],
    )


def history(connection: Connection, day: date | None = None) -> list[DiaryLine]:
    """Every line of a date, or of all dates, in the order in which they count: by date, then as written."""
    query = select(_CHECK_IN).order_by(_CHECK_IN.c.date, _CHECK_IN.c.written_utc, _CHECK_IN.c.id)
    if day is not None:
        query = query.where(_CHECK_IN.c.date == day)
    return [
        DiaryLine(
            CheckIn(
                date=row["date"],
                written_at=row["written_utc"].astimezone(
                    timezone(timedelta(seconds=row["written_offset_s"]))
                ),
                **{name: row[name] for name in ANSWER_FIELDS},
            ),
            Origin(row["origin"]),
        )
        for row in connection.execute(query).mappings()
    ]


def merged(lines: Iterable[CheckIn]) -> list[CheckIn]:
    """One check-in per date, by date: a later line corrects an earlier one, field by field."""
    by_date: dict[date, CheckIn] = {}
    for line in lines:
        earlier = by_date.get(line.date)
        by_date[line.date] = line if earlier is None else earlier.corrected_by(line)
    return [by_date[day] for day in sorted(by_date)]


def _offset_s(check_in: CheckIn) -> int:
    offset = check_in.written_at.utcoffset()
    if offset is None:
        raise ValueError("written_at must be aware")
    return int(offset.total_seconds())
