"""Evidence: every claim and figure that is used, with its source and how sure it is."""

from functools import cache

from markupsafe import Markup
from starlette.responses import Response
from starlette.routing import Route

from backstride.evidence import all_entries
from backstride.report.sections import evidence
from backstride.web.formats import Formats
from backstride.web.phrases import said_html
from backstride.web.visit import Visit, get


def routes() -> list[Route]:
    return [get("/evidence", _evidence)]


@cache
def _all(formats: Formats) -> Markup:
    """The entries as ``report`` shows them, which escapes what they are made of."""
    return Markup(said_html(formats, evidence(entry.id for entry in all_entries())))


def _evidence(visit: Visit) -> Response:
    return visit.page("evidence.html", sections=_all(visit.formats), n=len(all_entries()))
