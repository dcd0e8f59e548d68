"""A sketch keeps what the factors need of an activity, survives its JSON, and invents nothing."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.exposure import SKETCH_VERSION, RunSketch, sketch
from backstride.exposure.streams import Histogram, Part
from backstride.records import Activity, Channel, Sport, Streams

START = datetime(2024, 5, 1, 6, 0, tzinfo=UTC)


def streams(**columns: object) -> Streams:
    return Streams({name: Channel(np.asarray(column, dtype=float)) for name, column in columns.items()})


def activity(channels: Streams | None = None, **fields: object) -> Activity:
    filled = {
        "sport": Sport.RUN,
        "start_utc": START,
        "utc_offset_s": 7200,
        "offset_source": "file",
        "source": "fit",
    } | fields
    return Activity(streams=channels or Streams(), **filled)  # type: ignore[arg-type]


def seconds_at(histogram: Histogram, value: float) -> float:
    place = round(value * histogram.bins_per_unit) - histogram.first
    return histogram.time_s[place] if 0 <= place < len(histogram.time_s) else 0.0


def test_the_summary_is_kept_as_it_stands():
    made = sketch(activity(distance_m=5000.0, moving_s=1500.0, elapsed_s=1600.0, descent_m=40.0, indoor=True))
    assert (made.distance_m, made.moving_s, made.elapsed_s, made.descent_m) == (5000.0, 1500.0, 1600.0, 40.0)
    assert made.indoor
    assert made.local_date.isoformat() == "2024-05-01"


@pytest.mark.parametrize("nonsense", [float("nan"), float("inf"), -3.0])
def test_a_figure_that_cannot_be_is_unknown(nonsense: float):
    made = sketch(activity(distance_m=nonsense, moving_s=nonsense, descent_m=nonsense))
    assert (made.distance_m, made.moving_s, made.descent_m) == (None, None, None)


def test_time_at_each_heart_rate_by_hand():
    # One sample a second for 61 s, each standing for the second after it: 20 s at 120, 40 s at 150.
    time_s = np.arange(61)
    made = sketch(
        activity(
            streams(time_s=time_s, heart_rate_bpm=np.where(time_s < 20, 120, 150), speed_mps=np.full(61, 3.0))
        )
    )
    assert made.recorded_s == 60
    assert seconds_at(made.heart_rate, 120) == 20
    assert seconds_at(made.heart_rate, 150) == 40
    assert sum(made.heart_rate.time_s) == 60
    assert seconds_at(made.speed, 3.0) == 60


def test_a_pause_counts_for_nothing():
    time_s = np.concatenate([np.arange(100), np.arange(700, 800)])
    made = sketch(activity(streams(time_s=time_s, heart_rate_bpm=np.full(200, 130.0))))
    assert made.recorded_s == 198  # two stretches of 99 s


def test_standing_at_a_light_is_no_running_time():
    time_s = np.arange(121)
    speed_mps = np.where((time_s >= 40) & (time_s < 80), 0.0, 3.0)
    made = sketch(activity(streams(time_s=time_s, speed_mps=speed_mps, heart_rate_bpm=np.full(121, 140.0))))
    assert made.recorded_s == 80
    assert sum(made.heart_rate.time_s) == 80


def test_a_heart_rate_that_no_human_has_adds_nothing():
    time_s = np.arange(61)
    heart_rate_bpm = np.where(time_s < 30, 0.0, 140.0)
    made = sketch(activity(streams(time_s=time_s, heart_rate_bpm=heart_rate_bpm)))
    assert sum(made.heart_rate.time_s) == 30
    assert made.heart_rate.first == 140


def test_speed_comes_from_the_distance_where_the_device_wrote_none():
    time_s = np.arange(0, 121, 2)
    made = sketch(activity(streams(time_s=time_s, distance_m=time_s * 2.5)))
    assert seconds_at(made.speed, 2.5) == 120


def test_a_distance_on_every_third_record_is_enough():
    time_s = np.arange(121)
    made = sketch(
        activity(streams(time_s=time_s, distance_m=np.where(time_s % 3 == 0, time_s * 2.5, np.nan)))
    )
    assert seconds_at(made.speed, 2.5) == 120


def test_where_the_speed_is_lost_the_heart_rate_still_counts():
    time_s = np.arange(121)
    speed_mps = np.where(time_s < 60, 3.0, np.nan)
    made = sketch(activity(streams(time_s=time_s, speed_mps=speed_mps, heart_rate_bpm=np.full(121, 140.0))))
    assert made.recorded_s == seconds_at(made.heart_rate, 140) == 120
    assert seconds_at(made.speed, 3.0) == 60


def test_records_of_one_time_are_taken_together():
    # An app that writes one record with the speed and one with the heart rate, twice a second.
    time_s = np.repeat(np.arange(61), 2)
    even = np.arange(122) % 2 == 0
    made = sketch(
        activity(
            streams(
                time_s=time_s,
                speed_mps=np.where(even, np.nan, 3.0),
                heart_rate_bpm=np.where(even, 140.0, np.nan),
            )
        )
    )
    assert seconds_at(made.speed, 3.0) == seconds_at(made.heart_rate, 140) == made.recorded_s == 60


def test_a_jump_of_the_position_is_no_speed():
    time_s = np.arange(61)
    distance_m = np.where(time_s < 30, time_s * 3.0, time_s * 3.0 + 5000)
    made = sketch(activity(streams(time_s=time_s, distance_m=distance_m)))
    assert max(made.speed.time_s) == 60
    assert len(made.speed.time_s) == 1


def test_a_clock_that_steps_back_adds_no_time():
    time_s = np.concatenate([np.arange(50), np.arange(20, 70)])
    made = sketch(activity(streams(time_s=time_s, speed_mps=np.full(100, 3.0))))
    assert made.recorded_s == 69


def test_the_first_ten_minutes_stand_apart_from_the_rest():
    time_s = np.arange(1801)
    early = time_s < 600
    made = sketch(
        activity(
            streams(
                time_s=time_s,
                speed_mps=np.where(early, 2.0, 3.0),
                heart_rate_bpm=np.where(early, 120.0, 150.0),
            )
        )
    )
    assert made.start == Part(600.0, 2.0, 120.0)
    assert made.rest == Part(1200.0, 3.0, 150.0)


@pytest.mark.parametrize(
    "channels",
    [
        Streams(),
        streams(time_s=[0.0]),
        streams(time_s=[np.nan, np.nan, np.nan]),
        streams(time_s=[5.0, 5.0, 5.0], heart_rate_bpm=[100.0, 100.0, 100.0]),
        streams(time_s=[0.0, 9000.0], speed_mps=[3.0, 3.0]),
        streams(time_s=[0.0, 1.0, 2.0], speed_mps=[0.0, 0.0, 0.0]),
    ],
)
def test_streams_without_a_usable_stretch_say_nothing(channels: Streams):
    made = sketch(activity(channels))
    assert made.recorded_s == 0
    assert made.heart_rate.time_s == made.speed.time_s == ()
    assert made.start.moving_s == made.rest.moving_s == 0


def test_the_streams_of_a_ride_are_not_looked_at():
    made = sketch(activity(streams(time_s=np.arange(60), speed_mps=np.full(60, 8.0)), sport=Sport.RIDE))
    assert made.recorded_s == 0
    assert made.sport is Sport.RIDE


@given(
    time_s=st.lists(st.floats(-10, 1e5), min_size=0, max_size=60),
    data=st.data(),
)
def test_any_streams_give_a_sketch_that_survives_its_json(time_s: list[float], data: st.DataObject):
    column = st.lists(
        st.floats(-1e3, 1e3) | st.just(float("nan")), min_size=len(time_s), max_size=len(time_s)
    )
    made = sketch(
        activity(
            streams(time_s=time_s, speed_mps=data.draw(column), heart_rate_bpm=data.draw(column)),
            distance_m=data.draw(st.none() | st.floats(0, 1e5)),
        )
    )
    assert RunSketch.from_json(made.to_json()) == made
    assert made.recorded_s <= max((*time_s, 0)) - min((*time_s, 0)) + 1
    assert sum(made.heart_rate.time_s) <= made.recorded_s + 0.1 * (len(time_s) + 1)


def test_the_json_is_small_and_plain():
    time_s = np.arange(5000)
    rng = np.random.default_rng(1)
    made = sketch(
        activity(
            streams(
                time_s=time_s, speed_mps=rng.normal(3, 0.4, 5000), heart_rate_bpm=rng.normal(150, 12, 5000)
            )
        )
    )
    text = made.to_json()
    assert len(text) < 4000
    assert json.loads(text)["version"] == SKETCH_VERSION


def test_a_sketch_of_another_version_is_refused():
    text = sketch(activity()).to_json().replace(f'"version":{SKETCH_VERSION}', '"version":0')
    with pytest.raises(ValueError, match="version 0"):
        RunSketch.from_json(text)


def test_duration_is_time_in_motion_else_what_is_recorded_else_from_start_to_end():
    made = sketch(activity(moving_s=1000.0, elapsed_s=1200.0))
    assert made.duration_s == 1000.0
    assert replace(made, moving_s=None, recorded_s=900.0).duration_s == 900.0
    assert replace(made, moving_s=None).duration_s == 1200.0
    assert replace(made, moving_s=None, elapsed_s=None).duration_s is None
