"""Draws where readings stand at the ends of the scale."""

from dataclasses import replace

import numpy as np
import pytest
from inference_builders import running_days

from backstride.inference import contrasts, ends
from backstride.inference.design import Design, build_design
from backstride.inference.hyper import HyperSpace
from backstride.inference.laplace import Field, fit_field, reading_sd
from backstride.inference.posterior import explore
from backstride.inference.priors import registered_priors
from backstride.records import Days

PRIORS = registered_priors()


def _fitted(design: Design) -> Field:
    space = HyperSpace(design, PRIORS)
    return fit_field(design, space.natural(space.mean), PRIORS)


def _only_pain(days: Days) -> Design:
    design = build_design(days, PRIORS)
    return replace(design, views=design.views[:1])


def _all_at(value: float, n: int = 60) -> Days:
    days = running_days(n)
    days.columns["pain_nrs"][:] = value
    return days


def test_the_response_is_the_change_of_the_mode_that_other_readings_bring() -> None:
    """Exact where all is normal: readings moved at random, against a fit to the moved readings."""
    design = _only_pain(running_days(50, level_nrs=5.0))
    (view,) = design.views
    assert not (view.floor | view.ceiling).any()
    before = _fitted(design)
    change = np.random.default_rng(0).normal(0, 1, len(view.rows))
    after = _fitted(replace(design, views=(replace(view, value=view.value + change),)))
    pull = np.zeros((design.n_days, 1))
    pull[view.rows, 0] = change / reading_sd(design, before.hyper) ** 2
    static, noise = before.response(pull)
    np.testing.assert_allclose(static[:, 0], after.static - before.static, atol=1e-6)
    np.testing.assert_allclose(noise[:, 0], after.noise - before.noise, atol=1e-6)


def test_without_readings_at_an_end_the_draws_are_the_fields_own() -> None:
    design = build_design(running_days(50, level_nrs=5.0), PRIORS)
    field = _fitted(design)
    own = field.draw(np.random.default_rng(3), 20)
    ours = ends.draw(design, PRIORS, None, field, np.random.default_rng(3), 20)
    for one, other in zip(own, ours, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize(("value", "side"), [(0.0, 1.0), (10.0, -1.0)])
def test_pain_read_at_an_end_every_day_lies_beyond_it(value: float, side: float) -> None:
    """The Gaussian about the mode puts a good part of pain where a reading would have shown it."""
    design = build_design(_all_at(value), PRIORS)
    field = _fitted(design)

    def inside(pain: np.ndarray) -> float:
        """Share of days of plain pain, one point inside the scale."""
        return float((side * (pain - value) > 1.0).mean())

    _, before = field.draw(np.random.default_rng(0), 400)
    _, after = ends.draw(design, PRIORS, None, field, np.random.default_rng(0), 400)
    assert inside(after) < 0.01
    assert inside(before) > 3 * inside(after)


def test_more_sweeps_change_little(monkeypatch: pytest.MonkeyPatch) -> None:
    days = _all_at(0.0)
    days.columns["pain_nrs"][::6] = 1.0
    design = build_design(days, PRIORS)
    posterior = explore(design, PRIORS, np.random.default_rng(0), 120)
    few = contrasts.acute(design, contrasts.draw(posterior, np.random.default_rng(1), 3000))
    monkeypatch.setattr(ends, "_GRID_SWEEPS", 40)
    many = contrasts.acute(design, contrasts.draw(posterior, np.random.default_rng(1), 3000))
    assert abs(few.mean() - many.mean()) < 0.2 * many.std()
    assert 0.9 < few.std() / many.std() < 1.2


def test_a_diary_of_zeros_has_no_effect_that_it_could_have_shown() -> None:
    """NUTS on the same diary: -0.005, SD 0.013. Laplace's Gaussian alone: SD 0.32."""
    design = build_design(_all_at(0.0), PRIORS)
    posterior = explore(design, PRIORS, np.random.default_rng(0), 240)
    acute = contrasts.acute(design, contrasts.draw(posterior, np.random.default_rng(1), 1000))
    assert abs(acute.mean()) < 0.05
    assert acute.std() < 0.1
