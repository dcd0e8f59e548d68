"""The simulator plants what it says, hides it as it says, and knows the truth."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backstride.samples import FACTORS, RunnerSpec, simulate
from backstride.samples.course import diary_scale, spike_dose
from backstride.samples.simulate import HISTORY_DAYS

ESTIMANDS = {"acute", "longterm", *(f"factor:{name}" for name in FACTORS)}

# Far from the floor and the ceiling, so that the diary's scale is the latent one and effects add up by hand.
MID_SCALE = {
    "level_nrs": (5.0, 5.0),
    "carry_over": (0.5, 0.5),
    "deviation_nrs": (0.2, 0.2),
    "drift_nrs": (0.0, 0.0),
    "opening_flare_nrs": (0.0, 0.0),
    "flare_day_share": 0.0,
    "measurement_nrs": (0.1, 0.1),
    "missing_share": 0.0,
}


def test_null_runner_has_truths_of_exactly_zero():
    for seed in range(5):
        truth = simulate(seed, RunnerSpec.null(), 90).truth
        assert set(truth) == ESTIMANDS
        assert set(truth.values()) == {0.0}


@pytest.mark.parametrize("points", [1.0, -0.7])
def test_acute_truth_is_the_planted_effect_away_from_the_floor(points):
    runner = simulate(3, RunnerSpec.harmed(points).but(**MID_SCALE), 120)
    assert runner.truth["acute"] == pytest.approx(points, abs=1e-9)


def test_longterm_truth_by_hand():
    """With carry-over c, a run worth e on the first morning, and p runs a day, the level rises by p e / (1 -
    c).
    """
    runner = simulate(3, RunnerSpec.harmed(1.0).but(**MID_SCALE), 364)
    first_morning = 3.0 / (1.0 + 0.5 + 0.25)
    runs_per_day = float(runner.days["ran"].mean())
    assert runner.truth["longterm"] == pytest.approx(runs_per_day * first_morning / 0.5, rel=0.12)


def test_adaptation_is_reached_in_the_longterm_truth():
    """56 days of an exponential 28-day load reach 1 - exp(-2) of it, the last fortnight about 0.82 on
    average.
    """
    runner = simulate(1, RunnerSpec.adapting(-1.0).but(**MID_SCALE), 120)
    usual = runner.truth["longterm"]
    assert -1.1 < usual < -0.55
    assert abs(runner.truth["acute"]) < 0.1


@pytest.mark.parametrize("factor", FACTORS)
def test_factor_truth_is_the_planted_contrast(factor):
    runner = simulate(2, RunnerSpec.factor_harmed(factor, 1.2).but(**MID_SCALE), 120)
    others = {name: value for name, value in runner.truth.items() if name.startswith("factor:")}
    own = others.pop(f"factor:{factor}")
    # The distance contrast is set against the usual distance, which differs a little from the runner's
    # median.
    assert own == pytest.approx(1.2, rel=0.25 if factor == "distance" else 1e-3)
    assert set(others.values()) == {0.0}


def test_spikes_alone_leave_the_usual_run_without_effect():
    truth = simulate(4, RunnerSpec.spike_harmed(2.0), 180).truth
    assert truth["acute"] == 0.0
    assert truth["factor:spike"] > 1.5


def test_floor_shrinks_the_truth_on_the_diary_scale():
    spec = RunnerSpec.helped(-1.5).but(level_nrs=(0.3, 0.3))
    assert -1.4 < simulate(5, spec, 90).truth["acute"] < -0.1


def test_same_seed_same_runner_and_another_seed_another():
    one, again, other = (simulate(seed, RunnerSpec.harmed(), 60) for seed in (7, 7, 8))
    for name in one.days.columns:
        np.testing.assert_array_equal(one.days[name], again.days[name])
    assert one.truth == again.truth
    assert one.runs == again.runs
    assert not np.array_equal(one.days["distance_km"], other.days["distance_km"])


def test_pain_keeps_harmed_runners_from_running():
    """The trap that the product is about: of runners whom running harms, same-day correlation calls it
    protective.
    """
    against = []
    for seed in range(12):
        days = simulate(seed, RunnerSpec.harmed(), 180).days
        known = np.isfinite(days["pain_nrs"])
        against.append(np.corrcoef(days["pain_nrs"][known], days["distance_km"][known])[0, 1])
    assert np.mean(np.array(against) < 0.0) >= 0.9


def test_running_does_not_depend_on_pain_when_told_so():
    spec = RunnerSpec.null().but(
        skip_per_point=(0.0, 0.0), stress_nrs_per_point=0.0, sitting_nrs_per_h=0.0, sleep_nrs_per_h=0.0
    )
    slopes = []
    for seed in range(20):
        runner = simulate(seed, spec, 180)
        slopes.append(np.corrcoef(runner.latent_nrs, runner.days["ran"])[0, 1])
    assert abs(np.mean(slopes)) < 0.04


@pytest.mark.parametrize(("kind", "sign"), [("good_days", 1), ("bad_days", -1), ("random", 0)])
def test_check_ins_are_missing_as_asked(kind, sign):
    gaps, shares = [], []
    for seed in range(20):
        runner = simulate(seed, RunnerSpec.null().but(missing=kind, missing_share=0.25), 150)
        there = np.isfinite(runner.days["pain_nrs"])
        shares.append(1.0 - there.mean())
        gaps.append(runner.latent_nrs[there].mean() - runner.latent_nrs[~there].mean())
    assert np.mean(shares) == pytest.approx(0.25, abs=0.06)
    assert np.mean(gaps) * sign > 0.2 if sign else abs(np.mean(gaps)) < 0.1


def test_unknown_attributes_of_runs():
    spec = RunnerSpec.null().but(unknown_share={"hard_share": 0.5, "shoe_id": 1.0, "warmup": 0.0})
    days = simulate(1, spec, 365).days
    ran = days["ran"] == 1
    assert np.isnan(days["hard_share"][ran]).mean() == pytest.approx(0.5, abs=0.12)
    assert np.isfinite(days["warmup"][ran]).all()
    assert set(days.shoe_id) == {None}


def test_days_of_rest_have_no_attributes():
    days = simulate(1, RunnerSpec.harmed(), 90).days
    rest = days["ran"] == 0
    assert rest.any()
    assert (days["distance_km"][rest] == 0.0).all()
    for name in ("intensity_share", "hard_share", "descent_m_per_km", "spike_ratio", "warmup"):
        assert np.isnan(days[name][rest]).all()
    assert all(days.shoe_id[t] is None for t in np.flatnonzero(rest))


def test_spike_ratio_is_the_contract_s_with_30_days_of_history():
    runner = simulate(9, RunnerSpec.null(), 120)
    first = np.datetime64(runner.spec.first_date, "D")
    distance = {run.date: run.distance_km for run in runner.runs}
    for t, day in enumerate(runner.days.date):
        if runner.days["ran"][t]:
            longest = max(distance.get(day - back, 0.0) for back in range(1, 31))
            if day - first >= np.timedelta64(0, "D") and longest > 0.0:
                assert runner.days["spike_ratio"][t] == pytest.approx(distance[day] / longest)
    assert runner.runs[0].date < first
    assert runner.runs[0].date >= first - HISTORY_DAYS


def test_evening_diary_shows_the_same_day_s_run():
    """Where all else is still, the evening's entry rises on days with a run, the morning's a day later."""
    still = {
        **MID_SCALE,
        "deviation_nrs": (0.0, 0.0),
        "measurement_nrs": (0.0, 0.0),
        "step_nrs": 0.0,
        "sleep_nrs_per_h": 0.0,
        "stress_nrs_per_point": 0.0,
        "sitting_nrs_per_h": 0.0,
        "core_nrs": 0.0,
        "carry_over": (0.0, 0.0),
    }
    morning = simulate(2, RunnerSpec.harmed(1.0).but(**still), 60).days
    evening = simulate(2, RunnerSpec.harmed(1.0).but(**still, diary_time="evening"), 60).days
    np.testing.assert_array_equal(morning["ran"], evening["ran"])
    ran = morning["ran"] == 1
    assert evening.diary_time == "evening"
    assert np.allclose(evening["pain_nrs"][ran] - evening["pain_nrs"][~ran][0], 3.0)
    assert np.allclose(morning["pain_nrs"][1:][ran[:-1]] - morning["pain_nrs"][1:][~ran[:-1]][0], 3.0)


def test_half_points_and_whole_points():
    whole = simulate(1, RunnerSpec.null(), 60).days["pain_nrs"]
    half = simulate(1, RunnerSpec.null().but(step_nrs=0.5), 60).days["pain_nrs"]
    assert np.all(np.isnan(whole) | (whole == np.round(whole)))
    assert np.all(np.isnan(half) | (half * 2 == np.round(half * 2)))
    assert np.nanmax(half % 1.0) == 0.5


def test_scale_and_spike_by_hand():
    np.testing.assert_allclose(diary_scale(np.array([-1.0, 2.5, 12.0]), 1.0), [0.0, 2.5, 10.0])
    np.testing.assert_allclose(diary_scale(np.array([5.0]), 2.0), [2.5])
    np.testing.assert_allclose(spike_dose(np.array([np.nan, 1.0, 1.1, 1.3, 1.5, 9.0])), [0, 0, 0, 0.5, 1, 2])


def test_unheard_of_factor_is_refused():
    with pytest.raises(ValueError, match="no such factor: moon"):
        RunnerSpec.factor_harmed("moon", 1.0)


def test_first_date_carries_the_weekday():
    spec = replace(RunnerSpec.null(), first_date=date(2024, 2, 28))
    days = simulate(1, spec, 5).days
    assert [str(day) for day in days.date] == [
        "2024-02-28",
        "2024-02-29",
        "2024-03-01",
        "2024-03-02",
        "2024-03-03",
    ]


@settings(max_examples=15, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    n_days=st.integers(1, 70),
    acute=st.floats(-2.0, 2.0),
    factor=st.sampled_from(FACTORS),
    points=st.floats(-2.0, 2.0),
)
def test_every_runner_is_within_the_contract(seed, n_days, acute, factor, points):
    runner = simulate(seed, RunnerSpec.factor_harmed(factor, points, acute), n_days)
    days = runner.days
    assert len(days) == n_days
    assert set(runner.truth) == ESTIMANDS
    assert all(np.isfinite(value) for value in runner.truth.values())
    for name, low, high in (
        ("pain_nrs", 0, 10),
        ("stress_nrs", 0, 10),
        ("intensity_share", 0, 1),
        ("hard_share", 0, 1),
        ("ran", 0, 1),
    ):
        known = days[name][np.isfinite(days[name])]
        assert ((known >= low) & (known <= high)).all()
    assert (days["distance_km"][days["ran"] == 1] > 0.0).all()


def test_floor_by_hand():
    """Without carry-over a run moves one morning alone.

    With pain b on that morning after rest, a run that would take 3 points off takes b: b / 3 as the mean of
    three mornings.
    """
    still = {
        **MID_SCALE,
        "level_nrs": (0.5, 0.5),
        "deviation_nrs": (0.0, 0.0),
        "measurement_nrs": (0.0, 0.0),
        "sleep_nrs_per_h": 0.0,
        "stress_nrs_per_point": 0.0,
        "sitting_nrs_per_h": 0.0,
        "core_nrs": 0.0,
        "carry_over": (0.0, 0.0),
    }
    runner = simulate(6, RunnerSpec.helped(-1.0).but(**still), 90)
    after_rest = runner.latent_nrs[1:][runner.days["ran"][:-1] == 0]
    assert np.ptp(after_rest) < 1e-9
    assert 0.5 < after_rest[0] < 3.0
    assert runner.truth["acute"] == pytest.approx(-after_rest[0] / 3.0)
