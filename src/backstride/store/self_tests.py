"""Self-tests in the database: every one is kept; of one kind and date the last one written counts."""

from datetime import datetime
from typing import cast

from sqlalchemy import Connection, Table, insert, select

from backstride.records import SelfTest, SelfTestKind
from backstride.store import told
from backstride.store.models import SelfTestRow

_SELF_TEST = cast(Table, SelfTestRow.__table__)


def add(connection: Connection, test: SelfTest, written_at: datetime) -> None:
    """Keep a test behind those that stand already; ``written_at`` is aware."""
    connection.execute(
        insert(_SELF_TEST),
        {"date": test.date, "kind": test.kind.value, "hold_s": test.hold_s, "written_utc": written_at},
    )


def counted(connection: Connection) -> list[SelfTest]:
    """The tests that count, by date, then in the order of the kinds: those of exports where none was written
    here.
    """
    rows = connection.execute(select(_SELF_TEST).order_by(_SELF_TEST.c.written_utc, _SELF_TEST.c.id))
    last = {(test.date, test.kind): test for test in reversed(told.self_tests(connection))}
    last |= {
        (row.date, kind): SelfTest(date=row.date, kind=kind, hold_s=row.hold_s)
        for row in rows
        for kind in (SelfTestKind(row.kind),)
    }
    kinds = list(SelfTestKind)
    return [last[key] for key in sorted(last, key=lambda key: (key[0], kinds.index(key[1])))]
