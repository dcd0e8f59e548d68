"""The engine as a whole, on runners whose truth is known."""

import sys
from types import ModuleType

import numpy as np
import pytest
from inference_builders import days_of, running_days

from backstride.inference import contrasts
from backstride.inference.design import Design
from backstride.inference.field import Unsure
from backstride.inference.fit import bears_estimate, count, infer, nuts_where_installed
from backstride.inference.posterior import Posterior, explore
from backstride.inference.priors import Priors
from backstride.records import Days
from backstride.samples import RunnerSpec, simulate


def _covers(draws: np.ndarray, truth: float) -> bool:
    low, high = np.quantile(draws, [0.05, 0.95])
    return bool(low <= truth <= high)


@pytest.mark.slow
def test_the_truth_is_covered_and_the_wrong_way_never_called() -> None:
    """Twenty-four runners: fewer than 19 covered would be a one-in-a-hundred accident of a 90% interval."""
    covered = 0
    for seed in range(8):
        for spec in (RunnerSpec.null(), RunnerSpec.harmed(), RunnerSpec.helped()):
            runner = simulate(seed, spec, 120)
            acute = infer(runner.days, seed=seed).acute
            covered += _covers(acute, runner.truth["acute"])
            if runner.truth["acute"] > 0.5:
                assert (acute < -0.3).mean() < 0.1
            elif runner.truth["acute"] < -0.5:
                assert (acute > 0.3).mean() < 0.1
            else:
                assert (acute > 0.3).mean() < 0.9
    assert covered >= 19


def test_reverse_causation_does_not_turn_the_answer_round() -> None:
    """Pain on the days of runs is lower, since they are chosen; the answer must not follow."""
    runner = simulate(3, RunnerSpec.harmed(), 150)
    days = runner.days
    known = np.isfinite(days["pain_nrs"])
    same_day = (
        days["pain_nrs"][known & (days["ran"] == 1)].mean()
        - days["pain_nrs"][known & (days["ran"] == 0)].mean()
    )
    assert same_day < 0
    assert infer(days, seed=0).acute.mean() > 0.5


def test_without_the_policy_the_answer_moves_the_naive_way() -> None:
    """The view of the decision to run is in use: cutting its tie to pain lowers the estimate."""
    from dataclasses import replace

    from backstride.inference import contrasts
    from backstride.inference.design import build_design
    from backstride.inference.posterior import explore
    from backstride.inference.priors import registered_priors

    priors = registered_priors()
    with_policy, without = [], []
    for seed in range(4):
        design = build_design(simulate(seed, RunnerSpec.harmed(), 150).days, priors)
        blind = replace(
            design, views=tuple(v for v in design.views if v.name not in ("policy", "shortening"))
        )
        for chosen, out in ((design, with_policy), (blind, without)):
            rng = np.random.default_rng(seed)
            draws = contrasts.draw(explore(chosen, priors, rng, 64), rng, 400)
            out.append(contrasts.acute(chosen, draws).mean())
    assert np.mean(with_policy) > np.mean(without) + 0.02


def test_an_evening_diary_read_as_a_morning_one_loses_the_effect() -> None:
    runner = simulate(7, RunnerSpec.harmed().but(diary_time="evening"), 150)
    right = runner.days
    wrong = Days(right.runner_id, right.date, right.columns, right.shoe_id, "morning")
    assert infer(right, seed=0).acute.mean() > infer(wrong, seed=0).acute.mean() + 0.2


def test_missing_lines_are_not_zeros() -> None:
    runner = simulate(11, RunnerSpec.harmed().but(missing="bad_days", missing_share=0.3), 150)
    zeroed = dict(runner.days.columns)
    zeroed["pain_nrs"] = np.nan_to_num(zeroed["pain_nrs"], nan=0.0)
    days = Days(runner.days.runner_id, runner.days.date, zeroed, runner.days.shoe_id, "morning")
    truth = runner.truth["acute"]
    honest = abs(infer(runner.days, seed=0).acute.mean() - truth)
    assert honest < abs(infer(days, seed=0).acute.mean() - truth)


def test_the_same_seed_gives_the_same_effects() -> None:
    days = running_days(60)
    np.testing.assert_array_equal(infer(days, seed=4).acute, infer(days, seed=4).acute)


def test_a_runner_far_from_any_effect_is_not_blamed() -> None:
    acute = infer(running_days(120, seed=2), seed=0).acute
    assert (acute > 0.3).mean() < 0.9
    assert abs(acute.mean()) < 0.5


def test_a_diary_without_any_pain_is_no_accident() -> None:
    days = running_days(60)
    days.columns["pain_nrs"][:] = 0.0
    effects = infer(days, seed=0)
    assert np.isfinite(effects.acute).all()
    assert abs(effects.acute.mean()) < 0.5


@pytest.mark.parametrize("pain", [10.0, 4.0])
def test_a_diary_that_never_moves_bears_no_estimate(pain: float) -> None:
    days = running_days(60)
    days.columns["pain_nrs"][:] = pain
    assert count(days).frozen
    assert not bears_estimate(count(days))


def test_counts_are_those_of_the_diarys_span() -> None:
    days = running_days(50)
    days.columns["pain_nrs"][:10] = np.nan
    counts = count(days)
    assert counts.n_days == 40
    assert counts.n_checkins == 40
    assert counts.n_run_days == int(days["ran"][10:].sum())


def test_too_little_is_refused() -> None:
    empty = days_of(30)
    assert count(empty).n_checkins == 0
    assert not bears_estimate(count(empty))
    with pytest.raises(ValueError, match="too few"):
        infer(empty, seed=0)


def test_a_setting_that_cannot_be_computed_weighs_nothing() -> None:
    """The search for the mode once stepped so far out on this runner that a matrix had no factor."""
    days = simulate(20271, RunnerSpec.null(), 120).days
    assert np.isfinite(infer(days, seed=20271).acute).all()


def test_an_effect_that_sets_in_a_morning_late_altogether_is_computed() -> None:
    # This search meets a delay of one to the last bit, where a ratio of two zeros spoilt all weights.
    runner = simulate(40137, RunnerSpec.mild(), 30)
    effects = infer(runner.days, seed=40137)
    assert np.isfinite(effects.acute).all()


def test_the_kernel_of_a_wholly_delayed_effect() -> None:
    from backstride.inference.latent import kernel

    np.testing.assert_allclose(kernel(0.5, 1.0, 4), [0.0, 2.0, 1.0, 0.5])


@pytest.mark.parametrize(
    ("settled", "r_hat", "used"), [(True, 1.0, False), (False, 1.0, True), (False, 2.0, False)]
)
def test_full_sampling_takes_over_only_where_it_must_and_settled(
    monkeypatch: pytest.MonkeyPatch, settled: bool, r_hat: float, used: bool
) -> None:
    asked = []

    def sampler(design: Design, priors: Priors, unsure: Unsure | None, *, seed: int) -> contrasts.FullSample:
        asked.append(seed)
        rng = np.random.default_rng(seed)
        draws = contrasts.draw(explore(design, priors, rng, 64), rng, 50)
        return contrasts.FullSample(draws, r_hat, 400.0, 0)

    monkeypatch.setattr(Posterior, "settled", property(lambda posterior: settled))
    effects = infer(running_days(40), seed=3, sampler=sampler)
    assert asked == ([] if settled else [3])
    assert (effects.full is not None) is used
    assert len(effects.acute) == (50 if used else 1000)


def test_what_takes_a_minute_says_so_before_it_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Posterior, "settled", property(lambda posterior: False))
    monkeypatch.setattr("backstride.inference.fit.find_spec", lambda name: None)
    said: list[str] = []
    infer(running_days(40), seed=3, sampler=nuts_where_installed(lambda: said.append("slow")))
    assert said == []  # nothing is installed, so nothing takes long

    monkeypatch.setattr("backstride.inference.fit.find_spec", lambda name: object())
    module = ModuleType("nuts")
    module.sample = lambda *about, seed: said.append("sampled")  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "backstride.inference.nuts", module)
    monkeypatch.setattr("backstride.inference.nuts", module, raising=False)
    infer(running_days(40), seed=3, sampler=nuts_where_installed(lambda: said.append("slow")))
    assert said == ["slow", "sampled"]
