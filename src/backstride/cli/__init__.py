"""The command line: it calls use cases and shows what they return.

Commands are loaded whenever the program starts; what they need is loaded when they run.
"""

import gc
import os
import sys
from typing import Annotated

import typer

from backstride import __version__
from backstride.cli import (
    answer,
    backup,
    checkin,
    days,
    demo,
    export,
    import_,
    plan,
    runs,
    screen,
    self_test,
    serve,
    shoes,
    study,
    today,
    undo,
)
from backstride.cli.common import print_error

app = typer.Typer(
    name="backstride",
    help="Does running hurt my lower back? An answer from your own watch files and diary.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # help in plain text starts in a third of the time
)

_COMMANDS = (
    *(demo, import_, undo, runs, shoes, checkin, days, self_test),
    *(answer, screen, today, plan, serve, study, export, backup),
)
for command in _COMMANDS:
    command.register(app)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"backstride {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Entry point of the ``backstride`` command."""
    # The model works on small matrices: a second thread waits more than it works (2.9 times the CPU time at
    # 120 days, measured). Set before numpy is loaded; what the user has set stays.
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
        os.environ.setdefault(name, "1")
    # To load libraries is to make ten thousands of objects that stay; looking through them for garbage every
    # 700 took a fifteenth of the start.
    gc.set_threshold(20_000, 20, 20)
    try:
        app()
    except Exception as error:
        if os.environ.get("BACKSTRIDE_DEBUG") == "1":
            raise
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        print_error(f"a fault in backstride ({reason}); BACKSTRIDE_DEBUG=1 shows where", "--json" in sys.argv)
        raise SystemExit(1) from None
