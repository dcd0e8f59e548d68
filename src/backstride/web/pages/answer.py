"""The answer: the sentence, and all that it rests on. It is worked out in the background, never here."""

from markupsafe import Markup
from starlette.responses import Response
from starlette.routing import Route

from backstride.report import words
from backstride.report.sections import basis
from backstride.report.series import count
from backstride.web.visit import Visit, get


def routes() -> list[Route]:
    return [get("/answer", _answer)]


def _answer(visit: Visit) -> Response:
    standing = visit.site.standing()
    if standing.answer is None or standing.days is None:
        return visit.page("answer_waiting.html", job=standing.job)
    headline, rest = words.headline(standing.answer.sentence)
    return visit.page(
        "answer.html",
        standing=standing,
        headline=headline,
        rest=rest,
        basis=basis(count(standing.days)),
        sections=Markup(standing.sections),  # made by report, which escapes all that comes from outside
        charts=Markup(standing.charts),
    )
