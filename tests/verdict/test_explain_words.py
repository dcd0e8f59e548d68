"""What lies behind an answer is said plainly, and as what goes together."""

import pytest

from backstride.verdict import explain_words
from backstride.verdict.answer import CurvePoint, EffectRow, Gap, ShoeEffect, Verdict, WeekPull


def curve(*means: float) -> tuple[CurvePoint, ...]:
    return tuple(CurvePoint(at=k, mean=m, q05=m - 0.2, q95=m + 0.2) for k, m in enumerate(means, 1))


def gap(mean: float) -> Gap:
    return Gap(mean=mean, q05=mean - 0.3, q95=mean + 0.3)


def row(verdict: Verdict, mean: float | None, half: float = 0.4, reason: str = "why") -> EffectRow:
    return EffectRow(
        runner_id="r",
        estimand="acute",
        verdict=verdict,
        reason=reason,
        n_days=90,
        n_checkins=80,
        n_run_days=40,
        mean=mean,
        sd=None if mean is None else half / 1.645,
        q05=None if mean is None else mean - half,
        q95=None if mean is None else mean + half,
    )


def test_an_effect_is_told_from_its_first_morning_to_where_it_fades() -> None:
    said = explain_words.mornings(curve(1.2, 0.6, 0.31, 0.2, 0.1, 0.0, 0.0))
    assert said == (
        "On the first morning after a usual run, pain is about 1.2 points higher compared with a day of "
        "rest. From the fourth morning on, the difference is too small to matter."
    )


def test_an_effect_that_never_matters_and_one_that_stays() -> None:
    assert "On none of the seven" in explain_words.mornings(curve(*[-0.1] * 7))
    assert "A week later it is still about 0.9 points lower" in explain_words.mornings(curve(*[-0.9] * 7))


def test_a_protective_plain_count_of_a_harmed_runner_is_explained() -> None:
    said = explain_words.plain(gap(-1.0), gap(-0.4), curve(0.8))
    assert "about 0.4 points lower" in said
    assert "about 0.8 points higher" in said
    assert "even before you set off, pain on those days was about 1.0 points lower" in said
    assert "About 1.2 points of it" in said


def test_a_plain_count_that_agrees_needs_no_excuse() -> None:
    assert "The two agree" in explain_words.plain(gap(0.0), gap(0.5), curve(0.5))


def test_agreement_is_not_put_down_to_days_that_were_chosen() -> None:
    said = explain_words.plain(gap(1.3), gap(0.5), curve(0.5))
    assert "come out about the same" in said
    assert "alike" not in said


def test_a_difference_that_choosing_days_does_not_explain_is_not_put_down_to_it() -> None:
    said = explain_words.plain(gap(0.9), gap(-0.4), curve(0.8))
    assert "just any day" not in said
    assert "what else was going on" in said


def test_days_of_one_kind_alone_are_not_counted() -> None:
    assert "too few days" in explain_words.plain(None, None, curve(0.5))


def test_the_week_that_counts_most_is_named() -> None:
    light = [WeekPull(first_day="2025-03-03", points_nrs=0.01)]
    pulls = [*light, WeekPull(first_day="2025-03-10", points_nrs=-0.5)]
    said = explain_words.weeks(pulls, row(Verdict.AGGRAVATES, 1.0))
    assert "The week from 10 March 2025 counts most" in said
    assert "0.5 points lower" in said
    assert "No single week" in explain_words.weeks(light, row(Verdict.AGGRAVATES, 1.0))
    assert "too few weeks" in explain_words.weeks([], row(Verdict.AGGRAVATES, 1.0))


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        (row(Verdict.CANNOT_TELL, None), row(Verdict.CANNOT_TELL, 0.4), "too little for any figure"),
        (row(Verdict.CANNOT_TELL, 0.4), row(Verdict.CANNOT_TELL, None), "now there is none: why"),
        (row(Verdict.AGGRAVATES, 0.8), row(Verdict.AGGRAVATES, 0.8), "left the figure where it was"),
        (row(Verdict.CANNOT_TELL, 0.5), row(Verdict.AGGRAVATES, 0.8), "by 0.3 points up"),
        (row(Verdict.AGGRAVATES, 0.8), row(Verdict.CANNOT_TELL, 0.5), "by 0.3 points down"),
        (row(Verdict.AGGRAVATES, 0.8), row(Verdict.CANNOT_TELL, 0.5), "The reason now: why"),
        (row(Verdict.AGGRAVATES, 0.8, 0.6), row(Verdict.AGGRAVATES, 0.8, 0.4), "0.4 points narrower"),
    ],
)
def test_a_week_is_told_by_what_it_moved(before: EffectRow, now: EffectRow, said: str) -> None:
    assert said in explain_words.changed(before, now, 6, 1)


def test_a_change_of_verdict_names_both() -> None:
    said = explain_words.changed(row(Verdict.CANNOT_TELL, 0.5), row(Verdict.AGGRAVATES, 0.8), 6, 1)
    assert "A week ago the answer was that it could not be told; now it is that usual runs look bad" in said
    assert "(6 check-ins and 1 day with a run)" in said


def pair(name: str, mean: float, verdict: Verdict) -> ShoeEffect:
    return ShoeEffect(shoe_id=name, mean=mean, q05=mean - 0.2, q95=mean + 0.2, verdict=verdict)


def test_shoes_are_told_by_what_is_known_of_them() -> None:
    none, unclear = Verdict.NO_MEANINGFUL_EFFECT, Verdict.CANNOT_TELL
    assert explain_words.shoes(()) == ""
    blamed = explain_words.shoes([pair("Grey", 0.9, Verdict.AGGRAVATES), pair("Blue", -0.3, none)])
    assert blamed == "Pain is higher after runs in Grey than after your runs in all pairs."
    assert "would matter." in explain_words.shoes([pair("Grey", 0.1, none), pair("Blue", -0.1, none)])
    assert "cannot be told yet" in explain_words.shoes([pair("Grey", 0.4, unclear), pair("Blue", 0.0, none)])
