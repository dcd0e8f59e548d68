"""The charts of the effects, as Vega-Lite specifications without data: each names the sets that it draws.

Every chart is as wide as the element that holds it. Altair is imported where it is used: it is slow to load.
"""

import math
from collections.abc import Sequence

from backstride.report import words
from backstride.report.chart_style import AXIS_PX, Palette, Spec, finish
from backstride.report.series import Row
from backstride.verdict.answer import DosePoint, EffectRow, Verdict

_LABEL = "datum.value === 0 ? '0' : datum.label"
_SPANS_POINTS = (1.0, 2.0, 3.0, 5.0, 10.0)
_SHAPES = {
    Verdict.AGGRAVATES: "triangle-up",
    Verdict.HELPS: "triangle-down",
    Verdict.NO_MEANINGFUL_EFFECT: "square",
    Verdict.CANNOT_TELL: "circle",
}


def effect_rows(effects: Sequence[EffectRow]) -> list[Row]:
    """The rows that have numbers, for ``effects_chart``; without any there is nothing to draw."""
    return [
        {
            "name": words.label(row.estimand).short,
            "mean": round(row.mean, 2),
            "low": round(row.q05, 2),
            "high": round(row.q95, 2),
            "size": words.meaningful_points(row.estimand),
            "verdict": row.verdict.value,
            "text": f"{words.points(row.mean)} ({words.interval(row.q05, row.q95)})",
        }
        for row in effects
        if row.mean is not None and row.q05 is not None and row.q95 is not None
    ]


def dose_rows(dose_response: Sequence[DosePoint]) -> list[Row]:
    return [
        {
            "km": round(point.distance_km, 1),
            "mean": round(point.mean, 2),
            "low": round(point.q05, 2),
            "high": round(point.q95, 2),
        }
        for point in dose_response
    ]


def span_points(values: Sequence[float]) -> float:
    """Half the width of a symmetric scale of effects that holds ``values``: one of a few round numbers."""
    largest = max((abs(value) for value in values), default=0.0)
    return next((span for span in _SPANS_POINTS if span >= largest), math.ceil(largest))


def effects_chart(rows: Sequence[Row], palette: Palette) -> Spec:
    """Each effect with its 90% interval over the band that is too small to matter. Data set: ``effects``."""
    import altair as alt

    span = span_points([float(row[key] or 0) for row in rows for key in ("low", "mean", "high", "size")])
    order = [str(row["name"]) for row in rows]
    y = (
        alt.Y("name:N")
        .sort(order)
        .axis(title=None, ticks=False, domain=False, labelPadding=10, labelLimit=150, labelFontSize=13)
    )
    scale = alt.Scale(domain=[-span, span], nice=False)
    axis = alt.Axis(
        title="← less\u2003points of pain\u2003more →",
        format="+.1~f",
        labelExpr=_LABEL,
        values=[-span, -span / 2, 0, span / 2, span],
        labelFlush=False,
        titlePadding=10,
    )
    base = alt.Chart(alt.NamedData("effects"))
    shared = {
        "y": y,
        "tooltip": [alt.Tooltip("name:N", title="Effect"), alt.Tooltip("text:N", title="Points")],
    }
    colour = (
        alt.Color("verdict:N")
        .legend(None)
        .scale(
            domain=[verdict.value for verdict in _SHAPES],
            range=[palette.worse, palette.better, palette.same, palette.same],
        )
    )
    shape = (
        alt.Shape("verdict:N")
        .legend(None)
        .scale(domain=[verdict.value for verdict in _SHAPES], range=list(_SHAPES.values()))
    )
    layers = [
        base.transform_calculate(minus="-datum.size")
        .mark_bar(color=palette.margin, height={"band": 0.82})
        .encode(alt.X("minus:Q", scale=scale, axis=axis), alt.X2("size"), **shared),
        base.mark_rule(color=palette.muted, strokeWidth=1).encode(x=alt.datum(0)),
        base.mark_rule(strokeWidth=3, strokeCap="round").encode(
            alt.X("low:Q", scale=scale), alt.X2("high"), color=colour, **shared
        ),
        base.mark_point(size=130, filled=True, opacity=1, stroke=palette.paper, strokeWidth=1.5)
        .transform_filter(f"datum.verdict !== '{Verdict.CANNOT_TELL.value}'")
        .encode(alt.X("mean:Q", scale=scale), color=colour, shape=shape, **shared),
        base.mark_point(
            size=90, filled=True, opacity=1, color=palette.paper, stroke=palette.same, strokeWidth=2
        )
        .transform_filter(f"datum.verdict === '{Verdict.CANNOT_TELL.value}'")
        .encode(alt.X("mean:Q", scale=scale), **shared),
    ]
    return finish(alt.LayerChart(layer=layers), palette, height=36 * len(rows))


def dose_chart(rows: Sequence[Row], palette: Palette) -> Spec:
    """The acute effect by distance, with its band, over ticks at the runner's own runs.

    Data sets: ``dose``, ``lengths``.
    """
    import altair as alt

    size = words.meaningful_points("acute")
    bounds = [float(row[key] or 0) for row in rows for key in ("low", "high")]
    # Ends of the scale on a round half point, holding no effect and the smallest that matters.
    low = math.floor(2 * min(*bounds, -size)) / 2
    high = math.ceil(2 * max(*bounds, size)) / 2
    y = (
        alt.Y("mean:Q")
        .scale(domain=[low, high], nice=False)
        .axis(title="points of pain", format="+.2~f", labelExpr=_LABEL, tickCount=5, minExtent=AXIS_PX)
    )
    x = (
        alt.X("km:Q")
        .scale(zero=False, nice=False)  # as far as the data go, in whichever unit they are
        .axis(title="length of the run, km", grid=False, tickCount=6)
    )
    curve = alt.Chart(alt.NamedData("dose"))
    reference = alt.Chart(alt.InlineData(values=[{"at": 0}]))
    layers = [
        curve.mark_area(color=palette.pain, opacity=0.2).encode(x, alt.Y("low:Q"), alt.Y2("high")),
        reference.mark_rule(color=palette.muted, strokeWidth=1).encode(y=alt.datum(0)),
        reference.mark_rule(color=palette.muted, strokeWidth=1, strokeDash=[4, 3]).encode(y=alt.datum(size)),
        reference.mark_text(
            text="enough to matter",
            align="right",
            baseline="bottom",
            dx=-4,
            dy=-3,
            color=palette.muted,
            fontSize=12,
        ).encode(x=alt.value("width"), y=alt.datum(size)),
        curve.mark_line(color=palette.pain, strokeWidth=2.5).encode(
            x,
            y,
            tooltip=[
                alt.Tooltip("km:Q", title="Distance, km", format=".2~f"),
                alt.Tooltip("mean:Q", title="Points", format="+.1f"),
                alt.Tooltip("low:Q", title="From", format="+.1f"),
                alt.Tooltip("high:Q", title="To", format="+.1f"),
            ],
        ),
        alt.Chart(alt.NamedData("lengths"))
        .mark_tick(color=palette.run, thickness=1.5, size=10, opacity=0.6, yOffset=-5)
        .encode(x, y=alt.value("height")),
    ]
    return finish(alt.LayerChart(layer=layers), palette, height=240)
