"""What was done about the back, or else befell the runner, from the diary: stretches of dates."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from backstride.records.checkin import EVENT_KINDS, CheckIn


@dataclass(frozen=True, slots=True)
class Event:
    """A kind of event on every date from ``first`` to ``last``; ``note`` in the runner's words."""

    kind: str
    first: date
    last: date
    note: str | None = None


def events_of(check_ins: Iterable[CheckIn]) -> list[Event]:
    """The events of a diary as it counts, by their first date; dates in a row with the same note are one."""
    found: list[Event] = []
    under_way: dict[str, int] = {}
    for line in sorted(check_ins, key=lambda line: line.date):
        for kind in EVENT_KINDS:
            if not getattr(line, f"event_{kind}"):
                continue
            place = under_way.get(kind)
            yesterday = line.date - timedelta(days=1)
            if place is not None and (found[place].last, found[place].note) == (yesterday, line.event_note):
                found[place] = replace(found[place], last=line.date)
            else:
                under_way[kind] = len(found)
                found.append(Event(kind, line.date, line.date, line.event_note))
    return found
