"""Language, units, looks and time zone: each form sets what it names, and goes back to where it stood."""

from starlette.responses import Response
from starlette.routing import Route

from backstride.usecases.settings import CHOICES, SettingError, change_setting
from backstride.web.visit import Visit, post

_PATH = "/settings"


def routes() -> list[Route]:
    return [post(_PATH, _change)]


def _change(visit: Visit) -> Response:
    for name in (*CHOICES, "zone"):
        value = visit.field(name)
        if value:
            try:
                change_setting(visit.site.store, name, value)
            except SettingError:
                return visit.go("/data", done="setting-unknown")
    back = visit.field("back")
    return visit.go(back if back.startswith("/") and not back.startswith(("//", "/\\")) else "/data")
