"""Private places: named, and kept to by exports, which are whole again when that is asked for."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from backstride.export.activity_file import Format
from backstride.ingest.manifest import read_manifest
from backstride.records.places import inside
from backstride.store import Store
from backstride.usecases.days import load_days
from backstride.usecases.export import export_all
from backstride.usecases.import_files import import_paths
from backstride.usecases.private_places import (
    PlaceError,
    add_place,
    change_radius,
    start_of,
    usual_starts,
)

NOON = datetime(2024, 5, 20, 12, tzinfo=UTC)
DOOR = (48.0, 11.5)  # where the runs of ``gpx`` begin; they lead 360 m to the north


@pytest.fixture
def full(store: Store, tmp_path: Path, gpx: Callable[..., bytes], fit: Callable[..., bytes]) -> Store:
    watch = tmp_path / "watch"
    watch.mkdir()
    for day in (1, 4, 6):
        (watch / f"{day}.gpx").write_bytes(gpx(day))
    (watch / "elsewhere.gpx").write_bytes(gpx(8).replace(b'lon="11.5"', b'lon="12.5"'))
    (watch / "without.fit").write_bytes(fit(120))
    import_paths(store, [watch], home_zone=UTC, now=NOON)
    return store


def test_the_usual_start_is_where_most_runs_begin(full: Store):
    (usual,) = usual_starts(full)
    assert (usual.runs, usual.of) == (3, 4)
    assert (usual.latitude_deg, usual.longitude_deg) == pytest.approx(DOOR, abs=1e-4)
    full.delete_activity(full.activities()[1].id, NOON)
    assert usual_starts(full)[0].runs == 2


def test_a_home_without_positions_has_no_usual_start(store: Store):
    assert usual_starts(store) == []


def test_a_start_is_the_first_known_position(full: Store):
    starts = [start_of(full.activity(entry.id)) for entry in full.activities()]
    assert starts.count(None) == 1
    assert starts[-1] != starts[-2]


@pytest.mark.parametrize(
    ("name", "at_deg", "radius_m", "reason"),
    [
        ("", DOOR, 200, "needs a name"),
        ("x" * 65, DOOR, 200, "needs a name"),
        ("Home", DOOR, 200, "that name already"),
        ("a", (91.0, 0.0), 200, "no place on Earth"),
        ("a", (float("nan"), 0.0), 200, "no place on Earth"),
        ("a", DOOR, 99, "100 to 1000"),
        ("a", DOOR, 1001, "100 to 1000"),
        ("a", DOOR, float("nan"), "100 to 1000"),
    ],
)
def test_a_place_that_cannot_be_is_refused(store: Store, name: str, at_deg, radius_m: float, reason: str):
    add_place(store, "home", DOOR, 200)
    with pytest.raises(PlaceError, match=reason):
        add_place(store, name, at_deg, radius_m)
    assert len(store.private_places()) == 1


def test_a_place_is_changed_and_forgotten(store: Store):
    add_place(store, "home", DOOR, 200)
    (place,) = store.private_places()
    change_radius(store, place.id, 500)
    assert [(each.id, each.radius_m) for each in store.private_places()] == [(place.id, 500.0)]
    with pytest.raises(PlaceError):
        change_radius(store, place.id, 5)
    store.remove_private_place(place.id)
    assert store.private_places() == []
    with pytest.raises(KeyError):
        store.remove_private_place(place.id)
    with pytest.raises(KeyError):
        change_radius(store, place.id, 500)


@pytest.mark.parametrize("wanted", list(Format))
def test_an_export_holds_no_position_inside(full: Store, tmp_path: Path, wanted: Format):
    add_place(full, "home", DOOR, 151)
    places = full.private_places()
    report = export_all(full, tmp_path / "out", wanted)
    assert report.private_activities == 3
    assert report.private_points == 3 * 51  # 3 m apart, the first at the door
    manifest = read_manifest((tmp_path / "out" / "backstride.json").read_bytes())
    assert manifest.private_points == report.private_points
    records = pq.read_table(tmp_path / "out" / "records.parquet").to_pydict()
    degrees = [np.array(records[name], dtype=np.float64) for name in ("latitude_deg", "longitude_deg")]
    assert np.isfinite(degrees[0]).sum() == 4 * 120 - report.private_points
    assert not inside(places, *degrees).any()
    with Store.open(tmp_path / "fresh") as fresh:
        import_paths(fresh, [tmp_path / "out"], home_zone=UTC, now=NOON)
        for entry in fresh.activities():
            streams = fresh.activity(entry.id).streams
            if "latitude_deg" in streams.channels:
                found = [streams.values(name) for name in ("latitude_deg", "longitude_deg")]
                assert not inside(places, *found).any()
        if wanted is Format.FIT:  # nothing of distances, pace and heights is gone
            days = [load_days(each, diary_time="morning") for each in (full, fresh)]
            assert all(days[0][name].tobytes() == days[1][name].tobytes() for name in days[0].columns)


def test_with_private_places_the_export_is_what_it_was_without_any(full: Store, tmp_path: Path):
    export_all(full, tmp_path / "before")
    add_place(full, "home", DOOR, 151)
    export_all(full, tmp_path / "default")
    report = export_all(full, tmp_path / "whole", with_private_places=True)
    assert (report.private_points, report.private_activities) == (0, 0)

    def activities(name: str) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in (tmp_path / name / "activities").iterdir()}

    assert activities("whole") == activities("before")
    changed = [name for name, data in activities("default").items() if data != activities("whole")[name]]
    assert len(changed) == 3
    for name in ("days.csv", "diary.csv"):
        assert (tmp_path / "default" / name).read_bytes() == (tmp_path / "before" / name).read_bytes()


def test_a_gpx_line_is_cut_where_it_crosses(full: Store, tmp_path: Path):
    north = (DOOR[0] + 180 / 111_195, DOOR[1])
    add_place(full, "corner", north, 100)
    export_all(full, tmp_path / "out", Format.GPX)
    segments = {
        len(re.findall("<trkseg>", path.read_text())) for path in (tmp_path / "out").rglob("*05-0[146]*.gpx")
    }
    assert segments == {2}
    export_all(full, tmp_path / "whole", Format.GPX, with_private_places=True)
    assert {path.read_text().count("<trkseg>") for path in (tmp_path / "whole").rglob("*.gpx")} == {1}
