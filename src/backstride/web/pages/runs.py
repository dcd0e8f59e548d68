"""Runs: the list with its filters, and one run with its way, its lines, its exposures and the pain around."""

from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from backstride.records import CheckIn, Sport
from backstride.records.surface import Surface
from backstride.store import StoredActivity
from backstride.usecases.check_in_form import read_form
from backstride.usecases.diary import CheckInError, record_check_in
from backstride.usecases.run_list import RunFilter, run_page
from backstride.usecases.run_view import run_view
from backstride.usecases.uploads import shown_name
from backstride.web.drawing import HEIGHT, WIDTH, drawn_line, drawn_track
from backstride.web.visit import Visit, get, post
from backstride.web.words import marked

SPORTS = {
    "run": marked("Runs"),
    "walk": marked("Walks"),
    "ride": marked("Rides"),
    "swim": marked("Swims"),
    "strength": marked("Strength"),
    "other": marked("Other"),
}
SURFACES = {
    Surface.ASPHALT: marked("Asphalt"),
    Surface.CONCRETE: marked("Concrete or paving stones"),
    Surface.TARTAN: marked("Running track"),
    Surface.TREADMILL: marked("Treadmill"),
    Surface.GRAVEL: marked("Gravel"),
    Surface.GROUND: marked("Forest path or trail"),
    Surface.GRASS: marked("Grass"),
    Surface.SAND: marked("Sand"),
    Surface.MIXED: marked("About half hard, half soft"),
    Surface.UNKNOWN: marked("I cannot say"),
}
_AT_LEAST = (5, 10, 15, 21)  # km or miles


def routes() -> list[Route]:
    return [
        get("/runs", _list),
        get("/runs/deleted", _deleted),
        get("/runs/{id}", _run),
        post("/runs/{id}/delete", _delete),
        post("/runs/{id}/undelete", _undelete),
        post("/runs/{id}/note", _note),
    ]


def _list(visit: Visit) -> Response:
    sport = visit.query("sport") or "run"
    year = visit.query("year")
    least = visit.query("least")
    wanted = RunFilter(
        sport=Sport(sport) if sport in SPORTS else None,
        year=int(year) if year.isdecimal() and len(year) == 4 else None,
        at_least_m=visit.formats.metres(least) if least.isdecimal() and len(least) < 4 else 0.0,
    )
    number = visit.query("page")
    page = run_page(visit.site.activities(), wanted, int(number) if number.isdecimal() else 1)
    chosen = {"sport": sport, "year": year, "least": least}
    kept = {name: value for name, value in chosen.items() if value}
    return visit.page(
        "runs.html",
        page=page,
        chosen=chosen,
        sports=SPORTS,
        at_least=_AT_LEAST,
        earlier=f"/runs?{urlencode({**kept, 'page': page.number + 1})}" if page.number < page.pages else None,
        later=f"/runs?{urlencode({**kept, 'page': page.number - 1})}" if page.number > 1 else None,
        pain=_pain_around(visit, page.entries),
        is_empty=not visit.site.activities(),
    )


def _pain_around(
    visit: Visit, entries: Sequence[StoredActivity]
) -> dict[int, tuple[float | None, float | None]]:
    """The pain on the day of each activity and on the next, by its id."""
    lines = visit.site.check_ins()
    found = {}
    for entry in entries:
        day = entry.activity.local_date
        same, after = lines.get(day), lines.get(day + timedelta(days=1))
        found[entry.id] = (
            None if same is None else same.pain_nrs,
            None if after is None else after.pain_nrs,
        )
    return found


def _stored(visit: Visit) -> StoredActivity:
    """The activity that the path names. 404 where there is none."""
    wanted = visit.number("id")
    for entry in visit.site.activities():
        if entry.id == wanted:
            return entry
    raise HTTPException(404)


def _run(visit: Visit) -> Response:
    site = visit.site
    wanted = visit.number("id")
    entry = next((each for each in site.activities() if each.id == wanted), None)
    if entry is None:
        gone = next((each for each in site.store.activities(deleted=True) if each.id == wanted), None)
        if gone is None:
            raise HTTPException(404)
        return visit.page("run_deleted.html", entry=gone)
    view = run_view(
        site.store.activity(entry.id),
        site.standing().days,
        site.check_ins(),
        site.activities(),
        site.private_places(),
    )
    return visit.page(
        "run.html",
        entry=entry,
        view=view,
        lines=[drawn_line(line) for line in view.lines],
        track=None if view.track is None else drawn_track(view.track),
        line_size=(WIDTH, HEIGHT),
        sports=SPORTS,
        line=site.check_ins().get(entry.activity.local_date),
        shown_name=shown_name,
        surfaces=SURFACES,
        pairs=site.shoes()[0],
    )


def _delete(visit: Visit) -> Response:
    entry = _stored(visit)
    visit.site.store.delete_activity(entry.id, visit.site.now())
    return visit.go(f"/runs/{entry.id}", done="deleted")


def _undelete(visit: Visit) -> Response:
    wanted = visit.number("id")
    try:
        visit.site.store.undelete_activity(wanted)
    except KeyError as error:
        raise HTTPException(404) from error
    return visit.go(f"/runs/{wanted}", done="undeleted")


def _note(visit: Visit) -> Response:
    """The warm-up, the ground and the note of the run's date: they belong to the diary's day."""
    entry = _stored(visit)
    try:
        fields = read_form({name: visit.field(name) for name in ("warmup", "surface", "note")})
        day = entry.activity.local_date
        record_check_in(visit.site.store, CheckIn(date=day, written_at=visit.site.now(), **fields))
    except CheckInError:
        return visit.go(f"/runs/{entry.id}", done="nothing-said")
    return visit.go(f"/runs/{entry.id}", done="checked-in")


def _deleted(visit: Visit) -> Response:
    return visit.page("runs_deleted.html", entries=visit.site.store.activities(deleted=True)[::-1])
