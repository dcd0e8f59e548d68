"""``backstride backup`` and ``backstride restore``: all data in one file, and back."""

from pathlib import Path
from typing import Annotated

import typer

from backstride.cli.common import HomeOption, JsonOption, emit, fail, home_folder, screen

_BYTES_PER_MB = 1_000_000


def register(app: typer.Typer) -> None:
    app.command("backup")(backup)
    app.command("restore")(restore)


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Write the copy here.", dir_okay=False)],
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Write one file that holds all your data: activities, diary, settings."""
    from backstride.store import StoreError
    from backstride.usecases.backup import back_up

    try:
        size_bytes = back_up(home_folder(home), file)
    except StoreError as error:
        fail(str(error))
    if as_json:
        emit({"file": str(file), "size_bytes": size_bytes})
        return
    screen().print(f"All your data are in {file} ({size_bytes / _BYTES_PER_MB:.1f} MB).", soft_wrap=True)
    screen().print(
        "It holds your health data and where you run, private places too: keep it where only you can read it."
    )


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that backup wrote.", dir_okay=False)],
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Put the data of a backup in the place of those that are there, which are kept beside them."""
    from backstride.store import StoreError
    from backstride.usecases import clock
    from backstride.usecases.backup import restore as put_back

    try:
        kept = put_back(home_folder(home), file, clock.now(clock.ComputerZone()))
    except StoreError as error:
        fail(str(error))
    if as_json:
        emit({"file": str(file), "kept": None if kept is None else str(kept)})
        return
    screen().print(f"Your data are those of {file} now.", soft_wrap=True)
    if kept is not None:
        screen().print(f"Those of before are kept in {kept}", soft_wrap=True)
