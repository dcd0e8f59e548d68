"""When the questions are due again: never asked, a jump, a change, pain that stays, or time gone by."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from statistics import fmean, median

from backstride.evidence import figure

DAYS_PER_WEEK = 7
_WORD = re.compile(r"[^\W\d_]+")
_SMALL_WORDS = frozenset({"a", "an", "and", "at", "in", "is", "it", "my", "of", "on", "the", "to", "when"})


class Cause(StrEnum):
    """Why the questions are due."""

    NEVER_ASKED = "never_asked"
    JUMP = "jump"
    CHANGE = "change"
    PERSISTENCE = "persistence"
    INTERVAL = "interval"


@dataclass(frozen=True, slots=True)
class Renewal:
    """That the questions are due, why, in what words, and on which entries of the registry that rests."""

    cause: Cause
    text: str
    evidence: tuple[str, ...]


def renewal_due(
    pain_nrs: Mapping[date, float],
    *,
    screened_on: date | None,
    today: date,
    changed_on: date | None = None,
) -> Renewal | None:
    """Why the questions are due on ``today``; None where they are not.

    ``pain_nrs`` is the diary, 0-10, by local date; a date without a line is unknown, and so is a week without
    one: then the shorter interval counts. ``screened_on``: the local date of the last answers, None for
    never. ``changed_on``: the last date on which the runner noted that the pain is of another kind or
    elsewhere. A jump and a change count after the date of the last answers; pain that stays counts once, when
    it has come to stay since then.
    """
    if screened_on is None:
        return _due(Cause.NEVER_ASKED)
    if _has_jumped(pain_nrs, screened_on, today):
        return _due(Cause.JUMP)
    if changed_on is not None and screened_on < changed_on <= today:
        return _due(Cause.CHANGE)
    if _stays(pain_nrs, today) and not _stays(pain_nrs, screened_on):
        return _due(Cause.PERSISTENCE)
    return _due(Cause.INTERVAL) if today >= next_due(pain_nrs, screened_on=screened_on, today=today) else None


def next_due(pain_nrs: Mapping[date, float], *, screened_on: date, today: date) -> date:
    """When the questions are due again because of time gone by, as the diary stands on ``today``."""
    lately_nrs = _mean(pain_nrs, today)
    is_quiet = lately_nrs is not None and lately_nrs < figure("screen_pain_present_nrs")
    return screened_on + timedelta(
        days=figure("screen_interval_quiet_days") if is_quiet else figure("screen_interval_days")
    )


def usual_nrs(pain_nrs: Mapping[date, float], day: date) -> float | None:
    """The usual pain before ``day``: the median of the days before it, None where too few have a line."""
    before = _window(pain_nrs, day - timedelta(days=1), int(figure("screen_usual_days")))
    return median(before) if len(before) >= figure("screen_usual_min_days") else None


def last_change(described: Mapping[date, str], *, screened_on: date, today: date) -> date | None:
    """The last date since the answers on which the runner's own words for the pain (where it is, or when it
    comes) have nothing in common with those before; None where there is none.

    ``described``: by date, without those on which nothing was said. Words are compared, not understood, so
    that "left buttock" after "lower back" is a change and "lower back, left" is not.
    """
    before: set[str] = set()
    changed = None
    for day in sorted(day for day in described if day <= today):
        words = set(_WORD.findall(described[day].casefold())) - _SMALL_WORDS
        if before and words and not words & before and day > screened_on:
            changed = day
        before |= words
    return changed


_WHY = {
    Cause.NEVER_ASKED: "The questions about warning signs have not been answered yet.",
    Cause.JUMP: "Your pain is well above its usual.",
    Cause.CHANGE: "Your pain has changed.",
    Cause.PERSISTENCE: "Your pain has hardly eased in weeks.",
    Cause.INTERVAL: "It is a while since you last answered the questions about warning signs.",
}
_EVIDENCE = {
    Cause.NEVER_ASKED: ("screen_review",),
    Cause.JUMP: ("screen_review", "screen_jump_nrs"),
    Cause.CHANGE: ("screen_review",),
    Cause.PERSISTENCE: ("screen_course", "screen_course_weeks", "screen_course_share"),
    Cause.INTERVAL: ("screen_review", "screen_interval_days", "screen_interval_quiet_days"),
}


def _due(cause: Cause) -> Renewal:
    again = "Please answer them." if cause is Cause.NEVER_ASKED else "Please answer the questions again."
    return Renewal(cause, f"{_WHY[cause]} {again}", _EVIDENCE[cause])


def _has_jumped(pain_nrs: Mapping[date, float], screened_on: date, today: date) -> bool:
    """Whether some day since the last answers lies well above the usual of the days before it."""
    for day, pain in pain_nrs.items():
        if screened_on < day <= today:
            usual = usual_nrs(pain_nrs, day)
            if usual is not None and pain >= usual + figure("screen_jump_nrs"):
                return True
    return False


def _stays(pain_nrs: Mapping[date, float], day: date) -> bool:
    """Whether on ``day`` the pain has hardly eased over weeks in which most does. False if unknown."""
    now = _mean(pain_nrs, day)
    then = _mean(pain_nrs, day - timedelta(days=figure("screen_course_weeks") * DAYS_PER_WEEK))
    if now is None or then is None or min(now, then) < figure("screen_pain_present_nrs"):
        return False
    return (then - now) / then < figure("screen_course_share")


def _mean(pain_nrs: Mapping[date, float], last: date) -> float | None:
    """The mean over the days that end with ``last``; None where none of them has a line."""
    found = _window(pain_nrs, last, int(figure("screen_recent_days")))
    return fmean(found) if found else None


def _window(pain_nrs: Mapping[date, float], last: date, days: int) -> list[float]:
    dates = (last - timedelta(days=back) for back in range(days))
    return [pain_nrs[day] for day in dates if day in pain_nrs]
