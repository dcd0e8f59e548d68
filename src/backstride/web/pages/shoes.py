"""Pairs of shoes: entered, retired and made the usual one on Data, and chosen for a run on its page."""

from datetime import date

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from backstride.usecases.shoes import ShoeError, add_shoe, assign, make_default, retire_shoe
from backstride.web.visit import Visit, get, post
from backstride.web.words import marked


def routes() -> list[Route]:
    return [get("/data/shoes", _list), post("/data/shoes", _change), post("/runs/{id}/shoe", _wear)]


def _list(visit: Visit, status: int = 200, problem: str = "") -> Response:
    found, notes = visit.site.shoes()
    return visit.page("shoes.html", status=status, uses=found, notes=notes, problem=problem)


def _change(visit: Visit) -> Response:
    store, today = visit.site.store, visit.site.now().date()
    name, what = visit.field("name"), visit.field("what")
    try:
        if what == "add":
            add_shoe(store, name, km_before=_km(visit), first_used=_date(visit.field("first_used")))
        elif what == "retire":
            retire_shoe(store, name, today)
        elif what == "default":
            make_default(store, name, today)
        else:
            raise HTTPException(400)
    except ShoeError as error:
        return _list(visit, 400, str(error))
    except ValueError:
        return _list(visit, 400, marked("Give the distance as a number and the day as a date."))
    return visit.go("/data/shoes", done="shoes")


def _km(visit: Visit) -> float | None:
    text = visit.field("before")
    return visit.formats.metres(text) / 1000 if text else None


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _wear(visit: Visit) -> Response:
    """Say in which pair a run was; empty takes back what was said."""
    wanted = visit.number("id")
    try:
        assign(visit.site.store, [wanted], visit.field("shoe") or None)
    except KeyError as error:
        raise HTTPException(404) from error
    except ShoeError as error:
        raise HTTPException(400) from error
    return visit.go(f"/runs/{wanted}", done="shoes")
