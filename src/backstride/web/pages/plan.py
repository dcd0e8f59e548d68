"""Plan: the coming weeks day by day, a plan made anew, a session moved, and the plan for other programs."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from backstride.plan.goals import Aim, Goal, GoalError
from backstride.plan.model import Kind, Plan, PlanDay
from backstride.plan.moving import Move, MoveError
from backstride.report import plan_words
from backstride.usecases import uploads
from backstride.usecases.plan import PlanNow, Wanted, plan_for
from backstride.usecases.plan_export import calendar_of, write_plan
from backstride.usecases.plan_move import Moved, accept_move, check_move, try_move
from backstride.usecases.standing import SEED
from backstride.web.jobs import Job
from backstride.web.visit import Visit, get, post
from backstride.web.words import marked

PLANNING, MOVING = "plan", "move"
_DAYS_PER_WEEK = 7
_WEEKS = (1, 2, 4, 8, 12, 16)
AIMS = {
    Aim.WITHOUT_PAIN: marked("Run without pain"),
    Aim.COME_BACK: marked("Come back to your usual running"),
    Aim.DISTANCE: marked("Run a distance"),
    Aim.RACE: marked("Run a race"),
}
_CANNOT_BE = {
    "distance": marked("That distance is none that a plan can be made for: give a number, such as 10."),
    "race": marked("A race needs its date, today or later."),
    "past": marked("The plan has changed meanwhile: look at it, and move the session again."),
}


def routes() -> list[Route]:
    return [
        get("/plan", _plan),
        post("/plan", _make),
        post("/plan/move", _move),
        get("/plan/moves/{id}", _moved),
        post("/plan/moves/{id}", _accept),
        get("/plan.ics", _feed),
        get("/plan/calendar", _calendar),
        get("/plan/workouts", _workouts),
        get("/plan/week", _week),
    ]


def _plan(visit: Visit, status: int = 200, problem: str = "") -> Response:
    today = visit.site.now().date()
    now = visit.site.plan()
    return visit.page(
        "plan/plan.html",
        status=status,
        now=now,
        today=today,
        weeks=() if now is None else _weeks(now.plan, today),
        words=plan_words,
        aims=AIMS,
        lengths=_WEEKS,
        problem=problem or _CANNOT_BE.get(visit.query("problem"), ""),
        days_on=() if now is None else [day.date for day in now.plan.days if day.date >= today],
    )


def _weeks(plan: Plan, today: date) -> list[list[PlanDay]]:
    """The plan's days from today on, by calendar week."""
    weeks: dict[date, list[PlanDay]] = {}
    for day in plan.days:
        if day.date >= today:
            weeks.setdefault(day.date - timedelta(days=day.date.weekday()), []).append(day)
    return list(weeks.values())


def _make(visit: Visit) -> Response:
    site, today = visit.site, visit.site.now().date()
    goal = _goal(visit, today)
    if isinstance(goal, str):
        return visit.go("/plan", problem=goal)
    weeks = visit.field("weeks")
    wanted = Wanted(weeks=int(weeks) if weeks in map(str, _WEEKS) else 4, goal=goal)

    def work(job: Job) -> None:
        plan_for(site.store, today, wanted, diary_time=site.settings().diary_time, seed=SEED)

    return visit.go(f"/jobs/{site.jobs.start(PLANNING, work, link='/plan?done=planned').id}")


def _goal(visit: Visit, today: date) -> Goal | str | None:
    """The goal that the form names, None for that of the last plan; else the name of what is wrong."""
    name = visit.field("aim")
    if name not in {aim.value for aim in Aim}:
        return None
    aim = Aim(name)
    distance_km = race_date = None
    try:
        if aim in (Aim.DISTANCE, Aim.RACE):
            distance_km = visit.formats.metres(visit.field("distance")) / 1000
        if aim is Aim.RACE:
            race_date = date.fromisoformat(visit.field("race_date"))
            if race_date < today:
                return "race"
        return Goal(aim=aim, distance_km=distance_km, race_date=race_date)
    except GoalError:
        return "distance"
    except ValueError:
        return "distance" if distance_km is None else "race"


def _move(visit: Visit) -> Response:
    """Say at once what forbids the move; else make the plan anew around it, in the background."""
    site, today = visit.site, visit.site.now().date()
    try:
        move = Move(
            kind=Kind(visit.field("kind")),
            on=date.fromisoformat(visit.field("on")),
            to=date.fromisoformat(visit.field("to")),
        )
    except ValueError as error:
        raise HTTPException(400) from error
    diary_time = site.settings().diary_time
    try:
        check_move(site.store, today, move, diary_time=diary_time)
    except MoveError as error:
        return _plan(visit, 409, str(error))

    def work(job: Job) -> Moved | str:
        job.link = f"/plan/moves/{job.id}"
        try:
            return try_move(site.store, today, move, diary_time=diary_time, seed=SEED)
        except MoveError as error:
            return str(error)

    return visit.go(f"/jobs/{site.jobs.start(MOVING, work).id}")


def _found(visit: Visit) -> Moved | str:
    """What a move came to. 404 where it was never tried, or is forgotten."""
    job = visit.site.jobs.get(visit.request.path_params["id"])
    if job is None or job.kind != MOVING or job.state != "done":
        raise HTTPException(404)
    found: Moved | str = job.result
    return found


def _moved(visit: Visit) -> Response:
    found = _found(visit)
    if isinstance(found, str):
        return _plan(visit, 409, found)
    return visit.page("plan/moved.html", found=found, id=visit.request.path_params["id"])


def _accept(visit: Visit) -> Response:
    found = _found(visit)
    today = visit.site.now().date()
    if isinstance(found, str) or not accept_move(visit.site.store, today, found):
        return visit.go("/plan", problem="past")
    return visit.go("/plan", done="moved")


def _now(visit: Visit) -> PlanNow:
    now = visit.site.plan()
    if now is None:
        raise HTTPException(404)
    return now


def _feed(visit: Visit) -> Response:
    now = _now(visit)
    return Response(calendar_of(now.plan, now=now.made_at), media_type="text/calendar; charset=utf-8")


def _calendar(visit: Visit) -> Response:
    return _file(visit, "backstride-plan.ics", lambda now, path: {"ics": path, "now": now.made_at})


def _week(visit: Visit) -> Response:
    moment = visit.site.now()
    return _file(visit, "backstride-week.html", lambda now, path: {"printable": path, "now": moment})


def _workouts(visit: Visit) -> Response:
    return _file(
        visit,
        "backstride-workouts.zip",
        lambda now, path: {"workouts": path.parent / "fit", "now": now.made_at},
    )


def _file(visit: Visit, name: str, what: Callable[[PlanNow, Path], dict[str, Path | datetime]]) -> Response:
    """The plan as a file to keep; a folder is sent as an archive."""
    now = _now(visit)
    folder = uploads.outgoing(visit.site.home)
    wanted: dict[str, Any] = {"ics": None, "workouts": None, "printable": None} | what(now, folder / name)
    write_plan(now.plan, **wanted)
    path = folder / name if wanted["workouts"] is None else uploads.zipped(folder / "fit", folder / name)
    return FileResponse(path, filename=name, background=BackgroundTask(uploads.clear, folder))
