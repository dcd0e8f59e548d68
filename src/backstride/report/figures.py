"""The parts of the answer's page that hold charts, with their keys, captions and tables, as HTML."""

import json
from datetime import date, timedelta
from html import escape

from backstride.records import Days
from backstride.report import charts, sections, timeline, words
from backstride.report.chart_style import Palette, Spec
from backstride.report.series import (
    DAILY_LIMIT,
    Counts,
    Row,
    count,
    day_rows,
    first_and_last,
    last,
    run_lengths,
    spans,
    week_rows,
)
from backstride.verdict.answer import Answer

_DAY, _WEEK = timedelta(days=1), timedelta(days=7)

PAGE = Palette(
    **{name: f"var(--{name.replace('_', '-')})" for name in Palette.__dataclass_fields__ if name != "font"},
    font='ui-sans-serif, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif',
)
"""The page's own custom properties, so that charts follow its light, dark and printed style by themselves."""


class Charts:
    """The charts of one page over data sets that they share."""

    def __init__(self) -> None:
        self.specs: dict[str, Spec] = {}
        self.datasets: dict[str, list[Row]] = {}

    def figure(self, drawn: dict[str, Spec], says: str, below: str) -> str:
        """A figure of one chart or of several that stand above one another; ``says`` is what is to be seen.

        ``says`` is for those who do not see the chart; ``below`` is HTML: keys, caption, table.
        """
        self.specs |= drawn
        places = "".join(f'<div class="chart" id="{name}" aria-hidden="true"></div>' for name in drawn)
        return (
            f'<figure><div role="img" aria-label="{escape(says)}">{places}</div>'
            '<p class="failed">The chart could not be drawn here; its figures stand in the tables.</p>'
            f"{below}</figure>"
        )

    def data(self) -> str:
        """The charts and their data as JSON that may stand inside a script element."""
        return json.dumps(
            {"charts": self.specs, "datasets": self.datasets}, ensure_ascii=False, separators=(",", ":")
        ).replace("<", "\\u003c")


def effects_figure(answer: Answer, drawn: Charts) -> str:
    """The effects that have numbers; empty where none has."""
    rows = charts.effect_rows(answer.effects)
    if not rows:
        return ""
    drawn.datasets["effects"] = rows
    says = "; ".join(f"{row['name']}: {row['text']} points" for row in rows)
    return drawn.figure({"chart-effects": charts.effects_chart(rows, PAGE)}, f"{says}.", "")


def days_section(days: Days, drawn: Charts) -> str:
    """Pain and runs day by day, and week by week where the days are many."""
    title = '<h2 id="days">Your pain and your runs</h2>'
    ends = first_and_last(days)
    if ends is None:
        return f'<section aria-labelledby="days">{title}<p>No day is on record yet.</p></section>'
    shown = last(days, DAILY_LIMIT)
    heading = f"<h3>The last {DAILY_LIMIT} days, day by day</h3>" if len(days) > DAILY_LIMIT else ""
    weekly = ""
    if len(days) > DAILY_LIMIT:
        weekly = f"<h3>All {words.plural(len(days), 'day')}, week by week</h3>{_weekly(days, drawn)}"
    order = (
        "Pain was written in the morning, before that day’s run; what a run does shows on later days."
        if days.diary_time == "morning"
        else "Pain was written in the evening, after that day’s run; what a run does shows from that day on."
    )
    return (
        f'<section aria-labelledby="days">{title}'
        f"<p>{order} Where the pain was not written down the line breaks.</p>"
        f"{heading}{_daily(shown, drawn)}{weekly}</section>"
    )


def _daily(days: Days, drawn: Charts) -> str:
    ends = first_and_last(days)
    assert ends is not None
    rows = day_rows(days)
    drawn.datasets |= {
        "days": rows,
        "pain_gaps": spans(rows, lambda row: row["pain"] is None, _DAY),
        "run_gaps": spans(rows, lambda row: row["s"] == "unknown", _DAY),
    }
    states = {str(row["s"]) for row in rows}
    gaps = bool(drawn.datasets["pain_gaps"] or drawn.datasets["run_gaps"])
    keys = [("pain", "pain")]
    keys += [(state, text) for state, text in _STATES if state in states]
    keys += [("unknown", "not known")] if gaps else []
    says = _says(count(days))
    return drawn.figure(
        {
            "chart-pain": timeline.pain_chart(*ends, days.diary_time, PAGE),
            "chart-runs": timeline.runs_chart(*ends, PAGE),
        },
        says,
        f"{legend(keys)}<figcaption>{escape(says)}</figcaption>{sections.day_table(rows)}",
    )


def _weekly(days: Days, drawn: Charts) -> str:
    rows = week_rows(days)
    drawn.datasets |= {
        "weeks": rows,
        "pain_gap_weeks": spans(rows, lambda row: row["pain"] is None, _WEEK),
        "run_gap_weeks": spans(rows, lambda row: row["km"] is None, _WEEK),
    }
    keys = [
        ("pain", "mean pain of the week"),
        ("range", "lowest to highest"),
        ("run", "distance of the week"),
    ]
    if any(row["unknown"] and row["km"] for row in rows):
        keys.append(("partly", "at least so many: some days are not known"))
    if drawn.datasets["pain_gap_weeks"] or drawn.datasets["run_gap_weeks"]:
        keys.append(("unknown", "not known"))
    monday = date.fromisoformat(str(rows[0]["d"]))
    sunday = monday + len(rows) * _WEEK - _DAY
    says = _says(count(days))
    return drawn.figure(
        {
            "chart-weekly-pain": timeline.weekly_pain_chart(monday, sunday, days.diary_time, PAGE),
            "chart-weekly-runs": timeline.weekly_runs_chart(monday, sunday, PAGE),
        },
        says,
        f"{legend(keys)}<figcaption>{escape(says)}</figcaption>{sections.week_table(rows)}",
    )


def _says(counts: Counts) -> str:
    """What the timeline shows, for those who do not see it."""
    if counts.pain_middle_nrs is None:
        pain = "No pain was written down on these days."
    else:
        low, middle, high = counts.pain_low_nrs, counts.pain_middle_nrs, counts.pain_high_nrs
        known = f"known on {counts.check_ins:,} of {words.plural(counts.days, 'day')}"
        pain = f"Pain between {low:g} and {high:g}, typically {middle:g}, {known}."
    runs = (
        f"Runs on {words.plural(counts.run_days, 'day')}, {counts.distance_km:,.0f} km in all, "
        f"{words.plural(counts.rest_days, 'day')} without a run"
    )
    unknown = f", {counts.unknown_run_days:,} not known" if counts.unknown_run_days else ""
    return f"{pain} {runs}{unknown}."


def dose_section(answer: Answer, days: Days, drawn: Charts) -> str:
    """The effect of a run by its length, where there is a curve."""
    title = '<h2 id="dose">Does the length of the run matter?</h2>'
    rows = charts.dose_rows(answer.dose_response)
    if len(rows) < 2:
        told = "<p>There are too few days for a curve yet.</p>"
        return f'<section aria-labelledby="dose">{title}{told}</section>'
    drawn.datasets |= {"dose": rows, "lengths": _within(rows, run_lengths(days))}
    shortest, longest = answer.dose_response[0], answer.dose_response[-1]
    says = (
        f"A run of {shortest.distance_km:.1f} km: {words.points(shortest.mean)} points, "
        f"one of {longest.distance_km:.1f} km: {words.points(longest.mean)} points, against a day of rest."
    )
    keys = legend([("curve", "best estimate"), ("range", "90% range"), ("tick", "lengths of your own runs")])
    figure = drawn.figure(
        {"chart-dose": charts.dose_chart(rows, PAGE)},
        says,
        f"{keys}<figcaption>{escape(says)}</figcaption>{sections.dose_table(rows)}",
    )
    how = (
        "<p>How much pain differs over the three mornings after a run of each length, compared with a day of "
        "rest, in points from 0 to 10. All else is as in your own runs.</p>"
    )
    return f'<section aria-labelledby="dose">{title}{how}{figure}</section>'


def _within(curve: list[Row], lengths: list[Row]) -> list[Row]:
    """The lengths that the curve reaches."""
    ends = [float(row["km"] or 0) for row in curve]
    return [row for row in lengths if min(ends) <= float(row["km"] or 0) <= max(ends)]


_STATES = (("run", "run"), ("run?", "run of unknown length"), ("rest", "no run"))
_GLYPHS = {
    "pain": '<path d="M1 7h18" stroke="var(--pain)" stroke-width="2"/>'
    '<circle cx="10" cy="7" r="3" fill="var(--pain)"/>',
    "curve": '<path d="M1 7h18" stroke="var(--pain)" stroke-width="2.5"/>',
    "range": '<rect x="1" y="2" width="18" height="10" fill="var(--pain)" opacity=".2"/>',
    "run": '<rect x="7" y="1" width="6" height="12" fill="var(--run)"/>',
    "partly": '<rect x="7" y="1.5" width="6" height="11" fill="var(--run-soft)" stroke="var(--run)"/>',
    "run?": '<path d="M10 2l5 5-5 5-5-5z" fill="none" stroke="var(--run)" stroke-width="1.5"/>',
    "rest": '<circle cx="10" cy="9" r="2" fill="var(--muted)"/>',
    "unknown": '<rect x="1" y="1" width="18" height="12" fill="var(--unknown)" stroke="var(--line)"/>',
    "soft": '<rect x="7" y="1" width="6" height="12" fill="var(--run-soft)"/>',
    "point": '<circle cx="10" cy="7" r="4" fill="var(--pain)"/>',
    "counted": '<circle cx="10" cy="7" r="4" fill="var(--paper)" stroke="var(--same)" stroke-width="2"/>',
    "span": '<path d="M2 7h16" stroke="var(--pain)" stroke-width="3" stroke-linecap="round"/>',
    "tick": '<path d="M5 2v10M10 2v10M13 2v10" stroke="var(--run)" stroke-width="1.5"/>',
}


def legend(keys: list[tuple[str, str]]) -> str:
    """A legend in the page's own type; the chart engine's does not wrap on a narrow screen."""
    items = "".join(
        '<li><svg width="20" height="14" viewBox="0 0 20 14" aria-hidden="true">'
        f"{_GLYPHS[name]}</svg>{text}</li>"
        for name, text in keys
    )
    return f'<ul class="keys">{items}</ul>'
