"""The closed loop's comparisons say what they say they say."""

import re

import pytest

from closed_loop.person import FIRST, LAST, Weeks, person
from closed_loop.score import SHARES, Outcome, Row
from closed_loop.table import table


def outcome(pain: float, km: float) -> Outcome:
    return Outcome(pain_nrs=pain, late_nrs=pain, much_share=0.0, km=km, longest_km=10.0)


def row(index: int, ours: Outcome, slope: float) -> Row:
    """The other ways hurt by ``slope`` points for each 100 km, from 2 on, and have 200 km."""
    at = [outcome(2.0 + slope * share * 2.0, share * 200.0) for share in SHARES]
    same = outcome(2.0 + slope * ours.km / 100.0, ours.km)
    others = ("generic", "as one likes")
    return Row(
        index=index,
        kind="harmed" if slope else "null",
        family="flares",
        outcomes={"backstride": ours, **dict.fromkeys(others, outcome(2.0 + 2.0 * slope, 200.0))},
        matched=dict.fromkeys(others, same),
        reached=dict.fromkeys(others, True),
        curve=dict.fromkeys(others, tuple(at)),
        seen={"lane go": 112},
    )


def figure(text: str, name: str) -> float:
    found = re.search(rf"generic +{re.escape(name)} +([+-][\d.]+) \(", text)
    assert found is not None
    return float(found[1])


def test_who_is_told_to_run_less_gets_no_credit_at_the_same_km() -> None:
    """One runner is harmed and runs little, one is not and runs much; neither run is laid any better."""
    text = table([row(0, outcome(2.25, 50.0), 0.5), row(1, outcome(2.0, 250.0), 0.0)], seed=1)
    assert figure(text, "pain at the same km") == 0.0
    # One factor for all: 150 km for each, so that the harmed one has 2.75 and the mean is 2.375.
    assert figure(text, "pain at the same mean km") == pytest.approx(-0.25, abs=0.01)
    # As little pain as backstride's, 2.125 on average, comes with 50 km for each, against 150.
    assert figure(text, "km at the same mean pain") == pytest.approx(100, abs=1)


def test_better_laid_runs_count_in_both() -> None:
    rows = [row(index, outcome(2.3, 100.0), 0.5) for index in range(4)]
    text = table(rows, seed=1)
    assert figure(text, "pain at the same km") == pytest.approx(-0.2, abs=0.01)
    assert figure(text, "pain at the same mean km") == pytest.approx(-0.2, abs=0.01)
    assert figure(text, "km at the same mean pain") == pytest.approx(40, abs=1)


def test_the_same_choice_gives_the_same_weeks_again() -> None:
    one = person(1, seed=3)
    start = Weeks(one)
    start.live(lambda weeks: one.usual_run(weeks.t, 5.0) if weeks.t % 3 == 0 else None, FIRST)
    lived = []
    for share in (1.0, 1.0, 2.0):
        weeks = start.branch()
        weeks.live(lambda w, share=share: one.usual_run(w.t, 5.0 * share) if w.t % 2 else None, LAST)
        lived.append(weeks.reading_nrs[FIRST + 1 : LAST + 1].mean())
    assert lived[0] == lived[1]
    assert lived[2] > lived[0]  # one whom running harms
