"""The plan on its pages: made, moved with its reasons, taken along, and without a run where none may be."""

import re
import time
from contextlib import suppress
from datetime import timedelta
from itertools import product

import pytest
from running_home import answers, fill

from backstride.plan.exercises import exercises
from backstride.plan.model import Kind
from backstride.plan.moving import Move, MoveError
from backstride.usecases.plan import last_plan
from backstride.usecases.plan_move import check_move
from backstride.usecases.screening import keep_answers
from web_pages import text_of


@pytest.fixture
def site(client):
    return client.app.state.site


@pytest.fixture
def running(client, site):
    """A home whose runner may run."""
    fill(site.store, site.now())
    return site


def ended(client, answer) -> str:
    """Where a job leads once it has ended."""
    path = answer.headers["location"]
    until = time.monotonic() + 60
    while True:
        seen = client.get(path, follow_redirects=False)
        if seen.status_code == 303:
            return seen.headers["location"]
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.fixture
def planned(client, send, running):
    """That home with a plan of two weeks."""
    assert ended(client, send("/plan", aim="without_pain", weeks="2")) == "/plan?done=planned"
    return last_plan(running.store).plan


def allowed_move(site, plan, kind: Kind):
    """A session of that kind in the second week, and another day of it that the rules let it go to."""
    kinds = {day.date: {each.kind for each in day.sessions} for day in plan.days[7:]}
    for on, to in product(kinds, kinds):
        if kind in kinds[on] and kind not in kinds[to]:
            with suppress(MoveError):
                check_move(site.store, site.now().date(), Move(kind=kind, on=on, to=to), diary_time="morning")
                return on, to
    raise AssertionError("the plan allows no such move")


def test_without_a_plan_there_is_a_form(client):
    page = client.get("/plan").text
    assert "Make a plan" in text_of(page)
    assert client.get("/plan.ics").status_code == 404


def test_a_plan_is_made_and_shown_day_by_day(client, planned):
    page = text_of(client.get("/plan").text)
    assert "Run without pain" in page
    assert "Easy run" in page
    assert "exercises" in page


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        ({"aim": "distance", "distance": "x"}, "distance"),
        ({"aim": "distance", "distance": "4000"}, "distance"),
        ({"aim": "race", "distance": "10", "race_date": "2001-01-01"}, "race"),
        ({"aim": "race", "distance": "10", "race_date": ""}, "race"),
    ],
)
def test_a_goal_that_cannot_be_is_refused_with_a_reason(client, send, sent: dict[str, str], problem: str):
    answer = send("/plan", **sent)
    assert answer.headers["location"] == f"/plan?problem={problem}"
    assert "That was not done" in client.get(answer.headers["location"]).text


def test_a_session_is_moved_once_its_effect_was_seen(client, send, running, planned):
    on, to = allowed_move(running, planned, Kind.RUN)
    where = ended(client, send("/plan/move", kind="run", on=on.isoformat(), to=to.isoformat()))
    seen = client.get(where)
    assert seen.status_code == 200
    assert "instead of" in text_of(seen.text)
    assert last_plan(running.store).plan == planned  # nothing is kept before it is accepted
    assert send(where).headers["location"] == "/plan?done=moved"
    kinds = {day.date: {each.kind for each in day.sessions} for day in last_plan(running.store).plan.days}
    assert Kind.RUN in kinds[to]
    assert Kind.RUN not in kinds[on]
    # Made anew, the plan leaves it where it was put.
    ended(client, send("/plan", aim="", weeks="2"))
    kinds = {day.date: {each.kind for each in day.sessions} for day in last_plan(running.store).plan.days}
    assert Kind.RUN in kinds[to]
    assert send(where).headers["location"] == "/plan?problem=past"


def test_a_move_against_a_rule_is_refused_with_the_reason(client, send, running, planned):
    strong = [day.date for day in planned.days if Kind.STRENGTH in {each.kind for each in day.sessions}]
    on, near = strong[-1], strong[-2] + timedelta(days=1)
    answer = send("/plan/move", kind="strength", on=on.isoformat(), to=near.isoformat())
    assert answer.status_code == 409
    assert "Strength would come too often, or on two days in a row." in text_of(answer.text)
    assert last_plan(running.store).plan == planned


def test_what_is_no_move_is_refused(client, send, planned):
    day = planned.days[0].date.isoformat()
    assert send("/plan/move", kind="dance", on=day, to=day).status_code == 400
    assert send("/plan/move", kind="run", on=day, to="x").status_code == 400
    assert send("/plan/move", kind="run", on=day, to=day).status_code == 409
    assert client.get("/plan/moves/made-up").status_code == 404


def test_a_warning_sign_takes_every_run_from_the_page_and_from_what_leaves_it(client, send, running, planned):
    assert "Easy run" in client.get("/plan.ics").text
    keep_answers(running.store, answers(bladder_change=True), running.now())
    page = client.get("/plan").text
    assert "Easy run" not in page
    assert "draggable" not in page
    assert "Get emergency care now" in page
    assert "Easy run" not in client.get("/plan.ics").text
    on, to = planned.days[0].date, planned.days[1].date
    answer = send("/plan/move", kind="run", on=on.isoformat(), to=to.isoformat())
    assert answer.status_code == 409
    assert "No running is planned for now" in text_of(answer.text)


def test_the_calendar_stays_the_same_for_the_same_plan(client, send, running, planned):
    first = client.get("/plan.ics")
    assert first.headers["content-type"].startswith("text/calendar")
    running.store.save_setting("units", "mi")
    assert client.get("/plan.ics").content == first.content
    on, to = allowed_move(running, planned, Kind.RUN)
    send(ended(client, send("/plan/move", kind="run", on=on.isoformat(), to=to.isoformat())))
    sequences = [
        int(re.search(rb"SEQUENCE:(\d+)", each)[1])
        for each in (first.content, client.get("/plan.ics").content)
    ]
    assert sequences[0] < sequences[1]


def test_the_plan_can_be_taken_along(client, home, planned):
    assert client.get("/plan/calendar").content.startswith(b"BEGIN:VCALENDAR")
    assert client.get("/plan/workouts").content.startswith(b"PK")
    week = client.get("/plan/week")
    assert "attachment" in week.headers["content-disposition"]
    assert b"Pain on waking" in week.content
    assert list(home.glob("outgoing-*")) == []


def test_every_exercise_has_its_page(client):
    listed = client.get("/plan/exercises").text
    for name, exercise in exercises().items():
        assert f"/plan/exercises/{name}" in listed
        page = client.get(f"/plan/exercises/{name}")
        assert page.status_code == 200
        assert "<svg" in page.text
        assert exercise.stop.split()[0] in page.text
    assert client.get("/plan/exercises/nothing").status_code == 404


def test_a_self_test_stands_beside_the_earlier_ones(client, send, running):
    assert send("/plan/tests", kind="plank", hold_s="48,5").headers["location"] == "/plan/tests?done=tested"
    assert "It is the first one" in text_of(client.get("/plan/tests").text)
    assert send("/plan/tests", kind="plank", hold_s="long").status_code == 400
    assert send("/plan/tests", kind="plank", hold_s="99999").status_code == 400
    keep_answers(running.store, answers(bladder_change=True), running.now())
    page = client.get("/plan/tests").text
    assert "Leave these tests for now" in page
    assert 'name="hold_s"' not in page


def test_a_decision_is_told_in_german(client, running):
    german = {"Accept-Language": "de"}
    until = time.monotonic() + 60
    while "Ein Lauf" not in (page := client.get("/", headers=german).text) and "ein Lauf" not in page:
        assert time.monotonic() < until
        time.sleep(0.05)
    card = page[page.index('class="decision"') : page.index('aria-labelledby="check-in"')]
    assert re.findall(r'<span lang="en">(.*?)</span>', card) == []


def test_the_plan_is_told_in_german(client, planned):
    page = client.get("/plan", headers={"Accept-Language": "de"}).text
    assert "Lockerer Lauf" in page
    headings = re.findall(r"<summary>(.*?)</summary>", page)
    assert [each for each in headings if 'lang="en"' in each] == []
