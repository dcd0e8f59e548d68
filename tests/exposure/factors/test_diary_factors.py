"""Warm-up, core work, cross-training: the diary wins, then a recorded activity speaks, else nobody knows."""

import numpy as np
import pytest
from exposure_builders import check_in, history, run, same
from hypothesis import given
from hypothesis import strategies as st

from backstride.exposure.factors import core, cross_training, warmup
from backstride.exposure.streams import Part
from backstride.ingest.fit.meanings import sport_of, sub_sport_of
from backstride.records import Sport

GENTLE = {"start": Part(600.0, 2.5, 130.0), "rest": Part(1800.0, 3.0, 150.0)}
BRISK = {"start": Part(600.0, 2.95, 148.0), "rest": Part(1800.0, 3.0, 150.0)}


def test_a_gentle_start_is_a_warm_up_and_a_brisk_one_is_none():
    same(warmup(history(run(0, **GENTLE), run(1, **BRISK), until=1)), [1.0, 0.0])


@pytest.mark.parametrize(("start_mps", "expected"), [(2.70, 1.0), (2.71, 0.0)])
def test_the_limit_is_nine_tenths_of_the_speed_of_the_rest(start_mps: float, expected: float):
    parts = {"start": Part(600.0, start_mps, None), "rest": Part(1800.0, 3.0, None)}
    same(warmup(history(run(0, **parts), until=0)), [expected])


@pytest.mark.parametrize(("start_bpm", "expected"), [(132.0, 1.0), (133.0, 0.0)])
def test_heart_rate_speaks_where_there_is_no_speed(start_bpm: float, expected: float):
    parts = {"start": Part(600.0, None, start_bpm), "rest": Part(1800.0, None, 150.0)}
    same(warmup(history(run(0, **parts), until=0)), [expected])


@pytest.mark.parametrize(
    "parts",
    [
        {"start": Part(299.0, 2.0, 120.0), "rest": Part(1800.0, 3.0, 150.0)},
        {"start": Part(600.0, 2.0, 120.0), "rest": Part(599.0, 3.0, 150.0)},
        {"start": Part(600.0, None, None), "rest": Part(1800.0, None, None)},
        {},
    ],
)
def test_too_little_to_judge_by_is_unknown(parts: dict):
    same(warmup(history(run(0, **parts), until=0)), [None])


def test_the_date_s_first_run_counts():
    same(warmup(history(run(0, hour=18, **GENTLE), run(0, hour=7, **BRISK), until=0)), [0.0])


def test_the_diary_wins_over_what_the_watch_shows():
    found = history(
        run(0, **BRISK), check_in(0, warmup=True), run(1, **GENTLE), check_in(1, warmup=False), until=1
    )
    same(warmup(found), [1.0, 0.0])


def test_an_empty_line_of_the_diary_says_nothing():
    same(warmup(history(run(0, **GENTLE), check_in(0, pain_nrs=1.0), until=0)), [1.0])


def test_no_warm_up_on_a_known_rest_day_but_the_diary_s_word_where_the_run_is_not_yet_imported():
    found = history(run(0), check_in(1, warmup=True), check_in(2, warmup=True), until=1)
    same(warmup(found), [None, None, 1.0])


def test_core_from_the_diary_or_a_recorded_session_else_unknown():
    found = history(
        run(0, sport=Sport.STRENGTH),
        run(1),
        check_in(2, core=False),
        run(2, sport=Sport.STRENGTH),
        check_in(3, core=True),
        check_in(4, core=False),
        until=4,
    )
    same(core(found), [1.0, None, 0.0, 1.0, 0.0])


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"sport": Sport.RIDE}, 1.0),
        ({"sport": Sport.SWIM}, 1.0),
        ({"sport": Sport.OTHER, "sub_sport": "elliptical"}, 1.0),
        ({"sport": Sport.OTHER, "sub_sport": "cross country skiing"}, 1.0),
        ({"sport": Sport.OTHER, "sub_sport": "yoga"}, None),
        ({"sport": Sport.OTHER, "sub_sport": "alpine skiing"}, None),
        ({"sport": Sport.OTHER}, None),
        ({"sport": Sport.WALK}, None),
        ({"sport": Sport.STRENGTH}, None),
        ({"sport": Sport.RUN}, None),
    ],
)
def test_what_counts_as_cross_training(fields: dict, expected: float | None):
    same(cross_training(history(run(0, **fields), until=0)), [expected])


@pytest.mark.parametrize(
    ("sport", "sub_sport", "expected"),
    [
        (15, 0, 1.0),  # rowing on water
        (4, 14, 1.0),  # a rowing machine
        (4, 15, 1.0),  # an elliptical trainer
        (4, 16, 1.0),  # a stair climber
        (4, 5, 1.0),  # spinning
        (12, 0, 1.0),  # cross-country skiing
        (13, 0, None),  # alpine skiing
        (10, 43, None),  # yoga
    ],
)
def test_cross_training_is_known_by_the_words_that_watch_files_come_in_with(
    sport: int, sub_sport: int, expected: float | None
):
    """The reader of FIT files names a sport in its own words; these are the words that must be understood."""
    activity = run(0, sport=sport_of(sport, sub_sport), sub_sport=sub_sport_of(sport, sub_sport))
    same(cross_training(history(activity, until=0)), [expected])


def test_the_diary_wins_on_cross_training():
    found = history(run(0, sport=Sport.RIDE), check_in(0, cross_training=False), check_in(1), until=1)
    same(cross_training(found), [0.0, None])


@given(ratio=st.floats(0.3, 1.5), speed_mps=st.floats(1.5, 6.0), told=st.none() | st.booleans())
def test_a_faster_start_never_makes_a_warm_up_of_none(ratio: float, speed_mps: float, told: bool | None):
    def found(start_mps: float) -> float:
        parts = {"start": Part(600.0, start_mps, None), "rest": Part(1800.0, speed_mps, None)}
        return float(warmup(history(run(0, **parts), check_in(0, warmup=told), until=0))[0])

    slower, faster = found(ratio * speed_mps), found(1.1 * ratio * speed_mps)
    assert faster <= slower
    if told is not None:
        assert slower == faster == float(told)
    assert not np.isnan(slower)
