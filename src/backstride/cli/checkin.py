"""``backstride check-in``: a line of the diary, in ten seconds."""

from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from backstride.cli.common import (
    HomeOption,
    JsonOption,
    emit,
    fail,
    is_interactive,
    open_store,
    open_store_to_read,
    side_screen,
    wrong_usage,
)

if TYPE_CHECKING:
    from backstride.records import CheckIn
    from backstride.store import Store

_MORNING = (
    ("pain_nrs", "Lower-back pain, 0 (none) to 10 (worst)"),
    ("sleep_h", "Hours of sleep the night before"),
)
_WHERE_AND_WHEN = (("pain_site", "Where does it hurt?"), ("pain_when", "When does it hurt?"))
_DAY = (
    ("sitting_h", "Hours of sitting"),
    ("stress_nrs", "Stress, 0 (none) to 10 (worst)"),
    ("warmup", "Warm-up before the run? (y/n)"),
    ("core", "Core or strength work? (y/n)"),
    ("cross_training", "Other sport? (y/n)"),
)
_LARGEST_TABLE_BYTES = 50_000_000


def register(app: typer.Typer) -> None:
    app.command("check-in")(check_in)


def check_in(
    pain: Annotated[
        float | None, typer.Option(metavar="0-10", help="Lower-back pain this morning, 0-10.")
    ] = None,
    sleep: Annotated[
        float | None, typer.Option(metavar="HOURS", help="Hours of sleep the night before.")
    ] = None,
    sitting: Annotated[
        float | None, typer.Option(metavar="HOURS", help="Hours of sitting during the day.")
    ] = None,
    stress: Annotated[float | None, typer.Option(metavar="0-10", help="Stress during the day, 0-10.")] = None,
    warmup: Annotated[
        bool | None, typer.Option("--warmup/--no-warmup", help="Warmed up before the first run.")
    ] = None,
    core: Annotated[bool | None, typer.Option("--core/--no-core", help="Core or strength work.")] = None,
    cross_training: Annotated[
        bool | None, typer.Option("--cross-training/--no-cross-training", help="Another sport.")
    ] = None,
    site: Annotated[str | None, typer.Option(metavar="TEXT", help="Where it hurts, in your words.")] = None,
    when: Annotated[str | None, typer.Option(metavar="TEXT", help="When it hurts, in your words.")] = None,
    event: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KIND",
            help="Something done about the back: painkiller, physio or other; or illness. --note says what.",
        ),
    ] = None,
    no_event: Annotated[
        list[str] | None,
        typer.Option("--no-event", metavar="KIND", help="Take such an event of the day back."),
    ] = None,
    note: Annotated[str | None, typer.Option(metavar="TEXT", help="Anything else.")] = None,
    at: Annotated[
        str | None, typer.Option(metavar="HH:MM", help="When the pain was felt, if not just now.")
    ] = None,
    slot: Annotated[
        str | None,
        typer.Option(
            metavar="SLOT", help="When the pain was felt: morning (before any run), after-run, evening."
        ),
    ] = None,
    day: Annotated[
        datetime | None,
        typer.Option(
            "--date", metavar="YYYY-MM-DD", formats=["%Y-%m-%d"], help="The day it is about; else today."
        ),
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option(
            metavar="YYYY-MM-DD", formats=["%Y-%m-%d"], help="The last day of an event that began on --date."
        ),
    ] = None,
    show: Annotated[
        bool, typer.Option("--list", help="Show pain readings and events; write nothing down.")
    ] = False,
    table: Annotated[
        Path | None, typer.Option("--from", metavar="FILE.csv", help="Read many days from a table.")
    ] = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Write down a day: pain, sleep, sitting, stress. Without values it asks.

    The same day again corrects, but pain an hour later or at another time (--at, --slot) is one more reading.
    """
    answers: dict[str, Any] = {
        "pain_nrs": pain,
        "sleep_h": sleep,
        "sitting_h": sitting,
        "stress_nrs": stress,
        "warmup": warmup,
        "core": core,
        "cross_training": cross_training,
        "pain_site": site,
        "pain_when": when,
        **_events(event, no_event),
        "event_note" if event else "note": note,
    }
    given = any(value is not None for value in answers.values())
    about = None if day is None else day.date()
    if show:
        if given or table is not None or until is not None:
            wrong_usage("--list shows what is on record: leave the other values out")
        _list(about, as_json, home)
        return
    if table is not None:
        if given or day is not None or until is not None or at is not None or slot is not None:
            wrong_usage("--from reads whole days from a file: leave the other values out")
        _from_table(table, as_json, home)
        return
    if until is not None and not (event or no_event):
        wrong_usage("--until is the last day of an event: say which, such as --event illness")
    if not given and not is_interactive():
        wrong_usage("nothing to write down: give at least one value, such as --pain 3, or --from FILE.csv")
    felt = _felt(at, slot)
    last = None if until is None else until.date()
    _from_options(answers, felt, about, last, as_json, home, ask=not given)


def _events(held: list[str] | None, withdrawn: list[str] | None) -> dict[str, bool]:
    """The answers that ``--event`` and ``--no-event`` give."""
    from backstride.records.checkin import EVENT_KINDS

    found: dict[str, bool] = {}
    for kinds, value in ((held, True), (withdrawn, False)):
        for kind in kinds or ():
            if kind not in EVENT_KINDS:
                wrong_usage(f"{kind} is no event: {', '.join(EVENT_KINDS)}")
            found[f"event_{kind}"] = value
    return found


def _felt(at: str | None, slot: str | None) -> dict[str, Any]:
    """When the pain was felt, as ``--at`` and ``--slot`` say."""
    from backstride.ingest.diary_csv import CellError, read_time

    found: dict[str, Any] = {}
    for option, text in (("at", at), ("slot", slot)):
        said: dict[str, Any] = {}
        with suppress(CellError):
            said = {} if text is None else read_time(text)
        if text is not None and said.keys() != {option}:
            forms = "a time of day such as 07:30" if option == "at" else "morning, after-run or evening"
            wrong_usage(f"--{option} {text}: give {forms}")
        found |= said
    return found


def _list(day: date | None, as_json: bool, home: Path | None) -> None:
    from backstride.cli.checkin_view import diary_document, print_diary
    from backstride.store import StoreError
    from backstride.usecases.diary import diary_events, readings_of

    try:
        with open_store_to_read(home) as store:
            readings, events = readings_of(store, day), diary_events(store)
    except StoreError as error:
        fail(str(error))
    if day is not None:
        events = [event for event in events if event.first <= day <= event.last]
    if as_json:
        emit(diary_document(readings, events))
    else:
        print_diary(readings, events)


def _from_options(
    answers: dict[str, Any],
    felt: dict[str, Any],
    day: date | None,
    until: date | None,
    as_json: bool,
    home: Path | None,
    *,
    ask: bool,
) -> None:
    from backstride.cli.checkin_view import document, print_day
    from backstride.records import CheckIn
    from backstride.store import StoreError
    from backstride.usecases.clock import home_zone, now
    from backstride.usecases.diary import CheckInError, record_check_in

    try:
        with open_store(home) as store:
            written_at = now(home_zone(store))
            about = written_at.date() if day is None else day
            if ask:
                answers = _ask(store, CheckIn(date=about, written_at=written_at, **felt))
                if not answers:
                    side_screen().print("Nothing was written down.")
                    return
            line = CheckIn(date=about, written_at=written_at, **felt, **answers)
            recorded = record_check_in(store, line, until=until)
    except (StoreError, CheckInError) as error:
        fail(str(error))
    if as_json:
        emit(document(recorded))
    else:
        print_day(recorded)


def _from_table(table: Path, as_json: bool, home: Path | None) -> None:
    from backstride.cli.checkin_view import print_table_report, table_document
    from backstride.store import StoreError
    from backstride.usecases.clock import home_zone, now
    from backstride.usecases.diary import CheckInError, import_diary

    try:
        with table.open("rb") as file:
            data = file.read(_LARGEST_TABLE_BYTES + 1)
    except OSError as error:
        fail(f"{table}: {error.strerror}")
    if len(data) > _LARGEST_TABLE_BYTES:
        fail(f"{table}: too large for a diary")
    try:
        with open_store(home) as store:
            report = import_diary(store, data, now=now(home_zone(store)))
    except CheckInError as error:
        fail(f"{table}: {error}")
    except StoreError as error:
        fail(str(error))
    if as_json:
        emit(table_document(report))
    else:
        print_table_report(report)


def _ask(store: "Store", line: "CheckIn") -> dict[str, Any]:
    """The runner's answers to the questions on the ``line``'s date; those left open are not among them."""
    from backstride.usecases.diary import standing_answers

    standing = standing_answers(store, line)
    side_screen().print(f"Your back on {line.date:%A, %d %B %Y}. Enter leaves a question open.", style="bold")
    answers: dict[str, Any] = {}
    for field, question in _MORNING:
        answers |= _ask_one(field, question, standing)
    if answers.get("pain_nrs"):
        for field, question in _WHERE_AND_WHEN:
            answers |= _ask_one(field, question, standing)
    side_screen().print("What the day held. Leave it open while you cannot know yet.", style="bold")
    for field, question in _DAY:
        answers |= _ask_one(field, question, standing)
    return answers


def _ask_one(field: str, question: str, standing: "CheckIn | None") -> dict[str, Any]:
    from backstride.cli.checkin_view import shown
    from backstride.ingest.diary_csv import CellError, read_cell

    before = None if standing is None else standing.answers.get(field)
    hint = "" if before is None else f" [{shown(before)}]"
    while True:
        text = typer.prompt(f"{question}{hint}", default="", show_default=False, err=True).strip()
        if not text:
            return {}
        try:
            return {field: read_cell(field, text)}
        except CellError as error:
            side_screen().print(f"{text}: {error}")
