"""``backstride answer``: does running hurt my lower back?"""

from contextlib import suppress
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
    open_store_to_read,
    screen,
    side_screen,
)
from backstride.cli.days import OwnDiaryTimeOption, diary_time_of

if TYPE_CHECKING:
    from backstride.records import Days
    from backstride.screen import Clearance
    from backstride.verdict.answer import Answer


HtmlOption = Annotated[
    Path | None,
    typer.Option(
        "--html",
        metavar="FILE",
        dir_okay=False,
        help="Also write the answer as one page that needs no network.",
    ),
]
ExplainOption = Annotated[
    bool,
    typer.Option("--explain", help="Also what lies behind the answer, and what the last week has changed."),
]
SeedOption = Annotated[
    int, typer.Option("--seed", min=0, help="The same seed and days give the same figures.")
]


def _say_that_it_takes_a_minute() -> None:
    side_screen().print("The quick calculation did not settle. It is now done in full, which takes a minute.")


def register(app: typer.Typer) -> None:
    app.command("answer")(answer)


def answer(
    html: HtmlOption = None,
    explain: ExplainOption = False,
    diary_time: OwnDiaryTimeOption = None,
    seed: SeedOption = 1,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Does running hurt my lower back?"""
    from backstride.store import StoreError
    from backstride.usecases.answer import answer_document, answer_for, under
    from backstride.usecases.clock import home_zone, now
    from backstride.usecases.screening import current_clearance, current_document

    try:
        with open_store_to_read(home) as store:
            today = now(home_zone(store)).date()
            screening = current_clearance(store, today)
            found, days = answer_for(
                store,
                diary_time=diary_time_of(store, diary_time),
                seed=seed,
                today=today,
                look_back=explain or html is not None,
                slow=_say_that_it_takes_a_minute,
            )
    except StoreError as error:
        fail(str(error))
    if len(days):
        _keep(home, found, today)
    found = under(found, screening.clearance)
    if html is not None:
        _write_page(html, found, days, screening.clearance)
    if as_json:
        emit(answer_document(found) | {"clearance": current_document(screening)})
    else:
        from backstride.cli.answer_view import show_answer

        show_answer(screen(), found, days, screening.clearance, explain=explain)
    if html is not None:
        side_screen().print(f"The page: {html}")


def _keep(home: Path | None, found: "Answer", today: date) -> None:
    """Keep what was told. A home that cannot be written to is answered all the same."""
    from backstride.store import Store, StoreError
    from backstride.usecases.answer import keep_told

    with suppress(StoreError), Store.open(home_folder(home)) as store:
        keep_told(store, found, today)


def _write_page(path: Path, found: "Answer", days: "Days", clearance: "Clearance | None") -> None:
    """Write the page, or end the command with the reason. A file is replaced whole or not at all."""
    from backstride.report.page import answer_page

    page = answer_page(found, days, clearance)
    partial = path.with_name(f".{path.name}.part")
    try:
        partial.write_text(page, encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        fail(
            f"cannot write {path}: {(error.strerror or str(error)).lower()}; name a file in a folder of yours"
        )
