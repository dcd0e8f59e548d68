"""The charts of pain and runs, day by day and week by week, as Vega-Lite specifications without data.

Each names the data sets that it draws (see ``series``) and is as wide as the element that holds it. A pain
that was not written down breaks the line and shades its day; it is never joined across and never zero.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from backstride.records import DiaryTime
from backstride.report.chart_style import AXIS_PX, Palette, Spec, finish

if TYPE_CHECKING:
    import altair as alt

_DAY_MS = 86_400_000
_DAY_LABELS_UP_TO = 180  # days; a longer axis names months


def pain_chart(first: date, last: date, diary_time: DiaryTime, palette: Palette) -> Spec:
    """Pain day by day, broken where no line was written. Data sets: ``days``, ``pain_gaps``."""
    import altair as alt

    known = (
        alt.Chart(alt.NamedData("days"))
        .transform_calculate(noon=_NOON)
        .encode(
            _time_x("noon", first, last, labels=False),
            _pain_axis(diary_time),
            tooltip=[_date_tip("Date"), alt.Tooltip("pain:Q", title="Pain")],
        )
    )
    layers = [
        _shade("pain_gaps", first, last, labels=False, palette=palette),
        known.mark_line(color=palette.pain, strokeWidth=1.75, strokeJoin="round"),
        known.transform_filter("isValid(datum.pain)").mark_point(
            color=palette.pain, filled=True, opacity=1, size=_dot((last - first).days + 1, 0.7, 2, 6)
        ),
    ]
    return finish(alt.LayerChart(layer=layers), palette, height=190)


def runs_chart(first: date, last: date, palette: Palette) -> Spec:
    """Kilometres day by day; rest is a dot, the unknown is shaded. Data sets: ``days``, ``run_gaps``."""
    import altair as alt

    n = (last - first).days + 1
    days = alt.Chart(alt.NamedData("days")).transform_calculate(
        start=_later(0.08), end=_later(0.92), noon=_NOON
    )
    at_zero = {
        "x": _time_x("noon", first, last, labels=True),
        "y": alt.datum(0),
        "tooltip": [_date_tip("Date")],
    }
    layers = [
        _shade("run_gaps", first, last, labels=True, palette=palette),
        days.transform_filter("datum.s === 'run'")
        .mark_bar(color=palette.run)
        .encode(
            _time_x("start", first, last, labels=True),
            _km_axis(),
            x2="end",
            y2=alt.Y2Datum(0),
            tooltip=[_date_tip("Date"), alt.Tooltip("km:Q", title="Distance, km", format=".2~f")],
        ),
        days.transform_filter("datum.s === 'rest'")
        .mark_point(shape="circle", size=_dot(n, 0.35, 1.2, 3), filled=True, color=palette.muted, opacity=1)
        .encode(**at_zero),
        days.transform_filter("datum.s === 'run?'")
        .mark_point(shape="diamond", size=_dot(n, 1.2, 6, 10), color=palette.run, strokeWidth=1.5, opacity=1)
        .encode(**at_zero),
    ]
    return finish(alt.LayerChart(layer=layers), palette, height=120)


def weekly_pain_chart(first: date, last: date, diary_time: DiaryTime, palette: Palette) -> Spec:
    """Each week's mean pain in its range. Data sets: ``weeks``, ``pain_gap_weeks``."""
    import altair as alt

    x = _time_x("middle", first, last, labels=False)
    weeks = alt.Chart(alt.NamedData("weeks")).transform_calculate(middle=_later(3.5))
    tip = [
        _date_tip("Week from"),
        alt.Tooltip("pain:Q", title="Mean pain"),
        alt.Tooltip("low:Q", title="Lowest"),
        alt.Tooltip("high:Q", title="Highest"),
        alt.Tooltip("n:Q", title="Check-ins"),
    ]
    layers = [
        _shade("pain_gap_weeks", first, last, labels=False, palette=palette),
        weeks.mark_area(color=palette.pain, opacity=0.2).encode(
            x, _pain_axis(diary_time, "low"), alt.Y2("high")
        ),
        weeks.mark_line(color=palette.pain, strokeWidth=1.75, strokeJoin="round").encode(
            x, _pain_axis(diary_time)
        ),
        weeks.transform_filter("isValid(datum.pain)")
        .mark_point(
            color=palette.pain, filled=True, opacity=1, size=_dot((last - first).days // 7 + 1, 0.7, 1, 6)
        )
        .encode(x, _pain_axis(diary_time), tooltip=tip),
    ]
    return finish(alt.LayerChart(layer=layers), palette, height=190)


def weekly_runs_chart(first: date, last: date, palette: Palette) -> Spec:
    """Kilometres week by week; a week known in part is pale. Data sets: ``weeks``, ``run_gap_weeks``."""
    import altair as alt

    partly = "datum.unknown > 0"
    bars = (
        alt.Chart(alt.NamedData("weeks"))
        .transform_filter("datum.km > 0")
        .transform_calculate(start=_later(0.4), end=_later(6.6))
        .mark_bar(stroke=palette.run)
        .encode(
            _time_x("start", first, last, labels=True),
            _km_axis(),
            x2="end",
            y2=alt.Y2Datum(0),
            color=alt.condition(partly, alt.value(palette.run_soft), alt.value(palette.run)),
            strokeWidth=alt.condition(partly, alt.value(0.75), alt.value(0)),
            tooltip=[
                _date_tip("Week from"),
                alt.Tooltip("km:Q", title="Distance, km", format=".2~f"),
                alt.Tooltip("unknown:Q", title="Days not known"),
            ],
        )
    )
    shade = _shade("run_gap_weeks", first, last, labels=True, palette=palette)
    return finish(alt.LayerChart(layer=[shade, bars]), palette, height=120)


def _later(days: float) -> str:
    """An expression for the moment so many days after the row's date began. Dates are in UTC all through."""
    return f"toDate(datum.d) + {days * _DAY_MS:.0f}"


_NOON = _later(0.5)


def _time_x(field: str, first: date, last: date, *, labels: bool) -> alt.X:
    """The days from the start of ``first`` to the end of ``last``."""
    import altair as alt

    axis = (
        alt.Axis(
            title=None,
            format="%-d %b" if (last - first).days <= _DAY_LABELS_UP_TO else "%b %Y",
            grid=False,
            tickCount=6,
            labelOverlap=True,
            labelBound=True,
            labelFlush=False,
        )
        if labels
        else alt.Axis(title=None, labels=False, ticks=False, grid=False)
    )
    # As an expression: a list is read in two ways where a mark has an end, x2, and clashes with itself.
    ends = alt.ExprRef(expr=f"[{_epoch_ms(first)}, {_epoch_ms(last + timedelta(days=1))}]")
    x: alt.X = alt.X(f"{field}:T").axis(axis).scale(type="utc", nice=False, domain=ends)
    return x


def _epoch_ms(of: date) -> int:
    return (of - date(1970, 1, 1)).days * _DAY_MS


def _date_tip(title: str) -> alt.Tooltip:
    import altair as alt

    tip: alt.Tooltip = alt.Tooltip("d:T", title=title, format="%-d %b %Y").timeUnit("utcyearmonthdate")
    return tip


def _pain_axis(diary_time: DiaryTime, field: str = "pain") -> alt.Y:
    import altair as alt

    return (
        alt.Y(f"{field}:Q")
        .scale(domain=[0, 10], nice=False)
        .axis(title=f"pain, {diary_time}", values=[0, 2, 4, 6, 8, 10], minExtent=AXIS_PX, maxExtent=AXIS_PX)
    )


def _km_axis() -> alt.Y:
    import altair as alt

    return (
        alt.Y("km:Q")
        .scale(domainMin=0)
        .axis(title="run, km", tickCount=4, minExtent=AXIS_PX, maxExtent=AXIS_PX)
    )


def _shade(data: str, first: date, last: date, *, labels: bool, palette: Palette) -> alt.Chart:
    """Stretches of which nothing is known, behind everything else."""
    import altair as alt

    chart: alt.Chart = (
        alt.Chart(alt.NamedData(data))
        .mark_rect(color=palette.unknown, opacity=1)
        .encode(_time_x("d", first, last, labels=labels), alt.X2("e:T"))
    )
    return chart


def _dot(n: int, share: float, least_px: float, most_px: float) -> alt.ExprRef:
    """The area of a point that takes ``share`` of the width that each of ``n`` days or weeks has."""
    import altair as alt

    return alt.ExprRef(expr=f"pow(clamp({share} * width / {n}, {least_px}, {most_px}), 2)")
