"""``backstride serve``: the web app, on this computer alone or for the home network."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from backstride.cli.common import HomeOption, JsonOption, emit, fail, home_folder, screen, side_screen

if TYPE_CHECKING:
    from backstride.web.server import Serving


def register(app: typer.Typer) -> None:
    app.command("serve")(serve)


def serve(
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="The port; 0 takes any that is free.")
    ] = 8765,
    lan: Annotated[
        bool, typer.Option("--lan", help="Serve the home network too; a phone pairs by the QR code.")
    ] = False,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Open the web app on this computer. It is reached from nowhere else, unless you say --lan."""
    from backstride.store import StoreError
    from backstride.web.server import ServeError, listening, run

    try:
        with listening(home_folder(home), port, lan=lan) as serving:
            if as_json:
                emit({"url": serving.url, "lan_url": serving.lan_url, "pairing_url": serving.pairing_url})
                sys.stdout.flush()
            else:
                _tell(serving)
            run(serving)
    except (StoreError, ServeError) as error:
        fail(str(error))
    except KeyboardInterrupt:
        side_screen().print("Stopped.")


def _tell(serving: "Serving") -> None:
    out = screen()
    out.print(f"backstride is open at {serving.url}", style="bold", soft_wrap=True)
    if serving.pairing_url is None:
        out.print("It is reached from this computer alone. Ctrl-C ends it.")
        return
    import segno

    out.print(f"\nIn your home network: {serving.lan_url}", soft_wrap=True)
    out.print("Scan this once with the phone that is to be let in:\n")
    segno.make(serving.pairing_url, error="m").terminal(out=sys.stdout, compact=True)
    out.print(serving.pairing_url, soft_wrap=True)
    out.print(
        "\nIn a network, pages travel unencrypted: use it at home, not in a café. Ctrl-C ends it.",
        soft_wrap=True,
    )
