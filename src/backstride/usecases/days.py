"""The days of the runner on record."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

from backstride.exposure import Load, RunSketch, build_days_and_load
from backstride.records import CheckIn, Days, DiaryTime, Measure, MeasureKind
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
    after the last activity are unknown too: see ``build_days``. A night that the diary says nothing of is as
    long as a device measured it: see ``measured_nights``. Raises StoreError.
    """
    imported_on = store.last_import_date()
    sketches, check_ins = store.sketches(), store.check_ins()
    return build_days_and_load(
        RUNNER_ID,
        sketches,
        [*measured_nights(store.measures(), sketches, check_ins), *check_ins],
        known_until=None if imported_on is None else imported_on - timedelta(days=1),
        diary_time=diary_time,
    )


def measured_nights(
    measures: Sequence[Measure], sketches: Sequence[RunSketch], check_ins: Sequence[CheckIn]
) -> list[CheckIn]:
    """Nights that a device measured, as lines that whatever the diary says of the same date corrects.

    Devices differ by more than nights do, so a date takes the figure of the source that measured the most
    nights of all, among those that measured this one. Nights before the first activity or diary line, or
    after the last, would make days of which nothing else is known: they are left out.
    """
    dates = [sketch.local_date for sketch in sketches] + [line.date for line in check_ins]
    if not dates:
        return []
    first, last = min(dates), max(dates)
    nights = [measure for measure in measures if measure.kind is MeasureKind.SLEEP_H]
    counted = Counter(night.source for night in nights)
    chosen: dict[date, Measure] = {}
    for night in nights:
        rival = chosen.get(night.date)
        rank = (counted[night.source], night.source)
        if first <= night.date <= last and (rival is None or rank > (counted[rival.source], rival.source)):
            chosen[night.date] = night
    return [
        CheckIn(date=day, written_at=datetime.min.replace(tzinfo=UTC), sleep_h=night.value)
        for day, night in sorted(chosen.items())
    ]
