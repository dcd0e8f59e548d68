"""``backstride screen``: how urgent is it that somebody looks at this back, and may it run?"""

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from backstride.cli.common import (
    HomeOption,
    JsonOption,
    emit,
    fail,
    home_folder,
    is_interactive,
    open_store_to_read,
    print_error,
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
    save: Annotated[
        bool, typer.Option("--save/--no-save", help="Keep the answers, for what is advised from now on.")
    ] = True,
    last: Annotated[bool, typer.Option("--last", help="Show what the answers on record say.")] = False,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Ask for warning signs: must somebody look at your back, how soon, and may you run until then?"""
    from backstride.usecases.screening import ScreeningError, answers_of, clearance_document, clearance_for

    if last:
        if answers is not None:
            wrong_usage("--last shows the answers on record: leave --answers out")
        _show_last(home, as_json)
        return
    if answers is None and not is_interactive():
        wrong_usage("nobody can be asked here: give the answers with --answers FILE.json")
    try:
        known = _ask() if answers is None else answers_of(answers)
    except ScreeningError as error:
        fail(f"{answers}: {error}")
    clearance = clearance_for(known)
    problem, due = _keep(known, home) if save else (None, None)
    # What it says comes first: a full disk must not keep a warning back.
    if as_json:
        saved = {"saved": save and problem is None, "next_due": None if due is None else due.isoformat()}
        emit(clearance_document(clearance) | saved)
    else:
        from backstride.cli.screen_view import show_clearance, show_due

        show_clearance(console(), clearance)
        if due is not None:
            show_due(console(), due)
    if problem is not None:
        print_error(f"the answers were not kept: {problem}", as_json)
        raise typer.Exit(1)


def _keep(answers: "Answers", home: Path | None) -> "tuple[str | None, date | None]":
    """Put the answers on record: what went wrong, and when they are due again."""
    from backstride.store import Store, StoreError
    from backstride.usecases.clock import home_zone, now
    from backstride.usecases.screening import current_clearance, keep_answers

    try:
        with Store.open(home_folder(home)) as store:
            answered_at = now(home_zone(store))
            keep_answers(store, answers, answered_at)
            return None, current_clearance(store, answered_at.date()).next_due
    except StoreError as error:
        return str(error), None


def _show_last(home: Path | None, as_json: bool) -> None:
    from backstride.store import StoreError
    from backstride.usecases.clock import home_zone, now
    from backstride.usecases.screening import current_clearance, current_document

    try:
        with open_store_to_read(home) as store:
            current = current_clearance(store, now(home_zone(store)).date())
    except StoreError as error:
        fail(str(error))
    if current.clearance is None:
        fail("no answers are on record: give them with backstride screen")
    if as_json:
        emit(current_document(current))
        return
    from backstride.cli.screen_view import show_clearance, show_due

    show_clearance(console(), current.clearance)
    show_due(console(), current.next_due, current.answered_at, current.renewal)


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
