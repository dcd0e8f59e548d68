"""The plan as a calendar that a phone in the home network follows, at an address that is known to it alone.

The token in the address is made from the home's own key and a name, which is what is kept: taken back, the
name is gone, and with another one the address is another.
"""

import hmac
import secrets

import segno
from markupsafe import Markup
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from backstride.usecases.plan_export import calendar_of
from backstride.web.guard import FEED_PATH
from backstride.web.visit import Visit, get, post

_MADE = "calendar_address"  # the setting with the name; empty where there is no address
_NAME_BYTES = 16


def routes() -> list[Route]:
    return [get("/feed/{name}", _feed), post("/data/feed", _change)]


def address(visit: Visit) -> str | None:
    """The calendar's address, as another device reaches it where any does; None where none was made."""
    gate, made = visit.site.gate, visit.site.store.setting(_MADE)
    host = gate.lan_host or visit.request.url.netloc
    return f"http://{host}/feed/{gate.feed(made)}.ics" if made else None


def code(url: str) -> Markup:
    """The address as a QR code."""
    drawn = segno.make(url, error="m").svg_inline(scale=4, border=3, dark="#000", light="#fff")
    return Markup(drawn)


def _feed(visit: Visit) -> Response:
    """The calendar, where the token is the one that is kept. Whoever comes with another learns nothing."""
    path = FEED_PATH.fullmatch(visit.request.url.path)
    made = visit.site.store.setting(_MADE)
    if path is None or not made or not hmac.compare_digest(path[1], visit.site.gate.feed(made)):
        return _NOTHING
    now = visit.site.plan()
    if now is None:
        return _NOTHING
    return Response(calendar_of(now.plan, now=now.made_at), media_type="text/calendar; charset=utf-8")


_NOTHING = PlainTextResponse("There is no calendar here.\n", 404)


def _change(visit: Visit) -> Response:
    """Make an address, or take it back."""
    made = secrets.token_hex(_NAME_BYTES) if visit.field("what") == "make" else ""
    visit.site.store.save_setting(_MADE, made)
    return visit.go("/data", done="feed-made" if made else "feed-gone")
