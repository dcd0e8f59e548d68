"""What lies behind the effect agrees with the effect itself."""

import numpy as np
import pytest
from inference_builders import days_of, running_days

from backstride.inference.explain import curves, plain_count
from backstride.inference.fit import Effects, infer
from backstride.samples import RunnerSpec, simulate


@pytest.fixture(scope="module")
def harmed() -> Effects:
    return infer(simulate(5, RunnerSpec.harmed(), 150).days, seed=1)


def test_the_first_three_mornings_average_to_the_acute_effect(harmed: Effects) -> None:
    mornings = curves(harmed, 1).mornings
    assert [point.at for point in mornings] == [1, 2, 3, 4, 5, 6, 7]
    three = np.mean([point.mean for point in mornings[:3]])
    assert three == pytest.approx(harmed.acute.mean(), abs=0.1 * harmed.acute.std() + 0.05)
    assert all(point.q05 <= point.mean <= point.q95 for point in mornings)


def test_an_effect_fades(harmed: Effects) -> None:
    mornings = curves(harmed, 1).mornings
    assert mornings[6].mean < mornings[2].mean < mornings[0].mean


def test_the_ends_of_the_effort_curve_differ_by_the_factor(harmed: Effects) -> None:
    effort = curves(harmed, 1).effort
    assert (effort[0].at, effort[-1].at) == (0.1, 0.7)
    factor = harmed.factors["intensity"]
    assert effort[-1].mean - effort[0].mean == pytest.approx(factor.mean(), abs=0.3 * factor.std())


def test_without_efforts_there_is_no_curve() -> None:
    assert curves(infer(running_days(60), seed=1), 1).effort == ()


def test_asking_twice_gives_the_same(harmed: Effects) -> None:
    assert curves(harmed, 1) == curves(harmed, 1)


def test_the_plain_count_is_a_difference_of_means() -> None:
    ran = np.arange(40) % 2
    design = infer(days_of(40, pain_nrs=3.0 + ran + np.arange(40) % 3, ran=ran), seed=0).design
    pain = 3.0 + ran + np.arange(40) % 3
    same = plain_count(design, 0)
    later = plain_count(design, 1)
    assert same is not None
    assert later is not None
    assert same.mean == pytest.approx(pain[ran == 1].mean() - pain[ran == 0].mean())
    following = pain[1:]
    assert later.mean == pytest.approx(following[ran[:-1] == 1].mean() - following[ran[:-1] == 0].mean())
    assert later.q05 < later.mean < later.q95
