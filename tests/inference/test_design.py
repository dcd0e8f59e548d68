"""From a days table to the model's arrays: alignment and what is unknown."""

import numpy as np
import pytest
from inference_builders import days_of, running_days

from backstride.inference.design import aligned_pain, build_design, rounding_unit
from backstride.inference.factors import FACTORS
from backstride.inference.priors import registered_priors
from backstride.records import DAY_COLUMNS

PRIORS = registered_priors()


def _view(design, name):  # type: ignore[no-untyped-def]
    return next(view for view in design.views if view.name == name)


def test_a_morning_line_stands_on_its_own_day() -> None:
    days = days_of(4, pain_nrs=[1, 2, 3, 4])
    np.testing.assert_array_equal(aligned_pain(days), [1, 2, 3, 4])


def test_an_evening_line_speaks_for_the_next_morning() -> None:
    days = days_of(4, "evening", pain_nrs=[1, 2, 3, 4])
    np.testing.assert_array_equal(aligned_pain(days), [np.nan, 1, 2, 3])


def test_a_day_without_a_line_is_not_seen_and_not_zero() -> None:
    days = running_days(60)
    pain = days["pain_nrs"].copy()
    pain[[5, 6, 20]] = np.nan
    days.columns["pain_nrs"][:] = pain
    design = build_design(days, PRIORS)
    assert not {5, 6, 20} & set(_view(design, "pain").rows)
    assert len(_view(design, "pain").rows) == 57


def test_unknown_runs_are_no_rest_days() -> None:
    days = running_days(60)
    days.columns["ran"][10:14] = np.nan
    days.columns["distance_km"][10:14] = np.nan
    design = build_design(days, PRIORS)
    assert not set(range(10, 14)) & set(_view(design, "policy").rows)
    rate = np.nanmean(days["ran"])
    np.testing.assert_allclose(design.impulse[10:14, 0], rate)


def test_a_factor_is_nothing_on_a_day_without_a_run() -> None:
    design = build_design(running_days(60), PRIORS)
    resting = design.ran == 0
    assert (design.impulse[resting] == 0).all()


def test_a_factor_that_is_unknown_on_a_run_stands_at_the_mean_of_the_known() -> None:
    days = running_days(80)
    runs = np.flatnonzero(days["ran"] == 1)
    days.columns["warmup"][runs[:5]] = np.nan
    design = build_design(days, PRIORS)
    column = 1 + design.factors.names.index("no_warmup")
    known = runs[5:]
    np.testing.assert_allclose(
        design.impulse[runs[:5], column], design.impulse[known, column].mean(), atol=1e-9
    )


def test_a_factor_with_no_data_is_absent_with_its_reason() -> None:
    design = build_design(running_days(60), PRIORS)
    assert "hard" not in design.factors.names
    assert "unknown" in design.factors.absent["hard"]


def test_a_factor_that_never_changes_is_absent() -> None:
    days = running_days(60)
    days.columns["hard_share"][:] = np.where(days["ran"] == 1, 1.0, np.nan)
    design = build_design(days, PRIORS)
    assert "same on every run" in design.factors.absent["hard"]


def test_days_before_the_diary_count_only_as_load() -> None:
    days = running_days(90)
    days.columns["pain_nrs"][:30] = np.nan
    design = build_design(days, PRIORS)
    assert design.n_days == 60
    assert design.dates[0] == days.date[30]


def test_no_pain_is_a_floor_and_ten_a_ceiling() -> None:
    days = running_days(40)
    days.columns["pain_nrs"][:3] = [0, 10, 5]
    view = _view(build_design(days, PRIORS), "pain")
    assert view.floor[0]
    assert view.value[0] == 0.5
    assert view.ceiling[1]
    assert view.value[1] == 9.5
    assert not view.floor[2]


@pytest.mark.parametrize(
    ("values", "unit"),
    [
        ([1, 2, 7], 1.0),
        ([2, 4], 1.0),
        ([0, 2, 4, 8] * 3, 2.0),
        ([0, 2, 0, 4, 2] * 3, 2.0),  # little pain, in twos
        ([0, 2, 2, 0] * 4, 1.0),
        ([*([0] * 90), 2, 4], 1.0),  # hardly any: by chance no one and no three
        ([1, 2.5], 0.5),
        ([1.3, 2.0], 0.1),
        ([1.234], 0.01),
    ],
)
def test_the_step_of_the_scale_is_read_off_the_answers(values: list[float], unit: float) -> None:
    assert rounding_unit(np.array(values)) == pytest.approx(unit)


def test_a_night_reaches_the_morning_after_it_and_a_day_the_next() -> None:
    days = running_days(30)
    night = build_design(days, PRIORS)
    sleep = night.nudge[:, night.nudge_names.index("sleep_h")]
    stress = night.nudge[:, night.nudge_names.index("stress_nrs")]
    # But for what the run before it may have done, the night stands at the morning after it.
    assert np.corrcoef(sleep, days["sleep_h"])[0, 1] > 0.9
    assert abs(np.corrcoef(sleep[1:], days["sleep_h"][:-1])[0, 1]) < 0.4
    strain = (days["stress_nrs"] - days["stress_nrs"].mean()) / days["stress_nrs"].std()
    np.testing.assert_allclose(stress[1:], strain[:-1])


def test_every_factor_names_a_column_of_the_days_table() -> None:
    assert {factor.column for factor in FACTORS} <= set(DAY_COLUMNS)
    assert len({factor.name for factor in FACTORS}) == len(FACTORS)


def test_past_load_leaves_the_last_week_to_the_acute_effect() -> None:
    days = running_days(90)
    plain = build_design(days, PRIORS).level[:, 2]
    more = running_days(90)
    more.columns["ran"][60] = 1.0
    more.columns["distance_km"][60] = 60.0
    changed = build_design(more, PRIORS).level[:, 2]
    # The added run raises the mean that load is measured by; beside that, nothing moves for a week.
    before, week, after = plain[58] - changed[58], plain[66] - changed[66], plain[67] - changed[67]
    assert abs(before) < 0.2
    assert abs(week) < 0.2
    assert after < before - 0.2


def test_what_is_unknown_of_a_day_has_its_spread_beside_it() -> None:
    days = running_days(80)
    runs = np.flatnonzero(days["ran"] == 1)
    days.columns["warmup"][runs[:3]] = np.nan
    days.columns["ran"][40] = np.nan
    days.columns["sleep_h"][20] = np.nan
    design = build_design(days, PRIORS)
    warmup = 1 + design.factors.names.index("no_warmup")
    known = design.factors.values[runs[3:], warmup - 1]
    np.testing.assert_allclose(design.impulse_spread[runs[:3], warmup], known.var(), rtol=0.05)
    rate = np.nanmean(days["ran"])
    assert design.impulse_spread[40, 0] == pytest.approx(rate * (1 - rate))
    assert design.impulse_spread[runs[5:], 0].max() == 0
    assert design.nudge_spread[20, design.nudge_names.index("sleep_h")] == 1
    assert design.nudge_spread[21, design.nudge_names.index("sleep_h")] == 0


def test_a_night_is_adjusted_for_only_as_far_as_the_run_before_it_did_not_make_it() -> None:
    days = running_days(200, seed=3)
    before = np.append(0.0, days["ran"][:-1])
    days.columns["sleep_h"][:] = 7.5 - 1.5 * before + np.random.default_rng(3).normal(0, 0.5, 200)
    design = build_design(days, PRIORS)
    sleep = design.nudge[:, design.nudge_names.index("sleep_h")]
    assert abs(np.corrcoef(sleep[1:], before[1:])[0, 1]) < 0.05
    assert sleep.std() == pytest.approx(1.0)


def test_over_years_the_knots_of_the_drift_stand_further_apart() -> None:
    year, decade = build_design(running_days(365), PRIORS), build_design(running_days(2000), PRIORS)
    assert sum(name.startswith("drift") for name in year.level_names) == 14
    assert sum(name.startswith("drift") for name in decade.level_names) <= 18
    assert decade.level_sd[-1] > year.level_sd[-1]
