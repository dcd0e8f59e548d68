"""What is planted in a run can be read back from the second-by-second recording of it."""

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backstride.exposure import build_days, sketch
from backstride.records import Activity, Channel, Sport, Streams
from backstride.samples import RunnerSpec, SampleRun, simulate
from backstride.samples.fit_writer import Recording
from backstride.samples.runs import UTC_OFFSET_S, holds_its_attributes, record


def as_activity(recording: Recording) -> Activity:
    channels = {
        name: Channel(getattr(recording, name))
        for name in ("time_s", "distance_m", "speed_mps", "heart_rate_bpm", "altitude_m")
    }
    return Activity(
        sport=Sport.RUN,
        start_utc=recording.start_utc,
        utc_offset_s=recording.utc_offset_s,
        offset_source="file",
        source="fit",
        distance_m=float(recording.distance_m[-1]),
        elapsed_s=float(recording.time_s[-1]),
        moving_s=float(recording.time_s[-1]),
        descent_m=recording.descent_m,
        streams=Streams(channels),
    )


def a_run(**changes: object) -> SampleRun:
    usual = {
        "date": np.datetime64("2025-04-01"),
        "distance_km": 8.0,
        "intensity_share": 0.4,
        "hard_share": 1.0,
        "descent_m_per_km": 10.0,
        "warmup": True,
    }
    return SampleRun(**(usual | changes))


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_exposures_of_a_whole_history_are_those_planted(seed):
    runner = simulate(seed, RunnerSpec.null(), 120)
    sketches = [sketch(as_activity(record(run, seed))) for run in runner.runs]
    last = runner.days.date[-1].astype(object)
    days = build_days("me", sketches, [], known_until=last, diary_time="morning")
    runs = {run.date: run for run in runner.runs}
    clear = 0
    for t, date in enumerate(days.date):
        assert days["ran"][t] == (date in runs)
        if date not in runs:
            continue
        run = runs[date]
        assert days["distance_km"][t] == pytest.approx(run.distance_km, abs=1e-6)
        assert days["descent_m_per_km"][t] == pytest.approx(run.descent_m_per_km, abs=0.2)
        if holds_its_attributes(run):
            clear += 1
            assert days["intensity_share"][t] == pytest.approx(run.intensity_share, abs=0.03)
            assert days["warmup"][t] == run.warmup
    assert clear > 0.8 * len(runs)
    first = int((runner.days.date[0] - days.date[0]).astype(int))
    known = len(days) - first
    np.testing.assert_allclose(days["spike_ratio"][first:], runner.days["spike_ratio"][:known])


def test_distance_descent_and_laps_by_hand():
    recording = record(a_run(distance_km=8.4, descent_m_per_km=20.0), 1)
    assert recording.distance_m[-1] == pytest.approx(8_400.0)
    assert recording.distance_m[0] == 0.0
    falls = -np.minimum(np.diff(recording.altitude_m), 0.0).sum()
    assert falls == pytest.approx(8.4 * 20.0, rel=0.01)
    assert recording.descent_m == 168
    assert len(recording.lap_ends_s) == 8


def test_the_loop_is_as_long_as_the_run_and_ends_at_home():
    recording = record(a_run(), 1)
    north_m = np.radians(np.diff(recording.latitude_deg)) * 6_371_008.8
    east_m = (
        np.radians(np.diff(recording.longitude_deg))
        * 6_371_008.8
        * np.cos(np.radians(recording.latitude_deg[1:]))
    )
    assert np.hypot(north_m, east_m).sum() == pytest.approx(8_000.0, rel=0.003)
    assert recording.latitude_deg[-1] == pytest.approx(recording.latitude_deg[0], abs=1e-6)
    assert recording.longitude_deg[-1] == pytest.approx(recording.longitude_deg[0], abs=1e-6)


def test_the_run_is_on_its_local_date_in_the_late_afternoon():
    recording = record(a_run(), 1)
    assert recording.utc_offset_s == UTC_OFFSET_S
    assert datetime(2025, 4, 1, 13, tzinfo=UTC) < recording.start_utc < datetime(2025, 4, 1, 16, tzinfo=UTC)


def test_a_run_too_short_for_its_attributes_is_told():
    assert holds_its_attributes(a_run())
    assert not holds_its_attributes(a_run(distance_km=2.5))
    assert not holds_its_attributes(a_run(distance_km=4.0, intensity_share=0.9))


@settings(max_examples=30, deadline=None)
@given(
    distance_km=st.floats(0.3, 45.0),
    intensity=st.floats(0.0, 1.0),
    descent=st.floats(0.0, 60.0),
    warmup=st.booleans(),
    seed=st.integers(0, 1_000),
)
def test_any_run_is_within_what_a_body_and_a_watch_can_do(distance_km, intensity, descent, warmup, seed):
    run = a_run(distance_km=distance_km, intensity_share=intensity, descent_m_per_km=descent, warmup=warmup)
    recording = record(run, seed)
    assert recording.distance_m[-1] == pytest.approx(1_000.0 * distance_km)
    assert np.all(np.diff(recording.distance_m) >= 0.0)
    assert recording.heart_rate_bpm.min() > 60.0
    assert recording.heart_rate_bpm.max() < 205.0
    assert recording.speed_mps.min() > 1.0
    assert recording.speed_mps.max() < 6.0
    assert all(a < b for a, b in zip(recording.lap_ends_s, recording.lap_ends_s[1:], strict=False))
