"""Real runs that two devices recorded, or two formats hold, are one activity each."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from backstride.store import Store
from backstride.usecases.import_files import import_paths

PAIRS = [
    ("20210507_run_coros_pace_2.fit", "20210507_run_garmin_fenix_6.fit"),
    ("20210604_track_run_coros_pace_2.fit", "20210604_track_run_garmin_fenix_6.fit"),
    ("20181108_run_garmin_fenix_3_hr.fit", "20181108_run_garmin_fenix_3_hr.tcx"),
    ("20210119_run_garmin_fenix6_sapphire.gpx", "20210119_run_garmin_fenix6_sapphire.tcx"),
    ("run_03_iphone_4s.gpx", "20130309_run_garmin_fr405cx.tcx"),
]


@pytest.fixture
def found(store: Store, fixtures_dir: Path) -> list[tuple[str, set[str]]]:
    """Each activity of the fixtures: its sport, and the names of its files."""
    now = datetime(2026, 11, 24, 9, tzinfo=UTC)
    import_paths(store, [fixtures_dir / "watch", fixtures_dir / "archives"], home_zone=UTC, now=now)
    return [
        (entry.activity.sport, {name.rpartition("/")[2] for name in entry.files})
        for entry in store.activities()
    ]


def test_a_pair_is_one_activity_and_both_files_are_told(found: list[tuple[str, set[str]]]) -> None:
    for pair in PAIRS:
        (both,) = [files for _, files in found if files & set(pair)]
        assert both >= set(pair)


def test_a_list_s_row_and_its_file_are_one(found: list[tuple[str, set[str]]]) -> None:
    (files,) = [files for _, files in found if "12866632127.fit.gz" in files]
    assert "activities.csv" in files


def test_the_legs_of_a_triathlon_stay_apart(found: list[tuple[str, set[str]]]) -> None:
    legs = [sport for sport, files in found if "triathlon_summary_last.fit" in files]
    assert legs == ["swim", "other", "ride", "other", "run"]
