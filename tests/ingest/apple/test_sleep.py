"""Nights: each counted once, for the date of waking, whoever and however many watched."""

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backstride.ingest.apple import sleep as module
from backstride.ingest.apple.names import Names
from backstride.ingest.apple.sleep import Sleep
from backstride.records import MeasureKind
from backstride.samples.apple_writer import APP, PHONE, WATCH, Source, sleep

ZONE = timezone(timedelta(hours=2))
EVENING = datetime(2024, 5, 3, tzinfo=ZONE)
DAY = date(2024, 5, 4)
OTHER_APP = Source("Another app")


def hour(h: float) -> datetime:
    """Hours after the midnight before the evening: 23 is eleven at night, 31 seven in the morning."""
    return EVENING + timedelta(hours=h)


def told(*records: str) -> Sleep:
    found = Sleep(Names())
    found.take("".join(records).encode())
    return found


def nights(*records: str) -> dict[date, float]:
    measures = told(*records).nights()
    assert all(measure.kind is MeasureKind.SLEEP_H for measure in measures)
    assert len({measure.date for measure in measures}) == len(measures)
    return {measure.date: measure.value for measure in measures}


def staged(source: Source = WATCH, first: float = 23, last: float = 31) -> list[str]:
    """Stages of half an hour each, without a wake."""
    stages = ["AsleepCore", "AsleepDeep", "AsleepREM", "AsleepUnspecified"]
    n = int((last - first) * 2)
    return [
        sleep(hour(first + k / 2), hour(first + k / 2 + 0.5), stages[k % 4], source=source) for k in range(n)
    ]


def test_the_stages_of_a_night_add_up_to_the_night_before_the_date_of_waking():
    assert nights(*staged()) == {DAY: 8.0}
    (measure,) = told(*staged()).nights()
    assert measure.source == "Sam’s Apple Watch"


def test_being_awake_and_in_bed_is_no_sleep():
    parts = [
        sleep(hour(22.5), hour(31.5), "InBed"),
        sleep(hour(23), hour(27), "AsleepCore"),
        sleep(hour(27), hour(28), "Awake"),
        sleep(hour(28), hour(31), "AsleepREM"),
    ]
    assert nights(*parts) == {DAY: 7.0}


def test_time_in_bed_counts_where_a_source_tells_nothing_else_of_that_night():
    assert nights(sleep(hour(23), hour(31), "InBed", PHONE)) == {DAY: 8.0}
    assert nights(sleep(hour(23), hour(31), "InBed", PHONE), *staged(PHONE, 23, 30)) == {DAY: 7.0}
    next_night = sleep(hour(47), hour(54), "InBed", PHONE)
    assert nights(*staged(PHONE), next_night) == {DAY: 8.0, date(2024, 5, 5): 7.0}


def test_intervals_that_overlap_or_repeat_count_once():
    parts = [
        sleep(hour(23), hour(28), "Asleep", APP),
        sleep(hour(23), hour(28), "Asleep", APP),
        sleep(hour(24), hour(26), "AsleepDeep", APP),
        sleep(hour(27), hour(30), "Asleep", APP),
    ]
    assert nights(*parts) == {DAY: 7.0}


def test_watch_phone_and_app_that_tell_of_one_night_give_one_night():
    """The watch knows stages; its word is taken, and nothing is added to it."""
    watch = staged(WATCH, 23, 30.5)
    phone = [sleep(hour(22), hour(31.5), "InBed", PHONE)]
    app = [sleep(hour(22.75), hour(31), "Asleep", APP)]
    for order in ([*watch, *phone, *app], [*app, *phone, *watch]):
        (measure,) = told(*order).nights()
        assert (measure.date, measure.value, measure.source) == (DAY, 7.5, WATCH.name)


def test_a_watch_that_ran_out_in_the_night_steps_back_behind_one_that_saw_it_all():
    (measure,) = told(*staged(WATCH, 23, 25), sleep(hour(23), hour(30), "Asleep", APP)).nights()
    assert (measure.value, measure.source) == (7.0, APP.name)


def test_among_equals_the_source_of_most_nights_is_believed_so_that_nights_compare():
    many = [record for day in range(5) for record in staged(APP, 24 * day + 23, 24 * day + 29)]
    once = staged(OTHER_APP, 23, 31)
    assert set(nights(*once, *many).values()) == {6.0}


def test_a_nap_belongs_to_no_night():
    assert nights(*staged(), *staged(WATCH, 38, 39.5)) == {DAY: 8.0}  # at two in the afternoon
    assert nights(*staged(WATCH, 13, 14.5)) == {}
    assert nights(*staged(WATCH, 19, 20.5), *staged()) == {DAY: 8.0}  # on the sofa, before the night


def test_a_late_sleeper_and_an_early_one_have_one_night():
    assert nights(*staged(WATCH, 29, 37)) == {DAY: 8.0}  # from five until one in the afternoon
    assert nights(*staged(WATCH, 20, 28)) == {DAY: 8.0}


def test_a_night_with_a_long_wake_is_one_night():
    assert nights(*staged(WATCH, 21, 23.5), *staged(WATCH, 26, 31)) == {DAY: 7.5}
    assert nights(*staged(WATCH, 20, 22.5), *staged(WATCH, 27, 31)) == {DAY: 6.5}


def test_who_sleeps_by_day_after_a_night_at_work_has_slept_before_waking():
    assert nights(*staged(WATCH, 32, 39)) == {DAY: 7.0}  # from eight until three in the afternoon


def test_the_date_is_that_of_the_place_where_one_woke():
    """The phone wrote the offset of home, the runner slept elsewhere."""
    start, end = datetime(2024, 5, 3, 14, tzinfo=ZONE), datetime(2024, 5, 3, 22, tzinfo=ZONE)
    assert nights(sleep(start, end, "AsleepCore", zone="Asia/Tokyo")) == {DAY: 8.0}
    apart = sleep(start, end, "AsleepCore", zone="Asia/Tokyo").replace('key="HKTimeZone"', "key='HKTimeZone'")
    assert nights(apart) == {DAY: 8.0}
    assert nights(sleep(start, end, "AsleepCore", zone="Not/AZone")) == {DAY: 8.0}  # woke at 22: sleeps on
    assert nights(sleep(start, end - timedelta(hours=2), "AsleepCore")) == {}


def test_each_record_has_its_own_time_zone():
    plain = sleep(hour(23), hour(31), "AsleepCore").replace("/>", "></Record>")
    zoned = sleep(hour(47), hour(55), "AsleepCore", zone="Asia/Tokyo")
    assert nights(plain, zoned) == {DAY: 8.0, date(2024, 5, 5): 8.0}


def test_what_cannot_be_read_is_counted():
    good = sleep(hour(23), hour(31), "Asleep")
    bad = [
        good.replace("SleepAnalysisAsleep", "SleepAnalysisDreaming"),
        good.replace("endDate", "ended"),
        good.replace("+0200", "soon"),
        sleep(hour(31), hour(23), "Asleep"),
        sleep(hour(23), hour(23), "Asleep"),
        sleep(hour(0), hour(480), "Asleep"),
    ]
    found = told(good, *bad)
    assert [measure.value for measure in found.nights()] == [8.0]
    assert found.unreadable == len(bad)


def test_a_night_that_no_one_sleeps_is_left_out_and_counted():
    found = told(sleep(hour(29), hour(29.5), "AsleepCore"), sleep(hour(44), hour(65), "InBed", PHONE))
    assert found.nights() == ()
    assert found.unlikely == 2


def test_more_records_than_any_life_has_are_left_out_and_counted(monkeypatch):
    monkeypatch.setattr(module, "MOST_INTERVALS", 10)
    found = told(*staged())
    assert [measure.value for measure in found.nights()] == [5.0]
    assert found.left_out == 6


@given(
    st.lists(
        st.tuples(
            st.sampled_from([WATCH, PHONE, APP]),
            st.sampled_from(["InBed", "Asleep", "AsleepCore", "Awake"]),
            st.integers(0, 24 * 4 * 6),
            st.integers(1, 12 * 4),
        ),
        max_size=30,
    ),
    st.randoms(use_true_random=False),
)
@settings(max_examples=150, deadline=None)
def test_no_night_is_longer_than_can_be_and_order_does_not_matter(intervals, random):
    records = [
        sleep(hour(start / 4), hour((start + n) / 4), stage, who) for who, stage, start, n in intervals
    ]
    found = nights(*records)
    assert all(1 <= hours <= 16 for hours in found.values())
    shuffled = records.copy()
    random.shuffle(shuffled)
    assert nights(*shuffled, *records) == pytest.approx(found)
