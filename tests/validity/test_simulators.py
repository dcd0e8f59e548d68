"""The simulators plant what they say, know its truth, and hide it as they say."""

from dataclasses import replace

import numpy as np
import pytest

from validity import diary
from validity.course import AFTER_DAYS, BURN_IN_DAYS, REPLICATES, Doing, run_course
from validity.families import FAMILIES, KINDS, SINGLE_FACTORS, TARGETS, Runner, mixture, simulated
from validity.fatigue import Fatigue
from validity.flares import Flares
from validity.life import FACTORS, Habits, lived

OWN = ("fatigue", "flares")
ESTIMANDS = {"acute", "longterm", *(f"factor:{name}" for name in FACTORS)}


def runner(family: str, kind: str = "null", difficulty: str = "plain", index: int = 0) -> Runner:
    return Runner(family, kind, difficulty, 60, index, 3)


def course_of(family: str, kind: str, gain: float, seed: int = 0, replicates: int = REPLICATES):
    """A course of 60 days made by hand, with the gain itself."""
    rng = np.random.default_rng(seed)
    habits = Habits.drawn(rng)
    make = Fatigue if family == "fatigue" else Flares
    body = make(rng, kind, habits, 1.0, level="usual", uneven=False, lifting_nrs=0.0, lost_sleep_h=0.0)
    life = lived(rng, habits, replicates, BURN_IN_DAYS + 60 + AFTER_DAYS)
    return run_course(kind, habits, 1.0, life, body.body(life, gain), hidden=False)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_null_runners_truths_are_exactly_zero(family: str):
    truth = simulated(runner(family)).truth
    assert set(truth) == ESTIMANDS
    assert set(truth.values()) == {0.0}


@pytest.mark.parametrize("family", OWN)
@pytest.mark.parametrize("kind", ["harmed", "mild", "helped"])
def test_the_planted_effect_is_about_the_one_asked_for(family: str, kind: str):
    truths = [simulated(runner(family, kind, index=index)).truth["acute"] for index in range(5)]
    assert np.mean(truths) == pytest.approx(TARGETS[kind][1], rel=0.12)


@pytest.mark.parametrize("family", OWN)
@pytest.mark.parametrize("kind", SINGLE_FACTORS)
def test_only_the_runners_own_factor_matters(family: str, kind: str):
    """Distance comes along with a factor that acts on every kilometre."""
    truth = simulated(runner(family, kind)).truth
    others = {f"factor:{name}" for name in FACTORS} - {f"factor:{kind}", "factor:distance"}
    assert truth[f"factor:{kind}"] > 1.0
    assert {truth[name] for name in others} == {0.0}


@pytest.mark.parametrize("family", OWN)
def test_the_acute_truth_is_that_of_living_the_mornings_again(family: str):
    """One day's run taken out of a whole new course, with everything drawn alike, moves the mornings after it
    by what :class:`Doing` says of that day."""
    course = course_of(family, "harmed", 1.0)
    doing = Doing(np.random.default_rng(1), course, 60)
    day = BURN_IN_DAYS + 20
    rows = np.arange(REPLICATES)
    doing.at = (rows[:, None], np.array([[day]]))
    claimed = doing._after(1.0, 1.0) - doing._after(0.0, 0.0)
    readings = []
    for strain, load in ((1.0, 1.0), (0.0, 0.0)):
        state = course.mornings[:, :, day - 5]
        total = 0.0
        for t in range(day - 5, day + 3):
            at = (rows, np.full(1, t))
            if t == day:
                done = np.full(REPLICATES, strain), np.full(REPLICATES, load)
            else:
                done = course.strain[:, t], course.load[:, t]
            state = course.body.day(state, *done, at)
            later = (rows, np.full(1, t + 1))
            state = course.body.night(state, later)
            if t >= day:
                total += course.body.expected(course.body.pain_nrs(state, later), later).mean() / 3
        readings.append(total)
    assert claimed > 0.05
    assert claimed == pytest.approx(readings[0] - readings[1], abs=1e-9)


@pytest.mark.parametrize("family", OWN)
def test_a_truth_hardly_depends_on_the_replicates(family: str):
    few, many = (
        Doing(np.random.default_rng(1), course_of(family, "harmed", 0.8, replicates=n), 60).acute()
        for n in (REPLICATES, 4 * REPLICATES)
    )
    assert few == pytest.approx(many, abs=0.05)


@pytest.mark.parametrize("family", OWN)
def test_fitness_and_flares_are_no_linear_dose(family: str):
    """Twice the strain is not twice the harm: capacity holds the first of it, or a flare is on already."""
    doing = Doing(np.random.default_rng(1), course_of(family, "harmed", 1.5), 60)
    none = doing._after(0.0, 0.0)
    once, twice = (doing._after(strain, 1.0) - none for strain in (0.5, 1.0))
    assert abs(twice / once - 2.0) > 0.02


@pytest.mark.parametrize("family", OWN)
def test_pain_keeps_from_running(family: str):
    """Harmed runners run on good days, so that their mean pain on run days is the lower."""
    differences = []
    for index in range(6):
        course = course_of(family, "harmed", 1.0, seed=index)
        at = (np.arange(REPLICATES)[:, None], np.arange(BURN_IN_DAYS, BURN_IN_DAYS + 60)[None, :])
        pain = course.body.pain_nrs(course.mornings[:, at[0], at[1]], at)
        ran = course.diary(course.ran, 60) > 0
        differences.append(pain[ran].mean() - pain[~ran].mean())
    assert np.mean(differences) < -0.1


@pytest.mark.parametrize("family", FAMILIES)
def test_the_same_runner_again_is_the_same_and_another_is_not(family: str):
    one, again, other = (simulated(runner(family, "harmed", "travel", index)) for index in (0, 0, 1))
    assert one.truth == again.truth
    for name, column in one.days.columns.items():
        np.testing.assert_array_equal(column, again.days[name])
    assert not np.array_equal(one.days["distance_km"], other.days["distance_km"])


@pytest.mark.parametrize("family", FAMILIES)
def test_each_difficulty_is_in_the_diary(family: str):
    plain, gaps, floor, evening, unknown = (
        [simulated(runner(family, difficulty=difficulty, index=i)).days for i in range(4)]
        for difficulty in ("plain", "gaps", "floor", "evening", "unknown")
    )

    def unknown_share(many, name):
        return np.mean([np.isnan(days[name]).mean() for days in many])

    def zeros(many):
        return np.mean(
            [np.nanmean(np.where(np.isnan(d["pain_nrs"]), np.nan, d["pain_nrs"] == 0)) for d in many]
        )

    assert unknown_share(gaps, "pain_nrs") > unknown_share(plain, "pain_nrs") + 0.1
    assert zeros(floor) > zeros(plain) + 0.1
    assert {days.diary_time for days in evening} == {"evening"}
    assert {days.diary_time for days in plain} == {"morning"}
    assert unknown_share(unknown, "ran") > 0.02
    assert unknown_share(plain, "ran") == 0.0


def test_lines_on_a_trip_stand_a_day_late_or_are_lost():
    days = simulated(runner("flares")).days
    pain = np.arange(60) % 11.0
    kept = replace(days, columns={**days.columns, "pain_nrs": pain})
    lost, late = 0, 0
    for seed in range(6):
        written = diary.harder(np.random.default_rng(seed), "travel", kept)["pain_nrs"]
        lost += int(np.isnan(written).sum())
        late += int((written[1:] == pain[:-1]).sum())
        known = np.isfinite(written)
        moved = written[known] != pain[known]
        assert moved.mean() < 0.35
    assert lost > 0
    assert late > 0


def test_every_beginning_of_a_mixture_is_a_mixture():
    kinds = [r.kind for r in mixture("flares", 90, 54, 1)]
    assert set(kinds) == set(KINDS)
    assert {"null", "harmed", "mild", "helped"} <= set(kinds[:9])
    difficulties = {r.difficulty for r in mixture("flares", 90, 200, 1)}
    assert difficulties == set(diary.DIFFICULTIES)


@pytest.mark.parametrize("family", OWN)
def test_a_restless_runners_run_works_through_the_night_after(family: str):
    """All of a null runner's effect then is that of the sleep that is lost, which the diary shows."""
    made = simulated(runner(family, "null", diary.RESTLESS))
    days = made.days
    after_run = np.concatenate([[False], days["ran"][:-1] == 1])
    known = np.isfinite(days["sleep_h"])
    lost = days["sleep_h"][known & ~after_run].mean() - days["sleep_h"][known & after_run].mean()
    assert 0.8 < lost < 2.2
    assert 0.1 < made.truth["acute"] < 0.6
