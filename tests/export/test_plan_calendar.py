"""The plan as a calendar: read by another library, and line by line as RFC 5545 wants it."""

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import NamedTuple

import ics
import pytest
from hypothesis import given, settings

from backstride.export.plan_calendar import plan_calendar
from backstride.plan.blocks import sessions_shown
from backstride.plan.model import Change, Gate, Plan
from backstride.report import plan_words
from made_plans import HARD_RUN, REST, RUN, START, STRENGTH, WALK, WEEK, full_plan, make_plan, plans

NOW = datetime(2026, 11, 24, 8, 30, tzinfo=timezone(timedelta(hours=1)))


def made(plan: Plan, **more) -> bytes:
    return plan_calendar(plan, **({"calendar_id": "me", "now": NOW, "sequence": 3} | more))


class Line(NamedTuple):
    name: str
    parameters: dict[str, str]
    value: str


def read(data: bytes) -> list[Line]:
    """The lines of a calendar, unfolded. AssertionError where RFC 5545 does not allow them."""
    assert data.endswith(b"\r\n")
    folded = data[:-2].split(b"\r\n")
    for octets in folded:
        assert len(octets) <= 75
        assert not re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", octets), octets
        octets.decode("utf-8")  # no character is split between two lines
    text = "\n".join(octets.decode("utf-8") for octets in folded).replace("\n ", "")
    lines = []
    for line in text.split("\n"):
        found = re.fullmatch(r"([A-Z][A-Z0-9-]*)((?:;[A-Z-]+=[A-Za-z0-9-]+)*):(.*)", line)
        assert found, line
        parameters = dict(pair.split("=") for pair in found[2].split(";")[1:])
        lines.append(Line(found[1], parameters, found[3]))
    return lines


def plain(text: str) -> str:
    """A TEXT value as it was meant. AssertionError where something in it is not escaped, or wrongly."""
    assert re.fullmatch(r"(?:[^\\,;]|\\[\\,;nN])*", text), text
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], text)


def events(data: bytes) -> tuple[dict[str, Line], list[dict[str, Line]]]:
    """The calendar's own properties and those of each event, of which none stands twice."""
    outer, inner, inside = [], [], False
    first, *lines, last = read(data)
    assert (first.name, first.value, last.name, last.value) == ("BEGIN", "VCALENDAR", "END", "VCALENDAR")
    for line in lines:
        if line.name in ("BEGIN", "END"):
            assert line.value == "VEVENT"
            assert inside == (line.name == "END")
            inside = not inside
            if inside:
                inner.append([])
        else:
            (inner[-1] if inside else outer).append(line)
    for properties in (outer, *inner):
        assert not [name for name, n in Counter(line.name for line in properties).items() if n > 1]
    return {line.name: line for line in outer}, [{line.name: line for line in event} for event in inner]


def on(event: dict[str, Line]) -> tuple[date, date]:
    """The first date of an event and the one after its last."""
    for name in ("DTSTART", "DTEND"):
        assert event[name].parameters == {"VALUE": "DATE"}
    first, end = (date.fromisoformat(event[name].value) for name in ("DTSTART", "DTEND"))
    return first, end


def summaries(data: bytes) -> dict[date, list[str]]:
    found: dict[date, list[str]] = {}
    for event in events(data)[1]:
        found.setdefault(on(event)[0], []).append(plain(event["SUMMARY"].value))
    return found


def test_every_session_is_an_event_of_its_local_date():
    said = summaries(made(make_plan()))
    assert list(said) == [START + timedelta(days) for days in range(14)]
    assert said[START] == ["Easy run, 5.25 km", "Strength, 4 exercises"]
    assert said[START + timedelta(6)] == ["Rest"]


def test_events_take_whole_days_and_make_nobody_busy():
    _, found = events(made(make_plan()))
    for event in found:
        first, end = on(event)
        assert end - first == timedelta(days=1)
        assert event["TRANSP"].value == "TRANSPARENT"
        assert event["CLASS"].value == "PRIVATE"
        assert event["DTSTAMP"].value == "20261124T073000Z"
        assert event["SEQUENCE"].value == "3"


def test_the_calendar_says_what_it_is_and_when_to_look_again():
    calendar, _ = events(made(full_plan()))
    assert calendar["VERSION"].value == "2.0"
    assert calendar["PRODID"].value.startswith("-//backstride//")
    assert calendar["REFRESH-INTERVAL"] == Line("REFRESH-INTERVAL", {"VALUE": "DURATION"}, "PT6H")
    assert calendar["X-PUBLISHED-TTL"] == Line("X-PUBLISHED-TTL", {}, "PT6H")
    assert plain(calendar["NAME"].value) == plain(calendar["X-WR-CALNAME"].value) == "backstride plan"
    assert plain(calendar["X-WR-CALDESC"].value).split("\n") == [
        "Run 10 km without more pain, by May; slowly, then further.",
        'Shorter; softer, then longer: both \\ and "this" are fine.',
        "Zoë’s weeks get lighter in week 4.",
    ]


def test_an_event_says_what_to_do_what_changed_and_why():
    _, (run, strength, *_) = events(made(full_plan()))
    assert plain(run["DESCRIPTION"].value).split("\n") == [
        *plan_words.steps(RUN),
        "Changed: Run shortened from 6 km to 5.25 km",
        *(f"Why: {claim}." for claim in plan_words.why(RUN.why)),
    ]
    assert plain(strength["DESCRIPTION"].value).split("\n") == plan_words.steps(STRENGTH)
    assert (run["CATEGORIES"].value, strength["CATEGORIES"].value) == ("Run", "Strength")


def uids(data: bytes) -> dict[tuple[date, str], str]:
    return {(on(event)[0], event["SUMMARY"].value): event["UID"].value for event in events(data)[1]}


def test_a_changed_plan_changes_events_and_doubles_none():
    week = list(WEEK)
    before = uids(made(make_plan(*week)))
    week[4] = (WALK,)
    after = uids(made(make_plan(*week), now=NOW + timedelta(days=1), sequence=4))
    assert set(before.values()) == set(after.values())
    assert len(set(before.values())) == len(before) == 8
    friday = START + timedelta(4)
    assert before[friday, "Hard run\\, 30 min"] == after[friday, "Walk\\, 30 min"]


def test_a_plan_that_starts_later_keeps_the_events_of_its_dates():
    first, later = make_plan(*WEEK), make_plan(*WEEK[1:])
    later = replace(later, start=first.days[1].date, days=first.days[1:])
    assert set(uids(made(later)).items()) < set(uids(made(first)).items())


def test_another_calendar_has_other_events():
    mine, hers = (set(uids(made(make_plan(), calendar_id=name)).values()) for name in ("me", "her"))
    assert not mine & hers


@pytest.mark.parametrize("gate", [Gate.HOLD, Gate.STOP])
def test_under_a_gate_the_calendar_says_so_and_holds_no_runs(gate: Gate):
    calendar, (notice, *rest) = events(made(full_plan(gate)))
    heading, text = plan_words.notice(gate) or ("", "")
    assert plain(calendar["NAME"].value) == f"backstride plan: {heading}"
    assert plain(calendar["DESCRIPTION"].value).startswith(text)
    assert plain(notice["SUMMARY"].value) == heading
    assert plain(notice["DESCRIPTION"].value).startswith(text)
    assert plan_words.EMERGENCY in plain(notice["DESCRIPTION"].value)
    assert on(notice) == (START, START + timedelta(14))
    assert not {event["CATEGORIES"].value for event in rest} & {"Run", "Run-walk"}
    assert {on(event)[0] for event in rest} == {START + timedelta(days) for days in range(14)}


def test_the_notice_goes_when_the_gate_opens_and_the_runs_take_back_their_events():
    held, free = (
        uids(made(make_plan((RUN,), (REST,), (HARD_RUN,), gate=gate))) for gate in (Gate.HOLD, Gate.GO)
    )
    assert set(free.values()) < set(held.values())


def test_the_same_arguments_give_the_same_bytes():
    assert made(full_plan()) == made(full_plan())
    assert made(full_plan()) == made(full_plan(), now=NOW.astimezone(UTC))


def test_another_library_reads_every_event():
    plan = full_plan()
    calendar = ics.Calendar(made(plan).decode())
    read_back = {
        (event.begin.date(), event.name): (event.description, event.categories, event.duration, event.all_day)
        for event in calendar.events
    }
    assert len(calendar.events) == 16
    said = events(made(plan))[1]
    assert read_back == {
        (on(event)[0], plain(event["SUMMARY"].value)): (
            plain(event["DESCRIPTION"].value),
            {event["CATEGORIES"].value},
            timedelta(days=1),
            True,
        )
        for event in said
    }


def test_characters_that_programs_take_for_the_end_of_a_line_break_none():
    plan = make_plan(
        (RUN,),
        changes=(Change(date=START, text="a\u2028b\u2029c\td\r\ne\x85f\x0bg", why="spike_ratio_threshold"),),
    )
    _, (event,) = events(made(plan))
    lines = plain(event["DESCRIPTION"].value).split("\n")
    start = lines.index("Changed: a")
    assert lines[start : start + 4] == ["Changed: a", "b", "c d", "efg"]
    (read_back,) = ics.Calendar(made(plan).decode()).events
    assert read_back.description.split("\n") == lines


@settings(deadline=None)
@given(plan=plans)
def test_any_plan_is_a_calendar_with_an_event_for_each_session_shown(plan: Plan):
    calendar, found = events(made(plan))
    assert len({event["UID"].value for event in found}) == len(found)
    for event in found:
        first, end = on(event)
        assert first < end
        for name in ("SUMMARY", "DESCRIPTION", "CATEGORIES"):
            assert plain(event[name].value).strip()
    for name in ("NAME", "X-WR-CALNAME"):
        plain(calendar[name].value)
    sessions = [(day.date, plan_words.title(each)) for day in plan.days for each in sessions_shown(plan, day)]
    told = [(on(event)[0], plain(event["SUMMARY"].value)) for event in found]
    assert told[len(found) - len(sessions) :] == sessions
    assert len(found) - len(sessions) == (plan.gate is not Gate.GO)


@settings(deadline=None, max_examples=25)
@given(plan=plans)
def test_another_library_reads_any_plan(plan: Plan):
    calendar = ics.Calendar(made(plan).decode())
    assert sorted((event.uid, event.begin.date()) for event in calendar.events) == sorted(
        (event["UID"].value, on(event)[0]) for event in events(made(plan))[1]
    )
