"""Reading days tables: what is understood, what is reported, and what is never raised."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backstride.records import DAY_COLUMNS, Failed
from backstride.study import DaysTable, read_days, tables

HEADER = "runner_id,date,pain_nrs,ran"


def read_csv(folder: Path, text: str | bytes, name: str = "days.csv") -> DaysTable:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    found = read_days(path, diary_time="morning")
    assert isinstance(found, DaysTable), found
    return found


def read_parquet(folder: Path, columns: dict[str, object]) -> DaysTable:
    path = folder / "days.parquet"
    pq.write_table(pa.table(columns), path)
    found = read_days(path, diary_time="morning")
    assert isinstance(found, DaysTable), found
    return found


def values(found: DaysTable, column: str) -> list[float | None]:
    """A column of all runners, one after the other; None is unknown."""
    return [None if np.isnan(value) else value for days in found for value in days[column].tolist()]


def reported(found: DaysTable) -> list[tuple[int, str | None, str | None]]:
    return [(problem.row, problem.column, problem.value) for problem in found.problems]


def test_a_small_table(tmp_path: Path):
    found = read_csv(
        tmp_path,
        f"{HEADER},distance_km,warmup,shoe_id\n"
        "anna,2024-02-28,3,1,5.5,1,red\n"
        "anna,2024-02-29,2.5,0,0,,\n"
        "ben,2024-03-01,0,true,4,false,blue\n",
    )
    assert len(found) == 2
    assert found.n_rows == 3
    assert found.problems == found.notes == ()
    anna, ben = found
    assert (anna.runner_id, ben.runner_id) == ("anna", "ben")
    assert [str(day) for day in anna.date] == ["2024-02-28", "2024-02-29"]
    assert values(found, "pain_nrs") == [3, 2.5, 0]
    assert values(found, "ran") == [1, 0, 1]
    assert values(found, "distance_km") == [5.5, 0, 4]
    assert values(found, "warmup") == [1, None, 0]
    assert values(found, "sleep_h") == [None, None, None]
    assert anna.shoe_id == ("red", None)
    assert anna.diary_time == "morning"


def test_events_are_read_and_may_be_absent(tmp_path: Path):
    found = read_csv(
        tmp_path, f"{HEADER},event_illness,event_other\na,2024-05-01,3,0,1,x\na,2024-05-02,3,0,,\n"
    )
    assert values(found, "event_illness") == [1, None]
    assert values(found, "event_painkiller") == [None, None]
    assert found.notes == ("columns that are not used: event_other",)


def test_the_time_of_the_diary_goes_with_the_days(tmp_path: Path):
    (tmp_path / "days.csv").write_text(f"{HEADER}\na,2024-01-01,1,0\n")
    found = read_days(tmp_path / "days.csv", diary_time="evening")
    assert isinstance(found, DaysTable)
    assert next(iter(found)).diary_time == "evening"


def test_a_missing_row_is_a_day_of_unknowns(tmp_path: Path):
    found = read_csv(tmp_path, f"{HEADER}\na,2024-01-01,1,1\na,2024-01-04,2,0\n")
    assert values(found, "pain_nrs") == [1, None, None, 2]
    assert values(found, "ran") == [1, None, None, 0]
    assert values(found, "distance_km") == [None, None, None, 0]


@pytest.mark.parametrize("blank", ["", " ", "NA", "nan", "null", "None", "-"])
def test_what_stands_for_unknown_is_unknown_and_no_problem(tmp_path: Path, blank: str):
    found = read_csv(tmp_path, f"{HEADER},sleep_h\na,2024-01-01,{blank},{blank},{blank}\n")
    assert values(found, "pain_nrs") == values(found, "ran") == values(found, "sleep_h") == [None]
    assert found.problems == ()


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("pain_nrs", "11"),
        ("pain_nrs", "-1"),
        ("pain_nrs", "a lot"),
        ("pain_nrs", "inf"),
        ("pain_nrs", "1e999"),
        ("pain_nrs", "٣"),
        ("ran", "2"),
        ("ran", "0.5"),
        ("ran", "maybe"),
        ("sleep_h", "25"),
        ("stress_nrs", "10.5"),
        ("distance_km", "-3"),
        ("intensity_share", "1.2"),
        ("hard_share", "-0.1"),
        ("warmup", "sometimes"),
    ],
)
def test_a_cell_that_cannot_be_is_unknown_and_reported(tmp_path: Path, column: str, cell: str):
    cells = {"runner_id": "a", "date": "2024-01-02", "pain_nrs": "3", "ran": "1"} | {column: cell}
    found = read_csv(
        tmp_path,
        f"{','.join(cells)}\n{','.join(['a', '2024-01-01', *['1'] * (len(cells) - 2)])}\n"
        f"{','.join(cells.values())}\n",
    )
    assert values(found, column) == [1, None]
    assert reported(found) == [(3, column, cell)]
    assert "unknown" in found.problems[0].reason


@pytest.mark.parametrize("cell", ["", "2024-02-30", "yesterday", "01/02/2024", "2024"])
def test_a_row_without_a_date_is_left_out_and_reported(tmp_path: Path, cell: str):
    found = read_csv(tmp_path, f"{HEADER}\na,2024-01-01,1,0\na,{cell},2,0\n")
    assert values(found, "pain_nrs") == [1]
    assert reported(found) == [(3, "date", cell or None)]


def test_a_row_without_a_runner_is_left_out_and_reported(tmp_path: Path):
    found = read_csv(tmp_path, f"{HEADER}\n,2024-01-01,1,0\n  ,2024-01-02,1,0\na,2024-01-03,1,0\n")
    assert [days.runner_id for days in found] == ["a"]
    assert [problem.row for problem in found.problems] == [2, 3]


def test_a_date_and_time_counts_as_its_date(tmp_path: Path):
    found = read_csv(tmp_path, f"{HEADER}\na,2024-01-01T23:59:00+02:00,1,0\na,2024-01-02 00:01:00,2,0\n")
    assert values(found, "pain_nrs") == [1, 2]


def test_the_first_of_repeated_rows_counts_and_the_others_are_reported(tmp_path: Path):
    found = read_csv(
        tmp_path, f"{HEADER}\na,2024-01-02,5,0\nb,2024-01-02,1,0\na,2024-01-01,2,0\na,2024-01-02,6,1\n"
    )
    assert values(found, "pain_nrs") == [2, 5, 1]
    assert reported(found) == [(5, "date", "2024-01-02")]


def test_rows_may_come_in_any_order_and_runners_keep_that_of_the_file(tmp_path: Path):
    found = read_csv(
        tmp_path, f"{HEADER}\nz,2024-01-02,2,0\na,2024-01-03,3,0\nz,2024-01-01,1,0\na,2024-01-02,4,0\n"
    )
    assert [days.runner_id for days in found] == ["z", "a"]
    assert values(found, "pain_nrs") == [1, 2, 4, 3]


def test_columns_in_any_order_case_and_padding_and_unknown_ones_with_a_note(tmp_path: Path):
    found = read_csv(tmp_path, " Ran , mood,PAIN_NRS,date,runner_id,week\n1,fine,4,2024-01-01,a,1\n")
    assert values(found, "pain_nrs") == [4]
    assert found.notes == ("columns that are not used: mood, week",)
    assert next(iter(found)).extra_columns == ("mood", "week")


def test_a_slip_in_the_year_makes_no_decades_of_unknown_days(tmp_path: Path):
    found = read_csv(
        tmp_path, f"{HEADER}\na,2024-01-01,1,0\na,2024-01-02,2,0\na,0024-01-03,3,0\na,2924-01-04,3,0\n"
    )
    assert values(found, "pain_nrs") == [1, 2]
    assert [row for row, _, _ in reported(found)] == [4, 5]


def test_a_distance_without_a_run_and_a_run_without_one_contradict_themselves(tmp_path: Path):
    found = read_csv(
        tmp_path, f"{HEADER},distance_km\na,2024-01-01,1,0,5\na,2024-01-02,1,1,0\na,2024-01-03,1,0,\n"
    )
    assert values(found, "ran") == [None, 1, 0]
    assert values(found, "distance_km") == [None, None, 0]
    assert [row for row, _, _ in reported(found)] == [2, 3]


def test_rows_that_do_not_fit_the_header_are_left_out_and_reported(tmp_path: Path):
    found = read_csv(
        tmp_path, f"{HEADER}\na,2024-01-01,1,0\na,2024-01-02,1\na,2024-01-03,1,0,9\na,2024-01-04,1,0,,\n\n"
    )
    assert values(found, "pain_nrs") == [1, None, None, 1]
    assert [row for row, _, _ in reported(found)] == [3, 4]


def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path):
    found = read_csv(tmp_path, f'\n{HEADER},note\n\na,2024-01-01,1,0,"two\nlines"\n\na,2024-01-02,99,0,\n')
    assert reported(found) == [(7, "pain_nrs", "99")]


def test_a_quotation_mark_that_is_never_closed_is_reported_with_the_lines_that_it_swallowed(tmp_path: Path):
    found = read_csv(tmp_path, f'{HEADER}\na,2024-01-01,1,0\na,"2024-01-02,1,0\na,2024-01-03,1,0\n')
    assert values(found, "pain_nrs") == [1]
    assert "lines 3 to 4 were not read" in found.problems[0].reason


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_delimiters_and_decimal_commas(tmp_path: Path, delimiter: str):
    text = f"{HEADER}\na,2024-01-01,X,1\n".replace(",", delimiter).replace("X", "2,5")
    assert values(read_csv(tmp_path, text), "pain_nrs") == [2.5]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings(tmp_path: Path, encoding: str):
    found = read_csv(tmp_path, f"{HEADER}\njürgen,2024-01-01,1,1\r\n".encode(encoding))
    assert [days.runner_id for days in found] == ["jürgen"]


def test_bytes_that_are_no_text_spoil_a_name_and_nothing_else(tmp_path: Path):
    found = read_csv(tmp_path, f"{HEADER}\nj".encode() + b"\xff\x00rgen,2024-01-01,1,1\n")
    assert values(found, "pain_nrs") == [1]


def test_many_problems_are_counted_and_not_all_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tables, "MAX_PROBLEMS", 3)
    found = read_csv(tmp_path, HEADER + "\n" + "".join(f"a,2024-01-{k:02},99,0\n" for k in range(1, 11)))
    assert len(found.problems) == 3
    assert found.n_problems == 10
    assert found.notes == ("7 more problems are not listed",)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\n\n\n", "empty"),
        (b"runner_id,date,pain_nrs\n", "ran"),
        (b"a,b\n1,2\n", "runner_id or date or pain_nrs or ran"),
        (b"runner_id,date,pain_nrs,ran,RAN\n", "two columns are called ran"),
        (b"PAR1 and then nothing of the kind", "Parquet"),
    ],
)
def test_what_is_no_days_table_fails_as_a_whole(tmp_path: Path, content: bytes, reason: str):
    path = tmp_path / "days.csv"
    path.write_bytes(content)
    found = read_days(path, diary_time="morning")
    assert isinstance(found, Failed)
    assert reason in found.reason


def test_a_file_that_is_not_there_and_a_folder_fail(tmp_path: Path):
    for path in (tmp_path / "none.csv", tmp_path):
        assert isinstance(read_days(path, diary_time="morning"), Failed)


def test_a_header_alone_is_a_table_of_nobody(tmp_path: Path):
    found = read_csv(tmp_path, HEADER + "\n")
    assert len(found) == 0
    assert list(found) == []
    assert found.notes == ("no usable row",)


DATES = [dt.date(2024, 1, 1), dt.date(2024, 1, 2), None]


@pytest.mark.parametrize(
    "dates",
    [
        pa.array(DATES, pa.date32()),
        pa.array(DATES, pa.date64()),
        pa.array(DATES, pa.date32()).cast(pa.timestamp("us")),
        pa.array(["2024-01-01", "2024-01-02", None]),
        pa.array(["2024-01-01", "2024-01-02", None]).dictionary_encode(),
        pa.array(["2024-01-01", "2024-01-02", None], pa.large_string()),
    ],
    ids=lambda array: str(array.type),
)
def test_parquet_dates_of_any_type(tmp_path: Path, dates: pa.Array):
    found = read_parquet(
        tmp_path, {"runner_id": ["a"] * 3, "date": dates, "pain_nrs": [1, 2, 3], "ran": [0, 1, 0]}
    )
    assert values(found, "pain_nrs") == [1, 2]
    assert reported(found) == [(3, "date", None)]


def test_a_timestamp_with_a_zone_counts_by_that_zone_s_clock(tmp_path: Path):
    late = [dt.datetime(2024, 1, 1, 23, 30, tzinfo=dt.UTC)]
    found = read_parquet(
        tmp_path,
        {
            "runner_id": ["a"],
            "date": pa.array(late, pa.timestamp("s", tz="Europe/Berlin")),
            "pain_nrs": [1.0],
            "ran": [True],
        },
    )
    assert str(next(iter(found)).date[0]) == "2024-01-02"


def test_a_timestamp_with_a_zone_that_nobody_knows_is_no_date(tmp_path: Path):
    when = pa.array([0], pa.timestamp("s", tz="Mars/Olympus_Mons"))
    found = read_parquet(tmp_path, {"runner_id": ["a"], "date": when, "pain_nrs": [1.0], "ran": [True]})
    assert len(found) == 0
    assert "time zone" in found.problems[0].reason


@pytest.mark.parametrize(
    "pain",
    [
        pa.array([1, 11, None], pa.int64()),
        pa.array([1, 11, None], pa.uint8()),
        pa.array([1.0, 11.0, None], pa.float32()),
        pa.array([1.0, 11.0, float("nan")], pa.float64()),
        pa.array([Decimal(1), Decimal(11), None], pa.decimal128(5, 2)),
        pa.array(["1", "11", None]),
        pa.array(["1", "11", ""]).dictionary_encode(),
    ],
    ids=lambda array: str(array.type),
)
def test_parquet_numbers_of_any_type(tmp_path: Path, pain: pa.Array):
    found = read_parquet(
        tmp_path,
        {
            "runner_id": pa.array(["a"] * 3).dictionary_encode(),
            "date": pa.array([dt.date(2024, 1, k) for k in (1, 2, 3)]),
            "pain_nrs": pain,
            "ran": pa.array([True, False, None]),
        },
    )
    assert values(found, "pain_nrs") == [1, None, None]
    assert values(found, "ran") == [1, 0, None]
    assert reported(found) == [(2, "pain_nrs", "11")]


def test_parquet_columns_of_a_useless_type_are_reported(tmp_path: Path):
    found = read_parquet(
        tmp_path,
        {
            "runner_id": [7, 7],
            "date": pa.array([dt.date(2024, 1, k) for k in (1, 2)]),
            "pain_nrs": pa.array([[1], None], pa.list_(pa.int8())),
            "ran": pa.nulls(2),
        },
    )
    assert [days.runner_id for days in found] == ["7"]
    assert values(found, "pain_nrs") == values(found, "ran") == [None, None]
    assert [row for row, _, _ in reported(found)] == [1]


def test_parquet_dates_of_a_useless_type_leave_every_row_out(tmp_path: Path):
    found = read_parquet(tmp_path, {"runner_id": ["a"], "date": [20240101], "pain_nrs": [1], "ran": [1]})
    assert len(found) == 0
    assert reported(found) == [(1, "date", "int64")]


def test_rows_are_counted_across_chunks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("backstride.study.sources.CHUNK_ROWS", 4)
    cells = [("a", f"2024-01-{k:02}", 99 if k == 10 else 1, 0) for k in range(1, 12)]
    text = HEADER + "\n" + "".join(",".join(map(str, row)) + "\n" for row in cells)
    assert reported(read_csv(tmp_path, text)) == [(11, "pain_nrs", "99")]
    columns = dict(zip(HEADER.split(","), (list(column) for column in zip(*cells, strict=True)), strict=True))
    assert reported(read_parquet(tmp_path, columns)) == [(10, "pain_nrs", "99")]


def test_a_damaged_parquet_file_fails(tmp_path: Path):
    path = tmp_path / "days.parquet"
    table = pa.table(
        {"runner_id": ["a"] * 500, "date": ["2024-01-01"] * 500, "pain_nrs": [1] * 500, "ran": [1] * 500}
    )
    pq.write_table(table, path)
    data = bytearray(path.read_bytes())
    data[20:120] = b"\xff" * 100
    path.write_bytes(data)
    assert isinstance(read_days(path, diary_time="morning"), Failed)


anything = st.text(max_size=12) | st.sampled_from(
    [
        "1",
        "0",
        "true",
        "2024-01-01",
        "2024-01-02",
        "-1",
        "1e9",
        "nan",
        '"',
        ",",
        "\n",
        "9999-12-31",
        "0001-01-01",
    ]
)


@given(
    header=st.permutations([*HEADER.split(","), "sleep_h", "extra"]),
    rows=st.lists(st.lists(anything, max_size=7), max_size=8),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_text_raises_and_every_value_is_within_its_scale(tmp_path: Path, header: list[str], rows):
    text = ",".join(header) + "\n" + "\n".join(",".join(row) for row in rows)
    path = tmp_path / "days.csv"
    path.write_text(text, encoding="utf-8", errors="replace", newline="")
    found = read_days(path, diary_time="morning")
    assert isinstance(found, DaysTable)
    for days in found:
        assert len(days) <= 366 * 41
        for name in DAY_COLUMNS:
            known = days[name][~np.isnan(days[name])]
            assert ((known >= 0) & (known <= 24)).all()
        assert set(days["ran"][~np.isnan(days["ran"])]) <= {0.0, 1.0}


@given(content=st.binary(max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_bytes_raise(tmp_path: Path, content: bytes):
    path = tmp_path / "days.csv"
    path.write_bytes(content)
    assert isinstance(read_days(path, diary_time="morning"), DaysTable | Failed)
    path.write_bytes(b"PAR1" + content + b"PAR1")
    assert isinstance(read_days(path, diary_time="morning"), Failed)
