"""Which table a CSV file is, told by its columns."""

import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strava_lists import runs, written

from backstride.ingest import read, tables
from backstride.ingest.diary_csv import COLUMNS, parse_diary
from backstride.records import DAY_COLUMNS, Failed, MeasureKind, Parsed, Skipped

HOME = ZoneInfo("Europe/Berlin")
NO_TABLE = Skipped("a table; it holds no recorded activity")


def told(text: str, name: str = "table.csv", encoding: str = "utf-8") -> Parsed | Skipped | Failed:
    return read(name, text.encode(encoding), HOME)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_diary_is_told_from_its_columns(encoding, delimiter):
    text = "Datum,Schmerz,Note\n2024-05-01,3,Rücken\n".replace(",", delimiter)
    assert told(text, encoding=encoding) == Skipped("a diary; its lines were read", diary=True)


@pytest.mark.parametrize("answer", ["pain_nrs", "sitting_h", "stress", "core", "cross_training", "warmup"])
def test_any_answer_makes_a_diary(answer):
    outcome = told(f"date,{answer},note\n2024-05-01,1,\n")
    assert isinstance(outcome, Skipped)
    assert outcome.diary


@pytest.mark.parametrize("text", ["date,note\n2024-05-01,x\n", "pain_nrs\n3\n", "date,pain_nrs\nsoon,3\n"])
def test_without_dates_or_answers_it_is_none(text):
    assert told(text) == NO_TABLE


def test_what_is_told_as_a_diary_is_read_as_one():
    assert {"pain_nrs", "sitting_h", "stress_nrs", "warmup", "core", "cross_training"} <= set(COLUMNS)


def test_a_training_diary_without_times_is_a_diary():
    outcome = told("date,distance_km,pain_nrs\n2024-05-01,8,3\n")
    assert isinstance(outcome, Skipped)
    assert outcome.diary


def test_a_days_table_is_told_as_what_it_is():
    outcome = told(",".join(("runner_id", "date", *DAY_COLUMNS)) + "\nme,2024-05-01\n")
    assert isinstance(outcome, Skipped)
    assert outcome.reason.startswith("a days table: it is made from runs and diary")
    assert not outcome.diary


def test_a_table_of_nights_and_days_is_measures():
    outcome = told("date;Sleep (h);Resting HR;source\n01.05.2024;7,5;48;Oura\n13.05.2024;8;;Oura\n")
    assert isinstance(outcome, Skipped)
    assert [(m.date.isoformat(), m.kind, m.value, m.source) for m in outcome.measures] == [
        ("2024-05-01", MeasureKind.SLEEP_H, 7.5, "Oura"),
        ("2024-05-01", MeasureKind.RESTING_HR_BPM, 48.0, "Oura"),
        ("2024-05-13", MeasureKind.SLEEP_H, 8.0, "Oura"),
    ]
    assert "2 nights with sleep" in outcome.reason


def test_a_measure_may_stand_on_a_line_of_its_own():
    lines = [
        "date,kind,value",
        "2024-05-01,sleep_h,7.5",
        "2024-05-01,resting_heart_rate,48",
        "2024-05-02,steps,9",
    ]
    outcome = told("\n".join(lines))
    assert isinstance(outcome, Skipped)
    assert [(m.kind, m.value, m.source) for m in outcome.measures] == [
        (MeasureKind.SLEEP_H, 7.5, "csv"),
        (MeasureKind.RESTING_HR_BPM, 48.0, "csv"),
    ]
    assert "1 not understood" in outcome.reason


def test_measures_that_cannot_be_understood_are_counted():
    outcome = told("date,sleep_h\n2024-05-01,7\nsoon,7\n2024-05-02,many\n2024-05-03,30\n2024-05-04,\n")
    assert isinstance(outcome, Skipped)
    assert len(outcome.measures) == 1
    assert outcome.reason == "nights and days: 1 night with sleep taken, 3 not understood"


@pytest.mark.parametrize(
    "text",
    [
        "a,b\n1,2\n",
        "Day,Injury,Location,Type,RPE.Load,Total.Distance\n1,0,,,567,6628\n",
        "just a line",
        "runner_id\nme\n",
        "\n\n\n",
        "date,amount,description\n2024-05-01,12.50,Groceries\n",
    ],
)
def test_any_other_table_is_passed_over(text):
    assert told(text) == NO_TABLE


def test_an_empty_file_is_passed_over():
    assert isinstance(told(""), Skipped)
    assert isinstance(told("\0\0"), Skipped)


def test_a_table_that_is_not_text_is_passed_over():
    assert isinstance(read("table.csv", b"date,pain\n\0\1\2" * 50, HOME), Skipped)
    assert isinstance(read("table.xlsx", b"date,pain\n2024-05-01,3\n", HOME), Skipped)


def test_the_kind_is_known_from_the_head_and_the_whole_is_read(monkeypatch):
    monkeypatch.setattr(tables, "_HEAD_BYTES", 3_000)
    data = written(runs("Run", 40))
    assert len(data) > 6_000
    assert len(read("activities.csv", data, HOME).activities) == 40


def test_a_head_that_ends_inside_a_letter_is_still_read(monkeypatch):
    text = "Datum,Schmerz,Note\n" + "2024-05-01,3,äöüäöüäöü\n" * 20
    for size in range(60, 80):
        monkeypatch.setattr(tables, "_HEAD_BYTES", size)
        assert told(text).diary


def test_a_list_that_is_too_large_has_failed_and_says_what_to_do(monkeypatch):
    monkeypatch.setattr(tables, "MOST_BYTES", 1_000)
    outcome = read("activities.csv", written(runs("Run", 40)), HOME)
    assert isinstance(outcome, Failed)
    assert "cut it" in outcome.reason
    assert isinstance(told("a,b\n" + "1,2\n" * 5_000), Skipped)


@pytest.mark.parametrize(
    "data",
    [
        b"," * 3_000_000,
        b"date,pain\n" + b'"' * 2_000_000,
        b"date,pain\n" + b'2024-05-01,"' + b"x\n" * 500_000,
        (b"x" * 50 + b",") * 4_000 + b"\n" + b"1," * 100_000,
        b"Activity ID,Activity Date,Activity Type\n" + b"1,2,3\n" * 40_000,
        b"start,distance_km\n" + b"2024-05-01 07:30,8\n" * 10_000,
        b"\xff\xfe" + b"a," * 500_000,
    ],
)
def test_hostile_tables_are_done_with_in_time(data):
    started = time.perf_counter()
    outcome = read("table.csv", data, HOME)
    assert isinstance(outcome, Parsed | Skipped | Failed)
    assert "reader failed" not in getattr(outcome, "reason", "")
    assert time.perf_counter() - started < 20


WORDS = [
    "date",
    "start",
    "end",
    "sport",
    "km",
    "duration",
    "pain",
    "sleep_h",
    "kind",
    "value",
    "runner_id",
    "x",
    "",
]
CELLS = [
    "2024-05-01",
    "2024-05-01 07:30",
    "03/04/2024",
    "run",
    "8,2",
    "0:45:00",
    "7",
    "-1",
    "nan",
    '"',
    "ja",
    "💥",
    "",
]


@given(
    st.lists(st.sampled_from(WORDS), max_size=8),
    st.lists(st.lists(st.sampled_from(CELLS), max_size=9), max_size=6),
    st.sampled_from([",", ";", "\t"]),
)
@settings(max_examples=300, deadline=None)
def test_any_table_is_an_outcome(header, rows, delimiter):
    text = "\n".join(delimiter.join(cells) for cells in (header, *rows))
    outcome = told(text)
    assert isinstance(outcome, Parsed | Skipped | Failed)
    assert "reader failed" not in getattr(outcome, "reason", "")
    if isinstance(outcome, Skipped) and outcome.diary:
        assert parse_diary(text.encode(), datetime(2024, 6, 1, tzinfo=UTC)) is not None


@given(st.binary(max_size=300))
@settings(deadline=None)
def test_any_bytes_are_an_outcome(data):
    for name in ("a.csv", "a.tsv", "a.json"):
        outcome = read(name, b"date,pain\n" + data, HOME)
        assert "reader failed" not in getattr(outcome, "reason", "")
