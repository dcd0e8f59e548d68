"""A plan as an iCalendar file or feed (RFC 5545, with the refresh interval of RFC 7986).

Every session is one event of a whole local date, since a plan names no hour, and none of them makes its owner
"busy". A day of rest has its event too: where a calendar file is imported anew, the event of a run that was
taken out is then replaced by one of rest and does not stay behind. An event is known by its date and its
place among the sessions of that date, so that a change of plan changes events and doubles none.
"""

import unicodedata
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid5

from backstride import __version__
from backstride.plan.blocks import sessions_shown
from backstride.plan.model import Change, Plan, Session
from backstride.report import plan_words

if TYPE_CHECKING:
    from icalendar import Calendar, Event

REFRESH: Final = timedelta(hours=6)
"""How long a program that follows the feed may wait before it looks again: a check-in changes the plan."""

_OURS = UUID("6f1a7c1e-6a2b-5c0e-9d53-0b5e7a41c2d8")  # the namespace of our events' ids, drawn once
_NAME = "backstride plan"
_NOTICE_CATEGORY = "Important"
_ONE_DAY = timedelta(days=1)
_BLANKS = {ord("\t"): " ", 0x2028: "\n", 0x2029: "\n"}  # some programs end a line at the last two


def plan_calendar(plan: Plan, *, calendar_id: str, now: datetime, sequence: int) -> bytes:
    """The plan as a calendar's bytes; the same arguments give the same bytes.

    ``calendar_id`` tells this runner's calendar from any other's and never changes. ``now``: when this plan
    was made, in any zone; ``sequence``: a number that no earlier version of the plan exceeds, from 0 to
    2^31 - 1. A feed hands on those of the plan, not of the request, or every event looks changed each time.
    Under ``hold`` and ``stop`` there are no runs, and an event over all the days says so. KeyError where
    a ``why`` is none of the registry's ids.
    """
    from icalendar import Calendar, vText

    calendar = Calendar()
    calendar.add("prodid", f"-//backstride//backstride {__version__}//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    notice = plan_words.notice(plan.gate)
    heading = f"{_NAME}: {notice[0]}" if notice else _NAME
    about = "\n".join(_lines(notice[1] if notice else "", plan.goal_text, *plan.notes))
    for name in ("name", "x-wr-calname"):
        calendar.add(name, vText(heading))
    for name in ("description", "x-wr-caldesc") if about else ():
        calendar.add(name, vText(about))
    _add_refresh(calendar)
    for event in _events(plan, calendar_id):
        event.add("dtstamp", now.astimezone(UTC))
        event.add("sequence", sequence)
        event.add("class", "PRIVATE")  # it is about somebody's health
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _add_refresh(calendar: "Calendar") -> None:
    from icalendar import vDuration

    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))


def _events(plan: Plan, calendar_id: str) -> Iterator["Event"]:
    notice = plan_words.notice(plan.gate)
    if notice and plan.days:
        heading, text = notice
        about = "\n".join(_lines(text, *plan.notes, plan_words.EMERGENCY))
        event = _event(plan.days[0].date, plan.days[-1].date, heading, about, _NOTICE_CATEGORY)
        event.add("uid", str(uuid5(_OURS, f"{calendar_id}/notice")))
        yield event
    for day in plan.days:
        changes = [change for change in plan.changes if change.date == day.date]
        for place, session in enumerate(sessions_shown(plan, day), 1):
            about = _about(session, changes if place == 1 else [])
            category = plan_words.KINDS[session.kind]
            event = _event(day.date, day.date, plan_words.title(session), about, category)
            event.add("uid", str(uuid5(_OURS, f"{calendar_id}/{day.date}/{place}")))
            yield event


def _event(first: date, last: date, summary: str, description: str, category: str) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("dtstart", first)
    event.add("dtend", last + _ONE_DAY)
    event.add("summary", summary)
    event.add("description", description)
    event.add("categories", [category])
    return event


def _about(session: Session, changes: list[Change]) -> str:
    """What to do, what changed, and why, a line each."""
    changed = [f"Changed: {change.text}" for change in changes]
    claims = plan_words.why((*session.why, *(change.why for change in changes)))
    reasons = [f"Why: {claim}." for claim in claims]
    return "\n".join(_lines(*plan_words.steps(session), *changed, *reasons))


def _lines(*texts: str) -> list[str]:
    """The texts that say something, without the characters that no line of a calendar may hold."""
    cleaned = ("".join(filter(_may_stand, text.translate(_BLANKS))).strip() for text in texts)
    return [text for text in cleaned if text]


def _may_stand(character: str) -> bool:
    """Neither a control character (but the end of a line) nor half of a pair, which UTF-8 does not have."""
    return character == "\n" or unicodedata.category(character) not in ("Cc", "Cs")
