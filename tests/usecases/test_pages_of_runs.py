"""What the pages on runs and pain show: lists cut and filtered, lines thinned, days counted."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from backstride.records import Activity, Channel, CheckIn, Sport, Streams
from backstride.samples import RunnerSpec, simulate
from backstride.store import StoredActivity
from backstride.usecases.check_in_form import last_days, read_form
from backstride.usecases.diary import CheckInError
from backstride.usecases.pain_calendar import MONTHS, calendar
from backstride.usecases.run_list import PAGE_SIZE, RunFilter, run_page
from backstride.usecases.run_view import run_view

TODAY = date(2026, 3, 10)


def activity(
    day: date = TODAY, sport: Sport = Sport.RUN, distance_m: float | None = 5000.0, **more
) -> Activity:
    return Activity(
        sport=sport,
        start_utc=datetime(day.year, day.month, day.day, 8, tzinfo=UTC),
        utc_offset_s=0,
        offset_source="file",
        source="fit",
        distance_m=distance_m,
        **more,
    )


def stored(*activities: Activity) -> list[StoredActivity]:
    return [
        StoredActivity(i, each, ("a.fit",), ("fit",), shoe_id=None)
        for i, each in enumerate(activities, start=1)
    ]


def line(day: date, pain_nrs: float | None) -> CheckIn:
    return CheckIn(date=day, written_at=datetime(2026, 3, 10, 8, tzinfo=UTC), pain_nrs=pain_nrs)


class TestForm:
    def test_what_was_typed_is_understood(self):
        typed = {"pain_nrs": "3", "sleep_h": "7,5", "core": "yes", "warmup": "no", "note": " a ", "csrf": "x"}
        assert read_form(typed) == {
            "pain_nrs": 3.0,
            "sleep_h": 7.5,
            "core": True,
            "warmup": False,
            "note": "a",
        }

    def test_the_empty_is_unknown(self):
        assert read_form({"pain_nrs": "", "stress_nrs": "  "}) == {}

    @pytest.mark.parametrize(
        "typed", [{"pain_nrs": "11"}, {"sleep_h": "x"}, {"warmup": "perhaps"}, {"note": "x" * 2001}]
    )
    def test_what_cannot_be_is_refused_by_name(self, typed: dict[str, str]):
        (name,) = typed
        with pytest.raises(CheckInError, match=name.partition("_")[0]):
            read_form(typed)


def test_the_last_days_tell_unknown_pain_and_lengths_apart_from_none():
    yesterday = TODAY - timedelta(days=1)
    lines = {TODAY: line(TODAY, 0.0)}
    runs = stored(activity(TODAY), activity(TODAY, distance_m=3000.0), activity(yesterday, distance_m=None))
    before, last, now = last_days(lines, runs, TODAY, 3)
    assert (before.pain_nrs, before.run_m) == (None, None)
    assert (last.pain_nrs, last.run_m) == (None, 0.0)
    assert (now.pain_nrs, now.run_m) == (0.0, 8000.0)


class TestList:
    RUNS = stored(
        *(activity(TODAY - timedelta(days=i), distance_m=1000.0 * (i % 10)) for i in range(120)),
        activity(date(2024, 1, 1), Sport.RIDE, None),
    )

    def test_pages_hold_each_once(self):
        pages = [run_page(self.RUNS, RunFilter(), number) for number in (1, 2, 3)]
        assert [len(page.entries) for page in pages] == [PAGE_SIZE, PAGE_SIZE, 20]
        assert len({entry.id for page in pages for entry in page.entries}) == 120
        assert {(page.pages, page.found) for page in pages} == {(3, 120)}

    def test_a_page_that_is_not_there_is_the_nearest(self):
        assert run_page(self.RUNS, RunFilter(), 99).number == 3
        assert run_page([], RunFilter(), 0).number == 1

    def test_filters(self):
        assert run_page(self.RUNS, RunFilter(sport=None), 1).found == 121
        assert run_page(self.RUNS, RunFilter(sport=Sport.RIDE), 1).found == 1
        assert run_page(self.RUNS, RunFilter(year=2025), 1).found == 120 - 69
        assert run_page(self.RUNS, RunFilter(sport=None, at_least_m=9000), 1).found == 12


class TestView:
    DAYS = simulate(1, RunnerSpec.harmed(), 30).days

    def streams(self, n: int = 1000) -> Streams:
        time_s = np.arange(n, dtype=np.float64)
        heart = np.full(n, 150.0)
        heart[:10] = np.nan
        return Streams(
            {
                "time_s": Channel(time_s),
                "distance_m": Channel(time_s * 3.0),
                "heart_rate_bpm": Channel(heart),
                "latitude_deg": Channel(48.0 + time_s * 3.0 / 111_195.0),
                "longitude_deg": Channel(np.full(n, 179.9999)),
            }
        )

    def test_lines_are_thinned_and_true(self):
        view = run_view(activity(streams=self.streams()), None, {}, [], [])
        by_name = {each.name: each for each in view.lines}
        assert set(by_name) == {"pace_s_per_km", "heart_rate_bpm"}
        pace = by_name["pace_s_per_km"]
        assert len(pace.x) <= 240
        assert np.nanmean(pace.y) == pytest.approx(1000 / 3.0)
        assert np.nanmax(by_name["heart_rate_bpm"].y) == 150.0
        assert view.x_unit == "km"

    def test_the_track_is_as_long_as_the_way(self):
        track = run_view(activity(streams=self.streams()), None, {}, [], []).track
        assert track is not None
        assert track.north_m.max() == pytest.approx(2997.0, abs=10)
        assert track.east_m.max() == 0.0

    def test_without_streams_there_is_nothing_to_draw(self):
        view = run_view(activity(), None, {}, [], [])
        assert view.lines == ()
        assert view.track is None
        assert view.exposures == {}

    def test_exposures_are_those_of_the_date_and_the_unknown_is_left_out(self):
        index = int(np.flatnonzero(self.DAYS["ran"] == 1)[0])
        day = self.DAYS.date[index].astype("datetime64[D]").item()
        view = run_view(activity(day), self.DAYS, {}, [], [])
        assert view.exposures["distance_km"] == self.DAYS["distance_km"][index]
        assert not any(np.isnan(value) for value in view.exposures.values())
        assert run_view(activity(date(1999, 1, 1)), self.DAYS, {}, [], []).exposures == {}

    def test_the_days_around_are_a_week(self):
        around = run_view(activity(), None, {TODAY: line(TODAY, 4.0)}, stored(activity()), []).around
        assert [mark.day for mark in around] == [TODAY + timedelta(days=i) for i in range(-3, 4)]
        assert (around[3].pain_nrs, around[3].run_m, around[2].run_m) == (4.0, 5000.0, None)


def test_a_calendar_has_each_day_that_has_been_once():
    lines = {TODAY: line(TODAY, 4.0), date(2026, 3, 1): line(date(2026, 3, 1), 2.0)}
    months = calendar(lines, TODAY, 0)
    assert [month.first for month in months][:3] == [date(2026, 3, 1), date(2026, 2, 1), date(2026, 1, 1)]
    assert len(months) == MONTHS
    assert (len(months[0].days), months[0].mean_nrs, months[0].known) == (10, 3.0, 2)
    assert (len(months[1].days), months[1].mean_nrs, months[1].known) == (28, None, 0)
    assert calendar(lines, TODAY, 14)[0].first == date(2025, 1, 1)
