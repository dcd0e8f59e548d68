"""What every command shares: its options, where its data stand, how it speaks and how it fails."""

import json
import os
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from backstride.store import Store

_PIPED_WIDTH = 120  # columns of a table that goes to a file or another program

_json = False


def _remember_json(wanted: bool) -> bool:
    global _json
    _json = wanted
    return wanted


JsonOption = Annotated[
    bool,
    typer.Option(
        "--json", callback=_remember_json, is_eager=True, help="Print one JSON document and nothing else."
    ),
]
HomeOption = Annotated[
    Path | None,
    typer.Option(
        "--home",
        envvar="BACKSTRIDE_HOME",
        metavar="DIR",
        help="The folder with your data.",
    ),
]


def home_folder(home: Path | None) -> Path:
    """The folder of the data: as named, or the system's own place for it."""
    if home is not None:
        return home.expanduser()
    from platformdirs import user_data_path

    return user_data_path("backstride", appauthor=False)


def open_store(home: Path | None) -> "Store":
    """The store in ``home`` (as ``HomeOption`` gives it); the command fails where it cannot be opened."""
    from backstride.store import Store, StoreError

    try:
        return Store.open(home_folder(home))
    except StoreError as error:
        fail(str(error))


def open_store_to_read(home: Path | None) -> "Store":
    """The store in ``home`` for reading: nothing is made there. A folder that does not exist gives a hint."""
    from backstride.store import Store, StoreError

    folder = home_folder(home)
    try:
        store = Store.open_to_read(folder)
    except StoreError as error:
        fail(str(error))
    if home is not None and not folder.exists():
        sys.stderr.write(f"backstride: there is no folder {folder}, so there are no data in it\n")
    return store


def emit(document: Any) -> None:
    """Print the command's one JSON document on stdout."""
    sys.stdout.write(json.dumps(document, allow_nan=False) + "\n")


def fail(message: str) -> NoReturn:
    """End the command, which could not do its work: one line on stderr, exit code 1."""
    print_error(message, _json)
    raise typer.Exit(1)


def wrong_usage(message: str) -> NoReturn:
    """End the command, which was called in a way that makes no sense: exit code 2."""
    print_error(message, _json)
    raise typer.Exit(2)


def print_error(message: str, as_json: bool) -> None:
    line = " ".join(message.split())
    sys.stderr.write((json.dumps({"error": line}) if as_json else f"backstride: {line}") + "\n")


def is_interactive() -> bool:
    """Whether somebody can be asked: stdin is a terminal. A closed one is none."""
    return sys.stdin is not None and sys.stdin.isatty()


@cache
def screen() -> "Console":
    """For results, on stdout: without colour when piped or NO_COLOR is set."""
    return _console(to_stderr=False)


@cache
def side_screen() -> "Console":
    """For progress and messages, on stderr."""
    return _console(to_stderr=True)


def _console(*, to_stderr: bool) -> "Console":
    from rich.console import Console

    stream = sys.stderr if to_stderr else sys.stdout
    width = None if stream.isatty() or "COLUMNS" in os.environ else _PIPED_WIDTH
    return Console(stderr=to_stderr, width=width, highlight=False, markup=False)


def rounded(value: float | None, digits: int) -> float | None:
    """A number for a JSON document, without the noise behind its last meaningful digit. None is unknown."""
    return None if value is None else round(value, digits)


def count(n: int, noun: str) -> str:
    """A number with its noun: "1 file", "3 activities"."""
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{n} {noun if n == 1 else plural}"
