"""``backstride today``: go, hold or stop, and what to do instead."""

from typing import TYPE_CHECKING

import typer

from backstride.cli.answer import SeedOption
from backstride.cli.common import HomeOption, JsonOption, emit, fail, open_store_to_read
from backstride.cli.common import screen as console
from backstride.cli.days import OwnDiaryTimeOption, diary_time_of

if TYPE_CHECKING:
    from backstride.usecases.today import TodayFound


def register(app: typer.Typer) -> None:
    app.command("today")(today)


def today(
    diary_time: OwnDiaryTimeOption = None,
    seed: SeedOption = 1,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """May I run today? Go, hold or stop, why, and what to do instead."""
    from backstride.store import StoreError
    from backstride.usecases.clock import home_zone, now
    from backstride.usecases.plan import planned_run
    from backstride.usecases.today import today_document, today_for

    try:
        with open_store_to_read(home) as store:
            day = now(home_zone(store)).date()
            found = today_for(
                store,
                day,
                diary_time=diary_time_of(store, diary_time),
                seed=seed,
                planned=planned_run(store, day),
            )
    except StoreError as error:
        fail(str(error))
    if as_json:
        emit(today_document(found))
    else:
        _show(found)


def _show(found: "TodayFound") -> None:
    from rich.style import Style

    from backstride.cli.paragraphs import Paragraphs
    from backstride.plan.model import Gate
    from backstride.screen.words import urgent_line

    decided = found.today
    view = Paragraphs(console())
    stop = decided.decision is Gate.STOP
    view.paragraph(decided.line, Style(color="red" if stop else None, bold=True))
    view.items("Why", [finding.text for finding in decided.findings])
    view.items("What to do" if stop else "Instead", decided.instead)
    view.blank()
    view.paragraph(f"This is no diagnosis. {urgent_line()}", Style(dim=True))
