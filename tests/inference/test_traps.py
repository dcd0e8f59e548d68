"""The traps that an engine of this kind falls into, each sprung on purpose.

Every test shows both: that the engine stays within a bound, and that the same engine in the trap does not,
so that the measure would notice.
"""

import numpy as np
import pytest
import trap_runners as traps
from trap_runners import Runner, bias, draws, runners

from backstride.evidence import figure
from backstride.inference import design, fit, laplace
from backstride.samples import RunnerSpec
from backstride.verdict import answer_days, rules
from backstride.verdict.answer import Answer, Check, Verdict


def covered(who: list[Runner], posteriors: list[np.ndarray]) -> float:
    inside = [
        np.quantile(p, 0.05) <= r.truth["acute"] <= np.quantile(p, 0.95)
        for r, p in zip(who, posteriors, strict=True)
    ]
    return float(np.mean(inside))


def test_1_an_evening_line_speaks_for_the_next_morning():
    who = runners(RunnerSpec.harmed().but(diary_time="evening"), 90, range(6))
    assert abs(bias(who)) < 0.3
    assert bias(who, traps.as_morning) < -0.5


def test_2_missing_lines_are_neither_zero_nor_the_last_one():
    who = runners(RunnerSpec.harmed().but(missing="bad_days", missing_share=0.35), 90, range(6))
    honest = bias(who)
    assert abs(honest) < 0.2
    assert bias(who, traps.missing_as_zero) < -0.3
    assert bias(who, traps.carried_forward) < honest - 0.15


def test_3_the_filter_starts_from_its_steady_state(monkeypatch: pytest.MonkeyPatch):
    """Runners who ran nearly every day before the diary began, over six weeks of it."""
    often = {"runs_logit": (1.5, 2.0), "carry_over": (0.75, 0.75), "opening_flare_nrs": (0.0, 0.0)}
    who = runners(RunnerSpec.harmed().but(**often), 45, range(6))
    steady = bias(who)
    monkeypatch.setattr(laplace, "pain_exposure", traps.from_zero)
    assert steady > -0.5
    assert bias(who) < steady - 0.2


def test_4_a_rule_keeps_its_error_under_weekly_looks():
    """Over a year, on posteriors as narrow as those of real diaries (SD 0.23 after nine weeks)."""
    by_rule = by_significance = 0
    for seed in range(500):
        looks = traps.weekly_posteriors(seed, 4, 52, prior_sd=1.5, sd_a_week=0.69)
        said = [traps.normal_draws(*look) for look in looks]
        size = figure("meaningful_acute")
        by_rule += any(rules.decide(d, size, "acute")[0] is Verdict.AGGRAVATES for d in said)
        by_significance += any((d > 0).mean() > 0.95 for d in said)
    assert by_rule / 500 <= 0.05
    assert by_significance / 500 > 0.10


def test_5_six_factors_are_judged_together():
    """None of them matters; each is known to within 0.5."""
    rng = np.random.default_rng(5)
    by_rule = by_significance = 0
    for _ in range(500):
        said = [traps.normal_draws(mean, 0.5) for mean in rng.normal(0.0, 0.5, 6)]
        size = figure("meaningful_factor")
        by_rule += any(rules.decide(d, size, "factor")[0] is Verdict.AGGRAVATES for d in said)
        by_significance += any((d > 0).mean() > 0.95 for d in said)
    assert by_rule / 500 <= 0.06
    assert by_significance / 500 > 0.20


def admits_what_it_cannot_see(answer: Answer) -> bool:
    return any(check.id == "unmeasured" and check.outcome != "pass" for check in answer.checks)


def test_6_what_is_not_written_down_is_admitted(monkeypatch: pytest.MonkeyPatch):
    """Lifting that no column holds leaves a bias that no diary shows: so every answer has to say so."""
    hidden = runners(RunnerSpec.null().but(hidden_lifting_nrs=2.0), 120, range(6))
    assert bias(hidden) < -0.15
    assert admits_what_it_cannot_see(answer_days(hidden[0].days, seed=1))
    passes = Check(id="unmeasured", outcome="pass", text="Nothing is hidden.")
    monkeypatch.setattr("backstride.verdict.words.unmeasured", lambda: passes)
    assert not admits_what_it_cannot_see(answer_days(hidden[0].days, seed=1))


def test_7_runners_alone_are_covered_where_pooled_ones_are_not():
    """Thirty days. What a population of nulls has in common is not forced on runners whom running harms."""
    nulls = [draws(r.days) for r in runners(RunnerSpec.null(), 30, range(8))]
    harmed = runners(RunnerSpec.harmed(1.2), 30, range(6))
    alone = [draws(r.days) for r in harmed]
    means, sds = (np.array([getattr(d, what)() for d in nulls]) for what in ("mean", "std"))
    common = float(np.average(means, weights=sds**-2))
    between = max(float(means.var() - np.mean(sds**2)), 0.02)
    pooled = []
    for own in alone:
        precision = own.std() ** -2 + 1.0 / between
        mean = (own.mean() / own.std() ** 2 + common / between) / precision
        pooled.append(traps.normal_draws(float(mean), float(precision**-0.5)))
    assert covered(harmed, alone) >= 0.66
    assert covered(harmed, pooled) <= 0.34


def test_8_a_floor_of_zeros_is_a_floor(monkeypatch: pytest.MonkeyPatch):
    who = runners(RunnerSpec.harmed(1.5).but(level_nrs=(0.2, 0.6)), 90, range(6))
    assert np.mean([np.nanmean(r.days["pain_nrs"] == 0.0) for r in who]) > 0.3
    with_floor = bias(who)
    monkeypatch.setattr(fit, "build_design", traps.without_floor)
    assert abs(with_floor) < 0.15
    assert bias(who) < min(with_floor - 0.15, -0.12)


def test_9_sleep_after_the_run_is_part_of_its_effect(monkeypatch: pytest.MonkeyPatch):
    who = [traps.restless(seed) for seed in range(5)]
    honest = bias(who)
    assert honest > -0.3
    monkeypatch.setattr(design, "_not_by_the_run", lambda sleep_h, _: sleep_h)
    assert bias(who) < honest - 0.2


def test_9_the_measure_sees_what_is_lost_through_sleep():
    """The same runners with their sleep unknown keep the whole effect; adjusted for, it would be gone."""
    who = [traps.restless(seed) for seed in range(5)]
    assert abs(bias(who, traps.without_sleep)) < 0.3


def test_10_unknown_factors_are_not_zero_and_rest_days_are_nothing():
    spec = RunnerSpec.warmup_harmed(2.0).but(unknown_share={"warmup": 0.4})
    who = runners(spec, 120, range(5))
    honest = bias(who, estimand="factor:no_warmup")
    assert abs(honest) < 0.35
    assert bias(who, traps.unknown_as(0.0, "warmup"), "factor:no_warmup") < honest - 0.12
    assert bias(who, traps.unknown_as(1.0, "warmup"), "factor:no_warmup") < -0.6


def test_a_factor_on_a_day_of_rest_says_nothing():
    """A warm-up noted on a day without a run changes no answer."""
    who = runners(RunnerSpec.warmup_harmed(), 60, [1])[0]
    rest = who.days["ran"] == 0
    noted = traps.changed(who.days, warmup=np.where(rest, 1.0, who.days["warmup"]))
    np.testing.assert_array_equal(draws(who.days, "factor:no_warmup"), draws(noted, "factor:no_warmup"))


def test_the_decision_to_run_is_part_of_the_model(monkeypatch: pytest.MonkeyPatch):
    """Nulls who skip runs in lasting pain that the diary shows only dimly, and on half of the days."""
    spec = RunnerSpec.null().but(
        skip_per_point=(1.5, 1.5),
        shorten_per_point=(0.0, 0.0),
        persistence=(0.8, 0.8),
        deviation_nrs=(1.3, 1.3),
        level_nrs=(4.0, 5.0),
        measurement_nrs=(1.0, 1.0),
        missing_share=0.45,
    )
    who = runners(spec, 120, range(8))
    with_policy = bias(who)
    monkeypatch.setattr(fit, "build_design", traps.without_policy)
    assert with_policy > -0.28
    assert bias(who) < min(with_policy - 0.12, -0.28)
