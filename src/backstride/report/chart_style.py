"""What all charts look like: colours that a page may set, type, axes. Nothing is told by colour alone."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import altair as alt

Spec = dict[str, Any]
"""A Vega-Lite specification."""

AXIS_PX = 34
"""Room for the axis on the left, the same in every chart: charts of days stand exactly above one another."""


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of a chart, in any form that CSS takes; a page may pass its own properties, ``var(--ink)``."""

    ink: str
    muted: str
    grid: str
    paper: str
    pain: str
    run: str
    run_soft: str
    unknown: str
    margin: str  # the band of effects too small to matter
    worse: str
    better: str
    same: str
    font: str


def finish(chart: "alt.LayerChart", palette: Palette, *, height: int) -> Spec:
    """The specification, as wide as its container and in the palette.

    Its marks are left out of the accessibility tree: the element that holds the chart carries one description
    for all of it, and hundreds of marks read out do not help.
    """
    spec: Spec = (
        chart.properties(width="container", height=height)
        .configure(
            font=palette.font,
            background="transparent",
            aria=False,
            autosize={"type": "fit-x", "contains": "padding"},
            padding={"left": 0, "right": 8, "top": 6, "bottom": 2},
        )
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=palette.muted,
            titleColor=palette.muted,
            titleFontWeight="normal",
            labelFontSize=12,
            titleFontSize=12,
            gridColor=palette.grid,
            domainColor=palette.muted,
            tickColor=palette.muted,
            domain=False,
        )
        .to_dict()
    )
    return spec
