"""What runs leave in latent pain: the recursion, the kernel, the columns."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from inference_builders import running_days

from backstride.inference import latent
from backstride.inference.design import build_design
from backstride.inference.hyper import Hyper
from backstride.inference.priors import registered_priors

PRIORS = registered_priors()
SHARE = st.floats(0.02, 0.95)


@given(SHARE, st.lists(st.floats(0, 1), min_size=2, max_size=30))
def test_carried_is_the_recursion_from_its_steady_state(decay: float, impulses: list[float]) -> None:
    impulse = np.array(impulses)[:, None]
    state = impulse.mean() / (1 - decay)
    wanted = []
    for x in impulse[:, 0]:
        state = decay * state + x
        wanted.append(state)
    np.testing.assert_allclose(latent.carried(impulse, decay)[:, 0], wanted, rtol=1e-9, atol=1e-12)


def test_a_constant_impulse_stays_at_its_steady_state() -> None:
    """A filter started at zero would show the first days as a fall in load that never was."""
    np.testing.assert_allclose(latent.carried(np.ones((10, 1)), 0.75), 4.0)


@given(SHARE, SHARE)
def test_the_kernel_has_mean_one_over_three_mornings(carryover: float, delay: float) -> None:
    assert latent.kernel(carryover, delay, 3).mean() == pytest.approx(1.0)
    assert (latent.kernel(carryover, delay, 20) >= 0).all()


@given(SHARE, SHARE)
def test_the_exposure_spreads_one_run_by_the_kernel(carryover: float, delay: float) -> None:
    design = build_design(running_days(40), PRIORS)
    hyper = Hyper(
        noise_ar=0.5,
        carryover=carryover,
        delay=delay,
        state_sd=1.0,
        measurement_sd=0.5,
        factor_sd=1.0,
        slopes={},
    )
    column = design.level.shape[1]
    more = design.impulse.copy()
    more[10, 0] += 1.0
    # The added run also raises the steady state that the filter starts from; its trace is taken off again.
    plain = latent.pain_exposure(design, hyper)[:, column]
    changed = latent.pain_exposure(replace(design, impulse=more), hyper)[:, column]
    before = changed[:11] - plain[:11]
    after = changed[11:31] - plain[11:31]
    if carryover < 0.5:
        assert np.abs(before[5:]).max() < 0.1
        np.testing.assert_allclose(after, latent.kernel(carryover, delay, 20), atol=0.1)
