"""The decision in plain sentences.

Nothing here diagnoses, and what is seen together is never called a cause.
"""

import math
from collections.abc import Mapping, Sequence

from backstride.evidence import figure
from backstride.inference.checks import Finding
from backstride.inference.design import DAYS_PER_WEEK
from backstride.inference.factors import ALIKE, UNKNOWN
from backstride.inference.fit import Counts
from backstride.verdict import check_words
from backstride.verdict.answer import EffectRow, Verdict
from backstride.verdict.rules import days_to_begin, missing_days

_AFTER = {
    "distance": "longer runs",
    "intensity": "harder runs",
    "hard": "runs on asphalt or concrete",
    "downhill": "runs with much downhill",
    "spike": "sudden jumps in distance",
    "no_warmup": "runs without a warm-up",
}

_UNKNOWN_FACTOR = {
    "distance": "the distance of your runs",
    "intensity": "how hard your runs were",
    "hard": "the ground that you run on",
    "downhill": "the downhill in your runs",
    "spike": "sudden jumps in distance",
    "no_warmup": "your warm-ups",
}

_ALIKE = {
    "distance": "length",
    "intensity": "effort",
    "hard": "the ground under them",
    "downhill": "their downhill",
    "no_warmup": "their warm-up",
}

_LAYOUT_ROUND_FROM_DAYS = 20  # a wait that is longer is said in rounder figures
_LAYOUT_ROUND_TO_DAYS = 5  # as people speak of a wait of weeks

_MORE_OR_LESS = {Verdict.AGGRAVATES: "more", Verdict.HELPS: "less"}

_NOT_PROOF = "This is a pattern in your own days, not proof of what causes it."


def sentence(verdict: Verdict, blamed: Sequence[str], rows: Sequence[EffectRow], n_spikes: int) -> str:
    """The answer in one to five sentences, the plain one first."""
    acute = rows[0]
    by_name = {row.estimand.removeprefix("factor:"): row for row in rows}
    in_doubt = acute.verdict is Verdict.CANNOT_TELL and acute.reason in check_words.REASONS.values()
    parts: list[str] = []
    match verdict:
        case Verdict.AGGRAVATES:
            parts.append(f"Yes, it looks as if running aggravates your lower back: {_compared(acute)}.")
            if blamed:
                parts.append(f"It stands out after {_listed([_AFTER[name] for name in blamed])}.")
            parts.append(_NOT_PROOF)
        case Verdict.AGGRAVATES_WHEN:
            runs = _listed([_AFTER[name] for name in blamed])
            points = _listed([_points_after(by_name[name]) for name in blamed])
            parts.append(f"Some of your runs look bad for your lower back: {runs} ({points}).")
            parts.append(_usual_aside(acute))
            parts.append(_NOT_PROOF)
        case Verdict.HELPS:
            parts.append(f"No, it looks as if running eases your lower back: {_compared(acute)}.")
            parts.append(_NOT_PROOF)
        case Verdict.NO_MEANINGFUL_EFFECT:
            parts.append(
                "No, it looks as if your usual runs make no difference to your lower back that would matter: "
                f"{_compared(acute)}."
            )
            parts.append(_NOT_PROOF)
        case _:
            parts.append(f"It cannot be told yet whether running hurts your lower back: {acute.reason}.")
            if in_doubt:
                parts.append("Do not rely on the figures until that is cleared up.")
            elif acute.mean is not None:
                parts.append(f"So far, {_compared(acute)}.")
    longterm = by_name["longterm"]
    if longterm.verdict in _MORE_OR_LESS and longterm.verdict is not acute.verdict:
        parts.append(_over_weeks(longterm))
    elif verdict is Verdict.NO_MEANINGFUL_EFFECT and longterm.verdict is Verdict.CANNOT_TELL:
        parts.append("What running for weeks does cannot be told yet.")
    if (
        not in_doubt
        and verdict is not Verdict.AGGRAVATES
        and by_name["spike"].verdict is Verdict.CANNOT_TELL
        and acute.mean is not None
    ):
        parts.append(f"This speaks of your usual runs; {_jumps(by_name['spike'], n_spikes)}.")
    return " ".join(parts)


def _jumps(spike: EffectRow, n_spikes: int) -> str:
    """What is known of sudden jumps where they cannot be judged: not known is not none."""
    if spike.reason == UNKNOWN:
        return "whether any was a sudden jump in distance is not known"
    if not n_spikes:
        return "there is no sudden jump in distance on record"
    return f"sudden jumps in distance ({n_spikes} on record) cannot be judged yet"


def _compared(row: EffectRow) -> str:
    """The acute effect in words, with its range."""
    if row.mean is None or row.q05 is None or row.q95 is None:
        raise ValueError("a row without numbers cannot be compared")
    span = f"90% range {_signed(row.q05)} to {_signed(row.q95)}"
    if abs(row.mean) < figure("meaningful_acute") / 2:
        return (
            "over the three mornings after a usual run, your pain is about the same as after a day of rest "
            f"({span} points of 10)"
        )
    side = "higher" if row.mean > 0 else "lower"
    return (
        f"over the three mornings after a usual run, your pain is about {abs(row.mean):.1f} points of 10 "
        f"{side} than after a day of rest ({span})"
    )


def _over_weeks(row: EffectRow) -> str:
    """The long-term effect in words, for where it says something else than a single run does."""
    weeks = figure("longterm_days") / DAYS_PER_WEEK
    return (
        f"Over weeks it looks different: your usual running, kept up for {weeks:.0f} weeks, goes with about "
        f"{abs(row.mean or 0.0):.1f} points of 10 {_MORE_OR_LESS[row.verdict]} pain than none "
        f"(90% range {_signed(row.q05)} to {_signed(row.q95)})."
    )


def _signed(points: float | None) -> str:
    if points is None:
        return "unknown"
    tenths = round(points, 1)
    return f"{tenths:+.1f}".replace("-", "\N{MINUS SIGN}") if tenths else "0.0"


def _points_after(row: EffectRow) -> str:
    return f"about {row.mean:.1f} points of 10 more pain, 90% range {_signed(row.q05)} to {_signed(row.q95)}"


def _usual_aside(acute: EffectRow) -> str:
    match acute.verdict:
        case Verdict.NO_MEANINGFUL_EFFECT:
            return "Your usual runs seem to make no difference that would matter."
        case Verdict.HELPS:
            return "Your usual runs are followed by less pain, not more."
        case _:
            return "Of your usual runs it cannot be told yet."


def _listed(items: Sequence[str]) -> str:
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + " and " + items[-1]


def advice_to_begin(counts: Counts) -> tuple[str, ...]:
    """What to log, and for how long, where there is too little for an answer."""
    lack = missing_days(counts)
    if counts.frozen and not lack:
        return ("Write down each morning's pain as it is that morning: so far every day says the same.",)
    weeks = math.ceil(days_to_begin(counts) / DAYS_PER_WEEK)
    said = [
        f"Allow about {'one more week' if weeks == 1 else f'{weeks} more weeks'} before the first answer."
    ]
    if "checkins" in lack:
        said.append(
            "Write down your lower-back pain (0 to 10) every morning, before any training: "
            f"{lack['checkins']} more days."
            + (" Zero counts too: write it down." if not counts.n_checkins else "")
        )
    if "run_days" in lack:
        said.append(
            f"Bring in your runs from your watch or phone: {lack['run_days']} more days with a run are "
            "needed."
        )
    if "rest_days" in lack:
        said.append(
            f"Days without a run are needed for comparison: {lack['rest_days']} more. Bring in your watch's "
            "files up to today, so that it is known on which days you did not run."
        )
    return tuple(said)


def advice(
    rows: Sequence[EffectRow], absent: Mapping[str, str], findings: Sequence[Finding], counts: Counts
) -> tuple[str, ...]:
    """What would make the answer surer."""
    acute = rows[0]
    begun = not missing_days(counts)
    said = [] if begun else list(advice_to_begin(counts))
    if begun and acute.verdict is Verdict.CANNOT_TELL and acute.days_needed:
        low, high = _day_range(acute.days_needed)
        said.append(
            f"Go on writing down your pain each morning: about {low} to {high} more days should settle the "
            "main question, if things stay as they are."
        )
    if acute.n_checkins < figure("checkin_share_wanted") * acute.n_days:
        said.append(
            f"Pain is written down on {acute.n_checkins} of {acute.n_days} days. Writing it on good days as "
            "well as bad ones narrows the range most."
        )
    unknown = [_UNKNOWN_FACTOR[name] for name, why in absent.items() if why == UNKNOWN]
    if unknown:
        said.append(
            f"Too little is known of {_listed(unknown)} to judge {'it' if len(unknown) == 1 else 'them'}."
        )
    alike = [_ALIKE[name] for name, why in absent.items() if why == ALIKE and name in _ALIKE]
    if alike:
        said.append(f"Your runs are too much alike in {_listed(alike)} to judge what that does.")
    if begun and any(finding.id == "overlap" and finding.outcome != "pass" for finding in findings):
        said.append(
            "You hardly ever run on sore mornings, or hardly ever rest on good ones. Rest on a few good "
            "mornings would tell more than many more days like these."
        )
    return tuple(said)


def _day_range(days: int) -> tuple[int, int]:
    """The foreseen wait as a range, rounded to what a person would say."""
    low, high = days * figure("days_needed_low"), days * figure("days_needed_high")
    step = _LAYOUT_ROUND_TO_DAYS if high > _LAYOUT_ROUND_FROM_DAYS else 1
    return max(1, int(low / step) * step), math.ceil(high / step) * step
