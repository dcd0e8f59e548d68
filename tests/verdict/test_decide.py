"""Answers as a whole."""

from dataclasses import replace

import numpy as np
import pytest

from backstride.evidence import entry
from backstride.inference import contrasts
from backstride.inference.design import Design
from backstride.inference.field import Unsure
from backstride.inference.posterior import Posterior, explore
from backstride.inference.priors import Priors
from backstride.records import DAY_COLUMNS, Days
from backstride.samples import RunnerSpec, simulate
from backstride.verdict import answer_days, effect_rows
from backstride.verdict.answer import Answer, EffectRow, Verdict
from backstride.verdict.decide import ESTIMANDS, answer, overall


def _days(n: int, **columns: object) -> Days:
    filled = {name: np.full(n, np.nan) for name in DAY_COLUMNS}
    filled |= {name: np.asarray(values, dtype=np.float64) * np.ones(n) for name, values in columns.items()}
    return Days("r", np.datetime64("2025-01-06") + np.arange(n), filled, (None,) * n)


def _is_cannot_tell(answer: Answer) -> None:
    assert answer.overall is Verdict.CANNOT_TELL
    assert [row.estimand for row in answer.effects] == list(ESTIMANDS)
    for row in answer.effects:
        assert row.verdict is Verdict.CANNOT_TELL
        assert row.reason
        assert row.mean is None
        assert row.days_needed
        assert row.days_needed > 0
    assert answer.sentence.startswith("It cannot be told yet")
    assert any("more week" in line for line in answer.advice)


def test_runs_without_a_diary() -> None:
    answer = answer_days(_days(60, ran=np.arange(60) % 2, distance_km=8.0 * (np.arange(60) % 2)), seed=0)
    _is_cannot_tell(answer)
    assert any("Write down your lower-back pain" in line for line in answer.advice)


def test_a_diary_without_runs() -> None:
    answer = answer_days(_days(60, pain_nrs=np.arange(60) % 5), seed=0)
    _is_cannot_tell(answer)
    assert any("Bring in your runs" in line for line in answer.advice)


def test_an_empty_home() -> None:
    _is_cannot_tell(answer_days(_days(0), seed=0))


def test_ten_days_of_both_have_no_verdict() -> None:
    runner = simulate(4, RunnerSpec.harmed(2.0), 10)
    answer = answer_days(runner.days, seed=0)
    assert answer.overall is Verdict.CANNOT_TELL
    assert all(row.verdict is Verdict.CANNOT_TELL and row.days_needed for row in answer.effects)


@pytest.fixture(scope="module")
def harmed() -> Answer:
    return answer_days(simulate(5, RunnerSpec.harmed(), 150).days, seed=1)


def test_a_harmed_runner_hears_it_first_and_in_plain_words(harmed: Answer) -> None:
    assert harmed.overall is Verdict.AGGRAVATES
    assert harmed.sentence.startswith("Yes, it looks as if running aggravates")
    assert "not proof" in harmed.sentence
    assert [check.id for check in harmed.checks if check.outcome == "fail"] == []
    assert "unmeasured" in {check.id for check in harmed.checks}
    assert all(entry(name) for name in harmed.evidence)


def test_numbers_of_a_row_agree_with_each_other(harmed: Answer) -> None:
    for row in harmed.effects:
        if row.mean is None:
            continue
        assert row.q05 <= row.q50 <= row.q95
        assert row.sd > 0
        assert 0 <= row.p_meaningful <= row.p_positive <= 1


def test_the_dose_response_stands_in_order(harmed: Answer) -> None:
    distances = [point.distance_km for point in harmed.dose_response]
    assert distances == sorted(distances)
    assert all(point.q05 <= point.mean <= point.q95 for point in harmed.dose_response)


def test_the_rows_alone_are_the_answers_rows(harmed: Answer) -> None:
    assert effect_rows(simulate(5, RunnerSpec.harmed(), 150).days, seed=1) == harmed.effects


def test_running_that_helps_is_said_to_help() -> None:
    answer = answer_days(simulate(5, RunnerSpec.helped(-1.0), 150).days, seed=1)
    assert answer.overall is Verdict.HELPS
    assert "eases" in answer.sentence


def test_an_answer_says_what_lies_behind_it(harmed: Answer) -> None:
    behind = harmed.explain
    assert behind is not None
    assert len(behind.mornings) == 7
    assert behind.effort
    assert len(behind.weeks) > 10
    assert not behind.caution
    assert behind.changed is None


def test_looking_back_gives_the_answer_of_a_week_ago(harmed: Answer) -> None:
    days = simulate(5, RunnerSpec.harmed(), 150).days
    now = answer_days(days, seed=1, look_back=True)
    assert now.effects == harmed.effects
    columns = {name: column[:-7] for name, column in days.columns.items()}
    earlier = replace(days, date=days.date[:-7], columns=columns, shoe_id=days.shoe_id[:-7])
    before = effect_rows(earlier, seed=1)[0]
    assert now.explain is not None
    changed = now.explain.changed
    assert changed is not None
    assert (changed.mean_before_nrs, changed.verdict_before) == (before.mean, before.verdict)
    assert changed.until == str(earlier.date[-1])


@pytest.fixture(scope="module")
def late() -> Days:
    """A harmed runner whose every run stands on the day after it."""
    days = simulate(5, RunnerSpec.harmed(), 180).days
    unmoved = {"pain_nrs", "sleep_h", "sitting_h", "stress_nrs", "core", "cross_training"}
    columns = {
        name: column if name in unmoved else np.concatenate([[np.nan], column[:-1]])
        for name, column in days.columns.items()
    }
    return replace(days, columns=columns)


def test_a_failed_check_takes_the_verdicts_back_and_says_so(late: Days) -> None:
    answer = answer_days(late, seed=1)
    failed = [check for check in answer.checks if check.lowers == "all"]
    assert failed
    assert all(check.outcome == "fail" and "no verdict" in check.text for check in failed)
    assert answer.overall is Verdict.CANNOT_TELL
    assert {row.verdict for row in answer.effects} == {Verdict.CANNOT_TELL}
    assert "which cannot be" in answer.effects[0].reason
    assert "which cannot be" in answer.sentence
    assert "So far" not in answer.sentence
    assert "speaks of your usual runs" not in answer.sentence
    assert any("right days" in line for line in answer.advice)
    assert all(row.days_needed is None for row in answer.effects if "cannot be" in row.reason)
    assert answer.explain is not None
    assert "not to be relied on" in answer.explain.caution


def test_a_study_s_rows_are_lowered_as_the_answer_s_are(late: Days) -> None:
    assert effect_rows(late, seed=1) == answer_days(late, seed=1).effects


def _row(estimand: str, verdict: Verdict) -> EffectRow:
    return EffectRow(
        runner_id="r", estimand=estimand, verdict=verdict, reason="", n_days=1, n_checkins=1, n_run_days=1
    )


@pytest.mark.parametrize(
    ("acute", "hard", "wanted"),
    [
        (Verdict.AGGRAVATES, Verdict.AGGRAVATES, Verdict.AGGRAVATES),
        (Verdict.NO_MEANINGFUL_EFFECT, Verdict.AGGRAVATES, Verdict.AGGRAVATES_WHEN),
        (Verdict.CANNOT_TELL, Verdict.AGGRAVATES, Verdict.AGGRAVATES_WHEN),
        (Verdict.HELPS, Verdict.HELPS, Verdict.HELPS),
        (Verdict.CANNOT_TELL, Verdict.NO_MEANINGFUL_EFFECT, Verdict.CANNOT_TELL),
    ],
)
def test_the_overall_verdict(acute: Verdict, hard: Verdict, wanted: Verdict) -> None:
    verdict, blamed = overall((_row("acute", acute), _row("factor:hard", hard), _row("longterm", acute)))
    assert verdict is wanted
    assert blamed == (("hard",) if hard is Verdict.AGGRAVATES else ())


def test_a_hard_ground_runner_is_told_of_the_ground() -> None:
    runner = simulate(3, RunnerSpec.surface_harmed(2.5), 240)
    answer = answer_days(runner.days, seed=0)
    assert "hard" in answer.factors
    assert "asphalt or concrete" in answer.sentence


def test_a_diary_that_says_the_same_every_day_is_no_evidence_of_anything() -> None:
    n = 60
    ran = np.arange(n) % 2
    frozen = answer_days(_days(n, pain_nrs=3.0, ran=ran, distance_km=8.0 * ran), seed=0)
    assert frozen.overall is Verdict.CANNOT_TELL
    assert "the same on every day" in frozen.sentence
    assert all(row.mean is None and row.days_needed is None for row in frozen.effects)
    assert len(frozen.advice) == 1


def test_weeks_without_any_pain_do_say_something_of_running() -> None:
    n = 90
    ran = np.arange(n) % 3 == 0
    painless = answer_days(_days(n, pain_nrs=0.0, ran=ran, distance_km=8.0 * ran), seed=0)
    assert painless.overall in (Verdict.NO_MEANINGFUL_EFFECT, Verdict.CANNOT_TELL)
    assert painless.effects[0].mean is not None


@pytest.mark.parametrize("seed", range(4))
def test_a_diary_without_any_pain_blames_and_praises_nothing(seed: int) -> None:
    n = 90
    ran = np.arange(n) % (2 + seed) == 0
    painless = answer_days(_days(n, pain_nrs=0.0, ran=ran, distance_km=8.0 * ran), seed=seed)
    verdicts = {row.verdict for row in painless.effects}
    assert verdicts <= {Verdict.NO_MEANINGFUL_EFFECT, Verdict.CANNOT_TELL}


def test_a_factor_with_few_runs_asks_for_runs_and_not_for_knowledge() -> None:
    n = 30
    ran = np.isin(np.arange(n), [2, 9, 14, 20, 27]).astype(float)
    answer = answer_days(
        _days(n, pain_nrs=np.arange(n) % 4, ran=ran, distance_km=np.where(ran == 1, 8.0, 0.0)), seed=0
    )
    row = next(row for row in answer.effects if row.estimand == "factor:distance")
    assert row.reason == "too few runs so far"
    assert row.days_needed
    assert not any("Too little is known of the distance" in line for line in answer.advice)
    assert any("3 more days with a run" in line for line in answer.advice)


def _harmful(design: Design, priors: Priors, unsure: Unsure | None, *, seed: int) -> contrasts.FullSample:
    """Stands for full sampling, and finds great harm."""
    rng = np.random.default_rng(seed)
    draws = contrasts.draw(explore(design, priors, rng, 64), rng, 400)
    return contrasts.FullSample(replace(draws, run=np.full_like(draws.run, 3.0)), 1.0, 400.0, 0)


def _no_sampler(design: Design, priors: Priors, unsure: Unsure | None, *, seed: int) -> None:
    """As where the extra is not installed."""


def test_full_sampling_answers_where_the_fast_fit_did_not_settle(monkeypatch: pytest.MonkeyPatch) -> None:
    """In an answer; without the extra, and in a study, there is no verdict."""
    monkeypatch.setattr(Posterior, "settled", property(lambda posterior: False))
    days = simulate(5, RunnerSpec.null(), 60).days
    full = answer(days, seed=1, sampler=_harmful)
    assert full.effects[0].mean > 1.0
    assert full.effects[0].reason != "the calculation did not settle"
    assert next(check for check in full.checks if check.id == "sampling").outcome == "pass"
    without = answer(days, seed=1, sampler=_no_sampler)
    assert next(check for check in without.checks if check.id == "sampling").outcome == "fail"
    assert without.effects == effect_rows(days, seed=1)
    assert without.effects[0].reason == "the calculation did not settle"
    assert all(row.verdict is Verdict.CANNOT_TELL for row in without.effects)


def test_the_answer_tells_which_events_it_takes_into_account() -> None:
    runner = simulate(3, RunnerSpec.null(), 90)
    plain = answer_days(runner.days, seed=0)
    assert "your diary" not in plain.sentence
    columns = {name: column.copy() for name, column in runner.days.columns.items()}
    for name, n in (("event_painkiller", 3), ("event_physio", 0), ("event_illness", 1)):
        columns[name] = (np.arange(90) % 30 < 1) * (np.arange(90) < 30 * n) * 1.0
    days = replace(runner.days, columns=columns)
    said = answer_days(days, seed=0).sentence
    told = "Taken into account from your diary: 3 days with a painkiller and 1 day of illness."
    assert said.endswith(told)
