"""Labels, symbols and number formats that every face shares; sentences on a runner come from ``verdict``."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from backstride.evidence import Entry, figure
from backstride.verdict.answer import Check, EffectRow, Verdict

_FACTOR = "factor:"
_FORESEEN_D = 365  # beyond a year a wait is not told in days
_OUTCOME_ORDER = {"fail": 0, "cannot_say": 1, "pass": 2}


@dataclass(frozen=True, slots=True)
class Label:
    """``short`` fits beside a chart (at most 16 characters); ``compares`` says what is set against what."""

    short: str
    compares: str


_SHORT = {
    "acute": "A usual run",
    "longterm": "Running for weeks",
    "factor:distance": "A longer run",
    "factor:intensity": "A harder run",
    "factor:hard": "Hard ground",
    "factor:downhill": "More downhill",
    "factor:spike": "A sudden jump",
    "factor:no_warmup": "No warm-up",
}


def _compares(estimand: str) -> str:
    """What is set against what; the figures are those that the effects were computed with."""

    def per_cent(entry_id: str) -> str:
        return f"{figure(entry_id):.0%}"

    match estimand:
        case "acute":
            return "a run like your own, against a day of rest"
        case "longterm":
            weeks = figure("longterm_days") / 7
            return f"your usual running kept up for {weeks:.0f} weeks, against none"
        case "factor:distance":
            return (
                f"{figure('contrast_distance_high'):g} times your usual distance, against your usual distance"
            )
        case "factor:intensity":
            high, low = per_cent("contrast_intensity_high"), per_cent("contrast_intensity_low")
            return f"{high} of the run at high effort, against {low}"
        case "factor:hard":
            return "asphalt or concrete all the way, against soft ground"
        case "factor:downhill":
            return (
                f"{figure('contrast_downhill_high'):g} metres of descent per kilometre, against flat ground"
            )
        case "factor:spike":
            times, window_d = figure("contrast_spike_high"), figure("spike_window_days")
            return (
                f"{times:g} times the longest run of the {window_d:.0f} days before, against no more than it"
            )
        case "factor:no_warmup":
            return "a run without a warm-up, against one with it"
    return "a run with more of it, against one with less"


def headline(sentence: str) -> tuple[str, str]:
    """The answer's first statement, to be shown large, and what follows it (empty where nothing does)."""
    ends = [found for found in (sentence.find(": "), sentence.find(". ")) if found > 0]
    if not ends:
        return sentence, ""
    end = min(ends)
    rest = sentence[end + 2 :]
    return sentence[:end] + ".", rest[0].upper() + rest[1:]


@dataclass(frozen=True, slots=True)
class Mark:
    """How a verdict looks: a word, a symbol and its plain-ASCII twin, so that colour never stands alone."""

    words: str
    symbol: str
    ascii: str


_MARKS = {
    Verdict.AGGRAVATES: Mark("more pain", "▲", "^"),
    Verdict.AGGRAVATES_WHEN: Mark("more pain after some", "▲", "^"),
    Verdict.HELPS: Mark("less pain", "▼", "v"),
    Verdict.NO_MEANINGFUL_EFFECT: Mark("no real difference", "■", "="),
    Verdict.CANNOT_TELL: Mark("cannot tell yet", "○", "?"),
}

_OUTCOMES = {
    "pass": Mark("passed", "✓", "ok"),
    "fail": Mark("failed", "✗", "!!"),
    "cannot_say": Mark("cannot say", "–", "--"),
}

NINETY = (
    "The figures come with a range. If backstride answered a hundred runners, in about ninety of them the "
    "true effect would lie inside its range, and in about ten outside it. A wide range means that the diary "
    "cannot yet say much; it does not mean that the effect is large."
)


def label(estimand: str) -> Label:
    """The words for an estimand; one that has none yet is named after itself."""
    name = estimand.removeprefix(_FACTOR).replace("_", " ").capitalize()
    return Label(_SHORT.get(estimand, name), _compares(estimand))


def mark(verdict: Verdict) -> Mark:
    return _MARKS[verdict]


def outcome(check: Check) -> Mark:
    """How a check's outcome looks; an outcome that has no words of its own shows as it is."""
    return _OUTCOMES.get(check.outcome, Mark(check.outcome, "–", "--"))


def sorted_checks(checks: Sequence[Check]) -> list[Check]:
    """Failed checks first, then those that cannot say, then the rest; otherwise in their order."""
    return sorted(checks, key=lambda check: _OUTCOME_ORDER.get(check.outcome, 1))


def meaningful_points(estimand: str) -> float:
    """The smallest effect that matters for this estimand, in points on the 0-10 scale."""
    kind = "factor" if estimand.startswith(_FACTOR) else estimand
    return figure(f"meaningful_{kind}")


def has_numbers(row: EffectRow) -> bool:
    """Whether the row has an estimate with its interval to draw."""
    return row.mean is not None and row.q05 is not None and row.q95 is not None


def undecided(rows: Sequence[EffectRow]) -> list[tuple[str, str]]:
    """What cannot be told, as (names, reason), one of each reason in the order of the rows.

    How many more days would help stands with each name, or with the reason where it is the same for all.
    """
    gathered: dict[str, list[EffectRow]] = {}
    for row in rows:
        if row.verdict is Verdict.CANNOT_TELL:
            gathered.setdefault(row.reason, []).append(row)
    told: list[tuple[str, str]] = []
    for reason, group in gathered.items():
        one_wait = len({row.days_needed for row in group}) == 1
        names = [label(row.estimand).short + ("" if one_wait else _wait(row, "")) for row in group]
        everything = one_wait and len(group) == len(rows) > 1
        named = "Every effect" if everything else _listed(names)
        told.append((named, reason + (_wait(group[0], " would help") if one_wait else "")))
    return told


def _wait(row: EffectRow, would_help: str) -> str:
    """How long to go on, no finer than it can be foreseen; nothing where more days would not help."""
    if not row.days_needed:
        return ""
    if row.days_needed > _FORESEEN_D:
        return f" (more than a year{would_help})"
    step = 1 if row.days_needed <= 10 else 5 if row.days_needed <= 100 else 10
    return f" (about {plural(math.ceil(row.days_needed / step) * step, 'more day')}{would_help})"


def _listed(names: Sequence[str]) -> str:
    """Names in a row, of which the first alone keeps its capital: "A usual run, hard ground"."""
    first, *rest = names
    return ", ".join([first, *(name[0].lower() + name[1:] for name in rest)])


def points(value: float) -> str:
    """A signed number of points with one decimal: "+0.4", "−1.2", "0.0"."""
    rounded = round(value, 1)
    if rounded == 0:
        return "0.0"
    return f"{'+' if rounded > 0 else '−'}{abs(rounded):.1f}"


def interval(low: float, high: float) -> str:
    return f"{points(low)} to {points(high)}"


def percent(share: float) -> str:
    """A probability in whole per cent; it is an estimate, so that it is never shown as none or all."""
    whole = round(share * 100)
    if whole == 0:
        return "under 1%"
    if whole == 100:
        return "over 99%"
    return f"{whole}%"


def day(of: date) -> str:
    """A date as people write it: "5 January 2026"."""
    return f"{of.day} {_MONTHS[of.month - 1]} {of.year}"


def plural(n: int, one: str, many: str | None = None) -> str:
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def figure_of(found: Entry) -> str:
    """An entry's figure in its unit, as it stands after the claim: ": 30 min".

    Nothing where it has none, and after a whole sentence, which says its figure itself.
    """
    if found.figure is None or found.claim.endswith("."):
        return ""
    if found.unit in _PARTS:
        return f": {100 * found.figure:g}%"
    unit = _UNITS.get(found.unit or "", found.unit or "")
    if found.figure == 1 and unit in _MANY:
        unit = unit.removesuffix("s")
    return f": {found.figure:g} {unit}".rstrip()


_PARTS = ("share", "probability")
_MANY = ("points", "days", "runs", "weeks", "draws", "steps", "runners", "years", "standard deviations")
_UNITS = {
    "nrs": "points",
    "d": "days",
    "1": "",
    "rank": "",
    "ratio": "times",
    "per week": "a week",
    "logit": "(logit scale)",
    "ratio_log": "(log scale)",
    "logit/nrs": "log-odds a point",
    "1/nrs": "a point",
    "step^2": "squared steps",
    "sd": "standard deviations",
}

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
