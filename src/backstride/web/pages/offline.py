"""The page that a browser keeps for when the app cannot be reached: a check-in, and nothing personal."""

from starlette.responses import Response
from starlette.routing import Route

from backstride.web.visit import Visit, get


def routes() -> list[Route]:
    return [get("/offline", _offline)]


def _offline(visit: Visit) -> Response:
    return visit.page("offline.html")
