"""A diary as spreadsheets write it, and what stands in it that nobody can understand."""

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.ingest.diary_csv import CellError, Diary, LineProblem, parse_diary, read_cell, read_time
from backstride.records import DAY_COLUMNS, Slot

NOW = datetime(2024, 6, 15, 8, 0, tzinfo=UTC)


def parse(text: str, encoding: str = "utf-8") -> Diary:
    return parse_diary(text.encode(encoding), NOW)


def answers(diary: Diary) -> dict[str, dict[str, object]]:
    return {line.date.isoformat(): line.answers for line in diary.check_ins}


def faults(diary: Diary) -> list[tuple[int, str | None, str]]:
    return [(problem.line, problem.column, problem.reason) for problem in diary.problems]


def test_the_columns_of_the_days_table_are_read() -> None:
    diary = parse(
        "runner_id,date,pain_nrs,sleep_h,sitting_h,stress_nrs,ran,distance_km,warmup,core,cross_training\n"
        "me,2024-05-01,3,7.5,8,2,1,10.2,1.0,0,\n"
        "me,2024-05-02,,,,,,,,,\n"
    )
    assert diary.problems == ()
    assert diary.ignored_columns == ("ran", "distance_km")
    assert answers(diary) == {
        "2024-05-01": {
            "pain_nrs": 3.0,
            "sleep_h": 7.5,
            "sitting_h": 8.0,
            "stress_nrs": 2.0,
            "warmup": True,
            "core": False,
        },
        "2024-05-02": {},
    }
    assert {line.written_at for line in diary.check_ins} == {NOW}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_spreadsheets_own_ways_are_understood(encoding: str, newline: str, delimiter: str) -> None:
    text = newline.join(["Datum;Schmerz;Schlaf;Note", "01.05.2024;3;7,5;Rücken “kalt”", "", ""])
    diary = parse(text.replace(";", delimiter), encoding)
    assert answers(diary) == {"2024-05-01": {"pain_nrs": 3.0, "sleep_h": 7.5, "note": "Rücken “kalt”"}}
    assert diary.problems == ()


def test_a_hint_of_the_delimiter_is_taken() -> None:
    diary = parse("sep=|\ndate|pain|note\n2024-05-01|2|a, b; c\n2024-05-02|11|\n")
    assert answers(diary) == {"2024-05-01": {"pain_nrs": 2.0, "note": "a, b; c"}}
    assert faults(diary) == [(3 + 1, "pain", "not between 0 and 10")]


def test_quoted_cells_may_hold_delimiters_and_line_ends() -> None:
    diary = parse('date,pain,note\n2024-05-01,"3,5","two\nlines, ""quoted"""\n2024-05-02,12,\n')
    assert answers(diary) == {"2024-05-01": {"pain_nrs": 3.5, "note": 'two\nlines, "quoted"'}}
    assert faults(diary) == [(4, "pain", "not between 0 and 10")]


@pytest.mark.parametrize("yes", ["1", "1.0", "yes", "YES", "y", "true", "True", "ja", "x"])
@pytest.mark.parametrize("no", ["0", "0.0", "no", "N", "false", "nein"])
def test_yes_and_no_in_their_many_spellings(yes: str, no: str) -> None:
    diary = parse(f"date,core,warm-up,Cross Training\n2024-05-01,{yes},{no},\n")
    assert answers(diary) == {"2024-05-01": {"core": True, "warmup": False}}


@pytest.mark.parametrize("blank", ["", " ", "-", "NA", "n/a", "NaN", "null", "None"])
def test_a_blank_is_unknown_and_never_zero(blank: str) -> None:
    diary = parse(f"date,pain,core,note\n2024-05-01,{blank},{blank},{blank}\n")
    assert answers(diary) == {"2024-05-01": {}}


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("pain", "11", "not between 0 and 10"),
        ("pain", "-1", "not between 0 and 10"),
        ("pain", "inf", "not a number"),
        ("pain", "1_0", "not a number"),
        ("pain", "bad", "not a number"),
        ("pain", "3/10", "not a number"),
        ("sleep", "24.5", "not between 0 and 24"),
        ("core", "2", "neither yes nor no"),
        ("core", "perhaps", "neither yes nor no"),
        ("date", "2024-02-30", "no such date"),
        ("date", "yesterday", "not a date: write it as year-month-day"),
        ("date", "2024-06-17", "a date in the future"),
        ("date", "0204-06-01", "a date too long ago"),
        ("date", "1.5.24", "not a date: write it as year-month-day"),
        ("date", "2024-05/01", "not a date: write it as year-month-day"),
    ],
)
def test_what_cannot_be_is_reported_with_its_place_and_the_rest_is_read(
    column: str, value: str, reason: str
) -> None:
    cells = {"date": "2024-05-01", "pain": "1", "sleep": "2", "core": "no", column: value}
    diary = parse(f"date,pain,sleep,core\n2024-04-30,1,,\n{','.join(cells.values())}\n2024-05-02,2,,\n")
    assert diary.problems == (LineProblem(3, column, value, reason),)
    assert list(answers(diary)) == ["2024-04-30", "2024-05-02"]


def test_every_fault_of_a_line_is_named() -> None:
    diary = parse("date,pain,core\n2024-13-01,12,maybe\n")
    assert [problem.column for problem in diary.problems] == ["date", "pain", "core"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2024-5-1", date(2024, 5, 1)),
        ("2024/05/01", date(2024, 5, 1)),
        ("2024-05-01T06:30:00+02:00", date(2024, 5, 1)),
        ("2024-05-01 06:30", date(2024, 5, 1)),
        ("1.5.2024", date(2024, 5, 1)),
        ("13/05/2024", date(2024, 5, 13)),
        ("05/13/2024", date(2024, 5, 13)),
        ("05/05/2024", date(2024, 5, 5)),
    ],
)
def test_a_date_that_can_be_read_one_way_only_is_read(written: str, meant: date) -> None:
    (line,) = parse(f"date,pain\n{written},3\n").check_ins
    assert line.date == meant


def test_a_date_that_can_be_read_both_ways_is_reported() -> None:
    diary = parse("date,pain\n03/04/2024,3\n05-06-2023,3\n")
    assert diary.check_ins == ()
    assert [problem.line for problem in diary.problems] == [2, 3]
    assert all("may stand first" in problem.reason for problem in diary.problems)


def test_the_files_other_dates_tell_how_to_read_such_a_date() -> None:
    assert list(answers(parse("date,pain\n03/04/2024,1\n13/04/2024,2\n"))) == ["2024-04-03", "2024-04-13"]
    assert list(answers(parse("date,pain\n03/04/2024,1\n03/14/2024,2\n"))) == ["2024-03-04", "2024-03-14"]


def test_dates_that_contradict_one_another_tell_nothing() -> None:
    diary = parse("date,pain\n03/04/2024,1\n13/04/2024,2\n04/13/2024,2\n")
    assert [problem.line for problem in diary.problems] == [2]
    assert len(diary.check_ins) == 2


def test_a_decimal_comma_that_shifts_the_cells_is_noticed() -> None:
    diary = parse("date,pain,sleep\n2024-05-01,3,7,5\n2024-05-02,3,7,\n")
    assert [(problem.line, problem.column) for problem in diary.problems] == [(2, None)]
    assert "decimal commas" in diary.problems[0].reason
    assert list(answers(diary)) == ["2024-05-02"]


def test_a_line_that_ends_early_leaves_the_rest_unknown() -> None:
    assert answers(parse("date,pain,core\n2024-05-01,3\n")) == {"2024-05-01": {"pain_nrs": 3.0}}


def test_a_line_without_a_date_is_reported() -> None:
    assert faults(parse("pain,date\n3\n4,\n")) == [(2, "date", "no date"), (3, "date", "no date")]


def test_quotes_that_do_not_close_are_reported_with_the_lines_they_swallow() -> None:
    diary = parse('date,pain,note\n2024-05-01,3,fine\n2024-05-02,3,"oh\n2024-05-03,3,\n')
    assert list(answers(diary)) == ["2024-05-01"]
    assert diary.problems[0].line == 3
    assert "lines 3 to 5 were not read" in diary.problems[0].reason


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "empty"),
        ("\n\n", "empty"),
        ("3,7\n4,8\n", "no column is called date"),
        ("date,pain,pain_nrs\n2024-05-01,3,4\n", "two columns mean pain_nrs"),
        ("runner_id,date,pain\na,2024-05-01,3\nb,2024-05-01,4\n", "days of 2 runners"),
    ],
)
def test_a_table_that_makes_no_sense_is_refused_as_a_whole(text: str, fault: str) -> None:
    diary = parse(text)
    assert diary.fault is not None
    assert fault in diary.fault
    assert diary.check_ins == ()


def test_a_header_alone_is_an_empty_diary() -> None:
    assert parse("date,pain,mood\n") == Diary(ignored_columns=("mood",))


def test_a_long_value_is_shown_in_part() -> None:
    (problem,) = parse(f"date,pain\n2024-05-01,{'9' * 5000}\n").problems
    assert problem.value is not None
    assert len(problem.value) == 120


def test_one_answer_is_read_as_a_cell_is() -> None:
    assert read_cell("sleep_h", "7,5") == 7.5
    assert read_cell("core", "Ja") is True
    assert read_cell("pain_site", "left") == "left"
    with pytest.raises(CellError, match="not between"):
        read_cell("pain_nrs", "11")


def test_the_diarys_columns_of_the_days_table_are_all_known() -> None:
    columns = [name for name in DAY_COLUMNS if name in ("pain_nrs", "core", "cross_training", "warmup")]
    columns += ["sleep_h", "sitting_h", "stress_nrs"]
    assert parse("date," + ",".join(columns)).ignored_columns == ()


@given(st.binary(max_size=400))
def test_any_bytes_are_a_diary_or_a_fault(data: bytes) -> None:
    parse_diary(data, NOW)


CELLS = st.sampled_from(["2024-05-01", "03/04/2024", "3", "7,5", '"', '"x', "ja", "", "\n", ";", ",", "\t"])


@given(st.lists(CELLS, max_size=40).map("".join), st.sampled_from([",", ";", "\t"]))
def test_any_cells_are_check_ins_or_problems(body: str, delimiter: str) -> None:
    diary = parse(delimiter.join(["date", "pain", "core", "note"]) + "\n" + body)
    assert all(1 <= problem.line <= body.count("\n") + 3 for problem in diary.problems)
    assert all(problem.reason for problem in diary.problems)
    for line in diary.check_ins:
        assert line.pain_nrs is None or 0 <= line.pain_nrs <= 10


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("07:30", time(7, 30)),
        ("7.30", time(7, 30)),
        ("19:30:59", time(19, 30)),
        ("7:30 PM", time(19, 30)),
        ("12:05 a.m.", time(0, 5)),
        ("12:00pm", time(12)),
        ("0:00", time(0)),
        ("morning", Slot.MORNING),
        ("After-Run", Slot.AFTER_RUN),
        ("after_run", Slot.AFTER_RUN),
        ("abends", Slot.EVENING),
    ],
)
def test_when_a_pain_was_felt_is_a_time_or_a_place_in_the_day(text: str, found: object) -> None:
    assert list(read_time(text).values()) == [found]


@pytest.mark.parametrize("text", ["24:00", "7:60", "7", "7:30m", "noonish", "-1:00", ""])
def test_what_is_no_time_of_day_is_told(text: str) -> None:
    with pytest.raises(CellError, match="time of day"):
        read_time(text)


def test_lines_of_a_date_have_their_times_and_events() -> None:
    diary = parse(
        "date,time,slot,pain,event_painkiller,physio,illness,event_note\n"
        "2024-05-01,07:10,,3,,,,\n"
        "2024-05-01,,evening,5,1,no,,one tablet\n"
        "2024-05-01,evening,,4,,,,\n"
        "2024-05-01,later,,4,,,,\n"
        "2024-05-02,,,,,,yes,\n"
    )
    assert faults(diary) == [
        (5, "time", "not a time of day: write it as 07:30, or as morning, after run or evening")
    ]
    assert [(line.at, line.slot) for line in diary.check_ins] == [
        (time(7, 10), None),
        (None, Slot.EVENING),
        (None, Slot.EVENING),
        (None, None),
    ]
    assert diary.check_ins[1].answers == {
        "pain_nrs": 5.0,
        "event_painkiller": True,
        "event_physio": False,
        "event_note": "one tablet",
    }
    assert diary.check_ins[3].answers == {"event_illness": True}
