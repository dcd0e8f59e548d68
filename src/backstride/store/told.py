"""What exports tell of shoes, self-tests, answers about warning signs and plans, beside what was said here.

It is kept by the file that told it, so that an import is taken back exactly; each reader puts it behind what
the runner said here.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Connection, Table, delete, insert, select

from backstride.records import KeptKind, Screening, SelfTest, SelfTestKind, Shoe
from backstride.store.models import ToldRow
from backstride.store.stored_plan import StoredPlan

_TOLD = cast(Table, ToldRow.__table__)

Told = Shoe | SelfTest | Screening | StoredPlan


def keep(connection: Connection, file_id: int, told: Sequence[Told], *, is_new: bool) -> None:
    """Keep what a file tells; ``is_new``: no earlier reading of it told anything."""
    if not is_new:
        connection.execute(delete(_TOLD).where(_TOLD.c.source_file_id == file_id))
    if told:
        rows = [
            {"source_file_id": file_id, "kind": _kind(each).value, "told_json": _json(each)} for each in told
        ]
        connection.execute(insert(_TOLD), rows)


def shoes(connection: Connection) -> list[Shoe]:
    """The pairs, those told last first."""
    return [
        Shoe(
            shoe_id=each["shoe_id"],
            name=each["name"],
            start_distance_m=each["start_distance_m"],
            **{name: _day(each[name]) for name in ("first_used", "retired", "default_from")},
        )
        for each in _documents(connection, KeptKind.SHOES)
    ]


def self_tests(connection: Connection) -> list[SelfTest]:
    """The self-tests, those told last first."""
    return [
        SelfTest(
            date=date.fromisoformat(each["date"]), kind=SelfTestKind(each["kind"]), hold_s=each["hold_s"]
        )
        for each in _documents(connection, KeptKind.SELF_TESTS)
    ]


def screenings(connection: Connection) -> list[Screening]:
    """The screenings, those told last first."""
    return [
        Screening(
            answered_at=datetime.fromisoformat(each["answered_at"]),
            answers=each["answers"],
            rules_sha256=each["rules_sha256"],
        )
        for each in _documents(connection, KeptKind.SCREENINGS)
    ]


def plans(connection: Connection) -> list[StoredPlan]:
    """The plans, those told last first."""
    return [
        StoredPlan(made_on=date.fromisoformat(each.pop("made_on")), **each)
        for each in _documents(connection, KeptKind.PLAN)
    ]


def _documents(connection: Connection, kind: KeptKind) -> list[dict[str, Any]]:
    query = select(_TOLD.c.told_json).where(_TOLD.c.kind == kind.value).order_by(_TOLD.c.id.desc())
    return [json.loads(text) for text in connection.execute(query).scalars()]


def _kind(told: Told) -> KeptKind:
    kinds = {Shoe: KeptKind.SHOES, SelfTest: KeptKind.SELF_TESTS, Screening: KeptKind.SCREENINGS}
    return kinds.get(type(told), KeptKind.PLAN)


def _json(told: Told) -> str:
    document = (
        asdict(told)
        if not isinstance(told, Screening)
        else {
            "answered_at": told.answered_at,
            "answers": dict(told.answers),
            "rules_sha256": told.rules_sha256,
        }
    )
    document.pop("number", None)
    return json.dumps(document, default=_plain, sort_keys=True)


def _plain(value: Any) -> str:
    return str(value.isoformat())


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
