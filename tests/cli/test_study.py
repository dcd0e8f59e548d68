"""``backstride study`` from outside: answers for many runners, the same whatever the number of processes."""

import csv
import io
import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pyarrow.parquet as pq
import pytest
from rich.console import Console
from typer.testing import CliRunner

from backstride.cli import app, study
from backstride.records import Days
from backstride.samples import RunnerSpec, simulate
from backstride.study import write_days
from backstride.verdict import effect_rows

COLUMNS = [
    *("runner_id", "estimand", "mean", "sd", "q05", "q50", "q95", "p_positive", "p_meaningful", "verdict"),
    *("n_days", "n_checkins", "n_run_days", "days_needed", "reason"),
]
ESTIMANDS = {
    "acute",
    "longterm",
    *(f"factor:{name}" for name in ("distance", "intensity", "hard", "downhill", "spike", "no_warmup")),
}


def call(*arguments: object):
    return CliRunner().invoke(app, ["study", *map(str, arguments)])


def read(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def cut(days: Days, name: str, n: int) -> Days:
    columns = {column: values[:n] for column, values in days.columns.items()}
    return Days(runner_id=name, date=days.date[:n], columns=columns, shoe_id=days.shoe_id[:n])


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two runners with ninety days and one with ten."""
    path = tmp_path_factory.mktemp("study") / "days.csv"
    harmed = simulate(3, RunnerSpec.harmed(2.0), 90).days
    unharmed = simulate(4, RunnerSpec.null(), 90).days
    write_days([cut(harmed, "z-harmed", 90), cut(unharmed, "a-unharmed", 90), cut(harmed, "new", 10)], path)
    return path


@pytest.fixture(scope="module")
def answers(table: Path) -> Path:
    out = table.with_name("answers.csv")
    result = call(table, "--out", out, "--workers", 2, "--json")
    assert result.exit_code == 0, result.stderr
    document = json.loads(result.stdout)
    assert document == {"runners": 3, "rows": 24, "out": str(out), "problems": [], "notes": []}
    return out


def test_a_row_per_runner_and_estimand_in_the_order_of_the_runners(answers: Path):
    rows = read(answers)
    assert list(rows[0]) == COLUMNS
    assert list(dict.fromkeys(row["runner_id"] for row in rows)) == ["z-harmed", "a-unharmed", "new"]
    for runner in ("z-harmed", "a-unharmed", "new"):
        assert {row["estimand"] for row in rows if row["runner_id"] == runner} == ESTIMANDS


def test_what_they_say(answers: Path):
    acute = {row["runner_id"]: row for row in read(answers) if row["estimand"] == "acute"}
    assert acute["z-harmed"]["verdict"] == "aggravates"
    assert float(acute["z-harmed"]["q05"]) > 0.3
    assert acute["a-unharmed"]["verdict"] != "aggravates"
    assert acute["new"]["verdict"] == "cannot_tell"
    assert int(acute["new"]["days_needed"]) > 0
    assert acute["new"]["reason"]


def test_one_process_and_parquet_give_the_same_as_two_and_csv(table: Path, answers: Path, tmp_path: Path):
    out = tmp_path / "answers.parquet"
    result = call(table, "--out", out, "--workers", 1)
    assert result.exit_code == 0, result.stderr
    assert "3 runners answered" in result.stdout
    for one, two in zip(pq.read_table(out).to_pylist(), read(answers), strict=True):
        assert {name: "" if value is None else str(value) for name, value in one.items()} == two


def acute_of(path: Path) -> tuple[float, float]:
    """Mean and standard deviation of the acute effect of the first runner."""
    row = read(path)[0]
    assert row["estimand"] == "acute"
    return float(row["mean"]), float(row["sd"])


def test_seed_and_time_of_the_diary_reach_the_estimate(answers: Path, table: Path, tmp_path: Path):
    days, out = tmp_path / "days.csv", tmp_path / "answers.csv"
    lines = table.read_text().splitlines()
    days.write_text("\n".join([lines[0], *(line for line in lines if line.startswith("z-harmed,"))]))

    def acute_with(*options: object) -> float:
        result = call(days, "--out", out, "--workers", 1, *options)
        assert result.exit_code == 0, result.stderr
        return acute_of(out)[0]

    mean, sd = acute_of(answers)
    other_seed = acute_with("--seed", 2)
    assert other_seed != mean
    assert abs(other_seed - mean) < sd / 2
    # The same numbers read as an evening's pain say something else: it comes after the run, not before.
    assert abs(acute_with("--diary-time", "evening") - mean) > sd


def test_problems_of_the_table_are_reported_and_the_rest_answered(tmp_path: Path):
    days = tmp_path / "days.csv"
    days.write_text(
        "runner_id,date,pain_nrs,ran,mood\na,2024-01-01,11,1,x\na,2024-01-02,3,0,y\nb,never,1,1,z\n"
    )
    result = call(days, "--out", tmp_path / "answers.csv", "--json")
    assert result.exit_code == 0, result.stderr
    document = json.loads(result.stdout)
    assert (document["runners"], document["rows"]) == (1, 8)
    assert [(problem["row"], problem["column"]) for problem in document["problems"]] == [
        (2, "pain_nrs"),
        (4, "date"),
    ]
    assert document["notes"] == ["columns that are not used: mood"]
    spoken = call(days, "--out", tmp_path / "answers.csv").stderr
    assert "Row 2: pain_nrs 11: not between 0 and 10" in spoken
    assert "mood" in spoken


@pytest.mark.parametrize("content", [b"", b"what,is,this\n1,2,3\n", b"PAR1\x00\x00", None])
def test_what_is_no_days_table_fails_in_one_line_and_writes_nothing(tmp_path: Path, content: bytes | None):
    days = tmp_path / "days.csv"
    if content is not None:
        days.write_bytes(content)
    result = call(days, "--out", tmp_path / "answers.csv", "--json")
    assert result.exit_code == 1
    assert "cannot read" in json.loads(result.stderr)["error"]
    assert result.stdout == ""
    assert not (tmp_path / "answers.csv").exists()


def test_a_place_that_cannot_be_written_fails_before_the_work(table: Path, tmp_path: Path):
    result = call(table, "--out", tmp_path / "no" / "answers.csv")
    assert result.exit_code == 1
    assert "no folder" in result.stderr


def test_the_days_table_is_never_written_over(table: Path, tmp_path: Path):
    days = tmp_path / "days.csv"
    days.write_bytes(table.read_bytes())
    (tmp_path / "link.csv").symlink_to(days)
    for out in (days, tmp_path / "link.csv"):
        result = call(days, "--out", out, "--json")
        assert (result.exit_code, result.stdout) == (2, "")
        assert "days table itself" in json.loads(result.stderr)["error"]
        assert days.read_bytes() == table.read_bytes()


def test_wrong_usage(table: Path, tmp_path: Path):
    assert call(table).exit_code == 2
    assert call(table, "--out", tmp_path / "answers.txt").exit_code == 2
    assert call(table, "--out", tmp_path / "answers.csv", "--workers", 0).exit_code == 2


def test_a_runner_of_a_study_gets_the_rows_of_the_library(table: Path, answers: Path):
    from backstride.study import read_days
    from backstride.study.run import runner_seed

    days = next(iter(read_days(table, diary_time="morning")))
    rows = effect_rows(days, seed=runner_seed(1, days.runner_id))
    for row, written in zip(rows, read(answers), strict=False):
        assert row.verdict.value == written["verdict"]
        if row.mean is not None:
            assert np.isclose(row.mean, float(written["mean"]), rtol=1e-6)


def test_a_population_prior_that_too_few_can_give_is_told(tmp_path: Path):
    days = tmp_path / "days.csv"
    days.write_text("runner_id,date,pain_nrs,ran\na,2024-01-01,1,1\n")
    result = call(days, "--out", tmp_path / "answers.csv", "--population-prior", "--json")
    assert result.exit_code == 0, result.stderr
    (note,) = json.loads(result.stdout)["notes"]
    assert "too few runners for a population prior" in note


def test_progress_shows_what_is_done_and_how_fast(monkeypatch: pytest.MonkeyPatch):
    shown = io.StringIO()
    console = Console(file=shown, force_terminal=True, width=120)
    monkeypatch.setattr(study, "side_screen", lambda: console)
    clock = iter(range(0, 1000, 30))
    monkeypatch.setattr(study, "time", SimpleNamespace(monotonic=lambda: float(next(clock))))
    with study._Progress() as progress:
        progress.show("reading", 0, 0)
        progress.show("answering", 10, 40)
        progress.show("answering", 25, 40)
        assert progress.answered == 25
    text = shown.getvalue()
    assert "25/40" in text
    assert "15 a minute" in text  # fifteen in the minute since the first look, not the ten done before
