"""The days of the runner on record: from the store, with rest known up to the last import."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import numpy as np

from backstride.exposure import build_days
from backstride.records import CheckIn, Measure, MeasureKind
from backstride.store import Store
from backstride.store.diary import Origin
from backstride.usecases.days import load_days, load_days_and_load, measured_nights
from backstride.usecases.import_files import import_paths

MakeFile = Callable[..., bytes]


def import_on(store: Store, folder: Path, day: date, **files: bytes) -> None:
    """An import at noon of ``day``, on the runner's clock."""
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    now = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    import_paths(store, [folder], home_zone=UTC, now=now)


def write_down(store: Store, *days: date) -> None:
    store.add_check_ins(
        [
            CheckIn(date=day, written_at=datetime(day.year, day.month, day.day, 7, tzinfo=UTC), pain_nrs=2.0)
            for day in days
        ],
        Origin.TYPED,
    )


def ran(store: Store) -> dict[str, float | None]:
    days = load_days(store, diary_time="morning")
    return {
        str(day): None if np.isnan(value) else value
        for day, value in zip(days.date, days["ran"], strict=True)
    }


def test_an_empty_home_has_no_days(store: Store):
    assert len(load_days(store, diary_time="morning")) == 0


def test_check_ins_alone_leave_running_unknown(store: Store):
    write_down(store, date(2024, 1, 1), date(2024, 1, 3))
    days = load_days(store, diary_time="evening")
    assert days.diary_time == "evening"
    assert days["pain_nrs"][[0, 2]].tolist() == [2, 2]
    assert np.isnan(days["ran"]).all()


def test_rest_is_known_up_to_the_day_before_the_last_import(store: Store, tmp_path: Path, fit: MakeFile):
    write_down(store, *(date(2023, 12, 31) + timedelta(days=k) for k in range(7)))
    import_on(store, tmp_path / "watch", date(2024, 1, 4), run=fit(0), later=fit(1))
    assert ran(store) == {
        "2023-12-31": None,  # before the first activity
        "2024-01-01": 1,
        "2024-01-02": 1,
        "2024-01-03": 0,
        "2024-01-04": None,  # the day of the import was not over
        "2024-01-05": None,
        "2024-01-06": None,
    }


def test_a_later_import_that_brings_nothing_new_makes_the_days_up_to_it_known(
    store: Store, tmp_path: Path, fit: MakeFile
):
    write_down(store, date(2024, 1, 5))
    import_on(store, tmp_path / "watch", date(2024, 1, 2), run=fit(0))
    assert ran(store)["2024-01-05"] is None
    import_on(store, tmp_path / "watch", date(2024, 1, 6))
    assert ran(store)["2024-01-05"] == 0


def test_an_import_of_no_activities_makes_nothing_known(store: Store, tmp_path: Path, fit: MakeFile):
    write_down(store, date(2024, 1, 5))
    import_on(store, tmp_path / "watch", date(2024, 1, 2), run=fit(0))
    import_on(store, tmp_path / "other", date(2024, 1, 6), **{"letter.txt": b"dear diary"})
    assert ran(store)["2024-01-05"] is None


def test_a_run_counts_on_the_runner_s_date_and_the_same_run_twice_counts_once(
    store: Store, tmp_path: Path, fit: MakeFile
):
    # 06:00 UTC in a zone of UTC+1 is 07:00 of the same date.
    import_on(store, tmp_path / "watch", date(2024, 1, 2), run=fit(0), copy=fit(0))
    days = load_days(store, diary_time="morning")
    assert [str(day) for day in days.date] == ["2024-01-01"]
    assert days["distance_km"][0] == np.float64(0.1475)  # 59 s at 2.5 m/s


def test_the_home_zone_decides_on_which_date_an_import_was(store: Store, tmp_path: Path, fit: MakeFile):
    write_down(store, date(2024, 1, 3))
    (tmp_path / "run.fit").write_bytes(fit(0))
    late_in_utc = datetime(2024, 1, 3, 20, tzinfo=UTC)  # already the 4th in the east
    import_paths(store, [tmp_path / "run.fit"], home_zone=timezone(timedelta(hours=9)), now=late_in_utc)
    assert ran(store)["2024-01-03"] == 0


def test_the_load_belongs_to_the_same_days(store: Store, tmp_path: Path, fit: MakeFile):
    import_on(store, tmp_path / "watch", date(2024, 1, 9), **{f"run{k}": fit(k) for k in range(0, 8, 2)})
    days, load = load_days_and_load(store, diary_time="morning")
    assert len(days) == len(load.weekly_km) == 7
    assert load.rest_d.tolist()[1:] == [1, 2, 1, 2, 1, 2]
    assert load.weekly_km[6] == np.nansum(days["distance_km"])
    np.testing.assert_allclose(load.duration_min[[0, 1]], [59 / 60, 0])


def test_a_measured_night_counts_where_the_diary_is_silent():
    def night(day: int, hours: float, source: str) -> Measure:
        return Measure(date=date(2024, 5, day), kind=MeasureKind.SLEEP_H, value=hours, source=source)

    written = [
        CheckIn(date=date(2024, 5, day), written_at=datetime(2024, 5, day, 8, tzinfo=UTC), sleep_h=hours)
        for day, hours in ((2, 6.5), (5, None))
    ]
    nights = [night(1, 8.0, "Watch"), *(night(day, 7.0, "Watch") for day in (2, 3)), night(3, 9.0, "Phone")]
    found = measured_nights([*nights, night(4, 5.0, "Phone"), night(6, 8.0, "Watch")], [], written)
    # The first and the sixth stand outside what is on record; of two sources the one with more nights counts.
    assert [(line.date.day, line.sleep_h) for line in found] == [(2, 7.0), (3, 7.0), (4, 5.0)]
    days = build_days("me", [], [*found, *written], known_until=None, diary_time="morning")
    assert days["sleep_h"][:3].tolist() == [6.5, 7.0, 5.0]  # what was written goes before what was measured
    assert np.isnan(days["sleep_h"][3])  # a night that nobody measured stays unknown
