"""The charts' specifications: what they draw from, and that they hold no data of their own."""

import json
import re
from datetime import date

import pytest
from made_answers import effect, make_answer, make_cannot_tell, make_explained

from backstride.report import charts, explain_charts, timeline
from backstride.report.chart_style import Palette
from backstride.verdict.answer import DosePoint, Verdict

LIGHT = Palette(
    ink="#1d2126",
    muted="#5a626d",
    grid="#e4e4df",
    paper="#ffffff",
    pain="#c2500a",
    run="#0072b2",
    run_soft="#8fbfdc",
    unknown="#ecebe6",
    margin="#ecebe6",
    worse="#c2500a",
    better="#00805e",
    same="#5a626d",
    font="Roboto, Helvetica, Arial, sans-serif",
)
FIRST, LAST = date(2026, 1, 5), date(2026, 3, 1)
EFFECTS = charts.effect_rows(make_answer().effects)
DOSE = charts.dose_rows(make_answer().dose_response)
BEHIND = make_explained()
SPECS = {
    "mornings": explain_charts.mornings_chart(explain_charts.morning_rows(BEHIND.mornings), LIGHT),
    "effort": explain_charts.effort_chart(explain_charts.effort_rows(BEHIND.effort), LIGHT),
    "pulls": explain_charts.weeks_chart(explain_charts.week_rows(BEHIND.weeks), LIGHT),
    "plain": explain_charts.plain_chart(explain_charts.plain_rows(BEHIND), LIGHT),
    "effects": charts.effects_chart(EFFECTS, LIGHT),
    "dose": charts.dose_chart(DOSE, LIGHT),
    "pain": timeline.pain_chart(FIRST, LAST, "morning", LIGHT),
    "runs": timeline.runs_chart(FIRST, LAST, LIGHT),
    "weekly pain": timeline.weekly_pain_chart(FIRST, LAST, "evening", LIGHT),
    "weekly runs": timeline.weekly_runs_chart(FIRST, LAST, LIGHT),
}


@pytest.mark.parametrize("name", SPECS)
def test_fills_its_container_and_carries_no_data(name: str):
    spec = SPECS[name]
    assert spec["width"] == "container"
    assert json.dumps(spec).count("2026-") == 0
    named = {layer["data"].get("name") for layer in [spec, *spec["layer"]] if "data" in layer}
    assert named & {"days", "weeks", "effects", "dose", "mornings", "effort", "pulls", "plain"}


def test_rows_without_numbers_are_left_out():
    assert [row["name"] for row in EFFECTS] == [
        "A usual run",
        "A longer run",
        "A harder run",
        "Hard ground",
        "A sudden jump",
        "No warm-up",
        "Running for weeks",
    ]
    assert charts.effect_rows(make_cannot_tell().effects) == []


def test_numbers_are_rounded():
    row = charts.effect_rows([effect("acute", Verdict.HELPS, -0.123456789)])[0]
    assert (row["mean"], row["low"], row["high"]) == (-0.12, -0.62, 0.38)
    (point,) = charts.dose_rows([DosePoint(distance_km=5.04321, mean=0.123456, q05=-0.2, q95=0.4)])
    assert point == {"km": 5.0, "mean": 0.12, "low": -0.2, "high": 0.4}


@pytest.mark.parametrize(
    ("values", "span"), [([], 1.0), ([0.2, -0.9], 1.0), ([-1.2, 0.1], 2.0), ([4.9], 5.0), ([-13.2], 14)]
)
def test_scale_of_effects_is_symmetric_and_holds_every_value(values: list[float], span: float):
    assert charts.span_points(values) == span


def test_verdicts_differ_in_shape():
    shape = next(
        layer["encoding"]["shape"] for layer in SPECS["effects"]["layer"] if "shape" in layer["encoding"]
    )
    assert len(set(shape["scale"]["range"])) == len(shape["scale"]["range"]) == 4


def test_dose_scale_holds_zero_the_band_and_the_size_that_matters():
    rows = charts.dose_rows([DosePoint(distance_km=km, mean=-0.1, q05=-0.7, q95=0.1) for km in (3.0, 9.0)])
    y = next(
        layer["encoding"]["y"]
        for layer in charts.dose_chart(rows, LIGHT)["layer"]
        if layer["encoding"].get("y", {}).get("field") == "mean"
    )
    assert y["scale"]["domain"] == [-1.0, 0.5]


def test_the_diary_s_time_is_on_the_axis():
    assert "pain, evening" in json.dumps(SPECS["weekly pain"])
    assert "pain, morning" in json.dumps(SPECS["pain"])


def test_timelines_count_in_utc_so_that_no_day_shifts():
    for name in ("pain", "runs", "weekly pain", "weekly runs"):
        text = json.dumps(SPECS[name])
        assert '"type": "utc"' in text
        assert '"timeUnit": "yearmonthdate"' not in text


@pytest.mark.parametrize("width_px", [240, 300, 400, 700])
def test_the_scale_is_labelled_with_its_own_values_however_narrow(width_px: int):
    """Left to itself, Vega drops the decimals where there is little room: 1.5 points stood there as 2."""
    import vl_convert

    rows = [{**EFFECTS[0], "mean": 1.2, "low": 0.1, "high": 2.9}]
    spec = json.loads(json.dumps(charts.effects_chart(rows, LIGHT))) | {
        "width": width_px,
        "datasets": {"effects": rows},
    }
    drawn = vl_convert.vegalite_to_svg(spec)
    labels = set(re.findall(r">([\u2212+]?[0-9.]+)</text>", drawn))
    assert {"\u22123", "+3"} <= labels
    assert labels <= {"\u22123", "\u22121.5", "0", "+1.5", "+3"}


def test_the_week_that_pulls_most_stands_out():
    assert [row["d"] for row in explain_charts.week_rows(BEHIND.weeks) if row["most"] == "yes"] == [
        "2025-11-10"
    ]


def test_plain_counts_that_cannot_be_made_are_not_drawn():
    assert explain_charts.plain_rows(make_explained(after_run=None)) == []


def test_what_matters_is_marked_on_the_side_of_the_effect():
    eased = [{"morning": 1, "mean": -0.9, "low": -1.2, "high": -0.6}]
    assert '"datum": -0.3' in json.dumps(explain_charts.mornings_chart(eased, LIGHT))
    assert '"datum": 0.3' in json.dumps(SPECS["mornings"])
