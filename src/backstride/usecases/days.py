"""The days of the runner on record."""

from datetime import timedelta
from typing import Final

from backstride.exposure import Load, build_days_and_load
from backstride.records import Days, DiaryTime
from backstride.store import Store

__all__ = ["RUNNER_ID", "Load", "load_days", "load_days_and_load"]

RUNNER_ID: Final = "me"
"""A store holds one runner, who needs no other name."""


def load_days(store: Store, *, diary_time: DiaryTime) -> Days:
    """The days table of the runner on record: from the first activity or check-in to the last."""
    return load_days_and_load(store, diary_time=diary_time)[0]


def load_days_and_load(store: Store, *, diary_time: DiaryTime) -> tuple[Days, Load]:
    """The days table, and beside it the load that is no column of it (time, rest, weekly distance).

    Days without a run are known rest up to the day before the last import: the day of an import is not
    over when its files are read, so that without a run it stays unknown until the next import. Those long
    after the last activity are unknown too: see ``build_days``. Raises StoreError.
    """
    imported_on = store.last_import_date()
    return build_days_and_load(
        RUNNER_ID,
        store.sketches(),
        store.check_ins(),
        known_until=None if imported_on is None else imported_on - timedelta(days=1),
        diary_time=diary_time,
    )
