"""Private places: what lies inside, what is taken out, and where a line is cut."""

from datetime import UTC, datetime
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.records import Activity, Channel, Sport, Streams
from backstride.records.places import PrivatePlace, distance_m, inside, shown

M_PER_DEG = 111_195.08
HOME = PrivatePlace(name="home", latitude_deg=48.0, longitude_deg=11.0, radius_m=200.0)


def along(east_m, north_m=0.0, *, of: PrivatePlace = HOME, raw: bool = False) -> Activity:
    """An activity with positions so many metres from a place's middle."""
    east_m = np.asarray(east_m, dtype=np.float64)
    latitude = of.latitude_deg + np.broadcast_to(north_m, east_m.shape) / M_PER_DEG
    longitude = of.longitude_deg + east_m / M_PER_DEG / np.cos(np.radians(of.latitude_deg))
    longitude = (longitude + 180) % 360 - 180
    degrees = {"latitude_deg": latitude, "longitude_deg": longitude}
    scale = 2**31 / 180
    channels = {
        name: Channel(np.round(values * scale).astype(np.int32), scale=scale, invalid=2**31 - 1)
        if raw
        else Channel(values.copy())
        for name, values in degrees.items()
    }
    time_s = np.arange(len(east_m), dtype=np.float64)
    return Activity(
        sport=Sport.RUN,
        start_utc=datetime(2024, 5, 1, tzinfo=UTC),
        utc_offset_s=0,
        offset_source="file",
        source="fit",
        distance_m=4321.0,
        streams=Streams({"time_s": Channel(time_s), "altitude_m": Channel(time_s), **channels}),
    )


@pytest.mark.parametrize("raw", [False, True])
def test_positions_inside_are_taken_out_and_nothing_else(raw: bool):
    activity = along([-400, -201, -199, 0, 199, 201, 400], raw=raw)
    found = shown(activity, [HOME])
    assert found.hidden == 3
    known = np.isfinite(found.activity.streams.values("latitude_deg"))
    assert known.tolist() == [True, True, False, False, False, True, True]
    assert np.array_equal(known, np.isfinite(found.activity.streams.values("longitude_deg")))
    assert found.cut.tolist() == [False] * 5 + [True, False]
    assert found.activity == activity  # figures, laps and notes
    for name in ("time_s", "altitude_m"):
        assert found.activity.streams.channels[name] is activity.streams.channels[name]
    assert found.activity.streams.channels["latitude_deg"].raw.dtype == (np.int32 if raw else np.float64)
    assert np.isfinite(activity.streams.values("latitude_deg")).all()  # the record itself stays whole


def test_a_line_that_crosses_without_a_position_inside_is_cut():
    crossing, passing = along([-300, 300]), along([-300, 300], 250.0)
    assert (shown(crossing, [HOME]).hidden, shown(crossing, [HOME]).cut.tolist()) == (0, [False, True])
    assert shown(passing, [HOME]).cut.tolist() == [False, False]
    assert shown(along([250, 250]), [HOME]).cut.tolist() == [False, False]  # standing still outside


def test_integers_without_a_mark_for_the_unknown_become_floats():
    streams = along([0, 400], raw=True).streams
    plain = {
        name: Channel(channel.raw, scale=channel.scale) if name.endswith("deg") else channel
        for name, channel in streams.channels.items()
    }
    found = shown(Activity(**_fields(along([0, 400])) | {"streams": Streams(plain)}), [HOME])
    assert np.isnan(found.activity.streams.values("longitude_deg")).tolist() == [True, False]


def _fields(activity: Activity) -> dict[str, object]:
    return {name: getattr(activity, name) for name in Activity.__dataclass_fields__}


def test_a_record_with_one_coordinate_alone_loses_it():
    activity = along([400, 500, 600])
    latitude = activity.streams.values("latitude_deg").copy()
    latitude[1] = np.nan
    channels = {**activity.streams.channels, "latitude_deg": Channel(latitude)}
    found = shown(Activity(**_fields(activity) | {"streams": Streams(channels)}), [HOME])
    assert np.isnan(found.activity.streams.values("longitude_deg")).tolist() == [False, True, False]
    assert found.hidden == 0


def test_without_places_or_positions_nothing_changes():
    activity = along([0, 1])
    assert shown(activity, []).activity is activity
    bare = Activity(**_fields(activity) | {"streams": Streams()})
    assert (shown(bare, [HOME]).activity, shown(bare, [HOME]).hidden) == (bare, 0)


def test_a_place_on_the_date_line_reaches_over_it():
    island = PrivatePlace(name="i", latitude_deg=-17.0, longitude_deg=179.9999, radius_m=300.0)
    found = shown(along([-400, -100, 100, 400], of=island), [island])
    assert found.hidden == 2
    assert found.cut.tolist() == [False, False, False, True]
    assert shown(along([-400, 400], of=island), [island]).cut.tolist() == [False, True]


def test_distances_are_those_of_the_great_circle():
    one_degree = distance_m(np.array([1.0, 0.0, np.nan]), np.array([0.0, 1.0, 0.0]), (0.0, 0.0))
    np.testing.assert_allclose(one_degree, [M_PER_DEG, M_PER_DEG, np.nan], rtol=1e-6)
    assert distance_m(np.array([0.0]), np.array([180.0]), (0.0, 0.0))[0] == pytest.approx(
        20_015_115, rel=1e-6
    )


@given(
    st.lists(st.tuples(st.floats(-3000, 3000), st.floats(-3000, 3000)), max_size=30),
    st.floats(100, 1000),
    st.floats(-70, 70),
)
def test_no_shown_position_lies_inside_and_no_line_comes_in(points, radius_m: float, latitude_deg: float):
    place = PrivatePlace(name="x", latitude_deg=latitude_deg, longitude_deg=11.0, radius_m=radius_m)
    east_m, north_m = np.array(points).reshape(-1, 2).T
    found = shown(along(east_m, north_m, of=place), [place])
    latitude, longitude = (found.activity.streams.values(name) for name in ("latitude_deg", "longitude_deg"))
    assert not inside([place], latitude, longitude).any()
    assert found.hidden == np.isnan(latitude).sum()
    placed = np.flatnonzero(np.isfinite(latitude))
    for one, other in pairwise(placed):
        if not found.cut[other]:
            share = np.linspace(0, 1, 50)
            between = [
                values[one] + share * (values[other] - values[one]) for values in (latitude, longitude)
            ]
            smaller = PrivatePlace(
                name="x", latitude_deg=latitude_deg, longitude_deg=11.0, radius_m=radius_m * 0.98
            )
            assert not inside([smaller], *between).any()
