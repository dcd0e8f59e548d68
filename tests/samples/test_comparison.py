"""The comparison with the truth says right when it is, wrong when it is, and counts the intervals."""

import pytest

from backstride.samples.comparison import compare
from backstride.verdict.answer import Answer, EffectRow, Verdict

NOTHING = {"acute": 0.0, "factor:hard": 0.0, "factor:spike": 0.0, "longterm": 0.0}


def row(estimand: str, mean: float | None = None, half_width: float = 0.3) -> EffectRow:
    bounds = {} if mean is None else {"mean": mean, "q05": mean - half_width, "q95": mean + half_width}
    return EffectRow(
        runner_id="me",
        estimand=estimand,
        verdict=Verdict.CANNOT_TELL,
        reason="",
        n_days=1,
        n_checkins=1,
        n_run_days=1,
        **bounds,
    )


def answer(overall: Verdict, *rows: EffectRow) -> Answer:
    return Answer(
        runner_id="me",
        sentence="",
        overall=overall,
        factors=(),
        effects=rows,
        checks=(),
        advice=(),
        evidence=(),
    )


@pytest.mark.parametrize(
    ("truth", "overall", "outcome"),
    [
        ({"acute": 1.0}, Verdict.AGGRAVATES, "right"),
        ({"acute": 1.0}, Verdict.HELPS, "wrong"),
        ({"acute": 1.0}, Verdict.NO_MEANINGFUL_EFFECT, "wrong"),
        ({"acute": 1.0}, Verdict.CANNOT_TELL, "undecided"),
        ({"acute": -0.7}, Verdict.HELPS, "right"),
        ({"acute": 0.1}, Verdict.NO_MEANINGFUL_EFFECT, "right"),
        ({"acute": 0.1}, Verdict.AGGRAVATES, "wrong"),
        ({"factor:spike": 2.0}, Verdict.AGGRAVATES_WHEN, "right"),
        ({"factor:spike": 2.0}, Verdict.NO_MEANINGFUL_EFFECT, "wrong"),
        ({"acute": 0.7, "factor:hard": 1.5}, Verdict.AGGRAVATES_WHEN, "right"),
        ({"acute": 0.7, "factor:hard": 1.5}, Verdict.AGGRAVATES, "right"),
    ],
)
def test_outcome(truth, overall, outcome):
    assert compare(NOTHING | truth, answer(overall)).outcome == outcome


def test_intervals_are_counted_and_rows_without_numbers_left_out():
    compared = compare(
        NOTHING | {"acute": 1.0},
        answer(Verdict.AGGRAVATES, row("acute", 0.9), row("factor:hard", 0.8), row("longterm")),
    )
    assert [effect.covered for effect in compared.effects] == [True, False, None]
    assert "1 of its 2 ranges hold the truth" in compared.sentence


def test_what_was_planted_is_said():
    assert "adds 1.0 points" in compare(NOTHING | {"acute": 1.0}, answer(Verdict.AGGRAVATES)).planted
    assert "takes away 0.7 points" in compare(NOTHING | {"acute": -0.7}, answer(Verdict.HELPS)).planted
    spikes = compare(NOTHING | {"factor:spike": 2.0}, answer(Verdict.CANNOT_TELL)).planted
    assert "no real difference" in spikes
    assert "a sudden jump (+2.0)" in spikes
