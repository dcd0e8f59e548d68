"""Back: what the questions on warning signs came to, the questions themselves, and the pain as a calendar."""

import json
from datetime import date

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from backstride.plan.flares import rule
from backstride.screen import Answers, check_answers, evaluate
from backstride.screen.interview import Interview, NotUnderstood
from backstride.screen.questions import CHOICE, NUMBER, YES_NO, keys, questions
from backstride.usecases.body_map import body_map, legs_marked
from backstride.usecases.pain_calendar import MONTHS, calendar
from backstride.usecases.screening import keep_answers
from backstride.web.regions import REGIONS
from backstride.web.visit import Visit, get, post

_QUESTIONS = "/back/questions"
_MOST_MONTHS_BACK = 1200
_PERCENT = 100
_MOST_FLARES = 12


def routes() -> list[Route]:
    return [get("/back", _back), get(_QUESTIONS, _begin), post(_QUESTIONS, _reply)]


def _back(visit: Visit) -> Response:
    site = visit.site
    today = site.now().date()
    back = visit.query("back")
    months_back = min(int(back), _MOST_MONTHS_BACK) if back.isdecimal() and len(back) < 5 else 0
    check_ins, flares, diary = site.check_ins(), site.flares(), site.diary()
    first = min(check_ins, default=today)
    months = calendar(check_ins, today, min(months_back, _months_between(first, today)))
    return visit.page(
        "back.html",
        screening=site.screening(),
        months=months,
        flares=flares[:_MOST_FLARES],
        flares_more=len(flares) - _MOST_FLARES,
        rule=rule(),
        body=body_map(diary, today),
        regions=REGIONS,
        ask_about_leg=_asks_about_leg(visit, today),
        is_begun=bool(check_ins),
        earlier=months_back + MONTHS if months[-1].first > first else None,
        later=max(0, months_back - MONTHS) if months_back else None,
    )


def _asks_about_leg(visit: Visit, today: date) -> bool:
    """Whether pain down a leg was marked lately, and the answers about warning signs say nothing of it."""
    if not legs_marked(visit.site.diary(), today):
        return False
    latest = visit.site.store.latest_screening()
    return latest is None or latest.answers.get("leg_pain") not in ("left", "right", "both")


def _months_between(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def _begin(visit: Visit) -> Response:
    return _ask(visit, Interview())


def _reply(visit: Visit) -> Response:
    """The interview goes on with what was answered; its state travels with the form, and is read strictly."""
    interview = _sent(visit)
    asked = interview.next()
    if asked is None:
        return _finish(visit, interview)
    if asked.options:
        ticks = [
            f"{number}{'?' if visit.field(f'tick-{number}') == 'open' else ''}"
            for number in range(1, len(asked.options) + 1)
            if visit.field(f"tick-{number}") in ("yes", "open")
        ]
        following = interview.reply(asked, " ".join(ticks) or "n")
    else:
        following = interview.reply(asked, visit.field("value"))
    if isinstance(following, NotUnderstood):
        return _ask(visit, interview, problem=True)
    return _ask(visit, following)


def _sent(visit: Visit) -> Interview:
    """The interview as the form brings it. 400 where it is none."""
    try:
        known = json.loads(visit.field("known") or "{}")
        done = json.loads(visit.field("over") or "[]")
    except ValueError as error:
        raise HTTPException(400) from error
    answers = check_answers(known)
    if (
        not isinstance(answers, Answers)
        or not isinstance(done, list)
        or not set(map(str, done)) <= set(keys())
    ):
        raise HTTPException(400)
    return Interview(answers, frozenset(map(str, done)))


def _ask(visit: Visit, interview: Interview, *, problem: bool = False) -> Response:
    asked = interview.next()
    if asked is None:
        return _finish(visit, interview)
    if evaluate(interview.answers).urgency.is_today:
        # A warning must not be lost with an unfinished interview.
        keep_answers(visit.site.store, interview.answers, visit.site.now())
    key = keys()[asked.keys[0]]
    place = [question.id for question in questions()].index(asked.question.id)
    return visit.page(
        "questions.html",
        status=400 if problem else 200,
        asked=asked,
        key=key,
        kinds={"yes_no": YES_NO, "number": NUMBER, "choice": CHOICE},
        known=json.dumps(dict(interview.answers.known)),
        over=json.dumps(sorted(interview.done)),
        scale=_PERCENT if key.percent else 1,
        share=place / len(questions()),
        problem=problem,
    )


def _finish(visit: Visit, interview: Interview) -> Response:
    keep_answers(visit.site.store, interview.answers, visit.site.now())
    return visit.go("/back", done="screened")
