"""The screen's answers in the database: all that were ever given, in order."""

import json
from datetime import timedelta, timezone
from typing import cast

from sqlalchemy import Connection, Table, insert, select

from backstride.records import Screening
from backstride.store import told
from backstride.store.models import ScreeningRow

_SCREENING = cast(Table, ScreeningRow.__table__)


def add(connection: Connection, screening: Screening) -> None:
    """Keep the answers. ValueError where ``answered_at`` is not aware."""
    offset = screening.answered_at.utcoffset()
    if offset is None:
        raise ValueError("answered_at must be aware")
    row = {
        "answered_utc": screening.answered_at,
        "answered_offset_s": int(offset.total_seconds()),
        "answers_json": json.dumps(dict(screening.answers), sort_keys=True),
        "rules_sha256": screening.rules_sha256,
    }
    connection.execute(insert(_SCREENING), row)


def latest(connection: Connection) -> Screening | None:
    """The answers that were given last; None where there are none."""
    return next(iter(every(connection)), None)


def every(connection: Connection) -> list[Screening]:
    """All that were ever given, here or as exports tell, the last first; the same ones once."""
    rows = connection.execute(
        select(_SCREENING).order_by(_SCREENING.c.answered_utc.desc(), _SCREENING.c.id.desc())
    )
    own = [
        Screening(
            answered_at=row.answered_utc.astimezone(timezone(timedelta(seconds=row.answered_offset_s))),
            answers=json.loads(row.answers_json),
            rules_sha256=row.rules_sha256,
        )
        for row in rows
    ]
    found: list[Screening] = []
    for each in [*own, *told.screenings(connection)]:
        if each not in found:
            found.append(each)
    return sorted(found, key=lambda each: each.answered_at, reverse=True)  # stable: of two at once, our own
