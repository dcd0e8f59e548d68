"""Goals that make sense, goals that are reached, and those that cannot be."""

from datetime import date, timedelta
from typing import Any

import pytest
from plan_builders import MONDAY, ask, every, sessions

from backstride.plan.goals import Aim, Goal, GoalError, rounded_down
from backstride.plan.model import Kind
from backstride.plan.record import Record


@pytest.mark.parametrize(
    "wrong",
    [
        {"aim": Aim.DISTANCE},
        {"aim": Aim.RACE, "distance_km": 10.0},
        {"aim": Aim.RACE, "race_date": MONDAY},
        {"aim": Aim.WITHOUT_PAIN, "distance_km": 10.0},
        {"aim": Aim.DISTANCE, "distance_km": 10.0, "race_date": MONDAY},
        {"aim": Aim.DISTANCE, "distance_km": 0.0},
        {"aim": Aim.DISTANCE, "distance_km": 1000.0},
        {"aim": Aim.DISTANCE, "distance_km": float("nan")},
    ],
)
def test_a_goal_that_makes_no_sense_is_none(wrong: dict[str, Any]) -> None:
    with pytest.raises(GoalError):
        Goal(**wrong)


def race(km: float, weeks: int) -> Goal:
    return Goal(aim=Aim.RACE, distance_km=km, race_date=MONDAY + timedelta(weeks=weeks, days=6))


def test_a_race_within_reach_is_in_the_plan_on_its_date() -> None:
    plan = ask(every(2, 6), goal=race(10, 8), weeks=10)
    (found,) = [each for day, each in sessions(plan, Kind.RUN) if day == race(10, 8).race_date]
    assert found.distance_km == 10
    assert "reaches it" in plan.goal_text


def test_a_race_out_of_reach_is_said_to_be_and_the_nearest_is_named() -> None:
    plan = ask(every(2, 6), goal=race(42.2, 4), weeks=6)
    assert "cannot be reached" in plan.goal_text
    nearest_km = float(plan.goal_text.split("about ")[1].split(" km")[0])
    longest_km = max(each.distance_km or 0 for _, each in sessions(plan, Kind.RUN))
    assert longest_km * 0.9 < nearest_km < 42.2
    assert "42.2 km about" in plan.goal_text
    assert all((each.distance_km or 0) < 42.2 for _, each in sessions(plan, Kind.RUN))


def test_a_race_after_the_plan_is_judged_too() -> None:
    assert "can be reached by then" in ask(every(2, 6), goal=race(10, 20), weeks=2).goal_text
    assert "can be reached by then" in ask(every(2, 6), goal=race(10, 60), weeks=2).goal_text
    assert "cannot be reached" in ask(every(2, 6), goal=race(100, 10), weeks=2).goal_text
    assert "cannot be reached" in ask(every(2, 6), goal=race(200, 60), weeks=2).goal_text


def test_a_race_is_judged_alike_by_a_short_plan_and_a_long_one() -> None:
    for km in (12, 15, 18):
        short, long = (ask(every(2, 6), goal=race(km, 11), weeks=weeks) for weeks in (2, 12))
        assert ("cannot" in short.goal_text) is ("cannot" in long.goal_text)
        assert len(short.days) == 14


def test_a_race_that_is_over_is_said_to_be() -> None:
    goal = Goal(aim=Aim.RACE, distance_km=10.0, race_date=MONDAY - timedelta(days=1))
    assert "past" in ask(every(2, 6), goal=goal).goal_text


def test_a_distance_is_reached_later_or_never() -> None:
    def text(km: float, weeks: int) -> str:
        return ask(every(2, 6), goal=Goal(aim=Aim.DISTANCE, distance_km=km), weeks=weeks).goal_text

    assert "reaches it" in text(8, 12)
    assert "Not within this plan" in text(20, 2)
    assert "cannot be reached within a year" in text(240, 1)


def test_without_pain_keeps_to_the_usual() -> None:
    plan = ask(every(2, 6), weeks=12)
    assert max(each.distance_km or 0 for _, each in sessions(plan, Kind.RUN)) <= 6


def test_coming_back_looks_at_the_year_before() -> None:
    ran = every(3, 12, since=250, until=90)
    back = ask(ran, goal=Goal(aim=Aim.COME_BACK), weeks=40)
    plain = ask(ran, weeks=40)
    longest = [max(each.distance_km or 0 for _, each in sessions(plan, Kind.RUN)) for plan in (back, plain)]
    assert longest[0] > longest[1]
    assert longest[0] <= 12


def test_a_plan_without_any_record_has_a_goal_text() -> None:
    goal = Goal(aim=Aim.RACE, distance_km=42.2, race_date=date(2026, 4, 5))
    assert "cannot be reached" in ask(Record(pain_nrs={}), goal=goal).goal_text


@pytest.mark.parametrize(("km", "down"), [(3.3, 3.3), (1.1 * 3, 3.3), (7.79, 7.7), (0.09, 0.0)])
def test_distances_are_rounded_down_to_the_tenth(km: float, down: float) -> None:
    assert rounded_down(km) == pytest.approx(down)
    assert rounded_down(km) <= km
