"""One more term beside the model: nothing where it is nothing, found where it was put."""

from dataclasses import replace

import numpy as np
import pytest
from inference_builders import running_days

from backstride.inference.beyond import best_field, points_per_latent, spread_settings, term
from backstride.inference.fit import Effects, infer


@pytest.fixture(scope="module")
def effects() -> Effects:
    return infer(running_days(120, seed=6), seed=2)


def test_settings_by_weight_count_as_often_as_they_weigh(effects: Effects) -> None:
    weights = np.zeros(len(effects.posterior.fields))
    weights[[3, 7]] = 0.25, 0.75
    chosen = spread_settings(replace(effects.posterior, weights=weights), 12)
    assert [count for _, count in chosen] == [3, 9]
    assert [field for field, _ in chosen] == [effects.posterior.fields[3], effects.posterior.fields[7]]


def test_a_term_that_was_put_into_the_readings_is_found() -> None:
    days = running_days(120, seed=6)
    put_in = np.arange(120) % 5 == 0
    days.columns["pain_nrs"][:] = np.clip(days["pain_nrs"] + 2.0 * put_in, 0, 10)
    found = term(infer(days, seed=2).posterior, lambda _: put_in.astype(float))
    assert found.mean == pytest.approx(2.0, abs=3 * found.sd)
    assert found.z > 4


def test_a_term_that_is_nothing_is_found_to_be_so(effects: Effects) -> None:
    found = term(effects.posterior, lambda _: (np.arange(120) % 5 == 0).astype(float))
    assert abs(found.z) < 3


def test_a_term_that_no_reading_could_show_has_no_estimate(effects: Effects) -> None:
    found = term(effects.posterior, lambda _: np.zeros(120))
    assert np.isnan(found.mean)
    assert np.isnan(found.sd)


def test_latent_pain_shows_whole_in_the_middle_and_hardly_at_the_floor(effects: Effects) -> None:
    field = best_field(effects.posterior)
    assert points_per_latent(effects.design, field) > 0.95
    sunk = replace(field, noise=field.noise - 8.0)
    assert points_per_latent(effects.design, sunk) < 0.05
