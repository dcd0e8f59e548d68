"""``backstride study``: the answer for every runner of a days table."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from backstride.cli.common import HomeOption, JsonOption, emit, fail, screen, side_screen, wrong_usage
from backstride.cli.days import DiaryTimeChoice, DiaryTimeOption

if TYPE_CHECKING:
    from backstride.usecases.study import StudyReport

_SHOWN_PROBLEMS = 10


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
    as_json: JsonOption = False,
    home: HomeOption = None,  # every command takes it; a days table brings its own data
) -> None:
    """Answer for every runner of a days table: one row per runner and effect."""
    from backstride.records import Failed
    from backstride.study import is_table_name
    from backstride.usecases.processors import available_cpus
    from backstride.usecases.study import run_study

    if not is_table_name(out):
        wrong_usage(f"--out {out.name}: the name must end with .csv or .parquet")
    if out.exists() and days.exists() and out.samefile(days):
        wrong_usage(f"--out {out.name}: this is the days table itself")
    if not out.parent.is_dir():
        fail(f"cannot write {out}: there is no folder {out.parent}")
    try:
        with _Progress() as progress:
            report = run_study(
                days,
                out,
                diary_time=diary_time.value,
                seed=seed,
                workers=workers or available_cpus(),
                on_progress=progress.show,
            )
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
    """A bar on stderr where somebody looks at it."""

    def __enter__(self) -> "_Progress":
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        console = side_screen()
        self._bar = Progress(
            TextColumn("Runners"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._bar.start()
        self._task = self._bar.add_task("Runners", total=None)
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def show(self, done: int, runners: int) -> None:
        self._bar.update(self._task, completed=done, total=runners)


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
