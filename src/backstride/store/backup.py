"""A consistent copy of all data in one file, and back. What is particular to SQLite stands here."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from backstride.store import schema
from backstride.store.errors import StoreError


def copy_to(database: Path, target: Path) -> None:
    """Write all that is in ``database`` to the file ``target``, readable by its owner only, even while others
    write. A file that stands there is replaced once the copy is whole. OSError or sqlite3.Error where not.
    """
    part = target.with_name(f"{target.name}.part")
    os.close(os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600))
    try:
        with closing(sqlite3.connect(database)) as ours, closing(sqlite3.connect(part)) as copy:
            ours.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a journal beside it
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)


def check(source: Path) -> None:
    """StoreError where ``source`` is no whole copy that this version can read."""
    try:
        with closing(sqlite3.connect(f"file:{quote(str(source.absolute()))}?mode=ro", uri=True)) as copy:
            tables = {name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if not tables or schema.is_foreign(tables):
                raise StoreError(f"{source} is no backup of backstride")
            faults = [fault for (fault,) in copy.execute("PRAGMA integrity_check")]
            ((revision,),) = copy.execute("SELECT version_num FROM alembic_version").fetchall()
    except (sqlite3.Error, ValueError) as error:
        raise StoreError(f"{source} cannot be read as a backup of backstride: {error}") from error
    if faults != ["ok"]:
        raise StoreError(f"{source} is damaged ({faults[0]}); nothing was changed")
    if revision not in schema.REVISIONS:
        raise StoreError(f"{source} was written by a newer backstride: install the newest version")


def copy_from(source: Path, database: Path) -> None:
    """Put what ``source`` holds in the place of all that is in ``database``, at once or not at all."""
    with closing(sqlite3.connect(source)) as copy, closing(sqlite3.connect(database)) as ours:
        copy.backup(ours)
