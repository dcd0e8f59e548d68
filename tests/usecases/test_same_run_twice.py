"""Runs that two devices recorded, or that stand in two formats: in real files, one activity each."""

from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path

import pytest

from backstride.records.same_run import are_two
from backstride.store import Store, StoredActivity, joining
from backstride.usecases.import_files import import_paths

FOLDER = Path("watch") / "msimms+TestFilesForFitnessApps"
SAME_RUN = {
    "two watches": ["fit/20210507_run_coros_pace_2.fit", "fit/20210507_run_garmin_fenix_6.fit"],
    "two watches on a track": [
        "fit/20210604_track_run_coros_pace_2.fit",
        "fit/20210604_track_run_garmin_fenix_6.fit",
    ],
    "two formats": ["fit/20181108_run_garmin_fenix_3_hr.fit", "tcx/20181108_run_garmin_fenix_3_hr.tcx"],
    "two formats without the first": [
        "gpx/20210119_run_garmin_fenix6_sapphire.gpx",
        "tcx/20210119_run_garmin_fenix6_sapphire.tcx",
    ],
    "a watch, a phone and another format": [
        "gpx/run_03_garmin.gpx",
        "gpx/run_03_iphone_4s.gpx",
        "tcx/20130309_run_garmin_fr405cx.tcx",
    ],
}


def imported(store: Store, *paths: Path) -> list[StoredActivity]:
    import_paths(store, paths, home_zone=UTC, now=datetime(2025, 1, 1, tzinfo=UTC))
    return store.activities()


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("names", SAME_RUN.values(), ids=SAME_RUN)
def test_it_is_one_activity_with_all_its_files(
    store: Store, fixtures_dir: Path, names: list[str], backwards: bool
) -> None:
    paths = [fixtures_dir / FOLDER / name for name in names]
    if missing := [path.name for path in paths if not path.exists()]:
        pytest.skip(f"not among the device files: {missing}")
    for path in reversed(paths) if backwards else paths:
        found = imported(store, path)
    (one,) = found
    assert one.parts == len(paths)
    assert set(one.files) == {str(path) for path in paths}
    assert len(store.sketches()) == 1
    assert len(store.activity(one.id).streams) > 0
    assert store.separate(one.id) == len(paths)
    assert len(store.activities()) == len(paths)


def test_a_ride_that_another_device_has_is_that_part_of_the_triathlon(
    store: Store, fixtures_dir: Path
) -> None:
    paths = [
        fixtures_dir / FOLDER / "fit" / name
        for name in ("20191117_tri_garmin_fenix_3_hr.fit", "20191117_bike_wahoo_elemnt.fit")
    ]
    if not all(path.exists() for path in paths):
        pytest.skip("the triathlon is not among the device files")
    sports = [entry.activity.sport for entry in imported(store, paths[0])]
    assert len(sports) > 3
    both = imported(store, *paths)
    assert [entry.activity.sport for entry in both] == sports
    assert [entry.parts for entry in both if entry.activity.sport == "ride"] == [2]
    assert [entry.parts for entry in both if entry.activity.sport != "ride"] == [1] * (len(sports) - 1)


def test_no_activity_is_made_of_records_that_cannot_be_one(store: Store, fixtures_dir: Path) -> None:
    imported(store, fixtures_dir / "watch")
    with store._reading() as connection:
        records = joining.Records(connection)
    assert any(len(members) > 1 for members in records.members.values())
    for members in records.members.values():
        for one, other in combinations(members, 2):
            assert not are_two(records.extents[one], records.extents[other])
