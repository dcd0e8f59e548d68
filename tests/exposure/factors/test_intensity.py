"""The share of hard running, by heart rate or pace, against the runner's own peak."""

import numpy as np
import pytest
from exposure_builders import history, run, same
from hypothesis import given
from hypothesis import strategies as st

from backstride.exposure.factors import intensity_share
from backstride.exposure.streams import Histogram


def by_heart_rate(number: int, minutes: dict[int, float], **fields: object):
    """A run with so many minutes at each heart rate."""
    first, last = min(minutes), max(minutes)
    time_s = tuple(60.0 * minutes.get(bpm, 0.0) for bpm in range(first, last + 1))
    filled = {"heart_rate": Histogram(1, first, time_s), "recorded_s": sum(time_s)} | fields
    return run(number, **filled)


def by_pace(number: int, minutes: dict[float, float], **fields: object):
    """A run with so many minutes at each speed (m/s)."""
    bins = {round(speed * 20): value for speed, value in minutes.items()}
    first, last = min(bins), max(bins)
    time_s = tuple(60.0 * bins.get(place, 0.0) for place in range(first, last + 1))
    return run(number, speed=Histogram(20, first, time_s), recorded_s=sum(time_s), **fields)


HARD = {200: 2.0, 150: 30.0}  # reaches 200 bpm: from 166 bpm on (83%) it is hard


def test_by_hand():
    hard = [by_heart_rate(k, HARD) for k in (0, 1, 2)]
    found = intensity_share(history(*hard, by_heart_rate(4, {140: 30.0, 166: 10.0}), until=4))
    same(found, [2 / 32, 2 / 32, 2 / 32, None, 0.25])


def test_one_beat_below_the_threshold_is_not_hard():
    hard = [by_heart_rate(k, HARD) for k in (0, 1, 2)]
    assert intensity_share(history(*hard, by_heart_rate(4, {165: 40.0}), until=4))[4] == 0.0


def test_a_single_faulty_sensor_does_not_set_the_peak():
    normal = [by_heart_rate(k, HARD) for k in (0, 1, 2)]
    faulty = by_heart_rate(3, {240: 20.0})
    found = intensity_share(history(*normal, faulty, by_heart_rate(4, {170: 10.0}), until=4))
    assert found[4] == 1.0  # 83% of 240 would be 199


def test_a_peak_must_be_held_for_half_a_minute():
    hard = [by_heart_rate(k, {220: 0.4, 200: 2.0, 150: 30.0}) for k in (0, 1, 2)]
    assert intensity_share(history(*hard, by_heart_rate(4, {166: 10.0}), until=4))[4] == 1.0


def test_fewer_than_three_runs_tell_no_peak():
    assert np.isnan(intensity_share(history(*(by_heart_rate(k, HARD) for k in (0, 1)), until=1))).all()


GENTLE = {150: 2.0, 120: 40.0}  # reaches 150: judged by itself it is hard from 125 on, by HARD never


def test_the_first_days_are_judged_by_the_peak_of_all_of_them():
    easy = [by_heart_rate(k, GENTLE) for k in (0, 2, 4)]
    alone = intensity_share(history(*easy, until=4))
    assert alone[0] == pytest.approx(2 / 42)  # all that is known of this runner says that 150 is the highest
    settled = intensity_share(history(*easy, *(by_heart_rate(k, HARD) for k in (30, 59)), until=59))
    assert settled[0] == 0.0


def test_after_sixty_days_a_harder_run_does_not_change_the_past():
    easy = [by_heart_rate(k, GENTLE) for k in (0, 2, 4)]
    later = intensity_share(history(*easy, *(by_heart_rate(k, HARD) for k in (60, 61)), until=61))
    assert later[0] == pytest.approx(2 / 42)
    assert later[61] == pytest.approx(2 / 32)


def test_a_peak_of_more_than_a_year_ago_is_forgotten():
    hard = [by_heart_rate(k, HARD) for k in (0, 1, 2)]
    easy = [by_heart_rate(k, GENTLE) for k in (364, 365, 366, 367)]
    found = intensity_share(history(*hard, *easy, until=367))
    assert found[364] == 0.0  # days 0 to 364: the peak is 200
    assert found[367] == pytest.approx(2 / 42)  # days 3 to 367: it is 150


@pytest.mark.parametrize(("usual_bpm", "known"), [(184, True), (186, False)])
def test_runs_that_are_all_near_their_own_peak_have_not_seen_the_true_one(usual_bpm: int, known: bool):
    # The peak is 200, the usual run just below or at 93% of it.
    steady = [by_heart_rate(k, {200: 0.5, usual_bpm: 600.0}) for k in range(5)]
    found = intensity_share(history(*steady, until=4))
    assert np.isfinite(found).all() == known


def test_by_pace_where_there_is_no_heart_rate():
    # 4 m/s for six minutes: 80% of it is 3.2 m/s.
    fast = [by_pace(k, {4.0: 6.0, 2.8: 24.0}) for k in (0, 1, 2)]
    found = intensity_share(history(*fast, by_pace(3, {3.2: 10.0, 3.15: 10.0}), until=3))
    same(found, [0.2, 0.2, 0.2, 0.5])


def test_a_short_sprint_sets_no_pace():
    fast = [by_pace(k, {6.0: 5.9, 4.0: 0.1, 2.8: 24.0}) for k in (0, 1, 2)]
    assert intensity_share(history(*fast, by_pace(3, {3.2: 10.0}), until=3))[3] == 1.0


def test_a_heart_rate_over_less_than_half_of_the_run_gives_way_to_the_pace():
    speed = Histogram(20, 60, (1560.0, *[0.0] * 19, 360.0))  # 26 minutes at 3 m/s, six at 4
    hard = [by_heart_rate(k, HARD, speed=speed) for k in (0, 1, 2)]
    strap_fell_off = by_heart_rate(3, {190: 10.0}, recorded_s=1800.0, speed=Histogram(20, 40, (1800.0,)))
    assert intensity_share(history(*hard, strap_fell_off, until=3))[3] == 0.0  # 2 m/s, against 4


def test_runs_of_a_date_are_weighted_by_their_time():
    hard = [by_heart_rate(k, HARD) for k in (0, 1, 2)]
    both = [by_heart_rate(3, {180: 10.0}, hour=7), by_heart_rate(3, {120: 30.0}, hour=18)]
    assert intensity_share(history(*hard, *both, until=3))[3] == pytest.approx(0.25)


def test_a_run_that_tells_nothing_leaves_the_date_unknown():
    hard = [by_heart_rate(k, HARD) for k in (0, 1, 2)]
    found = intensity_share(history(*hard, by_heart_rate(3, HARD), run(3, hour=7), until=4))
    same(found, [2 / 32] * 3 + [None])


@given(
    st.lists(
        st.dictionaries(st.integers(60, 210), st.floats(1, 60), min_size=1, max_size=5),
        min_size=3,
        max_size=12,
    )
)
def test_a_share_lies_between_none_and_all_and_a_scaled_run_keeps_it(runs: list[dict[int, float]]):
    found = intensity_share(history(*(by_heart_rate(k, minutes) for k, minutes in enumerate(runs)), until=20))
    assert (np.isnan(found) | ((found >= 0) & (found <= 1))).all()
    doubled = [{bpm: 2 * value for bpm, value in minutes.items()} for minutes in runs]
    again = intensity_share(history(*(by_heart_rate(k, m) for k, m in enumerate(doubled)), until=20))
    # Every bin here is held for a minute or more, so that doubling the times moves no peak.
    np.testing.assert_allclose(again, found)
