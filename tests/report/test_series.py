"""Rows for charts and tables: what is unknown stays unknown and is never zero."""

from datetime import date, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from made_answers import make_days

from backstride.records import DAY_COLUMNS, Days
from backstride.report.series import count, day_rows, first_and_last, last, run_lengths, spans, week_rows

NAN = float("nan")


def days(first: str, pain: list[float], ran: list[float], distance_km: list[float]) -> Days:
    n = len(pain)
    columns = {name: np.full(n, np.nan) for name in DAY_COLUMNS}
    columns |= {"pain_nrs": np.array(pain), "ran": np.array(ran), "distance_km": np.array(distance_km)}
    dates = np.datetime64(first, "D") + np.arange(n)
    return Days(runner_id="sam", date=dates, columns=columns, shoe_id=(None,) * n)


WEEK = days(
    "2026-01-05",  # a Monday
    [3, NAN, 0, 4, NAN, 5, 6, NAN],
    [1, 0, NAN, 1, NAN, 0, 1, NAN],
    [5.04, 0, NAN, NAN, 7, 0, 10, NAN],
)


def test_states_of_a_day():
    rows = day_rows(WEEK)
    # A distance without "ran" is a run all the same; a run without a distance is one of unknown length.
    assert [row["s"] for row in rows] == ["run", "rest", "unknown", "run?", "run", "rest", "run", "unknown"]
    assert [row["km"] for row in rows] == [5.0, None, None, None, 7.0, None, 10.0, None]
    assert [row["pain"] for row in rows] == [3, None, 0, 4, None, 5, 6, None]
    assert rows[0]["d"] == "2026-01-05"


def test_a_week():
    first, second = week_rows(WEEK)
    assert first == {
        "d": "2026-01-05",
        "pain": 3.6,
        "low": 0.0,
        "high": 6.0,
        "n": 5,
        "runs": 4,
        "km": 22.0,
        "unknown": 2,
    }
    assert second["d"] == "2026-01-12"
    assert (second["pain"], second["low"], second["km"], second["unknown"]) == (None, None, None, 1)


def test_a_week_that_begins_midway_is_dated_from_its_monday():
    rows = week_rows(days("2026-01-08", [1, 2, 3, 4, 5], [0] * 5, [0] * 5))
    assert [row["d"] for row in rows] == ["2026-01-05", "2026-01-12"]
    assert [row["n"] for row in rows] == [4, 1]
    assert [row["km"] for row in rows] == [0.0, 0.0]  # rest that is known is zero, not unknown


def test_counts():
    counts = count(WEEK)
    assert (counts.days, counts.check_ins, counts.run_days, counts.rest_days, counts.unknown_run_days) == (
        8,
        5,
        4,
        2,
        2,
    )
    assert (counts.pain_low_nrs, counts.pain_middle_nrs, counts.pain_high_nrs) == (0, 4, 6)
    assert counts.distance_km == 5.04 + 7 + 10


def test_no_days():
    none = make_days(0)
    assert first_and_last(none) is None
    assert day_rows(none) == week_rows(none) == run_lengths(none) == []
    assert count(none).pain_middle_nrs is None


def test_spans_join_neighbours_only():
    rows = day_rows(WEEK)
    assert spans(rows, lambda row: row["s"] == "unknown", timedelta(days=1)) == [
        {"d": "2026-01-07", "e": "2026-01-08"},
        {"d": "2026-01-12", "e": "2026-01-13"},
    ]


def test_run_lengths_are_the_known_ones():
    assert run_lengths(WEEK) == [{"km": 5.04}, {"km": 7.0}, {"km": 10.0}]


@settings(max_examples=50, deadline=None)
@given(n=st.integers(1, 60), seed=st.integers(0, 999), keep=st.integers(1, 80))
def test_weeks_and_days_agree(n: int, seed: int, keep: int):
    table = make_days(n, seed=seed)
    by_day, by_week, counts = day_rows(table), week_rows(table), count(table)
    assert sum(int(row["n"] or 0) for row in by_week) == counts.check_ins
    assert sum(int(row["runs"] or 0) for row in by_week) == counts.run_days
    assert counts.run_days + counts.rest_days + counts.unknown_run_days == n
    kept = last(table, keep)
    assert day_rows(kept) == by_day[-keep:]

    def unknown(row: dict[str, object]) -> bool:
        return row["pain"] is None

    shaded: set[date] = set()
    for span in spans(by_day, unknown, timedelta(days=1)):
        day, end = date.fromisoformat(str(span["d"])), date.fromisoformat(str(span["e"]))
        while day < end:
            shaded.add(day)
            day += timedelta(days=1)
    assert shaded == {date.fromisoformat(str(row["d"])) for row in by_day if unknown(row)}
