"""``backstride answer`` from outside, on homes with much, with little and with nothing in them."""

import json
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from backstride.cli import app
from backstride.samples import RunnerSpec, SampleRunner, simulate
from backstride.samples.history import diary_csv, fit_files
from backstride.store import Store
from backstride.usecases.demo import HOME_ZONE
from backstride.usecases.diary import import_diary
from backstride.usecases.import_files import import_paths


def filled(home: Path, runner: SampleRunner, *, runs: bool, diary: bool, history: bool = True) -> Path:
    """A home with a sample runner's files; without ``history`` only those from the first diary day on."""
    watch = home.with_name(f"{home.name}-watch")
    watch.mkdir()
    first = str(runner.days.date[0])
    for name, data in fit_files(runner) if runs else ():
        if history or name >= first:
            (watch / name).write_bytes(data)
    last = runner.days.date[-1].astype("datetime64[D]").item()
    now = datetime.combine(last + timedelta(days=1), datetime.min.time(), HOME_ZONE)
    with Store.open(home) as store:
        if runs:
            import_paths(store, [watch], home_zone=HOME_ZONE, now=now)
        if diary:
            import_diary(store, diary_csv(runner).encode(), now=now)
    return home


@pytest.fixture(scope="module")
def much(tmp_path_factory: pytest.TempPathFactory) -> Path:
    runner = simulate(1, RunnerSpec.harmed(1.5), 80)
    return filled(tmp_path_factory.mktemp("much") / "home", runner, runs=True, diary=True)


@pytest.fixture(scope="module")
def little(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Homes by name: "runs", "check-ins", "ten days of both", "empty"."""
    folder = tmp_path_factory.mktemp("little")
    ten, sixty = (simulate(2, RunnerSpec.null(), n) for n in (10, 60))
    homes = {
        "empty": folder / "empty",
        "runs": filled(folder / "runs", ten, runs=True, diary=False),
        "check-ins": filled(folder / "check-ins", sixty, runs=False, diary=True),
        "ten days of both": filled(folder / "ten", ten, runs=True, diary=True, history=False),
    }
    return homes.__getitem__


def answer(home: Path, *more: str, code: int = 0):
    result = CliRunner().invoke(app, ["answer", "--home", str(home), *more])
    assert result.exit_code == code, result.output
    return result


@pytest.mark.parametrize("name", ["empty", "runs", "check-ins", "ten days of both"])
def test_too_little_cannot_tell_and_says_what_to_log_and_for_how_long(
    little: Callable[[str], Path], tmp_path: Path, name: str
):
    home, html = little(name), tmp_path / "answer.html"
    document = json.loads(answer(home, "--json", "--html", str(html)).stdout)
    assert document["overall"] == "cannot_tell"
    assert len(document["effects"]) == 8
    for row in document["effects"]:
        assert row["verdict"] == "cannot_tell"
        assert row["reason"]
    assert document["effects"][0]["days_needed"] > 0
    said = " ".join(document["advice"])
    assert "more days" in said
    assert ("Write down your lower-back pain" in said) == (name != "check-ins")
    assert "Bring in your runs" in said or name == "runs"

    shown = " ".join(answer(home).stdout.split())
    assert shown.startswith("It cannot be told yet")
    for sentence in document["advice"]:
        assert sentence in shown
        assert sentence.split("'")[0] in html.read_text("utf-8")


def test_document(much: Path):
    result = answer(much, "--json")
    document = json.loads(result.stdout)
    assert result.stderr == ""
    assert [row["estimand"] for row in document["effects"]] == [
        "acute",
        "factor:distance",
        "factor:intensity",
        "factor:hard",
        "factor:downhill",
        "factor:spike",
        "factor:no_warmup",
        "longterm",
    ]
    acute = document["effects"][0]
    assert acute["q05"] < acute["q50"] < acute["q95"]
    assert acute["mean"] > 0.3
    hard = document["effects"][3]  # a watch does not tell the ground
    assert (hard["verdict"], hard["mean"], hard["q05"]) == ("cannot_tell", None, None)
    assert {check["outcome"] for check in document["checks"]} <= {"pass", "fail", "cannot_say"}
    assert {"meaningful_acute", "verdict_certainty"} <= set(document["evidence"])
    distances = [point["distance_km"] for point in document["dose_response"]]
    assert distances == sorted(distances)
    assert len(distances) > 5


def test_what_lies_behind_and_what_a_week_has_changed(much: Path):
    behind = json.loads(answer(much, "--json").stdout)["explain"]
    assert [point["at"] for point in behind["mornings"]] == [1, 2, 3, 4, 5, 6, 7]
    assert behind["after_run"]["q05"] < behind["after_run"]["mean"] < behind["after_run"]["q95"]
    assert behind["plain_text"]
    assert behind["changed"] is None  # it is a second answer's worth of work, done when asked for

    changed = json.loads(answer(much, "--json", "--explain").stdout)["explain"]["changed"]
    assert changed["verdict_before"] in {"aggravates", "helps", "no_meaningful_effect", "cannot_tell"}
    shown = " ".join(answer(much, "--explain").stdout.split())
    for part in (behind["plain_text"], behind["mornings_text"], behind["weeks_text"], changed["text"]):
        assert part in shown
    assert behind["plain_text"] not in " ".join(answer(much).stdout.split())


def test_seed_and_days_settle_every_figure(much: Path):
    first = answer(much, "--json", "--seed", "3").stdout
    assert answer(much, "--json", "--seed", "3").stdout == first
    assert answer(much, "--json", "--seed", "4").stdout != first


def test_the_diary_s_time_changes_the_answer(much: Path):
    morning, evening = (
        json.loads(answer(much, "--json", "--diary-time", time).stdout)["effects"][0]["mean"]
        for time in ("morning", "evening")
    )
    assert not np.isclose(morning, evening)


def test_page(much: Path, tmp_path: Path):
    html = tmp_path / "answer.html"
    html.write_text("an older page")
    result = answer(much, "--html", str(html))
    assert str(html) in " ".join(result.stderr.split())
    page = html.read_text("utf-8")
    assert page.startswith("<!doctype html>")
    assert "chart-dose" in page
    assert [path.name for path in tmp_path.iterdir()] == ["answer.html"]


def test_a_page_that_cannot_be_written(much: Path, tmp_path: Path):
    target = tmp_path / "no such folder" / "answer.html"
    result = answer(much, "--json", "--html", str(target), code=1)
    assert result.stdout == ""
    error = json.loads(result.stderr)["error"]
    assert str(target) in error
    assert "no such file or directory" in error
    answer(much, "--html", str(tmp_path), code=2)  # a folder


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_study_says_the_same_of_the_same_days(much: Path, tmp_path: Path, suffix: str):
    days, out = tmp_path / f"days{suffix}", tmp_path / "answers.parquet"
    for arguments in (["days", "--home", much, "--out", days], ["study", days, "--out", out, "--seed", 3]):
        result = CliRunner().invoke(app, [str(argument) for argument in arguments])
        assert result.exit_code == 0, result.output
    effects = json.loads(answer(much, "--json", "--seed", "3").stdout)["effects"]
    assert pq.read_table(out).to_pylist() == effects


@pytest.mark.parametrize("wrong", [("--diary-time", "noon"), ("--seed", "-1"), ("--seed", "x"), ("more",)])
def test_wrong_usage(tmp_path: Path, wrong: tuple[str, ...]):
    answer(tmp_path, *wrong, code=2)


def test_a_warning_on_record_stops_what_speaks_for_running(
    little: Callable[[str], Path], tmp_path: Path
) -> None:
    """The advice of a home with few runs is to run more; a sign on record takes it away on every face."""
    home = tmp_path / "home"
    shutil.copytree(little("ten days of both"), home)
    assert json.loads(answer(home, "--json").stdout)["clearance"] is None
    file, html = tmp_path / "answers.json", tmp_path / "answer.html"
    file.write_text('{"focal_bony_pain": true, "pain_with_hopping": true}')
    assert CliRunner().invoke(app, ["screen", "--answers", str(file), "--home", str(home)]).exit_code == 0
    document = json.loads(answer(home, "--json", "--html", str(html)).stdout)
    assert document["clearance"]["running"] == "stop"
    assert document["advice"] == []
    page = html.read_text("utf-8")
    assert "No running until a clinician has said that it is safe." in page
    assert "more days with a run" not in page
    shown = " ".join(answer(home).stdout.split())
    assert shown.startswith("See a clinician within two weeks.")
    assert "more days with a run" not in shown
