"""``backstride import``: whole histories into the data folder, a folder kept in step, the log of it."""

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from backstride.cli.common import (
    HomeOption,
    JsonOption,
    count,
    emit,
    fail,
    open_store,
    screen,
    side_screen,
    wrong_usage,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from backstride.usecases.import_files import FileProblem, ImportReport, Progress

_NAMED_FILES = 3  # of those that share a reason, how many are named before the rest is counted
_LOOK_EVERY_S = 2.0
_MB = 1_000_000


def register(app: typer.Typer) -> None:
    app.command("import")(import_)


def import_(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="PATH...", help="Files, folders or archives (zip, gz).")
    ] = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Go on: import whatever comes there later. Ctrl-C ends it.")
    ] = False,
    log: Annotated[
        bool, typer.Option("--log", help="Show what became of each file: of this import, or of the last one.")
    ] = False,
    batch: Annotated[
        int | None, typer.Option("--batch", metavar="N", help="With --log: of the import of this number.")
    ] = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Read watch files and whole exports (Strava, Garmin, Apple Health). What is known is left alone."""
    if batch is not None and (not log or paths):
        wrong_usage("--batch goes with --log alone")
    if watch and log:
        wrong_usage("--watch has no end of which --log could tell: look at it with import --log alone")
    if not paths:
        if not log:
            wrong_usage("name at least one file, folder or archive")
        from backstride.cli.import_log import show_log

        show_log(home, batch, as_json)
        return
    from backstride.usecases import interrupts

    try:
        with interrupts.heard():
            if watch:
                _watch(paths, home, as_json)
                return
            report = _import(paths, home, as_json, quiet=False)
    except KeyboardInterrupt:
        fail("stopped before a file was read")
    if log and not as_json:
        from backstride.cli.import_log import show_log

        show_log(home, report.batch, as_json=False)
    if not any(_exists(path) for path in paths):
        reasons = {problem.file: problem.reason for problem in report.failed}
        fail("; ".join(f"{file}: {reason}" for file, reason in reasons.items()))


def _import(paths: "Sequence[Path]", home: Path | None, as_json: bool, *, quiet: bool) -> "ImportReport":
    from backstride.store import StoreError
    from backstride.usecases import interrupts
    from backstride.usecases.clock import home_zone, now
    from backstride.usecases.import_files import import_paths

    started = time.monotonic()
    files = 0
    try:
        with interrupts.held():
            store = open_store(home)
            zone = home_zone(store)
        with store, _progress_bar() as show:

            def on_progress(progress: "Progress") -> None:
                nonlocal files
                files = progress.files
                show(progress)

            report = import_paths(store, paths, home_zone=zone, now=now(zone), on_progress=on_progress)
    except StoreError as error:
        fail(str(error))
    except KeyboardInterrupt:
        interrupts.wind_up()
        if quiet:
            raise
        fail(f"stopped after {count(files, 'file')}, which are kept; the same command reads the rest")
    if as_json and not quiet:
        emit(_document(report))
    elif not as_json and (not quiet or report.imported or report.failed):
        _print_summary(report, time.monotonic() - started)
    return report


def _watch(paths: "Sequence[Path]", home: Path | None, as_json: bool) -> None:
    from backstride.usecases import interrupts
    from backstride.usecases.watch import watch_folders

    names = ", ".join(f"{path}" if _exists(path) else f"{path} (which is not there yet)" for path in paths)
    side_screen().print(f"Watching {names}. Whatever comes there is read; Ctrl-C ends it.", soft_wrap=True)
    reports: list[ImportReport] = []
    try:
        watch_folders(
            paths,
            lambda found: reports.append(_import(found, home, as_json, quiet=True)),
            lambda: time.sleep(_LOOK_EVERY_S),
        )
    except KeyboardInterrupt:
        interrupts.wind_up()
        if as_json:
            emit({"imports": [_document(report) for report in reports]})


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
        TextColumn("{task.fields[pace]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None, pace="")
        started = time.monotonic()

        def show(progress: "Any") -> None:
            bar.update(
                task,
                total=max(progress.bytes_in_all, 1),
                completed=progress.bytes_done,
                pace=_pace(progress.files, progress.bytes_done, time.monotonic() - started),
            )

        yield show


def _pace(files: int, size_bytes: int, elapsed_s: float) -> str:
    elapsed_s = max(elapsed_s, 1e-3)
    return (
        f"{count(files, 'file')}, {files / elapsed_s:.0f} a second, {size_bytes / _MB / elapsed_s:.1f} MB/s"
    )


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
    out.print(f"{count(report.files, 'file')} in {elapsed_s:.1f} s: {', '.join(parts)}.", style="bold")
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
        out.print(f"  {count(len(files), 'file')}: {reason}", soft_wrap=True)
        for file in files[:_NAMED_FILES]:
            out.print(f"    {file}", soft_wrap=True, style="dim")
        if len(files) > _NAMED_FILES:
            out.print(f"    … and {len(files) - _NAMED_FILES} more (--json names all)", style="dim")
