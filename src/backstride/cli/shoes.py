"""``backstride shoes``: the pairs, what each has run, and when to look at one."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from backstride.cli.common import (
    HomeOption,
    JsonOption,
    count,
    emit,
    fail,
    open_store,
    open_store_to_read,
    screen,
    wrong_usage,
)

if TYPE_CHECKING:
    from backstride.plan.shoes import Note, ShoeUse


def register(app: typer.Typer) -> None:
    app.command("shoes")(shoes)


def shoes(
    add: Annotated[str | None, typer.Option(metavar="NAME", help="Enter a pair, or correct it.")] = None,
    km_before: Annotated[
        float | None, typer.Option(metavar="KM", help="With --add: what it had run before.")
    ] = None,
    retire: Annotated[str | None, typer.Option(metavar="NAME", help="This pair is run no more.")] = None,
    default: Annotated[
        str | None, typer.Option(metavar="NAME", help="Runs that name no pair are in this one.")
    ] = None,
    day: Annotated[
        datetime | None,
        typer.Option(
            "--date",
            metavar="YYYY-MM-DD",
            formats=["%Y-%m-%d"],
            help="The day of first use (--add), of last use (--retire), or from which on (--default).",
        ),
    ] = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """List the pairs and what each has run; or enter, retire or choose one."""
    wanted = {"add": add, "retire": retire, "default": default}
    changes = [(what, name) for what, name in wanted.items() if name is not None]
    if len(changes) > 1:
        wrong_usage("one change at a time")
    if km_before is not None and add is None:
        wrong_usage("--km-before belongs to --add")
    if day is not None and not changes:
        wrong_usage("--date belongs to --add, --retire or --default")
    if changes:
        _change(*changes[0], km_before, None if day is None else day.date(), home)
    _list(as_json, home)


def _change(what: str, name: str, km_before: float | None, day: date | None, home: Path | None) -> None:
    from backstride.store import StoreError
    from backstride.usecases.clock import home_zone, now
    from backstride.usecases.shoes import ShoeError, add_shoe, make_default, retire_shoe

    try:
        with open_store(home) as store:
            if what == "add":
                add_shoe(store, name, km_before=km_before, first_used=day)
            else:
                change = retire_shoe if what == "retire" else make_default
                change(store, name, now(home_zone(store)).date() if day is None else day)
    except (ShoeError, StoreError) as error:
        fail(str(error))


def _list(as_json: bool, home: Path | None) -> None:
    from backstride.store import StoreError
    from backstride.usecases.clock import home_zone, now
    from backstride.usecases.shoes import shoe_uses, shoes_document

    try:
        with open_store_to_read(home) as store:
            found, notes = shoe_uses(store, now(home_zone(store)).date())
    except StoreError as error:
        fail(str(error))
    if as_json:
        emit(shoes_document(found, notes))
    elif found:
        _print(found, notes)
    else:
        screen().print("No shoes yet. Enter a pair with: backstride shoes --add NAME")


def _print(found: "list[ShoeUse]", notes: "list[Note]") -> None:
    from backstride.cli.paragraphs import Paragraphs

    view = Paragraphs(screen())
    for use in found:
        runs = count(use.n_runs, "run") + (
            f", {use.n_unmeasured} of them of unknown length" if use.n_unmeasured else ""
        )
        said = [f"{use.shoe.name}: {use.distance_km:.0f} km, {runs}."]
        if use.last_run is not None:
            said.append(f"Last on {use.last_run}.")
        if use.shoe.retired is not None:
            said.append(f"Retired on {use.shoe.retired}.")
        elif use.shoe.default_from is not None:
            said.append(f"Taken for runs from {use.shoe.default_from} on that name no pair.")
        if use.hint is not None:
            said.append(use.hint.text)
        view.paragraph(" ".join(said))
    view.items("To know", [note.text for note in notes])
