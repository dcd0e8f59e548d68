"""``backstride export``: everything on record, in open formats, into a folder."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from backstride.cli.common import (
    HomeOption,
    JsonOption,
    emit,
    fail,
    open_store_to_read,
    screen,
    side_screen,
)

if TYPE_CHECKING:
    from backstride.usecases.export import ExportReport

_NAMED_FILES = 3  # of those that share a remark, how many are named before the rest is counted
_PRIVATE = "This folder holds health data and where you live. It leaves this computer only if you send it."


class FormatChoice(StrEnum):
    FIT = "fit"
    GPX = "gpx"
    TCX = "tcx"


def register(app: typer.Typer) -> None:
    app.command("export")(export)


def export(
    folder: Annotated[
        Path,
        typer.Argument(metavar="DIR", help="An empty or new folder, or an earlier export to be renewed."),
    ],
    format_: Annotated[
        FormatChoice,
        typer.Option(
            "--format", help="For activities. FIT is read back exactly; GPX and TCX round, and hold less."
        ),
    ] = FormatChoice.FIT,
    with_private_places: Annotated[
        bool,
        typer.Option("--with-private-places", help="Also the positions inside of your private places."),
    ] = False,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Write everything to a folder, in open formats. Import reads activities, diary and measures again."""
    from backstride.export.activity_file import Format
    from backstride.store import StoreError
    from backstride.usecases.export import ExportError, export_all

    try:
        with open_store_to_read(home) as store, _progress_bar() as show:
            report = export_all(
                store,
                folder,
                Format(format_.value),
                with_private_places=with_private_places,
                on_progress=show,
            )
    except (StoreError, ExportError) as error:
        fail(str(error))
    except KeyboardInterrupt:
        fail(f"stopped; {folder} holds a part of the export, and the same command makes it whole")
    if as_json:
        emit(_document(report))
    else:
        _print_summary(report)
    side_screen().print(_PRIVATE, soft_wrap=True)


def _document(report: "ExportReport") -> dict[str, Any]:
    from backstride.export.activity_file import Format

    return {
        "folder": str(report.folder),
        "activities": report.activities,
        **{kind.value: report.formats[kind] for kind in Format},
        "days": report.days,
        "check_ins": report.check_ins,
        "measures": report.measures,
        "private_points_left_out": report.private_points,
        "private_activities": report.private_activities,
        "problems": [{"file": problem.file, "reason": problem.reason} for problem in report.problems],
    }


@contextmanager
def _progress_bar() -> Iterator[Callable[[int, int], None]]:
    console = side_screen()
    if not console.is_terminal:
        yield lambda done, activities: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("Writing"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, activities: bar.update(task, completed=done, total=activities)


def _print_summary(report: "ExportReport") -> None:
    out = screen()
    kinds = ", ".join(f"{report.formats[kind]} as {kind.upper()}" for kind in sorted(report.formats))
    parts = [_count(report.activities, "activity", "activities") + (f" ({kinds})" if kinds else "")]
    parts.append(_count(report.check_ins, "check-in", "check-ins"))
    parts.append(_count(report.days, "day", "days"))
    out.print(f"{', '.join(parts)} written to {report.folder}", style="bold", soft_wrap=True)
    by_reason: dict[str, list[str]] = defaultdict(list)
    for problem in report.problems:
        by_reason[problem.reason].append(problem.file)
    if by_reason:
        out.print("\nNot quite as it is on record:")
    for reason, files in by_reason.items():
        named = ", ".join(files[:_NAMED_FILES])
        more = (
            f" and {len(files) - _NAMED_FILES} more (--json names all)" if len(files) > _NAMED_FILES else ""
        )
        out.print(f"  {reason}: {named}{more}", soft_wrap=True)
    if report.private_points:
        out.print(
            f"\nLeft out: {_count(report.private_points, 'position', 'positions')} of"
            f" {_count(report.private_activities, 'activity', 'activities')}, inside your private places."
            " Distances, pace and heights are whole. To export them too: --with-private-places",
            soft_wrap=True,
        )
    out.print(f"\nRead it again with: backstride import {report.folder}", soft_wrap=True)
    out.print(
        "That brings runs, diary, shoes, self-tests, answers about warning signs and the last plan. Settings,"
        " corrections and earlier plans are not in it: backstride backup keeps them too.",
        soft_wrap=True,
    )


def _count(n: int, one: str, many: str) -> str:
    return f"{n} {one if n == 1 else many}"
