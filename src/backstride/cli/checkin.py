"""``backstride check-in``: a line of the diary, in ten seconds."""

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
    screen,
    side_screen,
    wrong_usage,
)

if TYPE_CHECKING:
    from backstride.records import CheckIn
    from backstride.store import Store
    from backstride.usecases.diary import DiaryReport, Recorded

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
    note: Annotated[str | None, typer.Option(metavar="TEXT", help="Anything else.")] = None,
    day: Annotated[
        datetime | None,
        typer.Option(
            "--date", metavar="YYYY-MM-DD", formats=["%Y-%m-%d"], help="The day it is about; else today."
        ),
    ] = None,
    table: Annotated[
        Path | None, typer.Option("--from", metavar="FILE.csv", help="Read many days from a table.")
    ] = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Write down a day: pain, sleep, sitting, stress. Without values it asks; the same day again corrects."""
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
        "note": note,
    }
    given = any(value is not None for value in answers.values())
    if table is not None:
        if given or day is not None:
            wrong_usage("--from reads whole days from a file: leave the other values out")
        _from_table(table, as_json, home)
        return
    if not given and not is_interactive():
        wrong_usage("nothing to write down: give at least one value, such as --pain 3, or --from FILE.csv")
    _from_options(answers, None if day is None else day.date(), as_json, home, ask=not given)


def _from_options(
    answers: dict[str, Any], day: date | None, as_json: bool, home: Path | None, *, ask: bool
) -> None:
    from backstride.records import CheckIn
    from backstride.store import StoreError
    from backstride.usecases.clock import home_zone, now
    from backstride.usecases.diary import CheckInError, record_check_in

    try:
        with open_store(home) as store:
            written_at = now(home_zone(store))
            about = written_at.date() if day is None else day
            if ask:
                answers = _ask(store, about)
                if not answers:
                    side_screen().print("Nothing was written down.")
                    return
            recorded = record_check_in(store, CheckIn(date=about, written_at=written_at, **answers))
    except (StoreError, CheckInError) as error:
        fail(str(error))
    if as_json:
        emit(_document(recorded))
    else:
        _print_day(recorded)


def _from_table(table: Path, as_json: bool, home: Path | None) -> None:
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
        emit(_table_document(report))
    else:
        _print_table_report(report)


def _ask(store: "Store", day: date) -> dict[str, Any]:
    """The runner's answers to the questions, those left open not among them."""
    from backstride.usecases.diary import check_in_of

    standing = check_in_of(store, day)
    side_screen().print(f"Your back on {day:%A, %d %B %Y}. Enter leaves a question open.", style="bold")
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
    from backstride.ingest.diary_csv import CellError, read_cell

    before = None if standing is None else standing.answers.get(field)
    hint = "" if before is None else f" [{_shown(before)}]"
    while True:
        text = typer.prompt(f"{question}{hint}", default="", show_default=False, err=True).strip()
        if not text:
            return {}
        try:
            return {field: read_cell(field, text)}
        except CellError as error:
            side_screen().print(f"{text}: {error}")


def _document(recorded: "Recorded") -> dict[str, Any]:
    from backstride.records.checkin import ANSWER_FIELDS

    check_in = recorded.check_in
    return {
        "date": check_in.date.isoformat(),
        **{field: getattr(check_in, field) for field in ANSWER_FIELDS},
        "corrected": list(recorded.corrected),
    }


def _table_document(report: "DiaryReport") -> dict[str, Any]:
    return {
        "stored": report.stored,
        "unchanged": report.unchanged,
        "problems": [
            {
                "line": problem.line,
                "column": problem.column,
                "value": problem.value,
                "reason": problem.reason,
            }
            for problem in report.problems
        ],
        "ignored_columns": list(report.ignored_columns),
    }


def _print_day(recorded: "Recorded") -> None:
    check_in = recorded.check_in
    said = [f"{_label(field)} {_shown(value)}" for field, value in check_in.answers.items()]
    screen().print(f"{check_in.date:%A, %d %B %Y}: {', '.join(said)}.", soft_wrap=True)
    if recorded.corrected:
        fields = ", ".join(_label(field) for field in recorded.corrected)
        screen().print(f"Corrected: {fields}. What stood there before is kept.")


def _print_table_report(report: "DiaryReport") -> None:
    out = screen()
    lines = "1 line" if report.stored == 1 else f"{report.stored} lines"
    out.print(f"{lines} written down, {report.unchanged} known already.", style="bold")
    if report.problems:
        out.print("\nNot understood, and left out:")
    for problem in report.problems:
        where = "" if problem.column is None else f", {problem.column}"
        what = "" if problem.value is None else f" “{problem.value}”:"
        out.print(f"  line {problem.line}{where}:{what} {problem.reason}", soft_wrap=True)
    if report.ignored_columns:
        out.print(f"\nColumns not used: {', '.join(report.ignored_columns)}", soft_wrap=True)


def _label(field: str) -> str:
    return field.removesuffix("_nrs").removesuffix("_h").replace("_", " ")


def _shown(value: float | bool | str) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else f"{value:g}"
