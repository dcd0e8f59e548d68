"""The outlook of a fitted runner."""

import numpy as np
import pytest

from backstride.inference.fit import Effects, infer
from backstride.inference.forecast import RunOption, expected_pain
from backstride.plan.outlook import outlook
from backstride.samples import RunnerSpec, simulate


@pytest.fixture(scope="module")
def harmed() -> Effects:
    return infer(simulate(2, RunnerSpec.harmed(), 120).days, seed=0)


def test_it_is_the_posteriors_expectation(harmed: Effects) -> None:
    found = outlook(harmed, 9.0, 12.0)
    pain = expected_pain(harmed, [RunOption(distance_km=9.0, spike_ratio=0.75), None])
    np.testing.assert_allclose(found.planned.mean_nrs, pain[:, 0].mean(axis=0))
    np.testing.assert_allclose(found.none.mean_nrs, pain[:, 1].mean(axis=0))
    assert found.planned.added_nrs == pytest.approx((pain[:, 0] - pain[:, 1]).mean())
    assert found.planned.low_nrs < np.mean(found.planned.mean_nrs) < found.planned.high_nrs
    assert found.planned.worst_nrs == max(found.planned.mean_nrs)


def test_shorter_is_shorter_and_none_adds_nothing(harmed: Effects) -> None:
    found = outlook(harmed, 10.0, None)
    assert found.shorter.distance_km == pytest.approx(7.0)
    assert (found.none.distance_km, found.none.added_nrs) == (None, 0.0)
    assert found.planned.added_nrs > 0


def test_without_a_distance_it_is_the_runners_own(harmed: Effects) -> None:
    found = outlook(harmed, None, None)
    assert found.planned.distance_km == pytest.approx(harmed.design.factors.median_km)


@pytest.mark.parametrize(
    ("more_nrs", "alike"),
    [
        ([0.3, 0.1, -0.2, 0.2], True),  # a little more after the shorter run, or less
        ([0.3, 0.2, 0.1, 0.2], False),  # more, and surely so
        ([-0.3, 0.1, -0.2, 0.2], False),  # less: that is said with its figures
    ],
)
def test_what_a_shorter_run_adds_by_chance_is_about_the_same(
    harmed: Effects, more_nrs: list[float], alike: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three choices and three mornings; the shorter run differs from the longer one by these draws."""
    pain = np.ones((4, 3, 3))
    pain[:, 1] += np.array(more_nrs)[:, None]
    monkeypatch.setattr("backstride.plan.outlook.expected_pain", lambda *_: pain)
    assert outlook(harmed, 10.0, None).shorter_alike is alike
