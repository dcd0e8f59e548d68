"""``backstride self-test``: how long a position of the trunk is held, beside one's own earlier tests."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from backstride.cli.common import (
    HomeOption,
    JsonOption,
    emit,
    fail,
    open_store,
    open_store_to_read,
    screen,
    wrong_usage,
)

if TYPE_CHECKING:
    from backstride.usecases.self_tests import SelfTests


def register(app: typer.Typer) -> None:
    app.command("self-test")(self_test)


def self_test(
    kind: Annotated[
        str | None,
        typer.Option(metavar="KIND", help="plank, side-bridge-left, side-bridge-right or back-extension."),
    ] = None,
    seconds: Annotated[float | None, typer.Option(metavar="SECONDS", help="How long it was held.")] = None,
    day: Annotated[
        datetime | None,
        typer.Option(
            "--date", metavar="YYYY-MM-DD", formats=["%Y-%m-%d"], help="The day of the test; else today."
        ),
    ] = None,
    show: Annotated[bool, typer.Option("--list", help="Show all tests; write nothing down.")] = False,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Write down how long you held a plank or a bridge; see it beside your own earlier ones."""
    from backstride.records import SelfTest, SelfTestKind
    from backstride.store import StoreError
    from backstride.usecases.clock import home_zone, now
    from backstride.usecases.self_tests import (
        KINDS,
        SelfTestError,
        record_self_test,
        self_tests_document,
        self_tests_of,
    )

    if show and (kind is not None or seconds is not None or day is not None):
        wrong_usage("--list shows what is on record: leave the other values out")
    if not show and (kind is None or seconds is None):
        wrong_usage("say what was held and how long, such as --kind plank --seconds 60, or --list")
    named = "" if kind is None else kind.replace("-", "_")
    if not show and named not in KINDS:
        wrong_usage(f"{kind} is no self-test: {', '.join(KINDS).replace('_', '-')}")
    try:
        if show:
            with open_store_to_read(home) as store:
                found = self_tests_of(store, today=now(home_zone(store)).date(), clearance=None)
        else:
            with open_store(home) as store:
                written_at = now(home_zone(store))
                about = written_at.date() if day is None else day.date()
                test = SelfTest(date=about, kind=SelfTestKind(named), hold_s=seconds or 0.0)
                found = record_self_test(store, test, written_at=written_at, clearance=None)
    except (StoreError, SelfTestError) as error:
        fail(str(error))
    if as_json:
        emit(self_tests_document(found))
    else:
        _print(found)


def _print(found: "SelfTests") -> None:
    out = screen()
    for trend in found.trends:
        out.print(f"{trend.test.date:%d %B %Y}  {trend.text}", soft_wrap=True)
    if not found.trends:
        out.print("No self-test is on record yet.")
    if found.advice.text:
        out.print(found.advice.text, style="bold", soft_wrap=True)
