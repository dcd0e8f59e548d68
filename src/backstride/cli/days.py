"""``backstride days``: the days table of the runner on record."""

from enum import StrEnum
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from backstride.cli.common import (
    HomeOption,
    JsonOption,
    emit,
    fail,
    open_store_to_read,
    screen,
    side_screen,
    wrong_usage,
)

if TYPE_CHECKING:
    from backstride.records import Days, DiaryTime
    from backstride.records.days import FloatArray
    from backstride.store import Store
    from backstride.usecases.days import Load

_SHOWN_DAYS = 14
_UNKNOWN = "–"
_DIGITS = 4  # of the numbers in a JSON document


class DiaryTimeChoice(StrEnum):
    MORNING = "morning"
    EVENING = "evening"


_DIARY_TIME_HELP = (
    "When pain is written down: in the morning before any training, or in the evening after it."
)
DiaryTimeOption = Annotated[DiaryTimeChoice, typer.Option(help=_DIARY_TIME_HELP)]
OwnDiaryTimeOption = Annotated[
    DiaryTimeChoice | None,
    typer.Option(help=f"{_DIARY_TIME_HELP} As it is set in the web app, unless given; there, morning is."),
]


def diary_time_of(store: "Store", given: DiaryTimeChoice | None) -> "DiaryTime":
    """The diary's time that was given, else the one that the runner has set: every face reads alike."""
    from backstride.usecases.settings import settings_of

    return settings_of(store).diary_time if given is None else given.value


def register(app: typer.Typer) -> None:
    app.command("days")(days)


def days(
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="FILE", dir_okay=False, help="Write the whole table: FILE.csv or FILE.parquet."
        ),
    ] = None,
    diary_time: OwnDiaryTimeOption = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Show each day's pain, running and what else may matter; with --out, write the table to a file."""
    from backstride.store import StoreError
    from backstride.usecases.days import load_days_and_load

    if out is not None:
        from backstride.study import is_table_name  # shown on the screen, the table needs no writing

        if not is_table_name(out):
            wrong_usage(f"--out {out.name}: the name must end with .csv or .parquet")
    try:
        with open_store_to_read(home) as store:
            table, load = load_days_and_load(store, diary_time=diary_time_of(store, diary_time))
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

    run_km = list(map(_run, table["ran"].tolist(), table["distance_km"].tolist()))
    columns = [
        ("Pain", _texts(table["pain_nrs"], "{:g}")),
        ("Run\nkm", run_km),
        ("Run\nmin", _texts(load.duration_min, "{:.0f}")),
        ("7 days\nkm", _texts(load.weekly_km, "{:.1f}")),
        ("Last\nrun", _texts(load.rest_d, "{:.0f} d")),
        ("Hard", _texts(table["intensity_share"], "{:.0%}")),
        ("Down\nm/km", _texts(table["descent_m_per_km"], "{:.0f}")),
        ("Spike", _texts(table["spike_ratio"], "{:.2f}")),
        ("Warm-\nup", _flags(table["warmup"])),
        ("Sleep\nh", _texts(table["sleep_h"], "{:g}")),
        ("Core", _flags(table["core"])),
        ("Other\nsport", _flags(table["cross_training"])),
    ]
    grid = Table(box=SIMPLE_HEAD, pad_edge=False, padding=0)  # narrow enough for 80 columns
    grid.add_column("Date", no_wrap=True)
    for name, _ in columns:
        grid.add_column(name, justify="right", no_wrap=True)
    for place in range(max(0, len(table) - _SHOWN_DAYS), len(table)):
        grid.add_row(str(table.date[place]), *(texts[place] for _, texts in columns))
    screen().print(grid)
    if len(table) > _SHOWN_DAYS:
        screen().print(
            f"The last {_SHOWN_DAYS} of {len(table)} days; all of them with: backstride days --out FILE.csv"
        )
    screen().print(f"{_UNKNOWN} is unknown, not none.")


def _texts(values: "FloatArray", form: str) -> list[str]:
    return [_UNKNOWN if isnan(value) else form.format(value) for value in values.tolist()]


def _flags(values: "FloatArray") -> list[str]:
    return [_UNKNOWN if isnan(value) else "yes" if value else "no" for value in values.tolist()]


def _run(ran: float, distance_km: float) -> str:
    if isnan(ran):
        return _UNKNOWN
    if not ran:
        return "rest"
    return "run" if isnan(distance_km) else f"{distance_km:.1f}"
