"""``backstride import``: watch files into the data folder."""

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from backstride.cli.common import HomeOption, JsonOption, emit, fail, open_store, screen, side_screen

if TYPE_CHECKING:
    from collections.abc import Callable

    from backstride.usecases.import_files import FileProblem, ImportReport, Progress

_NAMED_FILES = 3  # of those that share a reason, how many are named before the rest is counted


def register(app: typer.Typer) -> None:
    app.command("import")(import_)


def import_(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Files, folders or archives (zip, gz).")
    ],
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Read watch files (FIT, GPX, TCX): files, folders, archives. What is known already is left alone."""
    from backstride.store import StoreError
    from backstride.usecases.clock import home_zone, now
    from backstride.usecases.import_files import import_paths

    started = time.monotonic()
    try:
        with open_store(home) as store, _progress_bar() as show:
            zone = home_zone(store)
            report = import_paths(store, paths, home_zone=zone, now=now(zone), on_progress=show)
    except StoreError as error:
        fail(str(error))
    except KeyboardInterrupt:
        fail("stopped; what was read is kept, and the same command reads the rest")
    if as_json:
        emit(_document(report))
    else:
        _print_summary(report, time.monotonic() - started)
    if not any(_exists(path) for path in paths):
        reasons = {problem.file: problem.reason for problem in report.failed}
        fail("; ".join(f"{file}: {reason}" for file, reason in reasons.items()))


def _exists(path: Path) -> bool:
    try:
        path.stat()
    except OSError:
        return False
    return True


def _document(report: "ImportReport") -> dict[str, Any]:
    return {
        "files": report.files,
        "imported": report.imported,
        "duplicates": report.duplicates,
        "skipped": [{"file": problem.file, "reason": problem.reason} for problem in report.skipped],
        "failed": [
            {"file": problem.file, "offset": problem.offset, "reason": problem.reason}
            for problem in report.failed
        ],
        "warnings": [{"file": problem.file, "warning": problem.reason} for problem in report.warnings],
        "batch": report.batch,
    }


@contextmanager
def _progress_bar() -> "Iterator[Callable[[Progress], None]]":
    console = side_screen()
    if not console.is_terminal:
        yield lambda progress: None
        return
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

    columns = (
        SpinnerColumn(),
        TextColumn("Reading"),
        BarColumn(),
        TextColumn("{task.fields[files]} files, {task.fields[pace]:.0f} a second"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None, files=0, pace=0.0)
        started = time.monotonic()

        def show(progress: "Any") -> None:
            elapsed_s = max(time.monotonic() - started, 1e-3)
            bar.update(
                task,
                total=progress.paths,
                completed=progress.paths_done,
                files=progress.files,
                pace=progress.files / elapsed_s,
            )

        yield show


def _print_summary(report: "ImportReport", elapsed_s: float) -> None:
    out = screen()
    if not report.files:
        out.print("There are no files here.")
        return
    parts = [f"{report.imported} new"]
    if report.duplicates:
        parts.append(f"{report.duplicates} known already")
    if report.skipped:
        parts.append(f"{len(report.skipped)} without an activity")
    if report.failed:
        parts.append(f"{len(report.failed)} not readable")
    out.print(f"{_count(report.files, 'file')} in {elapsed_s:.1f} s: {', '.join(parts)}.", style="bold")
    _print_problems("Not readable", report.failed)
    _print_problems("Imported, but", report.warnings)
    _print_problems("Left out, because there is no activity in it", report.skipped)
    if report.imported:
        out.print("\nSee them with: backstride runs")


def _print_problems(title: str, problems: "Sequence[FileProblem]") -> None:
    if not problems:
        return
    out = screen()
    out.print(f"\n{title}:")
    by_reason: dict[str, list[str]] = defaultdict(list)
    for problem in problems:
        at = "" if problem.offset is None else f" (at byte {problem.offset})"
        by_reason[problem.reason].append(problem.file + at)
    for reason, files in by_reason.items():
        if len(files) == 1:
            out.print(f"  {files[0]}: {reason}", soft_wrap=True)
            continue
        out.print(f"  {_count(len(files), 'file')}: {reason}", soft_wrap=True)
        for file in files[:_NAMED_FILES]:
            out.print(f"    {file}", soft_wrap=True, style="dim")
        if len(files) > _NAMED_FILES:
            out.print(f"    … and {len(files) - _NAMED_FILES} more (--json names all)", style="dim")


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"
