"""Today: the check-in in three taps, the last days, and the answer's sentence."""

from datetime import date, timedelta
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from backstride.plan.changes import shown
from backstride.records import CheckIn
from backstride.records.body_map import places_in
from backstride.usecases.check_in_form import LAST_DAYS, last_days, read_form
from backstride.usecases.diary import CheckInError, record_check_in
from backstride.web.pages.decision import decision_of
from backstride.web.regions import REGIONS
from backstride.web.visit import Visit, get, post
from backstride.web.words import marked

_DAY = timedelta(days=1)


def routes() -> list[Route]:
    return [get("/", _today), get("/check-in", _check_in), post("/check-in", _save)]


def _today(visit: Visit) -> Response:
    site = visit.site
    today = site.now().date()
    if site.is_empty:
        return visit.page("welcome.html", today=today)
    return visit.page(
        "today.html",
        today=today,
        asked=_asked(visit, today, today),
        lately=last_days(site.check_ins(), site.activities(), today, LAST_DAYS),
        standing=site.standing(),
        decision=decision_of(visit),
        shown=shown,
        due=site.screening().renewal,
    )


def _check_in(visit: Visit) -> Response:
    """The form for one day: today, yesterday, or any day before."""
    today = visit.site.now().date()
    about = _date(visit.query("day"), today)
    return visit.page("check_in.html", today=today, asked=_asked(visit, about, today))


def _asked(visit: Visit, about: date, today: date) -> dict[str, Any]:
    """What the form needs: the day, and what stands there already."""
    known = visit.site.check_ins().get(about)
    return {
        "day": about,
        "is_today": about == today,
        "before": about - _DAY,
        "after": about + _DAY if about < today else None,
        "known": known or CheckIn(date=about, written_at=visit.site.now()),
        "answered": known is not None,
        "places": places_in(None if known is None else known.pain_places),
        "regions": REGIONS,
        "problem": None,
    }


def _save(visit: Visit) -> Response:
    """Write down what was answered. Sent by a script, the answer is a status and nothing else."""
    now = visit.site.now()
    about = _date(visit.field("day"), now.date())
    problem: str | None = None
    try:
        fields = read_form({name: visit.field(name) for name in visit.form})
        if fields:
            record_check_in(visit.site.store, CheckIn(date=about, written_at=now, **fields))
        else:
            problem = marked("nothing was chosen yet")
    except CheckInError as error:
        problem = str(error)
    if visit.field("by_script"):
        return Response(status_code=204 if problem is None else 400)
    if problem is not None:
        asked = _asked(visit, about, now.date()) | {"problem": problem}
        return visit.page("check_in.html", status=400, today=now.date(), asked=asked)
    visit.site.standing()
    return visit.go("/", done="checked-in")


def _date(text: str, today: date) -> date:
    """The day that is meant; today where none is named, or none that has been."""
    try:
        return min(date.fromisoformat(text), today)
    except ValueError:
        return today
