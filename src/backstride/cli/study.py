"""``backstride study``: the answer for every runner of a days table."""

import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from backstride.cli.common import HomeOption, JsonOption, count, emit, fail, screen, side_screen, wrong_usage
from backstride.cli.days import DiaryTimeChoice, DiaryTimeOption

if TYPE_CHECKING:
    from rich.progress import TaskID

    from backstride.usecases.study import Stage, StudyReport

_SHOWN_PROBLEMS = 10
_STAGES = {"reading": "Reading", "learning": "Learning from runners", "answering": "Answering runners"}
SECONDS_PER_MINUTE = 60.0


def register(app: typer.Typer) -> None:
    app.command("study")(study)


def study(
    days: Annotated[
        Path, typer.Argument(metavar="DAYS", help="A days table of many runners: CSV or Parquet.")
    ],
    out: Annotated[
        Path,
        typer.Option(
            "--out", metavar="ANSWERS", dir_okay=False, help="Write here: FILE.csv or FILE.parquet."
        ),
    ],
    diary_time: DiaryTimeOption = DiaryTimeChoice.MORNING,
    workers: Annotated[
        int | None, typer.Option(min=1, show_default="one per processor", help="How many runners at once.")
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed and days give the same answers.")] = 1,
    population_prior: Annotated[
        bool,
        typer.Option(
            "--population-prior",
            help="Learn first how pain and habits vary among these runners (never what running does).",
        ),
    ] = False,
    as_json: JsonOption = False,
    home: HomeOption = None,  # every command takes it; a days table brings its own data
) -> None:
    """Answer for every runner of a days table: one row per runner and effect.

    Stopped before the end, the same command goes on where it was.
    """
    from backstride.records import Failed
    from backstride.study import is_table_name
    from backstride.usecases import interrupts
    from backstride.usecases.processors import available_cpus
    from backstride.usecases.study import run_study

    if not is_table_name(out):
        wrong_usage(f"--out {out.name}: the name must end with .csv or .parquet")
    if out.exists() and days.exists() and out.samefile(days):
        wrong_usage(f"--out {out.name}: this is the days table itself")
    if not out.parent.is_dir():
        fail(f"cannot write {out}: there is no folder {out.parent}")
    progress = _Progress()
    try:
        with interrupts.heard(), progress:
            report = run_study(
                days,
                out,
                diary_time=diary_time.value,
                seed=seed,
                workers=workers or available_cpus(),
                population_prior=population_prior,
                on_progress=progress.show,
            )
    except KeyboardInterrupt:
        done = count(progress.answered, "runner")
        fail(f"stopped after {done}, whose answers are kept; the same command goes on from there")
    except OSError as error:
        fail(f"cannot write {out}: {(error.strerror or str(error)).lower()}")
    if isinstance(report, Failed):
        fail(f"cannot read {days}: {report.reason}")
    if as_json:
        problems = [asdict(problem) for problem in report.problems]
        emit(
            {
                "runners": report.runners,
                "rows": report.rows,
                "out": str(report.out),
                "problems": problems,
                "notes": list(report.notes),
            }
        )
    else:
        _print_report(report)


class _Progress:
    """A bar on stderr where somebody looks at it: runners done, how many a minute, how long still."""

    answered = 0
    _stage: "Stage | None" = None
    _task: "TaskID"

    def __enter__(self) -> "_Progress":
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        console = side_screen()
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def show(self, stage: "Stage", done: int, runners: int) -> None:
        if stage == "answering":
            self.answered = done
        total = runners if stage != "reading" else None
        if stage != self._stage:
            if self._stage is not None:
                self._bar.remove_task(self._task)
            self._stage, self._begun_s, self._begun_at = stage, time.monotonic(), done
            self._task = self._bar.add_task(_STAGES[stage], total=total, completed=done, rate="")
        elapsed_min = (time.monotonic() - self._begun_s) / SECONDS_PER_MINUTE
        fresh = done - self._begun_at
        rate = f"{fresh / elapsed_min:.0f} a minute" if fresh and elapsed_min else ""
        self._bar.update(self._task, completed=done, rate=rate)


def _print_report(report: "StudyReport") -> None:
    runners = "1 runner" if report.runners == 1 else f"{report.runners} runners"
    screen().print(f"{runners} answered: {report.rows} rows in {report.out}")
    notes = side_screen()
    for note in report.notes:
        notes.print(f"Note: {note}.")
    for problem in report.problems[:_SHOWN_PROBLEMS]:
        what = " ".join(part for part in (problem.column, problem.value) if part)
        notes.print(f"Row {problem.row}: {what + ': ' if what else ''}{problem.reason}.")
    if len(report.problems) > _SHOWN_PROBLEMS:
        notes.print(f"Further problems: {len(report.problems) - _SHOWN_PROBLEMS}; --json lists them.")
