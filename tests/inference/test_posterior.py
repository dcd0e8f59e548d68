"""The hyper-parameters' posterior."""

import numpy as np
from inference_builders import running_days, with_columns

from backstride.inference.design import build_design
from backstride.inference.posterior import explore
from backstride.inference.priors import registered_priors


def test_the_sample_stands_for_the_posterior_and_is_the_same_each_time() -> None:
    priors = registered_priors()
    design = build_design(running_days(90, seed=3), priors)
    first = explore(design, priors, np.random.default_rng(5), 64)
    again = explore(design, priors, np.random.default_rng(5), 64)
    np.testing.assert_array_equal(first.weights, again.weights)
    assert all(field.converged for field in first.fields)
    assert first.effective > 10
    mean_sd = float(
        sum(w * field.hyper.measurement_sd for w, field in zip(first.weights, first.fields, strict=True))
    )
    mean_state = float(
        sum(w * field.hyper.state_sd for w, field in zip(first.weights, first.fields, strict=True))
    )
    # The diary was made of white noise of SD 1: persistence and measurement share it between them.
    assert 0.6 < np.hypot(mean_sd, mean_state) < 1.4


def test_more_is_drawn_until_the_weights_are_even_enough() -> None:
    """Half of the readings at zero leave a skewed posterior, which the first draws of some diaries miss."""
    priors = registered_priors()
    sizes = set()
    for seed in range(6):
        days = running_days(60, seed=seed)
        low = with_columns(days, pain_nrs=np.clip(days["pain_nrs"] - np.nanmedian(days["pain_nrs"]), 0, None))
        found = explore(build_design(low, priors), priors, np.random.default_rng(seed), 64)
        assert found.trusted
        assert len(found.weights) == len(found.fields)
        sizes.add(len(found.weights))
    assert min(sizes) <= 64 < max(sizes)
