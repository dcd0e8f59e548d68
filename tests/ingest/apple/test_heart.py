"""Heart rates: every way of writing a record gives the same reading, and a workout gets its own."""

import re
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backstride.ingest.apple import heart
from backstride.ingest.apple.heart import SAME_TIME_S, HeartRates
from backstride.ingest.apple.names import Names
from backstride.samples.apple_writer import PHONE, WATCH, Source, heart_rate

START = datetime(2024, 5, 4, 7, 0, tzinfo=UTC)
STRAP = Source("Strap", "3")


def hearts(*pieces: str) -> tuple[HeartRates, Names]:
    names = Names()
    found = HeartRates(names)
    for piece in pieces:
        found.take(piece.encode())
    return found, names


def at(second: float) -> datetime:
    return START + timedelta(seconds=second)


def during(found: HeartRates, names: Names, source: Source, first: float = 0, last: float = 3600):
    number = names.number(source.name.encode())
    time_s, bpm = found.during(at(first).timestamp(), at(last).timestamp(), number)
    return (time_s - START.timestamp()).tolist(), bpm.tolist()


def rewritten(text: str, how: str) -> str:
    """The same records, as another program might write them."""
    if how == "single quotes":
        return text.replace("'", "&#x27;").replace('"', "'")
    if how == "lines":
        return text.replace('" ', '"\n    ').replace("/>", "\n/>")
    if how == "other order":
        kind, value = 'type="HKQuantityTypeIdentifierHeartRate" ', 'value="'
        return "".join(
            line.replace(kind, "").replace(value, kind + value) + "\n" if "<Record" in line else line + "\n"
            for line in text.splitlines()
        )
    if how == "no creation date":
        return text.replace('creationDate="', 'createdOn="')
    if how == "twelve hours":
        return text.replace(" 07:", " 7:").replace(" +0000", " AM +0000")
    if how == "other places in memory":
        places = iter(range(1 << 20))
        return re.sub("0x283a460", lambda _: f"0x{next(places) * 7919 + 1:07x}", text)
    assert how == "as Apple does"
    return text


HOWS = ["as Apple does", "single quotes", "lines", "other order", "no creation date", "twelve hours"]
HOWS.append("other places in memory")


@pytest.mark.parametrize("how", HOWS)
def test_a_reading_is_the_same_however_it_is_written(how):
    readings = [(2 * n, 60 + n % 90 + (n % 4) * 0.2) for n in range(200)]
    text = "".join(heart_rate(at(second), bpm) for second, bpm in readings)
    found, names = hearts(*(rewritten(text, how) for _ in range(2)))  # the second time layouts are known
    seconds, bpm = during(found, names, WATCH)
    assert seconds == [second for second, _ in readings]
    assert bpm == pytest.approx([bpm for _, bpm in readings], abs=1e-9)
    assert found.unreadable == 0


@given(
    st.lists(
        st.tuples(
            st.sampled_from(HOWS), st.sampled_from([WATCH, PHONE, STRAP]), st.integers(30, 220), st.booleans()
        ),
        max_size=60,
    )
)
@settings(max_examples=40, deadline=None)
def test_records_of_many_hands_in_one_piece_are_all_read_once(rows):
    text = "".join(
        rewritten(heart_rate(at(20 * n), bpm, source), how) + ("\n" if spaced else "")
        for n, (how, source, bpm, spaced) in enumerate(rows)
    )
    alike = "".join(heart_rate(at(4000 + n), 80) for n in range(20))
    found, names = hearts(alike, alike + text + alike)
    seconds, bpm = during(found, names, WATCH)
    assert seconds == [20 * n for n in range(len(rows))]
    assert bpm == [bpm for _, _, bpm, _ in rows]
    assert during(found, names, WATCH, 4000, 4100)[0] == list(range(4000, 4020))
    assert found.unreadable == 0


@pytest.mark.parametrize("value", ["NaN", "inf", "0", "-5", "999", "", "seventy", "1e400"])
@pytest.mark.parametrize("among", [0, 20])
def test_what_no_heart_does_is_counted_and_left_out(value, among):
    bad = heart_rate(at(100), 70).replace('value="70"', f'value="{value}"')
    usual = "".join(heart_rate(at(n), 80) for n in range(among))
    found, names = hearts(usual, usual + bad + usual)
    assert during(found, names, WATCH)[0] == list(range(among))
    assert found.unreadable == 1


def test_records_without_a_time_or_in_another_unit_are_counted():
    good = heart_rate(at(0), 70)
    unknown_time = good.replace("startDate", "startedOn")
    other_unit = good.replace("count/min", "mg/dL")
    found, names = hearts(good + unknown_time + other_unit)
    assert during(found, names, WATCH) == ([0], [70])
    assert found.unreadable == 2


def test_other_types_that_begin_alike_are_no_heart_rates():
    other = heart_rate(at(0), 70).replace("IdentifierHeartRate", "IdentifierHeartRateVariabilitySDNN")
    statistics = heart_rate(at(0), 70).replace("<Record", "<WorkoutStatistics").replace("</Record>", "")
    note = heart_rate(at(0), 70).replace('type="HK', 'note="HKQuantityTypeIdentifierHeartRate" type="XX')
    found, names = hearts(other + statistics + note)
    assert during(found, names, WATCH) == ([], [])
    assert found.unreadable == 0


def test_only_the_time_of_the_workout_counts_ends_included():
    found, names = hearts("".join(heart_rate(at(second), 100) for second in range(-20, 40, 5)))
    assert during(found, names, WATCH, 0, 20)[0] == [0, 5, 10, 15, 20]


def test_the_workouts_own_source_goes_first_and_others_fill_its_gaps():
    watch = "".join(heart_rate(at(second), 100, WATCH) for second in (*range(0, 60, 5), *range(300, 360, 5)))
    strap = "".join(heart_rate(at(second), 150, STRAP) for second in range(360))
    found, names = hearts(strap, watch)
    seconds, bpm = during(found, names, WATCH)
    own = [s for s, rate in zip(seconds, bpm, strict=True) if rate == 100]
    filled = [s for s, rate in zip(seconds, bpm, strict=True) if rate == 150]
    assert own == [*range(0, 60, 5), *range(300, 360, 5)]
    assert filled == list(range(int(55 + SAME_TIME_S) + 1, int(300 - SAME_TIME_S)))
    assert during(found, names, STRAP) == (list(range(360)), [150.0] * 360)


def test_without_readings_of_its_own_a_workout_takes_those_of_the_busiest_source():
    some = "".join(heart_rate(at(second), 90, PHONE) for second in range(0, 300, 60))
    most = "".join(heart_rate(at(second), 120, WATCH) for second in range(0, 300, 5))
    found, names = hearts(some + most)
    assert set(during(found, names, STRAP)[1]) == {120}


def test_a_second_that_is_told_twice_counts_once():
    found, names = hearts(heart_rate(at(0), 90) * 3 + heart_rate(at(0), 95) + heart_rate(at(1), 91))
    seconds, bpm = during(found, names, WATCH)
    assert seconds == [0, 1]
    assert bpm == [90, 91]


def test_more_readings_than_any_life_has_are_left_out_and_counted(monkeypatch):
    monkeypatch.setattr(heart, "MOST_READINGS", 25)
    found, names = hearts(*("".join(heart_rate(at(10 * k + n), 80) for n in range(10)) for k in range(4)))
    assert len(during(found, names, WATCH)[0]) == 25
    assert found.left_out == 15


def test_a_reading_takes_eight_bytes():
    found, names = hearts("".join(heart_rate(at(n), 80) for n in range(100)))
    during(found, names, WATCH)
    assert found._sorted().nbytes == 800


def test_a_layout_is_not_stretched_over_what_another_wrote():
    """A record that begins like others and goes on otherwise is read for what it says."""
    usual = "".join(heart_rate(at(n), 80) for n in range(20))
    longer = heart_rate(at(30), 81).replace('" value=', '" note="x" value=')
    precise = heart_rate(at(31), 82).replace('value="82"', 'value="82.0000000001"')
    cut = heart_rate(at(32), 83)[:-40]
    found, names = hearts(usual, usual + longer + precise + cut)
    seconds, bpm = during(found, names, WATCH)
    assert seconds[20:] == [30, 31, 32]
    assert np.round(bpm[20:]).tolist() == [81, 82, 83]
