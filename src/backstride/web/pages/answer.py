"""The answer: the sentence, and all that it rests on. It is worked out in the background, never here."""

from functools import lru_cache

from markupsafe import Markup
from starlette.responses import Response
from starlette.routing import Route

from backstride.report import words
from backstride.report.sections import basis
from backstride.report.series import count
from backstride.web import phrases
from backstride.web.formats import Formats
from backstride.web.visit import Visit, get


def routes() -> list[Route]:
    return [get("/answer", _answer)]


def _answer(visit: Visit) -> Response:
    standing = visit.site.standing()
    if standing.answer is None or standing.days is None:
        return visit.page("answer_waiting.html", job=standing.job)
    clearance = visit.site.screening().clearance
    is_free = clearance is None or clearance.allows_running
    sentence = phrases.told(visit.formats, standing.answer.sentence)
    headline, rest = words.headline(sentence or standing.answer.sentence)
    return visit.page(
        "answer.html",
        standing=standing,
        spoken="en" if sentence is None else visit.language,
        headline=headline,
        rest=rest,
        basis=basis(count(standing.days)),
        # Made by report, which escapes all that comes from outside.
        sections=Markup(_sections(visit.formats, standing.sections if is_free else standing.unadvised)),
        charts=Markup(_charts(visit.formats, standing.charts)),
    )


@lru_cache(maxsize=4)
def _sections(formats: Formats, html: str) -> str:
    return phrases.said_html(formats, html)


@lru_cache(maxsize=4)
def _charts(formats: Formats, document: str) -> str:
    return phrases.said_charts(formats, document)
