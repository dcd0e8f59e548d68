"""All data in one file, and back."""

import sqlite3
from datetime import datetime
from pathlib import Path

from backstride.store import Store, StoreError, backup
from backstride.store.database import FILE_NAME
from backstride.usecases.files import plain_reason


def back_up(home: Path, target: Path) -> int:
    """Write a consistent copy of all data in ``home`` to ``target``; its size in bytes.

    StoreError where there are no data, or the file cannot be written.
    """
    database = home / FILE_NAME
    if not database.exists():
        raise StoreError(f"there are no data in {home}")
    if target.exists() and target.samefile(database):
        raise StoreError(f"{target} is the data themselves: name another file")
    try:
        backup.copy_to(database, target)
        return target.stat().st_size
    except OSError as error:
        raise StoreError(f"cannot write {target}: {plain_reason(error)}") from error
    except sqlite3.Error as error:
        raise StoreError(f"cannot copy the data in {home} to {target}: {error}") from error


def restore(home: Path, source: Path, now: datetime) -> Path | None:
    """Put a copy that ``back_up`` wrote in the place of all data in ``home``.

    What stood there is kept beside it, in the file that is returned; None where nothing stood there.
    StoreError, and nothing changed, where the copy is none or is damaged.
    """
    if not source.exists():
        raise StoreError(f"there is no file {source}")
    backup.check(source)
    kept = None
    if (home / FILE_NAME).exists():
        kept = home / f"before-restore-{now:%Y-%m-%d-%H%M%S}.sqlite3"
        back_up(home, kept)
    Store.open(home).close()
    try:
        backup.copy_from(source, home / FILE_NAME)
    except sqlite3.Error as error:
        raise StoreError(f"cannot restore {source} into {home}: {error}") from error
    Store.open(home).close()  # an older copy is brought up to date
    return kept
