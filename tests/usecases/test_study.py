"""A study is finished or plainly not; stopped, it goes on; nothing of another one is mixed in."""

from pathlib import Path

import odd_answers
import pytest

from backstride.evidence import figure
from backstride.inference import population
from backstride.records import Failed
from backstride.samples import RunnerSpec, simulate
from backstride.study import write_days
from backstride.study.workfile import BusyError, Workfile, work_folder
from backstride.usecases import study
from backstride.usecases.study import StudyReport, run_study

RUNNERS = 24


class StopError(Exception):
    """Stands for whatever stops a study."""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "days.csv"
    lines = [f"r{k:02},2024-01-{d:02},{(k + d) % 11},{d % 2}" for d in range(1, 4) for k in range(RUNNERS)]
    path.write_text("\n".join(["runner_id,date,pain_nrs,ran", *lines, "r00,never,1,1"]) + "\n")
    return path


@pytest.fixture
def seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "seen"
    folder.mkdir()
    monkeypatch.setenv("SEEN", str(folder))
    return folder


def run(table: Path, out: Path, *, stop_after: int | None = None, seed: int = 1, workers: int = 1):
    def on_progress(stage: str, done: int, runners: int) -> None:
        if stage == "answering" and done == stop_after:
            raise StopError

    return run_study(
        table,
        out,
        diary_time="morning",
        seed=seed,
        workers=workers,
        on_progress=on_progress,
        answer=odd_answers.noted,
    )


@pytest.mark.parametrize("name", ["answers.csv", "answers.parquet"])
def test_a_study_that_was_stopped_goes_on_and_ends_with_the_same_file(
    table: Path, seen: Path, tmp_path: Path, name: str
):
    whole, out = tmp_path / f"whole-{name}", tmp_path / name
    run(table, whole, workers=2)
    for done in (0, 5, 11):
        with pytest.raises(StopError):
            run(table, out, stop_after=done)
        assert not out.exists()
        assert work_folder(out).is_dir()
    for path in seen.iterdir():
        path.unlink()
    report = run(table, out)
    assert isinstance(report, StudyReport)
    assert out.read_bytes() == whole.read_bytes()
    assert not work_folder(out).exists()
    assert len(list(seen.iterdir())) == RUNNERS - 11
    assert report.notes == ("went on with an unfinished study, where 11 runners were answered",)
    assert [problem.row for problem in report.problems] == [2 + 3 * RUNNERS]
    assert (report.runners, report.rows) == (RUNNERS, 2 * RUNNERS)


def test_an_older_file_of_that_name_stays_until_the_new_one_is_whole(table: Path, seen: Path, tmp_path: Path):
    out = tmp_path / "answers.csv"
    out.write_text("older")
    with pytest.raises(StopError):
        run(table, out, stop_after=RUNNERS)
    assert out.read_text() == "older"
    run(table, out)
    assert len(out.read_text().splitlines()) == 1 + 2 * RUNNERS


@pytest.mark.parametrize(
    ("change", "said"),
    [("seed", "another seed"), ("days", "another days table"), ("version", "another version")],
)
def test_with_other_days_or_options_it_begins_anew_and_says_so(
    table: Path, seen: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str, said: str
):
    out, whole = tmp_path / "answers.csv", tmp_path / "whole.csv"
    with pytest.raises(StopError):
        run(table, out, stop_after=9)
    seed = 2 if change == "seed" else 1
    if change == "days":
        table.write_text(table.read_text().replace("r03,2024-01-02,5", "r03,2024-01-02,6"))
    if change == "version":
        monkeypatch.setattr(study, "__version__", "0.0.1")
    report = run(table, out, seed=seed)
    assert isinstance(report, StudyReport)
    assert report.notes == (f"an unfinished study with {said} stood there: it began anew",)
    run(table, whole, seed=seed)
    assert out.read_bytes() == whole.read_bytes()


def test_what_is_left_of_something_else_does_not_stop_a_study(table: Path, seen: Path, tmp_path: Path):
    out = tmp_path / "answers.csv"
    work_folder(out).mkdir()
    (work_folder(out) / "work.sqlite3").write_bytes(b"this is no database" * 100)
    report = run(table, out)
    assert isinstance(report, StudyReport)
    assert "began anew" in report.notes[0]
    assert len(out.read_text().splitlines()) == 1 + 2 * RUNNERS


def test_two_studies_cannot_write_the_same_file(table: Path, seen: Path, tmp_path: Path):
    out = tmp_path / "answers.csv"
    with Workfile.open(work_folder(out)), pytest.raises(BusyError, match="another study"):
        run(table, out)
    assert not out.exists()


@pytest.mark.parametrize("content", ["runner_id,date\n", None])
def test_what_is_no_days_table_leaves_nothing_behind(tmp_path: Path, content: str | None):
    table, out = tmp_path / "days.csv", tmp_path / "answers.csv"
    if content is not None:
        table.write_text(content)
    assert isinstance(run(table, out), Failed)
    assert not out.exists()
    assert not work_folder(out).exists()


def test_too_few_runners_for_a_population_prior_are_answered_alone(tmp_path: Path):
    table, out = tmp_path / "days.csv", tmp_path / "answers.csv"
    table.write_text("runner_id,date,pain_nrs,ran\na,2024-01-01,1,1\n")
    report = run_study(table, out, diary_time="morning", seed=1, workers=1, population_prior=True)
    assert isinstance(report, StudyReport)
    assert report.notes == ("too few runners for a population prior: each was answered alone",)
    assert out.exists()


@pytest.mark.slow
def test_a_population_prior_is_learnt_once_and_the_same_however_the_study_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    figures = {"population_prior_min_runners": 2}
    monkeypatch.setattr(population, "figure", lambda name: figures.get(name) or figure(name))
    table = tmp_path / "days.parquet"
    write_days((simulate(seed, RunnerSpec.harmed(), 40).days for seed in range(4)), table)

    def answered(
        name: str, *, workers: int, stop: tuple[str, int] | None = None, prior: bool = True
    ) -> bytes:
        def on_progress(stage: str, done: int, runners: int) -> None:
            if (stage, done) == stop:
                raise StopError

        run_study(
            table,
            tmp_path / name,
            diary_time="morning",
            seed=1,
            workers=workers,
            population_prior=prior,
            on_progress=on_progress,
        )
        return (tmp_path / name).read_bytes()

    whole = answered("whole.csv", workers=2)
    for stop in (("learning", 2), ("answering", 1)):
        with pytest.raises(StopError):
            answered("answers.csv", workers=1, stop=stop)
    assert answered("answers.csv", workers=1) == whole
    assert answered("alone.csv", workers=2, prior=False) != whole
