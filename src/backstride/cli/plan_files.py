"""The files that ``backstride plan`` writes: a calendar, workouts for a watch, and a week to print."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from backstride.cli.common import count, fail, side_screen

if TYPE_CHECKING:
    from backstride.plan.model import Plan

IcsOption = Annotated[
    Path | None,
    typer.Option(
        "--ics",
        metavar="FILE.ics",
        dir_okay=False,
        help="Write the plan as a calendar file as well. Imported again later, it changes its own entries.",
    ),
]
WorkoutsOption = Annotated[
    Path | None,
    typer.Option(
        "--workouts",
        metavar="FOLDER",
        file_okay=False,
        help="Write each run, walk and strength session as a FIT workout for a watch into this folder."
        " Those of an earlier plan in it are replaced.",
    ),
]
PrintOption = Annotated[
    Path | None,
    typer.Option(
        "--print",
        metavar="FILE.html",
        dir_okay=False,
        help="Write this week as a page of one sheet, to print and to tick off.",
    ),
]


def write_files(
    plan: "Plan", ics: Path | None, workouts: Path | None, printable: Path | None, now: datetime
) -> list[str]:
    """Write what was asked for, and say what and where, a line each; or end the command with the reason."""
    from backstride.usecases.plan_export import PlanExportError, write_plan

    try:
        written = write_plan(plan, ics=ics, workouts=workouts, printable=printable, now=now)
    except PlanExportError as error:
        fail(str(error))
    lines = []
    if ics is not None:
        lines.append(f"The calendar: {ics}")
    if workouts is not None:
        n = len(written) - (ics is not None) - (printable is not None)
        lines.append(f"{count(n, 'workout')} for the watch: {workouts}")
    if printable is not None:
        lines.append(f"The week to print: {printable}")
    return lines


def say(lines: list[str]) -> None:
    """Print the lines beside the plan, so that a document on stdout stays one."""
    for line in lines:
        side_screen().print(line, soft_wrap=True)
