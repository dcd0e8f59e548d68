"""Distance, time in motion, climb and means, against values worked out by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.ingest import summary
from backstride.records import Sport

NO_BREAKS = np.empty(0, dtype=np.intp)
RUN = Sport.RUN


def array(*values):
    return np.array(values, dtype=np.float64)


class TestCounter:
    def test_counts_up_from_zero(self):
        assert summary.cumulative_steps_m(array(0, 3, 3, 7)).tolist() == [0, 3, 0, 4]

    def test_a_first_value_near_zero_was_run_too(self):
        assert summary.cumulative_steps_m(array(4, 10)).sum() == 10

    def test_a_later_part_of_a_longer_recording_counts_from_its_start(self):
        assert summary.cumulative_steps_m(array(1900, 1910, 1925)).sum() == 25

    def test_a_restart_at_a_lap_is_carried_on(self):
        assert summary.cumulative_steps_m(array(0, 400, 1000, 5, 400, 1000)).sum() == 2000

    def test_a_small_step_back_is_no_way(self):
        assert summary.cumulative_steps_m(array(0, 10, 9, 12, 20, 30)).sum() == 31

    def test_missing_values_lose_nothing(self):
        assert summary.cumulative_steps_m(array(0, np.nan, 8, np.nan, 9)).tolist() == [0, 0, 8, 0, 1]

    @pytest.mark.parametrize(
        "values", [[0.0, 0, 0], [1.9, 1.7, 2.1, 1.8, 2.0, 1.7, 2.2], [np.nan, np.nan], [-1.0]]
    )
    def test_zeros_and_single_steps_are_no_counter(self, values):
        assert summary.cumulative_steps_m(array(*values)) is None

    @given(st.lists(st.floats(0, 50), min_size=1, max_size=60))
    def test_any_honest_counter_adds_up_to_its_last_value(self, steps):
        counter = np.cumsum([0.0, *steps])
        found = summary.cumulative_steps_m(counter)
        assert (0.0 if found is None else found.sum()) == pytest.approx(counter[-1], abs=1e-6)


def test_a_step_that_no_one_can_make_is_left_out():
    steps, jumps = summary.without_jumps(array(0, 3, 40_000, 3), array(0, 1, 1, 1), 12.5)
    assert (steps.tolist(), jumps) == ([0, 3, 0, 3], 1)
    kept = array(0, 20)
    assert (
        summary.without_jumps(kept, array(0, 1), 12.5)[0] is kept
    )  # two whole-second clocks may hide a second


class TestActiveTime:
    def test_pauses_and_breaks_are_no_active_time(self):
        time_s = array(0, 10, 20, 100, 110)
        active = summary.active_intervals_s(time_s, ((25, 95),), np.array([4]))
        assert active.tolist() == [10, 10, 10, 0]

    def test_overlapping_pauses_count_once(self):
        active = summary.active_intervals_s(array(0, 100), ((10, 40), (20, 50), (90, 200)), NO_BREAKS)
        assert active.tolist() == [50]

    @given(
        st.lists(st.floats(0, 100), min_size=2, max_size=20),
        st.lists(st.tuples(st.floats(-50, 2000), st.floats(0, 300)), max_size=5),
    )
    def test_active_time_is_never_negative_nor_more_than_the_whole(self, intervals, pauses):
        time_s = np.cumsum(intervals)
        spans = tuple((start, start + length) for start, length in pauses)
        active = summary.active_intervals_s(time_s, spans, NO_BREAKS)
        assert (active >= 0).all()
        assert (active <= np.diff(time_s) + 1e-6).all()


class TestMovingTime:
    def steady(self, n=101, mps=3.0):
        time_s = np.arange(float(n))
        return time_s, np.diff(time_s), np.concatenate(([0.0], np.full(n - 1, mps)))

    def test_a_steady_run_is_all_motion(self):
        time_s, active_s, steps = self.steady()
        assert summary.moving_intervals_s(time_s, active_s, steps, RUN).sum() == 100

    def test_standing_at_a_light_is_not(self):
        time_s, active_s, steps = self.steady(301)
        steps[101:201] = 0.05  # a hundred seconds of drifting positions
        moving = summary.moving_intervals_s(time_s, active_s, steps, RUN).sum()
        assert moving == pytest.approx(200, abs=summary.SPEED_WINDOW_S)

    def test_standing_is_part_of_other_sports(self):
        time_s, active_s, steps = self.steady(301)
        steps[101:201] = 0.0
        assert summary.moving_intervals_s(time_s, active_s, steps, Sport.SWIM).sum() == 300

    def test_a_long_silence_is_none_even_where_the_way_goes_on(self):
        time_s = array(0, 10, 20, 1000, 1010)
        steps = array(0, 30, 30, 3000, 30)
        moving = summary.moving_intervals_s(time_s, np.diff(time_s), steps, RUN)
        assert moving.tolist() == [10, 10, 0, 10]

    def test_without_a_way_all_recorded_time_counts(self):
        time_s = array(0, 5, 10, 200)
        assert summary.moving_intervals_s(time_s, np.diff(time_s), None, RUN).tolist() == [5, 5, 0]


class TestClimb:
    def profile(self, *heights, seconds=120):
        corner_s = np.arange(len(heights)) * float(seconds)
        time_s = np.arange(0.0, corner_s[-1] + 1)
        return np.interp(time_s, corner_s, heights), time_s

    def test_a_hill_up_and_down(self):
        ascent_m, descent_m = summary.ascent_descent_m(*self.profile(100, 150, 120, seconds=600))
        assert ascent_m == pytest.approx(50, abs=2)
        assert descent_m == pytest.approx(30, abs=2)

    def test_noise_below_the_threshold_does_not_add_up(self):
        _, time_s = self.profile(100, 100, seconds=3600)
        noisy = 100 + np.where(np.arange(len(time_s)) // 20 % 2 == 0, 1.0, -1.0)
        assert summary.ascent_descent_m(noisy, time_s) == (0.0, 0.0)

    def test_a_steady_slope_of_small_steps_adds_up(self):
        heights, time_s = self.profile(0, 300, seconds=3600)
        assert summary.ascent_descent_m(np.round(heights), time_s)[0] == pytest.approx(300, abs=3)

    @pytest.mark.parametrize("heights", [[np.nan, np.nan], [5.0, np.nan], [0.0, 0.0]])
    def test_without_heights_it_is_unknown(self, heights):
        assert summary.ascent_descent_m(array(*heights), array(0, 1)) is None

    @given(st.lists(st.floats(-100, 3000), min_size=2, max_size=30))
    def test_up_less_down_is_the_difference_of_the_ends(self, corners):
        heights, time_s = self.profile(*corners)
        climb = summary.ascent_descent_m(heights, time_s)
        if climb is not None:
            slack = 4 * summary.ALTITUDE_HYSTERESIS_M + 0.3 * np.ptp(heights)  # the ends are smoothed
            assert climb[0] - climb[1] == pytest.approx(heights[-1] - heights[0], abs=slack)
            assert min(climb) >= 0


class TestMeans:
    def test_readings_stand_until_the_next_one(self):
        assert summary.mean_over_time(array(100, 160, 160), array(20, 10)) == pytest.approx(130)

    def test_zeros_are_a_sensor_s_silence(self):
        assert summary.mean_over_time(array(0, 150, 0, np.nan), array(1, 1, 1)) == 150
        assert summary.mean_over_time(array(0, np.nan), array(1)) is None

    def test_one_reading_does_not_stand_for_a_whole_pause(self):
        mean = summary.mean_over_time(array(100, 150), array(10_000))
        assert mean == pytest.approx(125)

    @pytest.mark.parametrize("bpm", [121.0, 105.21565458673393])
    def test_a_mean_lies_between_the_lowest_and_the_highest(self, bpm):
        """In floating point a weighted mean may fall beside the readings, though they are all alike."""
        assert summary.mean_over_time(array(bpm, bpm, bpm), array(0.1, 0.7)) == bpm
        assert summary.mean_over_time(array(0, bpm), array(1.3456585824819745)) == bpm

    def test_hearts_beat_within_limits(self):
        rates = summary.plausible_heart_rate_bpm(array(0, 24, 60, 250, 255, np.nan))
        assert rates[np.isfinite(rates)].tolist() == [60, 250]

    @pytest.mark.parametrize(
        ("cadence", "sport", "feet"),
        [
            ([85, 90, 0, 92], Sport.RUN, 1),
            ([170, 180, 0], Sport.RUN, 2),
            ([55, 60], Sport.WALK, 1),
            ([110, 118], Sport.WALK, 2),
            ([90], Sport.RIDE, None),
            ([0, np.nan], Sport.RUN, None),
        ],
    )
    def test_one_foot_or_both(self, cadence, sport, feet):
        assert summary.feet_counted(array(*cadence), sport) == feet


@pytest.mark.parametrize(("mps", "sport"), [(1.3, Sport.WALK), (3.0, Sport.RUN), (8.0, Sport.RIDE)])
def test_the_brisk_speed_tells_sports_apart(mps, sport):
    time_s = np.arange(0.0, 1200)
    steps = np.full(1200, mps)
    brisk = summary.brisk_speed_mps(time_s, np.diff(time_s), steps)
    assert brisk == pytest.approx(mps, rel=0.02)
    assert next(s for s, limit in summary.BRISK_MPS if brisk <= limit) is sport
