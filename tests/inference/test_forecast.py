"""Looking on from the last day on record."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inference_builders import running_days

from backstride.inference.contrasts import read_off
from backstride.inference.design import Design
from backstride.inference.field import Field
from backstride.inference.fit import Effects, infer
from backstride.inference.forecast import RunOption, added_pain, expected_pain
from backstride.inference.latent import pain_exposure, reading_sd
from backstride.samples import RunnerSpec, simulate


@pytest.fixture(scope="module")
def plain() -> Effects:
    return infer(running_days(80), seed=0)


@pytest.fixture(scope="module")
def harmed() -> Effects:
    return infer(simulate(2, RunnerSpec.harmed(), 150).days, seed=0)


def _with_days_ahead(design: Design, run: np.ndarray) -> Design:
    """The same history with the last day's run replaced and three days of rest after it."""
    rest = np.zeros((3, design.impulse.shape[1]))
    return replace(
        design,
        dates=design.dates[0] + np.arange(design.n_days + 3),
        level=np.vstack([design.level, np.tile(design.level[-1], (3, 1))]),
        impulse=np.vstack([design.impulse[:-1], run, rest]),
        nudge=np.vstack([design.nudge, np.zeros((3, design.nudge.shape[1]))]),
    )


def _certain(effects: Effects) -> tuple[Effects, Field]:
    """The fit with its likeliest setting alone, and a field there that knows its coefficients."""

    class Known:
        def __init__(self, field: Field) -> None:
            self.hyper, self.exposure = field.hyper, field.exposure
            self._field = field

        def draw(self, rng: np.random.Generator, n_draws: int) -> tuple[np.ndarray, np.ndarray]:
            pain = self.exposure @ self._field.static[: self.exposure.shape[1]] + self._field.noise
            return np.tile(self._field.static, (n_draws, 1)), np.tile(pain, (n_draws, 1))

    best = int(np.argmax(effects.posterior.weights))
    field = effects.posterior.fields[best]
    posterior = replace(effects.posterior, fields=(Known(field),), weights=np.ones(1))  # type: ignore[arg-type]
    return replace(effects, posterior=posterior), field


@pytest.mark.parametrize("option", [None, RunOption(), RunOption(distance_km=14.0, warmup=True)])
def test_it_is_the_models_own_course_with_three_days_put_on(plain: Effects, option: RunOption | None) -> None:
    effects, field = _certain(plain)
    design, hyper = effects.design, field.hyper
    factors = design.factors
    run = np.zeros(design.impulse.shape[1])
    if option is not None:
        run[: 1 + len(factors.names)] = np.concatenate([[1.0], factors.at_median])
        if option.distance_km is not None:
            run[1 + factors.names.index("distance")] = factors.distance_units(14.0)
            run[1 + factors.names.index("no_warmup")] = factors.low[factors.names.index("no_warmup")]
    exposure = pain_exposure(_with_days_ahead(design, run), hyper)[-3:]
    fades = hyper.noise_ar ** np.arange(1, 4)
    latent = exposure @ field.static[: exposure.shape[1]] + field.noise[-1] * fades
    sd = np.hypot(reading_sd(design, hyper), hyper.state_sd * np.sqrt(1 - fades**2))
    np.testing.assert_allclose(expected_pain(effects, [option])[0, 0], read_off(latent, sd), atol=1e-6)


def test_what_chance_adds_is_averaged_as_by_simulation(plain: Effects) -> None:
    effects, field = _certain(plain)
    rng = np.random.default_rng(0)
    hyper = field.hyper
    exposure = pain_exposure(
        _with_days_ahead(effects.design, np.zeros_like(effects.design.impulse[0])), hyper
    )
    known = exposure[-3:] @ field.static[: exposure.shape[1]]
    noise, seen = np.full(200_000, field.noise[-1]), []
    for k in range(3):
        shock = hyper.state_sd * np.sqrt(1 - hyper.noise_ar**2)
        noise = hyper.noise_ar * noise + rng.normal(0, shock, len(noise))
        reading = known[k] + noise + rng.normal(0, reading_sd(effects.design, hyper), len(noise))
        seen.append(np.clip(reading, 0, 10).mean())
    np.testing.assert_allclose(expected_pain(effects, [None])[0, 0], seen, atol=0.02)


def test_a_bad_last_morning_is_carried_on_and_fades() -> None:
    days = running_days(90, seed=3)
    mornings = {}
    for last in (4.0, 9.0):
        days.columns["pain_nrs"][-1] = last
        mornings[last] = expected_pain(infer(days, seed=0), [None]).mean(axis=0)[0]
    more = mornings[9.0] - mornings[4.0]
    assert more[0] > 0.05
    assert more[0] > more[2]


def test_a_run_adds_about_what_runs_have_added(harmed: Effects) -> None:
    added = added_pain(harmed, RunOption()).mean()
    assert added == pytest.approx(harmed.acute.mean(), abs=0.4)
    assert added > 0.3


def test_a_run_already_on_record_for_today_is_replaced(plain: Effects) -> None:
    for ran in (0.0, 1.0):
        impulse = plain.design.impulse.copy()
        impulse[-1] = 0.0
        impulse[-1, 0] = ran
        design = replace(plain.design, impulse=impulse)
        effects = replace(plain, posterior=replace(plain.posterior, design=design))
        np.testing.assert_allclose(  # the steady state before the first day holds a breath of every day
            expected_pain(effects, [RunOption(), None]), expected_pain(plain, [RunOption(), None]), atol=1e-4
        )


def test_a_longer_run_adds_more_where_distance_hurts(harmed: Effects) -> None:
    if "distance" not in harmed.design.factors.names:
        pytest.skip("distance is not in this runner's model")
    k = harmed.design.factors.names.index("distance")
    n_level = harmed.design.level.shape[1]
    fields = []
    for field in harmed.posterior.fields:
        static = field.static.copy()
        static[n_level + 1 + k] = 3.0
        fields.append(replace(field, static=static))
    effects = replace(harmed, posterior=replace(harmed.posterior, fields=tuple(fields)))
    median_km = harmed.design.factors.median_km
    means = [
        added_pain(effects, RunOption(distance_km=share * median_km)).mean() for share in (0.5, 1.0, 1.5)
    ]
    assert means[0] < means[1] < means[2]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.builds(
            RunOption,
            distance_km=st.none() | st.floats(0.5, 60),
            intensity_share=st.none() | st.floats(0, 1),
            hard_share=st.none() | st.floats(0, 1),
            descent_m_per_km=st.none() | st.floats(0, 100),
            warmup=st.none() | st.booleans(),
            spike_ratio=st.none() | st.floats(0.1, 5),
        )
        | st.none(),
        min_size=1,
        max_size=5,
    )
)
def test_every_expectation_lies_on_the_scale(harmed: Effects, options: list[RunOption | None]) -> None:
    pain = expected_pain(harmed, options)
    assert pain.shape[1:] == (len(options), 3)
    assert np.isfinite(pain).all()
    assert ((pain >= 0) & (pain <= 10)).all()
    np.testing.assert_array_equal(pain, expected_pain(harmed, options))


def test_an_evening_diary_looks_on_too() -> None:
    effects = infer(running_days(80, diary_time="evening"), seed=0)
    assert np.isfinite(expected_pain(effects, [RunOption(), None])).all()


def test_what_the_data_cannot_speak_about_changes_nothing(plain: Effects) -> None:
    assert "hard" in plain.absent_factors
    np.testing.assert_array_equal(
        expected_pain(plain, [RunOption(hard_share=1.0)]), expected_pain(plain, [RunOption()])
    )
