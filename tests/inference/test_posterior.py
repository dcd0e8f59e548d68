"""The hyper-parameters' posterior."""

import numpy as np
from inference_builders import running_days

from backstride.inference.design import build_design
from backstride.inference.posterior import explore, smoothed_weights
from backstride.inference.priors import registered_priors


def test_weights_follow_the_ratios_and_not_their_inverse() -> None:
    """The smoothing routine takes minus the log ratios; the wrong sign weighs backwards in silence."""
    log_ratio = np.random.default_rng(0).normal(0, 1, 500)
    weights, _ = smoothed_weights(log_ratio)
    assert weights.sum() == np.float64(1.0) or abs(weights.sum() - 1) < 1e-9
    assert np.argmax(weights) == np.argmax(log_ratio)
    assert np.corrcoef(np.log(weights), log_ratio)[0, 1] > 0.99


def test_a_heavy_tail_shows_in_pareto_k() -> None:
    rng = np.random.default_rng(1)
    _, light = smoothed_weights(rng.normal(0, 0.3, 2000))
    _, heavy = smoothed_weights(1.5 * rng.exponential(1.0, 2000))
    assert light < 0.5
    assert heavy > 1.0


def test_the_sample_stands_for_the_posterior_and_is_the_same_each_time() -> None:
    priors = registered_priors()
    design = build_design(running_days(90, seed=3), priors)
    first = explore(design, priors, np.random.default_rng(5), 64)
    again = explore(design, priors, np.random.default_rng(5), 64)
    np.testing.assert_array_equal(first.weights, again.weights)
    assert first.converged
    assert first.effective > 10
    mean_sd = float(
        sum(w * field.hyper.measurement_sd for w, field in zip(first.weights, first.fields, strict=True))
    )
    mean_state = float(
        sum(w * field.hyper.state_sd for w, field in zip(first.weights, first.fields, strict=True))
    )
    # The diary was made of white noise of SD 1: persistence and measurement share it between them.
    assert 0.6 < np.hypot(mean_sd, mean_state) < 1.4
