"""What lies behind an answer, in plain sentences. What goes together is never called a cause."""

from collections.abc import Sequence
from datetime import date

from backstride.evidence import figure
from backstride.verdict.answer import CurvePoint, EffectRow, Gap, ShoeEffect, Verdict, WeekPull

CAUTION = "A check has failed, so these figures are not to be relied on until that is cleared up."

_SAID = {
    Verdict.AGGRAVATES: "that usual runs look bad for your back",
    Verdict.HELPS: "that usual runs look good for your back",
    Verdict.NO_MEANINGFUL_EFFECT: "that usual runs seem to make no difference that would matter",
    Verdict.CANNOT_TELL: "that it could not be told",
}
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")
_LAYOUT_TENTH = 0.1  # differences are told to a tenth of a point; less is told as none


def _side(points: float) -> str:
    """ "about 0.4 points higher", "about the same"."""
    tenths = round(abs(points), 1)
    if not tenths:
        return "about the same"
    return f"about {tenths:.1f} points {'higher' if points > 0 else 'lower'}"


def _signed(points: float) -> str:
    tenths = round(points, 1)
    return f"{tenths:+.1f}".replace("-", "\N{MINUS SIGN}") if tenths else "0.0"


def mornings(curve: Sequence[CurvePoint]) -> str:
    matters = figure("meaningful_acute")
    first = curve[0]
    said = f"On the first morning after a usual run, pain is {_side(first.mean)} compared with a day of rest."
    if all(abs(point.mean) < matters for point in curve):
        return f"{said} On none of the seven mornings is the difference as large as what matters."
    fades = next((k for k, point in enumerate(curve) if all(abs(p.mean) < matters for p in curve[k:])), None)
    if fades is None:
        return f"{said} A week later it is still {_side(curve[-1].mean)}."
    return f"{said} From the {_ORDINALS[fades]} morning on, the difference is too small to matter."


def effort(curve: Sequence[CurvePoint]) -> str:
    if not curve:
        return "How hard your runs were is not known well enough to draw this."
    low, high = curve[0], curve[-1]
    told = [
        f"with {point.at:.0%} at high effort, {_side(point.mean)} (90% range {_signed(point.q05)} to "
        f"{_signed(point.q95)})"
        for point in (low, high)
    ]
    return f"Pain over the three mornings after a run, compared with rest: {told[0]}; {told[1]}."


def weeks(pulls: Sequence[WeekPull], acute: EffectRow) -> str:
    if not pulls:
        return "There are too few weeks to say which count most."
    largest = max(pulls, key=lambda pull: abs(pull.points_nrs))
    if round(abs(largest.points_nrs), 1) < _LAYOUT_TENTH:
        return "No single week counts much: without any one of them the answer would be about the same."
    off = "lower" if largest.points_nrs < 0 else "higher"
    share = acute.sd and abs(largest.points_nrs) / acute.sd
    steady = (
        " That is small beside the range of the answer."
        if share and share < figure("check_weeks_max_sd") / 2
        else ""
    )
    return (
        f"The week from {_day(largest.first_day)} counts most: without it, the effect of a usual run would "
        f"be {abs(largest.points_nrs):.1f} points {off}.{steady}"
    )


def plain(before: Gap | None, after: Gap | None, curve: Sequence[CurvePoint]) -> str:
    """The plain count beside the answer, and why they differ."""
    if before is None or after is None:
        return "There are too few days of both kinds to count plainly."
    answer = curve[0].mean
    said = (
        f"Simply counted, pain after your runs is {_side(after.mean)} compared with pain after days without "
        f"one. The answer for that first morning is: {_side(answer)}."
    )
    if round(abs(after.mean - answer), 1) < 2 * _LAYOUT_TENTH:
        if round(abs(before.mean), 1) < 2 * _LAYOUT_TENTH:
            return f"{said} The two agree, as they should where runs fall on good and bad days alike."
        return f"{said} Here the two come out about the same."
    if round(abs(before.mean), 1) >= 2 * _LAYOUT_TENTH and (before.mean > 0) == (after.mean - answer > 0):
        kind = "less" if before.mean < 0 else "more"
        return (
            f"{said} They differ because your runs do not fall on just any day: even before you set off, "
            f"pain on those days was {_side(before.mean)} than on the others. Days with {kind} pain tend to "
            f"follow each other, so the plain count mixes up which days you chose with what came after. "
            f"About {abs(after.mean - answer):.1f} points of it come from that and from the ups and downs "
            "that the answer allows for."
        )
    return (
        f"{said} They differ because the answer also allows for what else was going on: slow ups and downs, "
        "sleep, stress, and runs close to each other."
    )


def shoes(pairs: Sequence[ShoeEffect]) -> str:
    """What is known of the pairs against each other; empty where no two can be compared."""
    if not pairs:
        return ""
    worse = [pair.shoe_id for pair in pairs if pair.verdict is Verdict.AGGRAVATES]
    if worse:
        return f"Pain is higher after runs in {' and '.join(worse)} than after your runs in all pairs."
    if all(pair.verdict is Verdict.NO_MEANINGFUL_EFFECT for pair in pairs):
        return "None of your pairs seems to make a difference that would matter."
    return "Whether any of your pairs makes a difference that would matter cannot be told yet."


def changed(before: EffectRow, now: EffectRow, check_ins: int, run_days: int) -> str:
    week = f"{_count(check_ins, 'check-in')} and {_count(run_days, 'day')} with a run"
    if before.mean is None or before.q05 is None or before.q95 is None:
        return f"A week ago there was too little for any figure. Since then there are {week} more."
    if now.mean is None or now.q05 is None or now.q95 is None:
        return f"A week ago there was a figure, and now there is none: {now.reason}."
    if before.verdict is now.verdict:
        said = f"A week ago the answer was the same: {_SAID[now.verdict]}."
    else:
        said = f"A week ago the answer was {_SAID[before.verdict]}; now it is {_SAID[now.verdict]}."
    move = now.mean - before.mean
    narrower = (now.q95 - now.q05) - (before.q95 - before.q05)
    moved = (
        "left the figure where it was"
        if round(abs(move), 1) < _LAYOUT_TENTH
        else f"moved the figure by {abs(move):.1f} points {'up' if move > 0 else 'down'}"
    )
    span = (
        "the range is about as wide as before"
        if round(abs(narrower), 1) < _LAYOUT_TENTH
        else f"the range is {abs(narrower):.1f} points {'narrower' if narrower < 0 else 'wider'}"
    )
    if before.verdict is not now.verdict and now.verdict is Verdict.CANNOT_TELL:
        span += f". The reason now: {now.reason}"
    return f"{said} The week since ({week}) {moved}, and {span}."


def _count(n: int, one: str) -> str:
    return f"{n} {one if n == 1 else one + 's'}"


def _day(iso: str) -> str:
    of = date.fromisoformat(iso)
    return f"{of.day} {of:%B} {of.year}"
