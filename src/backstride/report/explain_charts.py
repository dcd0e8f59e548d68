"""The charts of what lies behind the answer, as Vega-Lite specifications without data (see ``charts``)."""

import math
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from backstride.report import words
from backstride.report.chart_style import AXIS_PX, Palette, Spec, finish
from backstride.report.charts import span_points
from backstride.report.series import Row
from backstride.verdict.answer import CurvePoint, Explained, Gap, WeekPull

_LABEL = "datum.value === 0 ? '0' : datum.label"
_ROWS = ("Before your runs", "After your runs", "The answer")


def morning_rows(curve: Sequence[CurvePoint]) -> list[Row]:
    return [{"morning": int(point.at), **_range(point.mean, point.q05, point.q95)} for point in curve]


def effort_rows(curve: Sequence[CurvePoint]) -> list[Row]:
    return [{"share": round(point.at, 3), **_range(point.mean, point.q05, point.q95)} for point in curve]


def week_rows(pulls: Sequence[WeekPull]) -> list[Row]:
    """``d`` to ``e``, the day after the week's last; which one pulls most stands in ``most``."""
    most = max((abs(pull.points_nrs) for pull in pulls), default=0.0)
    return [
        {
            "d": pull.first_day,
            "e": (date.fromisoformat(pull.first_day) + timedelta(days=7)).isoformat(),
            "points": round(pull.points_nrs, 3),
            "most": "yes" if abs(pull.points_nrs) == most else "no",
        }
        for pull in pulls
    ]


def plain_rows(behind: Explained) -> list[Row]:
    """The plain counts above the answer for the first morning; without counts there is nothing to draw."""
    if behind.before_run is None or behind.after_run is None:
        return []
    parts: tuple[Gap | CurvePoint, ...] = (behind.before_run, behind.after_run, behind.mornings[0])
    return [
        {
            "name": name,
            "kind": "answer" if name == _ROWS[-1] else "count",
            **_range(part.mean, part.q05, part.q95),
            "text": f"{words.points(part.mean)} ({words.interval(part.q05, part.q95)})",
        }
        for name, part in zip(_ROWS, parts, strict=True)
    ]


def mornings_chart(rows: Sequence[Row], palette: Palette) -> Spec:
    """The effect on each morning with its 90% range. Data set: ``mornings``."""
    import altair as alt

    x = alt.X("morning:O").axis(title="morning after the run", labelAngle=0, grid=False, ticks=False)
    scale, axis = _points_axis(rows)
    shared = {"x": x, "tooltip": _tips(alt.Tooltip("morning:O", title="Morning"))}
    base = alt.Chart(alt.NamedData("mornings"))
    layers = [
        *_references(palette, rows),
        base.mark_rule(color=palette.pain, strokeWidth=3, strokeCap="round").encode(
            y=alt.Y("low:Q", scale=scale, axis=axis), y2="high", **shared
        ),
        base.mark_point(
            size=110, filled=True, opacity=1, color=palette.pain, stroke=palette.paper, strokeWidth=1.5
        ).encode(y=alt.Y("mean:Q", scale=scale), **shared),
    ]
    return finish(alt.LayerChart(layer=layers), palette, height=200)


def effort_chart(rows: Sequence[Row], palette: Palette) -> Spec:
    """The acute effect by the share of the run at high effort, with its band. Data set: ``effort``."""
    import altair as alt

    shares = [float(row["share"] or 0) for row in rows]
    x = (
        alt.X("share:Q")
        .scale(domain=[min(shares), max(shares)], nice=False)
        .axis(title="share of the run at high effort", format=".0%", grid=False, tickCount=6)
    )
    scale, axis = _points_axis(rows)
    base = alt.Chart(alt.NamedData("effort"))
    layers = [
        base.mark_area(color=palette.pain, opacity=0.2).encode(x, alt.Y("low:Q"), alt.Y2("high")),
        *_references(palette, rows),
        base.mark_line(color=palette.pain, strokeWidth=2.5).encode(
            x,
            alt.Y("mean:Q", scale=scale, axis=axis),
            tooltip=_tips(alt.Tooltip("share:Q", title="High effort", format=".0%")),
        ),
    ]
    return finish(alt.LayerChart(layer=layers), palette, height=200)


def weeks_chart(rows: Sequence[Row], palette: Palette) -> Spec:
    """How far the effect moves without each week; what moves it most stands out. Data set: ``pulls``."""
    import altair as alt

    span = span_points([float(row["points"] or 0) for row in rows])
    span = min(span, max(_half_tenth(max(abs(float(row["points"] or 0)) for row in rows)), 0.1))
    y = (
        alt.Y("points:Q")
        .scale(domain=[-span, span], nice=False)
        .axis(title="points of pain", format="+.2~f", labelExpr=_LABEL, tickCount=5, minExtent=AXIS_PX)
    )
    base = alt.Chart(alt.NamedData("pulls")).transform_calculate(
        start="+toDate(datum.d) + 86400000 * 0.4", end="+toDate(datum.e) - 86400000 * 0.4"
    )
    x = alt.X("start:T").axis(title=None, grid=False, labelOverlap=True, tickCount=6, format="%-d %b")
    tips = [
        alt.Tooltip("d:T", title="Week from", format="%-d %B %Y"),
        alt.Tooltip("points:Q", title="Points", format="+.2f"),
    ]
    layers = [
        base.transform_filter("datum.most === 'no'")
        .mark_bar(color=palette.run_soft)
        .encode(x, y, x2="end", y2=alt.Y2Datum(0), tooltip=tips),
        base.transform_filter("datum.most === 'yes'")
        .mark_bar(color=palette.run)
        .encode(x, y, x2="end", y2=alt.Y2Datum(0), tooltip=tips),
        alt.Chart(alt.InlineData(values=[{"at": 0}]))
        .mark_rule(color=palette.muted, strokeWidth=1)
        .encode(y=alt.datum(0)),
    ]
    return finish(alt.LayerChart(layer=layers), palette, height=160)


def plain_chart(rows: Sequence[Row], palette: Palette) -> Spec:
    """The plain counts and the answer, one below the other. Data set: ``plain``."""
    import altair as alt

    span = span_points([float(row[key] or 0) for row in rows for key in ("low", "high")])
    x_axis = alt.Axis(
        title="← less\u2003points of pain\u2003more →",
        format="+.1~f",
        labelExpr=_LABEL,
        values=[-span, -span / 2, 0, span / 2, span],
        labelFlush=False,
        titlePadding=10,
    )
    scale = alt.Scale(domain=[-span, span], nice=False)
    y = (
        alt.Y("name:N")
        .sort(list(_ROWS))
        .axis(title=None, ticks=False, domain=False, labelPadding=10, labelLimit=150, labelFontSize=13)
    )
    shared = {
        "y": y,
        "tooltip": [alt.Tooltip("name:N", title=" "), alt.Tooltip("text:N", title="Points")],
    }
    base = alt.Chart(alt.NamedData("plain"))
    layers: list[Any] = [
        base.mark_rule(color=palette.muted, strokeWidth=1).encode(x=alt.datum(0)),
    ]
    for kind, colour, fill in (("count", palette.same, palette.paper), ("answer", palette.pain, None)):
        part = base.transform_filter(f"datum.kind === '{kind}'")
        layers += [
            part.mark_rule(strokeWidth=3, strokeCap="round", color=colour).encode(
                alt.X("low:Q", scale=scale, axis=x_axis), alt.X2("high"), **shared
            ),
            part.mark_point(
                size=100,
                filled=True,
                opacity=1,
                color=fill or colour,
                stroke=colour if fill else palette.paper,
                strokeWidth=2,
            ).encode(alt.X("mean:Q", scale=scale), **shared),
        ]
    return finish(alt.LayerChart(layer=layers), palette, height=36 * len(rows))


def _range(mean: float, low: float, high: float) -> Row:
    return {"mean": round(mean, 2), "low": round(low, 2), "high": round(high, 2)}


def _half_tenth(value: float) -> float:
    """The next twentieth above."""
    return math.ceil(value * 20) / 20


def _points_axis(rows: Sequence[Row]) -> tuple[Any, Any]:
    """A scale and an axis of points that hold no effect and, twice over, the smallest that matters."""
    import altair as alt

    size = words.meaningful_points("acute")
    bounds = [float(row[key] or 0) for row in rows for key in ("low", "high")]
    ends = [math.floor(2 * min(*bounds, 0)) / 2, math.ceil(2 * max(*bounds, 0)) / 2]
    at = size if _worse(rows) else -size
    ends = [min(ends[0], 2 * min(at, 0)), max(ends[1], 2 * max(at, 0))]
    scale = alt.Scale(domain=ends, nice=False)
    return scale, alt.Axis(
        title="points of pain", format="+.2~f", labelExpr=_LABEL, tickCount=5, minExtent=AXIS_PX
    )


def _worse(rows: Sequence[Row]) -> bool:
    return float(rows[0]["mean"] or 0) >= 0


def _references(palette: Palette, rows: Sequence[Row]) -> list[Any]:
    """No effect, and the smallest that matters on the side where the effect lies."""
    import altair as alt

    at = words.meaningful_points("acute") * (1 if _worse(rows) else -1)
    line = alt.Chart(alt.InlineData(values=[{"at": 0}]))
    return [
        line.mark_rule(color=palette.muted, strokeWidth=1).encode(y=alt.datum(0)),
        line.mark_rule(color=palette.muted, strokeWidth=1, strokeDash=[4, 3]).encode(y=alt.datum(at)),
        line.mark_text(
            text="enough to matter",
            align="right",
            baseline="bottom" if at > 0 else "top",
            dx=-4,
            dy=-3 if at > 0 else 3,
            color=palette.muted,
            fontSize=12,
        ).encode(x=alt.value("width"), y=alt.datum(at)),
    ]


def _tips(place: Any) -> list[Any]:
    import altair as alt

    return [
        place,
        alt.Tooltip("mean:Q", title="Points", format="+.1f"),
        alt.Tooltip("low:Q", title="From", format="+.1f"),
        alt.Tooltip("high:Q", title="To", format="+.1f"),
    ]
