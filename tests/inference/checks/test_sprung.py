"""Each check against the fault that it is there for: sprung, it fails; mended, it passes."""

from dataclasses import replace

import numpy as np
import pytest
from inference_builders import days_of, running_days, with_columns

from backstride.inference import checks
from backstride.inference.checks import (
    Case,
    diary,
    halves,
    moved_runs,
    overlap,
    prior,
    same_morning,
    sampling,
    tomorrow,
    unmeasured,
    weeks,
)
from backstride.inference.fit import infer
from backstride.records import Days
from backstride.samples import RunnerSpec, simulate


def case_of(days: Days, seed: int = 1) -> Case:
    return Case(days, infer(days, seed=seed), seed)


@pytest.fixture(scope="module")
def sound() -> Case:
    return case_of(simulate(5, RunnerSpec.harmed(), 180).days)


def test_runs_recorded_a_day_late_are_found(sound: Case) -> None:
    """The morning after a run then is the morning of its date, before it."""
    late = {
        name: np.concatenate([[np.nan], sound.days[name][:-1]])
        for name in ("ran", "distance_km", "intensity_share", "hard_share", "descent_m_per_km", "warmup")
    }
    sprung = case_of(with_columns(sound.days, spike_ratio=np.full(180, np.nan), **late))
    assert "fail" in {same_morning.look(sprung).outcome, tomorrow.look(sprung).outcome}
    assert same_morning.look(sprung).value > 0.3
    assert {same_morning.look(sound).outcome, tomorrow.look(sound).outcome} == {"pass"}


def test_an_evening_diary_read_as_a_morning_one_is_found() -> None:
    evening = simulate(8, RunnerSpec.harmed(1.5).but(diary_time="evening"), 180).days
    sprung = case_of(replace(evening, diary_time="morning"))
    assert "fail" in {found.outcome for found in checks.lowering(sprung)}
    assert "fail" not in {found.outcome for found in checks.lowering(case_of(evening))}


def test_copied_weeks_are_found(sound: Case) -> None:
    pain = sound.days["pain_nrs"].copy()
    for start in range(7, 174, 14):
        pain[start : start + 7] = pain[start - 7 : start]
    found = diary.look(case_of(with_columns(sound.days, pain_nrs=pain)))
    assert (found.outcome, found.about) == ("fail", "copied")
    assert diary.look(sound).outcome == "pass"


def test_answers_left_at_the_usual_one_are_found(sound: Case) -> None:
    """The first seed's furthest figure is its favourite answer, which lies just within the excess that is
    allowed; its repeats are out of bounds all the same."""
    seen = []
    for seed in range(4, 10):
        left = np.random.default_rng(seed).random(180) < 0.5
        found = diary.look(
            case_of(with_columns(sound.days, pain_nrs=np.where(left, 3.0, sound.days["pain_nrs"])))
        )
        seen.append((found.outcome, found.about))
    assert seen[0] == ("fail", "copied")
    assert seen[1:].count(("fail", "favourite")) >= 4


def test_a_diary_without_any_pain_is_looked_at_without_a_fault() -> None:
    quiet = case_of(days_of(60, pain_nrs=0.0, ran=np.arange(60) % 2, distance_km=8.0 * (np.arange(60) % 2)))
    assert diary.look(quiet).outcome in {"pass", "cannot_say"}


def test_a_short_diary_cannot_say() -> None:
    few = case_of(running_days(24))
    assert diary.look(few).outcome == "cannot_say"
    assert moved_runs.look(few).outcome == "cannot_say"


def test_one_week_that_carries_the_answer_is_named() -> None:
    """A run a week and nothing to see; then six in a week that hurts, of whatever cause."""
    days = running_days(84, seed=2)
    ran, pain = np.zeros(84), days["pain_nrs"].copy()
    ran[::7] = 1
    quiet = with_columns(days, ran=ran, distance_km=8 * ran)
    assert weeks.look(case_of(quiet)).outcome == "pass"
    ran, pain = ran.copy(), pain.copy()
    ran[42:49], pain[42:49] = [1, 1, 1, 1, 1, 1, 0], [4, 7, 8, 9, 9, 9, 9]
    found = weeks.look(case_of(with_columns(days, ran=ran, pain_nrs=pain, distance_km=8 * ran)))
    assert found.outcome == "fail"
    assert found.about == str(days.date[42])
    assert found.value < 0


def test_an_effect_that_begins_half_way_is_found() -> None:
    rng = np.random.default_rng(9)
    ran = (rng.random(200) < 0.5).astype(float)
    harm = np.where(np.arange(200) >= 100, 2.0, -1.0) * ran
    pain = np.clip(np.round(4 + rng.normal(0, 0.6, 200) + np.concatenate([[0], harm[:-1]])), 0, 10)
    turned = case_of(days_of(200, pain_nrs=pain, ran=ran, distance_km=8.0 * ran))
    found = halves.look(turned)
    assert found.outcome == "fail"
    assert found.value > 0.5
    assert checks.lowers(found) is checks.Lowers.NOTHING


def test_days_that_say_little_lean_on_the_prior() -> None:
    little, much = case_of(running_days(24, seed=1)), case_of(running_days(180, seed=1))
    assert abs(prior.look(much).value) < 0.1
    assert prior.look(much).outcome == "pass"
    assert abs(prior.look(little).value) > abs(prior.look(much).value)


def test_a_larger_effect_takes_a_stronger_unseen_cause(sound: Case) -> None:
    """Three times the odds, on every second day, is there on 27% more of run days: 3.7 times over."""
    found = unmeasured.look(sound)
    assert found.outcome == "cannot_say"
    assert found.value == pytest.approx(abs(float(sound.effects.acute.mean())) * 3.732, rel=1e-3)


def test_a_sample_worth_few_settings_is_not_trusted(sound: Case) -> None:
    poor = replace(sound.effects, posterior=replace(sound.effects.posterior, effective=2.0))
    assert sampling.look(sound).outcome != "fail"
    assert sampling.look(Case(sound.days, poor, 1)).outcome == "fail"


def test_runs_on_good_mornings_alone_are_no_comparison() -> None:
    days = running_days(80)
    days.columns["ran"][:] = (days["pain_nrs"] <= np.median(days["pain_nrs"])).astype(float)
    days.columns["distance_km"][:] = np.where(days["ran"] == 1, 7.0, 0.0)
    assert overlap.look(case_of(days)).outcome == "cannot_say"
    assert overlap.look(case_of(running_days(80))).outcome == "pass"


def test_moved_runs_find_nothing_in_a_harmed_runner() -> None:
    found = moved_runs.look(case_of(simulate(2, RunnerSpec.harmed(), 150).days, seed=0))
    assert found.outcome != "fail"
    assert abs(found.value) < 0.6


def test_pain_that_follows_runs_by_a_fortnight_is_found_by_the_moved_runs(sound: Case) -> None:
    """Runs cannot do that: something in the data, or in the method, puts them there."""
    runs = np.roll(np.nan_to_num(sound.days["ran"]), 14 + 1)
    after = runs + 0.5 * np.roll(runs, 1)
    sprung = case_of(with_columns(sound.days, pain_nrs=np.clip(sound.days["pain_nrs"] + 1.5 * after, 0, 10)))
    assert moved_runs.look(sprung).outcome == "fail"
    assert moved_runs.look(sprung).value > 0.5
    assert moved_runs.look(sound).outcome == "pass"
