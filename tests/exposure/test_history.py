"""Days are the runner's own local dates; what nobody knows is unknown, never rest."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
from exposure_builders import check_in, day, history, run, same
from hypothesis import given
from hypothesis import strategies as st

from backstride.exposure.history import line_up
from backstride.exposure.sketch import RunSketch
from backstride.records import Sport


def test_a_run_at_ten_to_midnight_belongs_to_that_evening_whatever_utc_says():
    # 23:50 in Auckland (UTC+13) is 10:50 UTC of the same date, in Los Angeles (UTC-8) 07:50 UTC of the next.
    auckland = RunSketch(
        sport=Sport.RUN, start_utc=datetime(2024, 1, 10, 10, 50, tzinfo=UTC), utc_offset_s=13 * 3600
    )
    los_angeles = RunSketch(
        sport=Sport.RUN, start_utc=datetime(2024, 1, 11, 7, 50, tzinfo=UTC), utc_offset_s=-8 * 3600
    )
    assert auckland.local_date == date(2024, 1, 10)
    assert los_angeles.local_date == date(2024, 1, 10)


def test_a_run_just_after_midnight_belongs_to_the_new_date_though_utc_is_a_day_behind():
    run_in_berlin = RunSketch(
        sport=Sport.RUN, start_utc=datetime(2024, 6, 30, 22, 5, tzinfo=UTC), utc_offset_s=2 * 3600
    )
    assert run_in_berlin.local_date == date(2024, 7, 1)


def test_the_change_to_summer_time_neither_drops_nor_doubles_a_day():
    # Berlin, 30, 31 March and 1 April 2024: UTC+1, then UTC+2 from 31 March 02:00 on. Runs at 00:30 local.
    starts = [(29, 23, 30, 3600), (30, 23, 30, 3600), (31, 22, 30, 7200)]
    runs = [
        RunSketch(sport=Sport.RUN, start_utc=datetime(2024, 3, d, h, m, tzinfo=UTC), utc_offset_s=offset)
        for d, h, m, offset in starts
    ]
    found = line_up(runs, [], known_until=date(2024, 4, 1), diary_time="morning")
    assert [str(when) for when in found.date] == ["2024-03-30", "2024-03-31", "2024-04-01"]
    assert found.run_day.tolist() == [0, 1, 2]


def test_two_runs_on_either_side_of_a_flight_stand_on_the_dates_of_their_own_clocks():
    tokyo = RunSketch(
        sport=Sport.RUN, start_utc=datetime(2024, 5, 1, 21, 0, tzinfo=UTC), utc_offset_s=9 * 3600
    )
    honolulu = RunSketch(
        sport=Sport.RUN, start_utc=datetime(2024, 5, 2, 6, 0, tzinfo=UTC), utc_offset_s=-10 * 3600
    )
    found = line_up([tokyo, honolulu], [], known_until=None, diary_time="morning")
    assert [str(when) for when in found.date] == ["2024-05-01", "2024-05-02"]
    assert found.run_day.tolist() == [1, 0]  # the later run has the earlier date


def test_rest_is_known_from_the_first_activity_to_the_last_import_and_unknown_outside():
    found = history(check_in(0), run(2), check_in(6), until=4)
    same(found.ran, [None, None, 1, 0, 0, None, None])


def test_a_ride_shows_that_the_watch_was_in_use():
    found = history(check_in(0), run(1, sport=Sport.RIDE), run(3), until=4)
    same(found.ran, [None, 0, 0, 1])


def test_without_a_known_date_no_day_is_rest():
    same(history(run(0), run(3)).ran, [1, None, None, 1])


def test_a_run_after_the_last_known_date_is_a_run_nevertheless():
    same(history(run(0), run(3), until=1).ran, [1, 0, None, 1])


def test_a_date_known_before_the_first_activity_makes_no_rest_day():
    same(history(check_in(0), run(3), until=1).ran, [None, None, None, 1])


def test_long_after_the_last_activity_nobody_knows_of_rest():
    """Old files read anew today say nothing of the months between."""
    found = history(run(0), check_in(300), until=299).ran
    assert (found[1:29] == 0).all()
    assert np.isnan(found[29:]).all()


def test_a_long_break_between_two_activities_is_rest():
    assert (history(run(0), run(300), until=300).ran[1:300] == 0).all()


def test_any_sport_shows_that_the_record_goes_on():
    assert history(run(0), run(90, sport=Sport.RIDE), check_in(100), until=100).ran[100] == 0


def test_no_activities_make_no_rest_days():
    same(history(check_in(0), check_in(2), until=5).ran, [None, None, None])


def test_nothing_on_record_is_no_days():
    assert len(history(until=3)) == 0


def test_a_later_line_corrects_an_earlier_one_field_by_field():
    found = history(
        check_in(0, pain_nrs=4.0, sleep_h=7.0),
        check_in(0, pain_nrs=2.0, note="not so bad", written_after_h=9.0),
    )
    line = found.diary[0]
    assert line is not None
    assert (line.pain_nrs, line.sleep_h, line.note) == (2.0, 7.0, "not so bad")


def test_corrections_apply_in_the_order_of_writing_whatever_the_order_of_the_list():
    found = history(check_in(0, pain_nrs=2.0, written_after_h=9.0), check_in(0, pain_nrs=4.0))
    line = found.diary[0]
    assert line is not None
    assert line.pain_nrs == 2.0


def test_a_watch_with_a_reset_clock_does_not_make_decades_of_rest():
    reset = run(0, start_utc=datetime(1989, 12, 31, 0, 10, tzinfo=UTC))
    found = history(reset, run(0), run(1), run(2), until=2)
    assert len(found) == 3
    assert len(found.runs) == 3


@given(
    runs=st.lists(st.integers(0, 400), max_size=30),
    lines=st.lists(st.integers(0, 400), max_size=30),
    until=st.none() | st.integers(-10, 420),
)
def test_every_day_without_a_run_is_rest_or_unknown_by_the_rule(runs, lines, until):
    found = history(*(run(k) for k in runs), *(check_in(k) for k in lines), until=until)
    if not runs + lines:
        assert len(found) == 0
        return
    begin = min(runs + lines)
    assert found.date[0] == np.datetime64(day(begin))
    assert found.date[-1] == np.datetime64(day(max(runs + lines)))
    for place, ran in enumerate(found.ran.tolist()):
        number = begin + place
        if number in runs:
            assert ran == 1
        elif runs and until is not None and min(runs) <= number <= min(until, max(runs) + 28):
            assert ran == 0
        else:
            assert np.isnan(ran)


@given(
    instant=st.integers(946_684_800, 1_893_456_000).map(lambda unix_s: datetime.fromtimestamp(unix_s, UTC)),
    offset_s=st.integers(-12 * 3600, 14 * 3600),
)
def test_the_local_date_is_that_of_a_wall_clock(instant, offset_s):
    made = RunSketch(sport=Sport.RUN, start_utc=instant, utc_offset_s=offset_s)
    wall_clock = instant.replace(tzinfo=None) + timedelta(seconds=offset_s)
    assert made.local_date == wall_clock.date()
