"""The part of the answer's page that shows what lies behind it: drawings, sentences and figures."""

from collections.abc import Sequence
from datetime import date
from html import escape

from backstride.report import explain_charts, sections, words
from backstride.report.figures import PAGE, Charts, legend
from backstride.report.series import Row
from backstride.verdict.answer import Answer, Explained

_POINTS = [("point", "best estimate"), ("span", "90% range")]


def explain_section(answer: Answer, drawn: Charts) -> str:
    """What lies behind the verdict on usual runs; empty where there is no estimate."""
    behind = answer.explain
    if behind is None:
        return ""
    caution = f"<p><b>{escape(behind.caution)}</b></p>" if behind.caution else ""
    parts = [_changed(behind), _mornings(behind, drawn), _effort(behind, drawn), _shoes(behind)]
    parts.append(_weeks(behind, drawn))
    return (
        '<section aria-labelledby="why"><h2 id="why">How this answer came about</h2>'
        f"{caution}{_plain(behind, drawn)}{''.join(parts)}</section>"
    )


def _plain(behind: Explained, drawn: Charts) -> str:
    rows = explain_charts.plain_rows(behind)
    title = "<h3>A plain count, and why it is not the answer</h3>"
    if not rows:
        return f"{title}<p>{escape(behind.plain_text)}</p>"
    drawn.datasets["plain"] = rows
    how = (
        "<p>Each line compares days with a run to days without one: pain on the last line of the diary "
        "before the run, pain on the first line after it, and the answer for that first line.</p>"
    )
    says = "; ".join(f"{row['name']}: {row['text']} points" for row in rows) + "."
    table = sections.table(("Compared", "Points"), ((str(row["name"]), str(row["text"])) for row in rows))
    chart = {"chart-plain": explain_charts.plain_chart(rows, PAGE)}
    keys = legend([("counted", "simply counted"), ("point", "the answer"), ("span", "90% range")])
    return title + how + drawn.figure(chart, says, keys + _below(behind.plain_text, table))


def _changed(behind: Explained) -> str:
    if behind.changed is None:
        return ""
    until = words.day(date.fromisoformat(behind.changed.until))
    return (
        "<h3>What the last week has changed</h3>"
        f"<p>{escape(behind.changed.text)} <small>A week ago the days up to {until} were known.</small></p>"
    )


def _mornings(behind: Explained, drawn: Charts) -> str:
    rows = drawn.datasets["mornings"] = explain_charts.morning_rows(behind.mornings)
    table = sections.table(
        ("Morning after the run", "Points", "90% range"),
        ((str(row["morning"]), *_cells(row)) for row in rows),
    )
    chart = {"chart-mornings": explain_charts.mornings_chart(rows, PAGE)}
    return "<h3>Morning by morning after a usual run</h3>" + drawn.figure(
        chart, behind.mornings_text, legend(_POINTS) + _below(behind.mornings_text, table)
    )


def _effort(behind: Explained, drawn: Charts) -> str:
    title = "<h3>By how hard the run is</h3>"
    if not behind.effort:
        return f"{title}<p>{escape(behind.effort_text)}</p>"
    rows = drawn.datasets["effort"] = explain_charts.effort_rows(behind.effort)
    table = sections.table(
        ("At high effort", "Points", "90% range"),
        ((f"{float(row['share'] or 0):.0%}", *_cells(row)) for row in rows),
    )
    chart = {"chart-effort": explain_charts.effort_chart(rows, PAGE)}
    keys = legend([("curve", "best estimate"), ("range", "90% range")])
    return title + drawn.figure(chart, behind.effort_text, keys + _below(behind.effort_text, table))


def _shoes(behind: Explained) -> str:
    if not behind.shoes:
        return ""
    table = sections.table(
        ("Pair of shoes", "Points", "90% range"),
        (
            (pair.shoe_id, words.points(pair.mean), words.interval(pair.q05, pair.q95))
            for pair in behind.shoes
        ),
    )
    return f"<h3>By pair of shoes</h3><p>{escape(behind.shoes_text)}</p>{table}"


def _weeks(behind: Explained, drawn: Charts) -> str:
    title = "<h3>Which weeks it rests on</h3>"
    if not behind.weeks:
        return f"{title}<p>{escape(behind.weeks_text)}</p>"
    rows = drawn.datasets["pulls"] = explain_charts.week_rows(behind.weeks)
    table = sections.table(
        ("Week from", "Points without it"),
        (
            (words.day(date.fromisoformat(pull.first_day)), _hundredths(pull.points_nrs))
            for pull in reversed(behind.weeks)
        ),
    )
    how = (
        "<p>How far the effect of a usual run would move, in points, if the pain of a week were left out.</p>"
    )
    chart = {"chart-weeks": explain_charts.weeks_chart(rows, PAGE)}
    keys = legend([("run", "the week that counts most"), ("soft", "other weeks")])
    return title + how + drawn.figure(chart, behind.weeks_text, keys + _below(behind.weeks_text, table))


def _below(says: str, table: str) -> str:
    return f"<figcaption>{escape(says)}</figcaption>{table}"


def _cells(row: Row) -> Sequence[str]:
    return (
        words.points(float(row["mean"] or 0)),
        words.interval(float(row["low"] or 0), float(row["high"] or 0)),
    )


def _hundredths(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−") if round(value, 2) else "0.00"
