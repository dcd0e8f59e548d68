"""Places that the runner keeps private: named by where runs start, made larger or smaller, taken away."""

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from backstride.usecases.private_places import (
    LEAST_RADIUS_M,
    MOST_RADIUS_M,
    USUAL_RADIUS_M,
    PlaceError,
    add_place,
    change_radius,
    start_of,
)
from backstride.web.visit import Visit, get, post
from backstride.web.words import marked

_PATH = "/data/places"
_TOLD = (
    marked("a place needs a name of 1 to 64 characters"),
    marked("there is a place of that name already"),
    marked("a radius is 100 to 1000 metres"),
)
"""What the room below refuses, for the catalog."""


def routes() -> list[Route]:
    return [get(_PATH, _list), post(_PATH, _add), post(_PATH + "/{id}", _change)]


def _list(visit: Visit, status: int = 200, problem: str = "") -> Response:
    run = visit.query("run") or visit.field("run")
    entry = next((each for each in visit.site.activities() if str(each.id) == run), None)
    return visit.page(
        "places.html",
        status=status,
        places=visit.site.private_places(),
        usual=visit.site.usual_starts(),
        run=entry,
        radii=(LEAST_RADIUS_M, MOST_RADIUS_M, USUAL_RADIUS_M),
        problem=problem,
    )


def _add(visit: Visit) -> Response:
    at_deg = _chosen(visit)
    if at_deg is None:
        return _list(visit, 400, marked("Choose a start: this one has no position."))
    try:
        add_place(visit.site.store, visit.field("name"), at_deg, _radius(visit))
    except PlaceError as error:
        return _list(visit, 400, str(error))
    return visit.go(_PATH, done="private")


def _chosen(visit: Visit) -> tuple[float, float] | None:
    """The middle that was chosen: one of the usual starts by its place in the list, or a run's start."""
    kind, _, number = visit.field("at").partition(":")
    if not number.isdecimal() or len(number) > 15:
        return None
    if kind == "usual":
        usual = visit.site.usual_starts()
        if int(number) < len(usual):
            return usual[int(number)].latitude_deg, usual[int(number)].longitude_deg
    elif kind == "run":
        try:
            return start_of(visit.site.store.activity(int(number)))
        except KeyError:
            return None
    return None


def _radius(visit: Visit) -> float:
    try:
        return float(visit.field("radius_m").replace(",", "."))
    except ValueError:
        return float("nan")  # no radius, and told as one


def _change(visit: Visit) -> Response:
    number = visit.number("id")
    try:
        if visit.field("what") == "remove":
            visit.site.store.remove_private_place(number)
        else:
            change_radius(visit.site.store, number, _radius(visit))
    except KeyError as error:
        raise HTTPException(404) from error
    except PlaceError as error:
        return _list(visit, 400, str(error))
    return visit.go(_PATH, done="private")
