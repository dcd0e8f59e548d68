"""The checks in plain words: what was looked at, what was found, and what a failure takes back."""

import math
from collections.abc import Mapping, Sequence
from datetime import date

from backstride.evidence import figure
from backstride.inference.checks import Finding, Lowers, lowers, unit
from backstride.verdict.answer import Check

_NO_VERDICT = "A date or the diary's time of day may be wrong, so no verdict is given."

TEXTS: Mapping[str, Mapping[str, str]] = {
    "sampling": {
        "pass": "The calculation settled.",
        "cannot_say": "The calculation settled less well than it should; the range may be a little off.",
        "fail": "The calculation did not settle, so no verdict is given.",
    },
    "same_morning": {
        "pass": "The pain of a morning does not show the run that came after it, as it should be.",
        "cannot_say": "There is too little to tell whether a morning's pain shows the run after it.",
        "fail": "The pain of a morning shows the run that came after it ({points} points), which cannot be. "
        + _NO_VERDICT,
    },
    "tomorrow": {
        "pass": "Tomorrow's run does not show in today's pain, as it should be.",
        "cannot_say": "There is too little to tell whether tomorrow's run shows in today's pain.",
        "fail": "Tomorrow's run shows in today's pain ({points} points), which cannot be. " + _NO_VERDICT,
    },
    "days_before": {
        "pass": "Runs do not show in the pain of the days before them, as it should be.",
        "cannot_say": "There is too little to tell whether runs show in the pain of the days before them.",
        "fail": "Runs show in the pain of the days before them ({points} points a day), which cannot be. "
        + _NO_VERDICT,
    },
    "diary": {
        "pass": "The diary looks like pain written down day by day: its ups and downs, zeros and repeats are "
        "as many as would be expected.",
        "cannot_say": "Too few days have pain written down to tell whether the diary looks as it should.",
        "fail": "The diary does not look like pain written down day by day: {about} stands out. So no "
        "verdict is given.",
    },
    "weeks": {
        "pass": "No single week carries the answer.",
        "cannot_say": "It cannot be told whether a single week carries the answer.",
        "fail": "The week from {day} carries much of the answer: without it, the effect of a usual run would "
        "be {points} points different. So no verdict is given on usual runs.",
    },
    "overlap": {
        "pass": "You ran and rested both on sore mornings and on good ones: like is compared with like.",
        "cannot_say": "There are few runs on sore mornings, or few rest days on good ones, so the comparison "
        "leans on the model.",
    },
    "halves": {
        "pass": "The first half of your diary and the second tell the same story.",
        "cannot_say": "There is too little to compare the first half of your diary with the second.",
        "fail": "The first half of your diary and the second differ: a usual run goes with {points} points "
        "in the second half, compared with the first. The answer is the middle of both.",
    },
    "prior": {
        "pass": "The answer comes from your days: starting from other assumptions hardly moves it.",
        "cannot_say": "Your days say so little that the answer is mostly what was assumed at the start.",
        "fail": "The answer leans on what was assumed at the start: with other assumptions it would be "
        "{points} points different.",
    },
    "placebo": {
        "pass": "With the runs moved to days on which they could not matter, no effect is found, as it "
        "should be.",
        "cannot_say": "The test with runs moved to other days could not say whether the method finds effects"
        " that are not there.",
        "fail": "With the runs moved to days on which they could not matter, an effect is found all the same:"
        " take the answer with great care.",
    },
    "unmeasured": {
        "cannot_say": "Something that is not written down (lifting, travel, a hard week) could move both "
        "your pain and your running. To turn this answer round, it would have to make a run about {odds} "
        "times as likely, or as unlikely, and change the pain of the next mornings by about {size} points of "
        "10. Only trying it out on purpose could rule that out.",
    },
}
"""Text by check and outcome; an outcome that a check never has is not there."""

ABOUT: Mapping[str, str] = {
    "spread": "how far it goes up and down",
    "zeros": "how often it says zero",
    "tens": "how often it says ten",
    "persistence": "how much a morning is like the one before",
    "copied": "how often a day says just what it said some whole weeks before",
    "favourite": "how often one and the same number comes up",
    "unchanged": "how often a day says just what the day before said",
}

REASONS: Mapping[str, str] = {
    "sampling": "the calculation did not settle",
    "same_morning": "the pain of a morning shows the run that came after it, which cannot be",
    "tomorrow": "tomorrow's run shows in today's pain, which cannot be",
    "days_before": "runs show in the pain of the days before them, which cannot be",
    "diary": "the diary does not look like pain written down day by day",
    "weeks": "a single week carries much of the answer",
}
"""Why there is no verdict, by the check that failed."""

_SEE_DATES = (
    "See whether your pain is written in the morning, before running (if in the evening, answer with "
    "--diary-time evening), and whether your runs stand on the right days."
)
ADVICE: Mapping[str, str] = {
    "same_morning": _SEE_DATES,
    "tomorrow": _SEE_DATES,
    "days_before": _SEE_DATES,
    "diary": "Write down each day's pain on that day, as it is. Leave a day empty rather than fill it in "
    "later: an empty day does no harm.",
    "weeks": "Look at the week that carries the answer: was there a mistake, an illness, a journey? More "
    "weeks will make it weigh less.",
}


def check(finding: Finding) -> Check:
    """The finding as every face shows it."""
    known = math.isfinite(finding.value)
    points = f"{finding.value:+.1f}".replace("-", "\N{MINUS SIGN}") if known else "unknown"
    text = TEXTS[finding.id][finding.outcome].format(
        points=points,
        size=f"{abs(finding.value):.1f}" if known else "unknown",
        odds=f"{figure('check_unmeasured_odds'):g}",
        about=ABOUT.get(finding.about, "something"),
        day=_day(finding.about) if finding.id == "weeks" and finding.about else "",
    )
    return Check(
        id=finding.id,
        outcome=finding.outcome,
        text=text,
        value=round(finding.value, 3) if known else None,
        unit=unit(finding),
        lowers=lowers(finding).value,
    )


def _day(iso: str) -> str:
    of = date.fromisoformat(iso)
    return f"{of.day} {of:%B} {of.year}"


def reason(findings: Sequence[Finding], acute: bool) -> str | None:
    """Why a verdict is taken back, from the first check that does; None where none does."""
    for finding in findings:
        taken = lowers(finding)
        if taken is Lowers.ALL or (taken is Lowers.ACUTE and acute):
            return REASONS[finding.id]
    return None


def advice(findings: Sequence[Finding]) -> tuple[str, ...]:
    """What to do about the checks that failed, each thing once."""
    said = (ADVICE[finding.id] for finding in findings if finding.outcome == "fail" and finding.id in ADVICE)
    return tuple(dict.fromkeys(said))
