"""A phone in the home network opens the address of the QR code once, and is known from then on."""

from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from backstride.web.guard import PAIR_PATH, PAIRED_COOKIE
from backstride.web.visit import Visit, get

_KNOWN_FOR_S = 31_536_000  # a year
_REFUSED = (
    "This code is not valid any more.\n\n"
    "backstride shows another one each time it is started with --lan: scan that one.\n"
)


def routes() -> list[Route]:
    return [get(PAIR_PATH, _pair)]


def _pair(visit: Visit) -> Response:
    gate = visit.site.gate
    if not gate.opens(visit.query("token")):
        # Bare text: a page of the app holds the forms' token, and may tell of a warning sign.
        return PlainTextResponse(_REFUSED, 403)
    response = RedirectResponse("/", 303)
    response.set_cookie(PAIRED_COOKIE, gate.paired, max_age=_KNOWN_FOR_S, httponly=True, samesite="strict")
    return response
