"""A run that is still to come has not been run: a watch's clock was wrong."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from backstride.store import Store
from backstride.usecases.import_files import ImportReport, import_paths

START = datetime(2024, 5, 2, 7, tzinfo=UTC)  # of ``gpx(2)``


def read(store: Store, path: Path, ahead: timedelta) -> ImportReport:
    return import_paths(store, [path], home_zone=UTC, now=START - ahead)


def test_a_start_more_than_a_day_ahead_fails_and_counts_once_its_day_has_come(
    store: Store, tmp_path: Path, gpx: Callable[..., bytes]
):
    path = tmp_path / "run.gpx"
    path.write_bytes(gpx(2))
    for _ in range(2):
        report = read(store, path, timedelta(days=1, seconds=1))
        assert report.imported == 0
        assert [problem.reason for problem in report.failed] == [
            "it starts on 2024-05-02, which is still to come: the clock of the watch was wrong"
        ]
    assert store.activities() == []
    assert read(store, path, timedelta(days=1)).imported == 1


def test_of_several_activities_the_others_are_kept_and_the_one_is_named(store: Store, tmp_path: Path):
    table = tmp_path / "runs.csv"
    rows = [f"2024-05-0{day} 07:00,run,5,1800" for day in (1, 2, 5)]
    table.write_text("\n".join(["start,sport,distance_km,elapsed_s", *rows]))
    report = read(store, table, timedelta(0))
    assert (report.imported, report.failed) == (1, [])
    assert [entry.activity.local_date.day for entry in store.activities()] == [1, 2]
    assert any("2024-05-05, which is still to come" in warning.reason for warning in report.warnings)


def test_a_name_of_a_device_comes_in_without_what_cannot_be_shown(store: Store, tmp_path: Path):
    table = tmp_path / "runs.csv"
    table.write_text("start,sport,distance_km,elapsed_s,gear\n2024-05-01 07:00,run,5,1800,Blue\x07 shoe\n")
    assert read(store, table, timedelta(0)).imported == 1
    (entry,) = store.activities()
    assert entry.activity.gear == "Blue shoe"
    assert "the name of the gear held characters" in json.dumps(entry.activity.notes)
