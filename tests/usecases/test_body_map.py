"""The body map: what a check-in names, how it is kept, and where it hurt over time."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from backstride.records import CheckIn
from backstride.records.body_map import NOWHERE, Place, kept, places_in
from backstride.store import Store
from backstride.usecases.body_map import body_map, legs_marked
from backstride.usecases.check_in_form import read_form
from backstride.usecases.diary import CheckInError, import_diary, record_check_in
from backstride.usecases.export import export_all

NOW = datetime(2026, 6, 30, 8, tzinfo=UTC)
TODAY = NOW.date()


def line(back: int, places: str | None, **more) -> CheckIn:
    return CheckIn(date=TODAY - timedelta(days=back), written_at=NOW, pain_places=places, **more)


def test_places_are_kept_in_the_order_of_the_map():
    assert kept([Place.LEG_LEFT, Place.UPPER_LEFT]) == "upper_left leg_left"
    assert kept([]) == NOWHERE
    for places in ((), (Place.BUTTOCK_RIGHT,), tuple(Place)):
        assert places_in(kept(places)) == set(places)
    assert places_in(None) == frozenset()


def test_a_form_names_places_by_ticks_and_says_when_none_is_left():
    ticked = {"place_leg_right": "yes", "place_lower_left": "yes", "places_before": ""}
    assert read_form(ticked) == {"pain_places": "lower_left leg_right"}
    assert read_form({"places_before": "lower_left"}) == {"pain_places": NOWHERE}
    assert read_form({"places_before": ""}) == read_form({"places_before": NOWHERE}) == {}


def test_a_place_that_is_none_is_refused():
    with pytest.raises(CheckInError, match="no places of the body map"):
        read_form({"pain_places": "knee"})


def test_places_belong_to_a_reading_and_a_later_line_corrects_them(store: Store):
    day = TODAY - timedelta(days=1)
    for at, places in ((time(7), "upper_left"), (time(20), "leg_left"), (time(7), NOWHERE)):
        record_check_in(store, CheckIn(date=day, written_at=NOW, at=at, pain_nrs=3.0, pain_places=places))
    assert [(entry.at, entry.pain_places) for entry in store.check_ins()] == [
        (time(7), NOWHERE),
        (time(20), "leg_left"),
    ]


def test_places_come_back_from_an_exported_diary(store: Store, tmp_path: Path):
    record_check_in(store, line(1, "lower_left leg_left", pain_nrs=2.0))
    record_check_in(store, line(2, NOWHERE, pain_nrs=0.0))
    report = export_all(store, tmp_path / "out")
    assert report.problems == []
    with Store.open(tmp_path / "fresh") as fresh:
        import_diary(fresh, (tmp_path / "out" / "diary.csv").read_bytes(), now=NOW)
        assert [each.answers for each in fresh.check_ins()] == [each.answers for each in store.check_ins()]


def test_each_period_counts_the_days_that_name_a_place():
    diary = [
        line(0, "lower_left"),
        line(0, "lower_left leg_left", at=time(20)),  # the same day counts once
        line(27, "lower_left"),
        line(28, "upper_middle"),
        line(30, NOWHERE),
        line(31, None, pain_nrs=4.0),
        line(364, "leg_right"),
        line(365, "upper_left"),
        line(-1, "upper_left"),
    ]
    weeks, months, year = body_map(diary, TODAY)
    assert (weeks.days, months.days, year.days) == (2, 1, 1)
    assert weeks.counts[Place.LOWER_LEFT] == 2
    assert weeks.counts[Place.LEG_LEFT] == 1
    assert (weeks.level(Place.LOWER_LEFT), weeks.level(Place.LEG_LEFT)) == (4, 2)
    assert (months.counts[Place.UPPER_MIDDLE], months.counts[Place.LOWER_LEFT]) == (1, 0)
    assert year.counts[Place.LEG_RIGHT] == 1
    assert sum(year.counts.values()) == 1


@pytest.mark.parametrize(
    ("back", "places", "marked"),
    [
        (0, "leg_left", True),
        (27, "upper_left leg_right", True),
        (28, "leg_left", False),
        (0, "buttock_left", False),
    ],
)
def test_legs_are_told_when_marked_lately(back: int, places: str, marked: bool):
    assert legs_marked([line(back, places)], TODAY) is marked


def test_an_empty_diary_has_empty_maps():
    assert [period.days for period in body_map([], date(2026, 1, 1))] == [0, 0, 0]
