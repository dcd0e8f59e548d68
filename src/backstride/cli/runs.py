"""``backstride runs``: the activities on record."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from backstride.cli.common import (
    HomeOption,
    JsonOption,
    count,
    emit,
    fail,
    open_store_to_read,
    rounded,
    screen,
    wrong_usage,
)

if TYPE_CHECKING:
    from backstride.records import Activity
    from backstride.store import StoredActivity

_ON_FOOT = ("run", "walk")
_UNKNOWN = "–"


def register(app: typer.Typer) -> None:
    app.command("runs")(runs)


def runs(
    ids: Annotated[
        list[int] | None, typer.Argument(metavar="[ID]...", help="With --shoe or --no-shoe: which ones.")
    ] = None,
    shoe: Annotated[
        str | None, typer.Option(metavar="NAME", help="Those were run in this pair: see backstride shoes.")
    ] = None,
    no_shoe: Annotated[bool, typer.Option("--no-shoe", help="Take --shoe back.")] = False,
    delete: Annotated[
        int | None, typer.Option(metavar="ID", help="Show this one no more, whatever file brings it again.")
    ] = None,
    undelete: Annotated[int | None, typer.Option(metavar="ID", help="Show a deleted one again.")] = None,
    split: Annotated[
        int | None,
        typer.Option(metavar="ID", help="Its records are of different activities: keep them apart."),
    ] = None,
    rejoin: Annotated[int | None, typer.Option(metavar="ID", help="Take --split back.")] = None,
    deleted: Annotated[bool, typer.Option("--deleted", help="List the deleted ones.")] = False,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """List the activities on record, oldest first; or change what is shown of one."""
    from backstride.store import StoreError

    changes = {"delete": delete, "undelete": undelete, "split": split, "rejoin": rejoin}
    wanted = [(name, number) for name, number in changes.items() if number is not None]
    shod = shoe is not None or no_shoe
    if len(wanted) + (shoe is not None) + no_shoe + deleted > 1:
        wrong_usage("one change at a time")
    if shod != bool(ids):
        wrong_usage("--shoe NAME and --no-shoe need the numbers of the runs, and only they take them")
    if ids:
        _put_on(ids, shoe, home, as_json)
        return
    if wanted:
        _change(*wanted[0], home, as_json)
        return
    try:
        with open_store_to_read(home) as store:
            stored = store.activities(deleted=deleted)
    except StoreError as error:
        fail(str(error))
    if as_json:
        emit({"activities": [_document(entry) for entry in stored]})
    elif stored:
        _print_table(stored)
    elif deleted:
        screen().print("No activity was deleted.")
    else:
        screen().print("No activities yet. Read your watch files with: backstride import FOLDER")


def _change(what: str, activity_id: int, home: Path | None, as_json: bool) -> None:
    from backstride.store import StoreError
    from backstride.usecases.clock import home_zone, now

    try:
        with open_store_to_read(home) as store:  # and to write: but where there is none, nothing is made
            if what == "delete":
                parts = store.delete_activity(activity_id, now(home_zone(store)))
            else:
                changes = {
                    "undelete": store.undelete_activity,
                    "split": store.separate,
                    "rejoin": store.rejoin,
                }
                parts = changes[what](activity_id)
    except StoreError as error:
        fail(str(error))
    except KeyError:
        fail(f"there is no activity {activity_id}: see backstride runs")
    if as_json:
        emit({"id": activity_id, "done": what, "records": parts})
        return
    said = {
        "delete": f"Deleted. Take it back with: backstride runs --undelete {activity_id}",
        "undelete": "It is shown again.",
        "split": f"Its {parts} records are activities of their own now. Take it back with: backstride runs"
        f" --rejoin {activity_id}"
        if parts > 1
        else "It is one record only: there is nothing to keep apart.",
        "rejoin": f"It is made of {count(parts, 'record')} now.",
    }
    screen().print(said[what])


def _put_on(ids: list[int], name: str | None, home: Path | None, as_json: bool) -> None:
    from backstride.store import StoreError
    from backstride.usecases.shoes import ShoeError, assign

    try:
        with open_store_to_read(home) as store:  # and to write: but where there is none, nothing is made
            shoe = assign(store, ids, name)
    except (StoreError, ShoeError) as error:
        fail(str(error))
    except KeyError as error:
        fail(f"there is no activity {error.args[0]}: see backstride runs")
    if as_json:
        emit({"ids": ids, "shoe_id": None if shoe is None else shoe.shoe_id})
    elif shoe is None:
        screen().print(f"Taken back for {count(len(ids), 'run')}.")
    else:
        screen().print(f"{count(len(ids), 'run')} in {shoe.name}.")


def _document(entry: "StoredActivity") -> dict[str, Any]:
    activity = entry.activity
    return {
        "id": entry.id,
        "sport": activity.sport.value,
        "start": activity.start_local.isoformat(),
        "local_date": activity.local_date.isoformat(),
        "distance_m": rounded(activity.distance_m, 2),
        "elapsed_s": rounded(activity.elapsed_s, 3),
        "moving_s": rounded(activity.moving_s, 3),
        "ascent_m": rounded(activity.ascent_m, 1),
        "descent_m": rounded(activity.descent_m, 1),
        "avg_hr_bpm": rounded(activity.avg_hr_bpm, 1),
        "avg_cadence_spm": rounded(activity.avg_cadence_spm, 1),
        "indoor": activity.indoor,
        "source": activity.source,
        "files": list(entry.files),
        "notes": list(activity.notes),
        "sources": list(entry.sources),
        "shoe_id": entry.shoe_id,
    }


def _print_table(stored: "list[StoredActivity]") -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("ID", justify="right", no_wrap=True)
    table.add_column("Date", no_wrap=True)
    table.add_column("Sport", no_wrap=True)
    for name in ("Distance", "Time", "Pace", "Heart rate", "Steps"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("From", no_wrap=True)
    for entry in stored:
        activity = entry.activity
        table.add_row(
            str(entry.id),
            f"{activity.start_local:%Y-%m-%d %H:%M}",
            activity.sport.value + (" indoors" if activity.indoor else ""),
            _shown(activity.distance_m, lambda metres: f"{metres / 1000:.2f} km"),
            _shown(_duration_s(activity), _clock),
            _pace(activity),
            _shown(activity.avg_hr_bpm, lambda bpm: f"{bpm:.0f} bpm"),
            _shown(_steps_spm(activity), lambda spm: f"{spm:.0f}/min"),
            activity.source.upper() + (f" +{entry.parts - 1}" if entry.parts > 1 else ""),
        )
    screen().print(table)
    noted = sum(bool(entry.activity.notes) for entry in stored)
    if noted:
        what = f"{count(noted, 'activity')} with notes on what was repaired or left out"
        screen().print(f"{what}: see backstride runs --json", style="dim")


def _duration_s(activity: "Activity") -> float | None:
    return activity.elapsed_s if activity.moving_s is None else activity.moving_s


def _steps_spm(activity: "Activity") -> float | None:
    return activity.avg_cadence_spm if activity.sport in _ON_FOOT else None


def _pace(activity: "Activity") -> str:
    """Minutes per kilometre on foot, else kilometres per hour."""
    duration_s = _duration_s(activity)
    if not activity.distance_m or not duration_s:
        return _UNKNOWN
    if activity.sport in _ON_FOOT:
        return f"{_clock(duration_s / activity.distance_m * 1000)} /km"
    return f"{activity.distance_m / duration_s * 3.6:.1f} km/h"


def _shown(value: float | None, form: Callable[[float], str]) -> str:
    return _UNKNOWN if value is None else form(value)


def _clock(duration_s: float) -> str:
    minutes, seconds = divmod(round(duration_s), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
