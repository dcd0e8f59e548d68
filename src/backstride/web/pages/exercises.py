"""Exercises, each with its drawing, and the self-tests beside one's own earlier ones."""

from dataclasses import replace
from functools import cache

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from backstride.plan.exercises import Exercise, Group, exercises
from backstride.plan.figures import figure_svg
from backstride.plan.self_tests import NAMES, SHOWN_BY
from backstride.records import SelfTest, SelfTestKind
from backstride.report import plan_words
from backstride.usecases.self_tests import SelfTestError, record_self_test
from backstride.web.phrases import said
from backstride.web.visit import Visit, get, post
from backstride.web.words import marked

GROUPS = {
    Group.HIPS_LEGS: marked("Hips and legs"),
    Group.TRUNK: marked("Trunk"),
    Group.HINGE: marked("Bending at the hips"),
    Group.MOBILITY: marked("Moving freely"),
    Group.WARMUP: marked("Warm-up"),
}


def routes() -> list[Route]:
    return [
        get("/plan/exercises", _list),
        get("/plan/exercises/{name}", _one),
        get("/plan/tests", _tests),
        post("/plan/tests", _record),
    ]


@cache
def _figure(language: str, name: str) -> Markup:
    """The drawing, with its text in a language. It is drawn by us, and escaped there."""

    def told(text: str) -> str:
        return said(language, text) or text

    found = exercises()[name]
    return Markup(figure_svg(replace(found, name=told(found.name), steps=tuple(map(told, found.steps)))))


def _list(visit: Visit) -> Response:
    grouped: dict[Group, list[Exercise]] = {}
    for each in exercises().values():
        grouped.setdefault(each.group, []).append(each)
    return visit.page("plan/exercises.html", grouped=grouped, groups=GROUPS)


def _one(visit: Visit) -> Response:
    name = visit.request.path_params["name"]
    found = exercises().get(name)
    if found is None:
        raise HTTPException(404)
    return visit.page(
        "plan/exercise.html",
        exercise=found,
        figure=_figure(visit.language, name),
        all=exercises(),
        groups=GROUPS,
        why=plan_words.why(found.evidence),
    )


def _tests(visit: Visit, status: int = 200, problem: str = "") -> Response:
    site = visit.site
    today = site.now().date()
    found = site.self_tests()
    latest = {trend.test.kind: trend for trend in found.trends}
    return visit.page(
        "plan/tests.html",
        status=status,
        today=today,
        tests=found,
        latest=latest,
        names=NAMES,
        shown_by=SHOWN_BY,
        problem=problem,
    )


def _record(visit: Visit) -> Response:
    site = visit.site
    moment = site.now()
    try:
        test = SelfTest(
            date=moment.date(),
            kind=SelfTestKind(visit.field("kind")),
            hold_s=float(visit.field("hold_s").replace(",", ".")),
        )
        record_self_test(site.store, test, written_at=moment, clearance=site.screening().clearance)
    except SelfTestError as error:
        return _tests(visit, 400, str(error))
    except ValueError:
        return _tests(visit, 400, marked("Give the seconds as a number."))
    return visit.go("/plan/tests", done="tested")
