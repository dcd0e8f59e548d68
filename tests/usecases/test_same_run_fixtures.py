"""Real runs that two devices recorded, or two formats hold, are one activity each."""

from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path

import pytest

from backstride.records.same_run import are_two
from backstride.store import Store, joining
from backstride.usecases.import_files import import_paths

PAIRS = [
    ("20210507_run_coros_pace_2.fit", "20210507_run_garmin_fenix_6.fit"),
    ("20210604_track_run_coros_pace_2.fit", "20210604_track_run_garmin_fenix_6.fit"),
    ("20181108_run_garmin_fenix_3_hr.fit", "20181108_run_garmin_fenix_3_hr.tcx"),
    ("20210119_run_garmin_fenix6_sapphire.gpx", "20210119_run_garmin_fenix6_sapphire.tcx"),
    ("run_03_iphone_4s.gpx", "20130309_run_garmin_fr405cx.tcx"),
]


NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture
def found(store: Store, fixtures_dir: Path) -> list[tuple[str, set[str]]]:
    """Each activity of the fixtures: its sport, and the names of its files."""
    import_paths(store, [fixtures_dir / "watch", fixtures_dir / "archives"], home_zone=UTC, now=NOW)
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


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("pair", PAIRS)
def test_whichever_comes_first_the_pair_is_one_until_it_is_split(
    store: Store, fixtures_dir: Path, pair: tuple[str, str], backwards: bool
) -> None:
    paths = [path for name in pair for path in (fixtures_dir / "watch").rglob(name)]
    for path in reversed(paths) if backwards else paths:
        import_paths(store, [path], home_zone=UTC, now=NOW)
    (one,) = store.activities()
    assert one.parts == 2
    assert len(store.sketches()) == 1
    assert len(store.activity(one.id).streams) > 0
    assert store.separate(one.id) == 2
    assert len(store.activities()) == 2


def test_no_activity_is_made_of_records_that_cannot_be_one(
    store: Store, found: list[tuple[str, set[str]]]
) -> None:
    with store._reading() as connection:
        records = joining.Records(connection)
    assert any(len(members) > 1 for members in records.members.values())
    for members in records.members.values():
        for one, other in combinations(members, 2):
            assert not are_two(records.extents[one], records.extents[other])


def test_a_ride_that_another_device_has_is_that_leg_of_the_triathlon(
    found: list[tuple[str, set[str]]],
) -> None:
    legs = [(sport, len(files)) for sport, files in found if "20191117_tri_garmin_fenix_3_hr.fit" in files]
    assert [leg for leg in legs if leg[1] > 1] == [("ride", 2)]
    assert len(legs) > 3
