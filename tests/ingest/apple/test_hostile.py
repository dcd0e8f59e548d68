"""Records that are damaged, or made to do harm: nothing raises, hangs or eats memory."""

import io
import time
import tracemalloc
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backstride.ingest import read_stream
from backstride.records import Failed, Parsed, ParseOutcome, Skipped
from backstride.samples.apple_writer import (
    document,
    element,
    event,
    heart_rate,
    metadata,
    record,
    sleep,
    statistics,
    workout,
)

HOME = ZoneInfo("Europe/Helsinki")
START = datetime(2024, 5, 4, 7, 0, tzinfo=UTC)
END = START + timedelta(minutes=40)
MB = 1_000_000


def outcome_of(data: bytes) -> ParseOutcome:
    outcome = read_stream("export.xml", io.BytesIO(data), HOME)
    assert isinstance(outcome, Parsed | Skipped | Failed)
    assert "reader failed" not in getattr(outcome, "reason", "")
    return outcome


def small_record() -> bytes:
    inside = [
        metadata("HKTimeZone", "Europe/Berlin"),
        metadata("HKElevationAscended", "8520 cm"),
        event("Pause", START + timedelta(minutes=3)),
        event("Resume", START + timedelta(minutes=4)),
        statistics("DistanceWalkingRunning", START, END, "km", sum=7.5),
        statistics("HeartRate", START, END, "count/min", average=151, maximum=176),
        element("WorkoutActivity", {"uuid": "A"}, [statistics("StepCount", START, END, "count", sum=6400)]),
    ]
    records = [heart_rate(START + timedelta(seconds=5 * n), 140 + n) for n in range(12)]
    night = sleep(START - timedelta(hours=8), START - timedelta(hours=1), "AsleepCore", zone="Europe/Berlin")
    resting = record("RestingHeartRate", START, END, 52, unit="count/min")
    run = workout("Running", START, END, inside=inside, duration=38, durationUnit="min")
    data = b"".join(document([*records, resting, night, run]))
    return data[data.index(b"<HealthData") :]


SMALL = small_record()
PATCHES = [
    *(b"", b"<", b">", b'"', b"'", b"=", b"&", b"&amp;", b"<!--", b"-->", b"]]>", b"<![CDATA[", b"<?", b"/>"),
    *(b"\0", b"\xff", b"\x0b", b"NaN", b"-1", b"1e999", b"9" * 400, b"2024-02-30", b"9999-12-31", b"+9900"),
    *(b"</Workout>", b"<Workout ", b"<Record ", b"</Record>", b"</HealthData>", b"<HealthData>", b"mi", b" "),
    *(b"HKQuantityTypeIdentifierHeartRate", b"HKCategoryTypeIdentifierSleepAnalysis", b"\xf0\x9f\x8f\x83"),
]


@given(
    st.lists(st.tuples(st.integers(0, len(SMALL)), st.integers(0, 60), st.sampled_from(PATCHES)), max_size=6)
)
@settings(max_examples=300, deadline=None)
def test_no_damage_makes_it_raise_or_find_a_bug(patches):
    data = SMALL
    for at, removed, patch in patches:
        data = data[:at] + patch + data[at + removed :]
    outcome = outcome_of(data)
    if isinstance(outcome, Parsed):
        for activity in outcome.activities:
            assert activity.elapsed_s is None or 0 < activity.elapsed_s <= 10 * 86_400
            assert activity.moving_s is None or 0 < activity.moving_s <= 10 * 86_400
            assert activity.distance_m is None or activity.distance_m > 0


@given(st.integers(0, len(SMALL)))
@settings(max_examples=150, deadline=None)
def test_a_record_cut_anywhere_is_never_taken_for_whole(at):
    outcome = outcome_of(SMALL[:at])
    whole = SMALL.index(b"</HealthData") + len(b"</HealthData")
    if at >= whole:
        assert isinstance(outcome, Parsed)
        assert outcome.warnings == ()
    elif isinstance(outcome, Parsed):
        assert "ends" in outcome.warnings[0]
    else:
        assert "byte" in outcome.reason or "cut short" in outcome.reason


@given(st.binary(max_size=300))
def test_no_bytes_make_it_raise(data):
    outcome_of(data)
    outcome_of(b"<HealthData>" + data)


def test_entities_of_a_document_type_are_not_expanded():
    bomb = b'<!DOCTYPE HealthData [<!ENTITY a "Running"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
    run = workout("Running", START, END).replace("TypeRunning", "Type&b;").replace("10.2&gt;", "&c;").encode()
    outcome = outcome_of(bomb + b"<HealthData>" + run + b"</HealthData>")
    assert isinstance(outcome, Parsed)
    (activity,) = outcome.activities
    assert activity.sub_sport == "&b;"


def test_runs_in_comments_and_cdata_were_not_run():
    run = workout("Running", START, END)
    hidden = f"<!-- {run} --> <![CDATA[ {run} ]]> <?x {run} ?>"
    assert isinstance(outcome_of(f"<HealthData>{hidden}</HealthData>".encode()), Skipped)


def test_the_document_type_of_a_record_is_often_malformed():
    broken = (
        b"<!DOCTYPE HealthData [\n<!ATTLIST X\n  a CDATA #IMPLIED\n<!ELEMENT <EyePrescription> EMPTY>\n]>\n"
    )
    assert isinstance(outcome_of(b'<?xml version="1.0"?>\n' + broken + SMALL), Parsed)


class Swelling:
    """A stream that goes on and on, without being held anywhere."""

    def __init__(self, head: bytes, again: bytes, times: int, tail: bytes) -> None:
        self.left, self.head, self.again, self.tail = times, head, again, tail

    def read(self, size: int, /) -> bytes:
        if self.head:
            part, self.head = self.head, b""
        elif self.left:
            self.left -= 1
            part = self.again
        else:
            part, self.tail = self.tail, b""
        return part


def peak_and_outcome(stream: Swelling) -> tuple[int, ParseOutcome]:
    tracemalloc.start()
    try:
        outcome = read_stream("export.xml", stream, HOME)
        return tracemalloc.get_traced_memory()[1], outcome
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "head",
    [
        b'<Record type="',
        b"<Record type='HKQuantityTypeIdentifierHeartRate' ",
        b"<Workout workoutActivityType=",
        b"<Workout ><MetadataEntry ",
        b"<!-- ",
        b"<![CDATA[",
    ],
)
def test_an_element_without_an_end_takes_little_memory(head):
    run = workout("Running", START, END).encode()
    stream = Swelling(b"<HealthData>" + run + head, b"x" * MB, 200, b"</HealthData>")
    peak, outcome = peak_and_outcome(stream)
    assert isinstance(outcome, Parsed)
    assert len(outcome.activities) == 1
    assert outcome.warnings
    assert peak < 60 * MB


def test_millions_of_heart_rates_take_eight_bytes_each():
    hour = "".join(heart_rate(START + timedelta(seconds=n), 140) for n in range(3600)).encode()
    peak, outcome = peak_and_outcome(
        Swelling(b"<HealthData>", hour, 60, workout("Running", START, END).encode() + b"</HealthData>")
    )
    assert isinstance(outcome, Parsed)
    assert peak < 60 * 3600 * 8 + 20 * MB


RECORD, SLEEP = (
    b'<Record type="HKQuantityTypeIdentifierHeartRate"',
    b'<Record type="HKCategoryTypeIdentifierSleepAnalysis"',
)


@pytest.mark.parametrize(
    "again",
    [
        *(
            b"<",
            b"<Record ",
            b"<Workout ",
            b"<Workout a='",
            b'<Workout a="1">',
            b"<Workout/>",
            b"<!-",
            b"<!--",
            b"<?",
        ),
        *(
            b"<Workout workoutActivityType='a'><a ",
            b"<MetadataEntry ",
            b"a ",
            b"a=",
            b'a="',
            b"a='\"",
            b"&",
            b"]]>",
        ),
        *(RECORD, RECORD + b" ", RECORD + b"/><", b"HKQuantityTypeIdentifierHeartRate"),
        *(SLEEP + b">", SLEEP + b'> value="x"', b"HKCategoryTypeIdentifierSleepAnalysis", b" HKTimeZone"),
        b"<Workout workoutActivityType='x' startDate='2024-05-04 07:00:00 +0000'>",
        b"<a>",
        b"</a>",
        b"<WorkoutActivity>",
        b"<WorkoutStatistics type='T' sum='1'/>",
    ],
)
@pytest.mark.parametrize("head", [b"", b"<Workout workoutActivityType='x'>"])
def test_repetition_takes_no_more_than_its_share_of_time(head, again):
    data = b"<HealthData>" + head + again * (MB // len(again))
    started = time.process_time()
    outcome_of(data)
    assert time.process_time() - started < 4.0
