"""``backstride screen``: how urgent is it that somebody looks at this back, and may it run?"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from backstride.cli.common import (
    HomeOption,
    JsonOption,
    emit,
    fail,
    is_interactive,
    side_screen,
    wrong_usage,
)
from backstride.cli.common import screen as console

if TYPE_CHECKING:
    from backstride.screen import Answers


def register(app: typer.Typer) -> None:
    app.command("screen")(screen)


def screen(
    answers: Annotated[
        Path | None,
        typer.Option("--answers", metavar="FILE.json", dir_okay=False, help="Read the answers from a file."),
    ] = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Ask for warning signs: must somebody look at your back, how soon, and may you run until then?"""
    from backstride.usecases.screening import ScreeningError, answers_of, clearance_document, clearance_for

    if answers is None and not is_interactive():
        wrong_usage("nobody can be asked here: give the answers with --answers FILE.json")
    try:
        known = _ask() if answers is None else answers_of(answers)
    except ScreeningError as error:
        fail(f"{answers}: {error}")
    clearance = clearance_for(known)
    if as_json:
        emit(clearance_document(clearance))
    else:
        from backstride.cli.screen_view import show_clearance

        show_clearance(console(), clearance)


def _ask() -> "Answers":
    """The answers of somebody at a terminal."""
    from backstride.screen.interview import Interview, NotUnderstood

    out = side_screen()
    out.print("Some questions about your back.", style="bold")
    out.print("Where several things are listed, type the numbers of those that are so, such as 1 3; put a")
    out.print("question mark where you are unsure, such as 3?. Enter leaves a question open.")
    interview = Interview()
    while (asked := interview.next()) is not None:
        out.print()
        out.print(asked.text)
        for number, option in enumerate(asked.options, start=1):
            out.print(f"  {number}  {option}")
        following = interview.reply(asked, _line(asked.hint))
        if isinstance(following, NotUnderstood):
            out.print(following.reason)
        else:
            interview = following
    out.print()
    return interview.answers


def _line(prompt: str) -> str:
    """What is typed after ``prompt``. Typer's own prompt would put a space on stdout, before the document."""
    side_screen().print(f"{prompt}: ", end="")
    line = sys.stdin.readline()
    if not line:
        raise typer.Abort
    return line
