"""``backstride days``: the days table of the runner on record."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from backstride.cli.common import (
    HomeOption,
    JsonOption,
    emit,
    fail,
    open_store,
    screen,
    side_screen,
    wrong_usage,
)

if TYPE_CHECKING:
    from backstride.records import Days
    from backstride.usecases.days import Load

_SHOWN_DAYS = 14
_UNKNOWN = "–"
_YES, _NO = "yes", "no"
_DIGITS = 4  # of the numbers in a JSON document


class DiaryTimeChoice(StrEnum):
    MORNING = "morning"
    EVENING = "evening"


DiaryTimeOption = Annotated[
    DiaryTimeChoice,
    typer.Option(
        help="When pain is written down: in the morning before any training, or in the evening after it."
    ),
]


def register(app: typer.Typer) -> None:
    app.command("days")(days)


def days(
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="FILE", dir_okay=False, help="Write the whole table: FILE.csv or FILE.parquet."
        ),
    ] = None,
    diary_time: DiaryTimeOption = DiaryTimeChoice.MORNING,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Show each day's pain, running and what else may matter; with --out, write the table to a file."""
    from backstride.store import StoreError
    from backstride.study import is_table_name
    from backstride.usecases.days import load_days_and_load

    if out is not None and not is_table_name(out):
        wrong_usage(f"--out {out.name}: the name must end with .csv or .parquet")
    try:
        with open_store(home) as store:
            table, load = load_days_and_load(store, diary_time=diary_time.value)
    except StoreError as error:
        fail(str(error))
    if out is not None:
        _write(table, out)
    if as_json:
        emit(
            {
                "diary_time": table.diary_time,
                "out": None if out is None else str(out),
                "days": _documents(table),
            }
        )
    elif out is not None:
        side_screen().print(f"{len(table)} days written to {out}")
    elif len(table):
        _print_table(table, load)
    else:
        screen().print("No days yet. Read your watch files with: backstride import FOLDER")


def _write(table: "Days", out: Path) -> None:
    from backstride.study import write_days

    try:
        write_days([table], out)
    except OSError as error:
        fail(f"cannot write {out}: {(error.strerror or str(error)).lower()}")


def _documents(table: "Days") -> list[dict[str, object]]:
    from backstride.study.writing import day_rows

    return [
        row
        | {name: round(value, _DIGITS) for name, value in row.items() if isinstance(value, float)}
        | {"date": str(row["date"])}
        for row in day_rows(table)
    ]


def _print_table(table: "Days", load: "Load") -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    columns: list[tuple[str, list[float], Callable[[float], str]]] = [
        ("Pain", table["pain_nrs"].tolist(), lambda value: f"{value:g}"),
        ("Ran", table["ran"].tolist(), _yes_or_no),
        ("km", table["distance_km"].tolist(), lambda value: f"{value:.1f}"),
        ("Minutes", load.duration_min.tolist(), lambda value: f"{value:.0f}"),
        ("7 days km", load.weekly_km.tolist(), lambda value: f"{value:.1f}"),
        ("Days since", load.rest_d.tolist(), lambda value: f"{value:.0f}"),
        ("Hard", table["intensity_share"].tolist(), lambda value: f"{value:.0%}"),
        ("Down m/km", table["descent_m_per_km"].tolist(), lambda value: f"{value:.0f}"),
        ("Spike", table["spike_ratio"].tolist(), lambda value: f"{value:.2f}"),
        ("Warm-up", table["warmup"].tolist(), _yes_or_no),
        ("Core", table["core"].tolist(), _yes_or_no),
        ("Other sport", table["cross_training"].tolist(), _yes_or_no),
        ("Sleep h", table["sleep_h"].tolist(), lambda value: f"{value:g}"),
    ]
    grid = Table(box=SIMPLE_HEAD, pad_edge=False)
    grid.add_column("Date", no_wrap=True)
    for name, _, _ in columns:
        grid.add_column(name, justify="right", no_wrap=True)
    for place in range(max(0, len(table) - _SHOWN_DAYS), len(table)):
        cells = [_shown(values[place], form) for _, values, form in columns]
        grid.add_row(str(table.date[place]), *cells)
    screen().print(grid)
    if len(table) > _SHOWN_DAYS:
        screen().print(
            f"The last {_SHOWN_DAYS} of {len(table)} days; all of them with: backstride days --out FILE.csv"
        )
    screen().print(f"{_UNKNOWN} is unknown, not none.")


def _shown(value: float, form: Callable[[float], str]) -> str:
    return form(value) if value == value else _UNKNOWN  # NaN alone differs from itself


def _yes_or_no(value: float) -> str:
    return _YES if value else _NO
