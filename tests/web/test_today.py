"""The check-in: written down, corrected, filled in for yesterday, and refused with a reason."""

import time
from datetime import date, timedelta

from running_home import answers, fill

from backstride.plan.goals import Goal
from backstride.plan.model import Gate, Intensity, Kind, Plan, PlanDay, Session, Stage
from backstride.store import Store
from backstride.usecases.plan import keep_plan
from backstride.usecases.screening import keep_answers
from web_pages import text_of


def lines(home):
    with Store.open(home) as store:
        return store.check_ins()


def test_an_empty_home_shows_the_way(client):
    page = text_of(client.get("/").text)
    assert "first five minutes" in page
    assert "/data" in client.get("/").text


def test_a_check_in_is_written_down_and_shown(client, send, home, a_thursday: date):
    answer = send("/check-in", day=a_thursday.isoformat(), pain_nrs="3", sleep_h="7,5", warmup="no")
    assert answer.status_code == 303
    page = client.get(answer.headers["location"])
    assert "Written down" in page.text
    assert "Pain 3 of 10" in text_of(page.text)
    (line,) = lines(home)
    assert (line.pain_nrs, line.sleep_h, line.warmup, line.stress_nrs) == (3.0, 7.5, False, None)


def test_a_later_one_corrects_and_leaves_the_rest(client, send, home, a_thursday: date):
    send("/check-in", day=a_thursday.isoformat(), pain_nrs="3", stress_nrs="5")
    send("/check-in", day=a_thursday.isoformat(), pain_nrs="4")
    (line,) = lines(home)
    assert (line.pain_nrs, line.stress_nrs) == (4.0, 5.0)


def test_yesterday_can_be_filled_in(client, send, home, a_thursday: date):
    yesterday = a_thursday - timedelta(days=1)
    page = client.get("/check-in", params={"day": yesterday.isoformat()})
    assert f'name="day" value="{yesterday.isoformat()}"' in page.text
    send("/check-in", day=yesterday.isoformat(), pain_nrs="2")
    assert lines(home)[0].date == yesterday


def test_a_day_that_has_not_been_is_today(client, a_thursday: date):
    page = client.get("/check-in", params={"day": "2999-01-01"})
    assert f'value="{a_thursday.isoformat()}"' in page.text


def test_what_cannot_be_is_refused_with_a_reason(send, home, a_thursday: date):
    answer = send("/check-in", day=a_thursday.isoformat(), pain_nrs="3", sleep_h="99")
    assert answer.status_code == 400
    assert "sleep 99" in answer.text
    assert lines(home) == []


def test_nothing_said_is_told(send, home, a_thursday: date):
    answer = send("/check-in", day=a_thursday.isoformat())
    assert answer.status_code == 400
    assert "nothing was chosen yet" in answer.text
    assert lines(home) == []


def test_what_a_script_sends_is_answered_with_a_status(send, home):
    assert send("/check-in", pain_nrs="3", by_script="1").status_code == 204
    assert send("/check-in", pain_nrs="33", by_script="1").status_code == 400
    assert len(lines(home)) == 1


def test_what_was_typed_is_shown_as_text(client, send):
    send("/check-in", pain_nrs="1", note="<script>alert(1)</script>")
    assert "<script>alert(1)" not in client.get("/").text


def test_the_questions_are_asked_for_while_they_are_due(client, send):
    send("/check-in", pain_nrs="3")
    assert "not been answered yet" in client.get("/").text
    assert 'href="/back/questions"' in client.get("/").text


def decided(client) -> str:
    """The page's text once the decision is there."""
    until = time.monotonic() + 60
    while "being worked out from what is on record" in (page := text_of(client.get("/").text)):
        assert time.monotonic() < until
        time.sleep(0.05)
    return page


def test_the_decision_follows_the_check_in_at_once(client, send, a_thursday: date):
    site = client.app.state.site
    fill(site.store, site.now())
    assert "Go: a run of up to 5.0 km." in decided(client)
    send("/check-in", day=a_thursday.isoformat(), pain_nrs="9")
    page = text_of(client.get("/").text)
    assert "Go: a run" not in page
    assert "Hold" in decided(client)


def test_a_warning_sign_stops_the_decision(client, send):
    site = client.app.state.site
    fill(site.store, site.now())
    keep_answers(site.store, answers(bladder_change=True), site.now())
    page = decided(client)
    assert "Get emergency care now" in page
    assert "Go: a run" not in page


def test_the_decision_speaks_of_the_planned_run(client, a_thursday: date):
    site = client.app.state.site
    fill(site.store, site.now())
    session = Session(kind=Kind.RUN, distance_km=4.2, duration_min=30, intensity=Intensity.EASY)
    day = PlanDay(date=a_thursday, sessions=(session,))
    plan = Plan(
        start=a_thursday, weeks=1, stage=Stage.CONTINUOUS, gate=Gate.GO, days=(day,), goal_text="Goal."
    )
    keep_plan(site.store, a_thursday, plan, Goal())
    page = decided(client)
    assert "Go: a run of up to 4.2 km." in page
    assert "Your plan has today: easy run of 4.2 km" in page
