"""The measures say what they say they say, and a run that was stopped goes on."""

from dataclasses import asdict, replace

import numpy as np
import pytest

from backstride.samples import RunnerSpec, simulate
from backstride.verdict.answer import Verdict
from validity import looks, run, table
from validity.families import Runner
from validity.score import BACKSTRIDE, ROWS_A_LOOK, Row, first_days, from_text, naive, score, to_text, whole


def row(
    truth: float = 0.0, mean: float = 0.0, half: float = 0.4, verdict: str = "cannot_tell", **other
) -> Row:
    base = {
        "family": "flares",
        "kind": "null",
        "difficulty": "plain",
        "n_days": 90,
        "index": 0,
        "seed": 1,
        "day": 90,
        "estimator": BACKSTRIDE,
        "estimand": "acute",
        "p_positive": 0.5,
        "p_meaningful": 0.1,
        "days_needed": float("nan"),
        "rank": 0.5,
        "cpu_s": 0.1,
    }
    numbers = {
        "truth": truth,
        "mean": mean,
        "sd": half / 1.645,
        "q05": mean - half,
        "q50": mean,
        "q95": mean + half,
    }
    return Row(**(base | numbers | {"verdict": verdict} | other))


def cells(markdown: str) -> list[dict[str, str]]:
    head, _, *lines = [[c.strip() for c in line.strip("| ").split(" | ")] for line in markdown.splitlines()]
    return [dict(zip(head, line, strict=True)) for line in lines]


def test_coverage_bias_and_error_by_hand():
    rows = [row(mean=0.1), row(mean=0.5), row(truth=1.0, mean=0.7, kind="harmed"), row(mean=float("nan"))]
    of = next(line for line in cells(table.calibration(rows)) if line["family"] == "flares")
    assert of["n"] == "3"
    assert of["covered"].startswith("0.67")
    assert of["covered, truth not 0"] == "1.00"
    assert of["bias, truth 0"] == "+0.30"
    assert of["bias, harmed"] == "-0.30"
    assert of["RMSE"] == f"{np.sqrt((0.01 + 0.25 + 0.09) / 3):.2f}"


def test_verdicts_are_counted_by_kind():
    rows = [
        row(verdict="aggravates"),
        row(verdict="no_meaningful_effect", index=1),
        row(estimand="factor:hard", verdict="aggravates", index=1),
        row(truth=1.0, kind="harmed", verdict="helps"),
        row(truth=1.0, kind="harmed", verdict="aggravates", index=1),
        row(kind="hard", estimand="factor:hard", truth=1.5, mean=1.0, verdict="aggravates"),
        row(kind="hard", estimand="factor:spike", truth=0.0, mean=1.2),
        row(kind="hard", estimand="factor:hard", truth=1.5, mean=1.0, index=1),
        row(kind="hard", estimand="factor:spike", truth=0.0, mean=0.2, index=1),
    ]
    of = cells(table.verdicts(rows))[0]
    assert of["nulls"] == "2"
    assert of["null: aggravates"] == of["null: a factor blamed"] == of["null: no effect"] == "0.50"
    assert of["wrong way"] == "0.250"
    assert of["+1.0: aggravates"] == "0.50"
    assert of["right factor first"] == of["and blamed"] == "0.50"


@pytest.mark.parametrize(
    ("verdict", "truth", "wrong"),
    [("aggravates", -0.7, True), ("helps", 1.0, True), ("helps", -0.7, False), ("aggravates", -0.1, False)],
)
def test_the_wrong_way_is_the_opposite_of_what_matters(verdict: str, truth: float, wrong: bool):
    assert table.wrong_way(row(truth=truth, verdict=verdict)) is wrong


def test_changes_of_mind_are_counted():
    told = ["cannot_tell", "aggravates", "cannot_tell", "aggravates"]
    assert looks.changes(told) == 3
    assert looks.taken_back(told)
    assert not looks.taken_back(["cannot_tell", "cannot_tell", "helps", "helps"])
    assert not looks.taken_back(["cannot_tell"])


def test_looks_tell_who_was_ever_told_wrongly_and_when_the_verdict_came():
    said = {30: "cannot_tell", 60: "cannot_tell", 90: "aggravates", 120: "no_meaningful_effect"}
    rows = [row(day=day, verdict=verdict) for day, verdict in said.items()]
    rows += [row(day=30, estimand="factor:hard", verdict="aggravates")]
    of = dict(zip(range(12), looks.over_looks(rows)[0], strict=True))
    assert of[4] == "1.00"  # ever aggravates
    assert of[6] == "1.00"  # a factor ever blamed
    assert of[7] == "2.0"
    assert of[10] == "120"


def test_days_foretold_are_held_against_days_taken():
    rows = [row(day=60, days_needed=30.0), row(day=80), row(day=100, verdict="aggravates")]
    asked, n, never, *spread, near, expected = looks.foretold(rows)[0]
    assert (asked, n, never) == ("60", "1", "0.00")
    assert spread == ["0.90"] * 3
    assert near == "1.00"
    assert 0.0 <= float(expected) < 1.0


def test_a_wait_that_is_all_but_over_is_to_be_expected_within_bounds():
    """Who only just lacks a verdict has one within days; who is in the middle between two may wait long."""
    at_edge = [row(day=60, mean=0.0, sd=0.14, days_needed=5.0), row(day=70, verdict="no_meaningful_effect")]
    between = [row(day=60, mean=0.3, sd=0.2, days_needed=100.0), row(day=160, verdict="aggravates")]
    near, far = (float(looks.foretold(rows)[0][-1]) for rows in (at_edge, between))
    assert near > 0.8 > far


def test_what_is_said_of_months_stands_beside_what_less_certainty_would_say():
    of = {"kind": "adapting", "estimand": "longterm", "truth": -0.8}
    rows = [row(index=0, mean=0.0, sd=0.35, **of), row(index=1, mean=-0.9, sd=0.2, verdict="helps", **of)]
    cells = [cell.strip() for cell in table.months(rows).splitlines()[-1].strip("|").split("|")]
    assert cells == ["adapting", "90", "2", "-0.80", "+0.35", "0.50", "0.00", "0.50", "0.00", "0.50"]


def test_a_row_comes_back_from_text_as_it_was():
    one = row(truth=0.25, mean=-0.125, rank=float("nan"))
    names = list(asdict(one))
    again = from_text(dict(zip(names, to_text(one), strict=True)))
    assert to_text(again) == to_text(one)
    assert replace(again, rank=0.5, days_needed=0.0, sd=1.0) == replace(
        one, rank=0.5, days_needed=0.0, sd=1.0
    )


def test_runners_that_were_not_finished_are_left_out():
    finished = [row(index=1)] * ROWS_A_LOOK
    assert whole([*finished, row(index=2)], looks=1) == finished


def test_a_stopped_run_goes_on_to_the_same_rows_whatever_the_processes(tmp_path):
    runners = [Runner("flares", "harmed", "gaps", 30, index, 5) for index in range(3)]
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    run.fill(one, runners, score, [], processes=2)
    lines = one.read_text().splitlines(keepends=True)
    two.write_text("".join(lines[: ROWS_A_LOOK + 4]))
    kept = whole(run.read(two), looks=1)
    assert len(kept) == ROWS_A_LOOK
    run.fill(two, runners, score, kept, processes=1)
    assert len(run.read(two)) == 3 * ROWS_A_LOOK

    def without_time(path):
        return [to_text(replace(r, cpu_s=0.0)) for r in run.read(path)]

    assert without_time(one) == without_time(two)


def test_the_table_is_whole_and_has_every_part():
    rows = [row(index=i, mean=0.01 * i, rank=(i + 0.5) / 60) for i in range(60)]
    text = table.table(rows, [row(day=30), row(day=37)], seed=1)
    for part in (
        "Effects",
        "Verdicts",
        "Months of running",
        "difficult",
        "spreadsheet",
        "Looks every 7 days",
        "foretold",
    ):
        assert part in text
    assert "6 6 6 6 6 6 6 6 6 6 (p 1)" in text


def test_the_naive_reading_is_a_difference_of_means():
    days = simulate(1, RunnerSpec.harmed(), 60).days
    known = np.isfinite(days["pain_nrs"])
    difference = (
        days["pain_nrs"][known & (days["ran"] == 1)].mean()
        - days["pain_nrs"][known & (days["ran"] == 0)].mean()
    )
    said = naive(days, 0)
    assert said.mean == pytest.approx(difference)
    assert naive(first_days(days, 1), 0).verdict is Verdict.CANNOT_TELL
    assert len(first_days(days, 20)) == 20
