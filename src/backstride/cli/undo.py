"""``backstride undo``: an import taken back."""

from typing import Annotated

import typer

from backstride.cli.common import HomeOption, JsonOption, count, emit, fail, open_store_to_read, screen


def register(app: typer.Typer) -> None:
    app.command("undo")(undo)


def undo(
    batch: Annotated[
        int | None,
        typer.Argument(
            metavar="[N]", help="The import of this number (see import --log).", show_default="the last"
        ),
    ] = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Take the last import back, or the one of a number: as if it had never been."""
    from backstride.store import StoreError
    from backstride.usecases.clock import home_zone, now

    try:
        with open_store_to_read(home) as store:  # and to write: but where there is none, nothing is made
            undone = store.undo(batch, now(home_zone(store)))
    except StoreError as error:
        fail(str(error))
    if as_json:
        emit(
            {
                "batch": undone.batch,
                "files": undone.files,
                "activities": undone.activities,
                "check_ins": undone.check_ins,
                "kept_files": undone.kept_files,
            }
        )
        return
    parts = [count(undone.files, "file"), count(undone.activities, "activity")]
    if undone.check_ins:
        parts.append(count(undone.check_ins, "diary line"))
    out = screen()
    out.print(f"Import {undone.batch} is taken back: {', '.join(parts)}.", style="bold")
    if undone.kept_files:
        out.print(f"{count(undone.kept_files, 'file')} of it stay: a later import brought them too.")
