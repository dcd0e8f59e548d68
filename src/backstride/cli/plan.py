"""``backstride plan``: the coming weeks, day by day."""

from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from backstride.cli.answer import SeedOption
from backstride.cli.common import HomeOption, JsonOption, emit, fail, open_store, wrong_usage
from backstride.cli.common import screen as console
from backstride.cli.days import OwnDiaryTimeOption, diary_time_of
from backstride.cli.plan_files import IcsOption, PrintOption, WorkoutsOption, say, write_files

if TYPE_CHECKING:
    from backstride.plan.goals import Goal

_MOST_WEEKS = 52


class GoalChoice(StrEnum):
    WITHOUT_PAIN = "without-pain"
    DISTANCE = "distance"
    RACE = "race"
    COME_BACK = "come-back"


def register(app: typer.Typer) -> None:
    app.command("plan")(plan)


def plan(
    weeks: Annotated[
        int, typer.Option("--weeks", min=1, max=_MOST_WEEKS, metavar="N", help="How many weeks, 1 to 52.")
    ] = 4,
    goal: Annotated[
        GoalChoice | None,
        typer.Option(
            "--goal",
            help="What you are after. Without it, the goal of your last plan counts, or else running without"
            " pain.",
        ),
    ] = None,
    distance_km: Annotated[
        float | None,
        typer.Option(
            "--distance-km", metavar="KM", help="How far you want to run, for a distance or a race."
        ),
    ] = None,
    race_date: Annotated[
        datetime | None,
        typer.Option("--race-date", formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help="The date of the race."),
    ] = None,
    answers: Annotated[
        Path | None,
        typer.Option(
            "--answers",
            metavar="FILE.json",
            dir_okay=False,
            help="Plan with these answers about warning signs instead of those on record.",
        ),
    ] = None,
    equipment: Annotated[
        str | None,
        typer.Option(
            "--equipment",
            metavar="NAMES",
            help="What you have for strength, with commas between: backpack, barbell, chair, kettlebell,"
            " step, stick, wall; or none. It is remembered.",
        ),
    ] = None,
    ics: IcsOption = None,
    workouts: WorkoutsOption = None,
    printable: PrintOption = None,
    diary_time: OwnDiaryTimeOption = None,
    seed: SeedOption = 1,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """What should the next weeks look like? Runs, strength and rest, day by day."""
    from backstride.plan.document import plan_document
    from backstride.store import StoreError
    from backstride.usecases.clock import home_zone, now
    from backstride.usecases.plan import Wanted, plan_for
    from backstride.usecases.screening import ScreeningError

    try:
        with open_store(home) as store:
            moment = now(home_zone(store))
            today = moment.date()
            race = None if race_date is None else race_date.date()
            wanted = Wanted(
                weeks=weeks,
                goal=_goal(goal, distance_km, race, today),
                answers=answers,
                equipment=None if equipment is None else _equipment(equipment),
            )
            found = plan_for(store, today, wanted, diary_time=diary_time_of(store, diary_time), seed=seed)
    except ScreeningError as error:
        fail(f"{answers}: {error}")
    except StoreError as error:
        fail(str(error))
    written = write_files(found, ics, workouts, printable, moment)
    if as_json:
        emit(plan_document(found))
    else:
        from backstride.cli.plan_view import show_plan

        show_plan(console(), found)
    say(written)


def _equipment(names: str) -> frozenset[str]:
    """What the option names. A name that is no equipment ends the command."""
    from backstride.plan.exercises import EQUIPMENT

    said = {name.strip().lower() for name in names.split(",")} - {"", "none"}
    if unknown := said - EQUIPMENT:
        wrong_usage(f"{', '.join(sorted(unknown))} is no equipment: {', '.join(sorted(EQUIPMENT))}, or none")
    return frozenset(said)


def _goal(
    choice: GoalChoice | None, distance_km: float | None, race_date: date | None, today: date
) -> "Goal | None":
    """The goal that the options name; None where they name none. What makes no sense ends the command."""
    from backstride.plan.goals import Aim, Goal, GoalError

    if choice is None and race_date is not None:
        choice = GoalChoice.RACE
    elif choice is None and distance_km is not None:
        choice = GoalChoice.DISTANCE
    if choice is None:
        return None
    if choice in (GoalChoice.DISTANCE, GoalChoice.RACE) and distance_km is None:
        wrong_usage(f"the goal {choice.value} needs --distance-km")
    if choice is GoalChoice.RACE and race_date is None:
        wrong_usage("the goal race needs --race-date")
    if race_date is not None and race_date < today:
        wrong_usage(f"--race-date {race_date} lies in the past")
    try:
        return Goal(aim=Aim[choice.name], distance_km=distance_km, race_date=race_date)
    except GoalError as error:
        wrong_usage(str(error))
