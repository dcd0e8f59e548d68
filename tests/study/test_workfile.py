"""The working file gives back what it was given, whatever the order in which it came."""

import random
import sqlite3
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backstride.records import DAY_COLUMNS
from backstride.study import DaysTable, read_days
from backstride.study.workfile import ROW, Workfile, open_work

KEY = {"seed": 1}


def rows(*days: int) -> np.ndarray:
    made = np.zeros(len(days), dtype=ROW)
    made["day"] = days
    return made


def test_rows_are_gathered_by_runner_in_the_order_of_their_first_ones():
    work = Workfile.temporary()
    for names, days in ((["b", "a", "b"], (3, 1, 2)), (["c", "a"], (9, 8))):
        numbers = work.runner_numbers(names)
        work.add(np.array([numbers[name] for name in names]), rows(*days))
    found = [(name, part["day"].tolist()) for _, name, part in work.gathered()]
    assert found == [("b", [3, 2]), ("a", [1, 8]), ("c", [9])]


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32), n_runners=st.integers(1, 6), chunk=st.integers(1, 30))
def test_days_are_the_same_in_any_order_of_rows(
    seed: int, n_runners: int, chunk: int, tmp_path_factory: pytest.TempPathFactory
):
    rng = random.Random(seed)
    lines = [
        f"r{k},2024-01-{d:02},{rng.randint(0, 10)},{rng.randint(0, 1)},s{rng.randint(0, 2)}"
        for k in range(n_runners)
        for d in range(1, 9)
    ]
    folder = tmp_path_factory.mktemp("order")
    found = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("backstride.study.sources.CHUNK_ROWS", chunk)
        for name in ("sorted", "shuffled"):
            path = folder / f"{name}.csv"
            path.write_text("\n".join(["runner_id,date,pain_nrs,ran,shoe_id", *lines]) + "\n")
            table = read_days(path, diary_time="morning")
            assert isinstance(table, DaysTable)
            assert table.problems == ()
            found.append(
                {
                    days.runner_id: (days.date.tolist(), days["pain_nrs"].tolist(), days.shoe_id)
                    for days in table
                }
            )
            rng.shuffle(lines)
    assert found[0] == found[1]
    assert len(found[0]) == n_runners


def test_what_is_kept_comes_back_exactly_and_in_the_order_of_the_runners():
    work = Workfile.temporary()
    for number in (3, 1, 2):
        work.keep("answer", number, [{"mean": 0.1 + number / 3, "sd": None}])
    assert list(work.kept("answer")) == [[{"mean": 0.1 + number / 3, "sd": None}] for number in (1, 2, 3)]
    assert work.numbers("answer") == [1, 2, 3]


def test_runners_without_an_answer_are_asked_for_while_answers_come():
    work = Workfile.temporary()
    numbers = work.runner_numbers([f"r{k}" for k in range(600)])
    for number in numbers.values():
        work.settle(number, rows(1))
    work.keep("answer", 2, [])
    asked = []
    for number, _ in work.runners(without="answer"):
        asked.append(number)
        work.keep("answer", number, [])
    assert asked == [1, *range(3, 601)]


def test_it_is_kept_for_the_same_key_and_emptied_for_another(tmp_path: Path):
    work, said = open_work(tmp_path / "work", KEY)
    with work:
        assert said is None
        work.keep("answer", 1, [1])
    work, said = open_work(tmp_path / "work", KEY)
    with work:
        assert said is None
        assert list(work.kept("answer")) == [[1]]
    work, said = open_work(tmp_path / "work", {"seed": 2})
    with work:
        assert said is not None
        assert list(work.kept("answer")) == []


def test_a_reading_that_was_broken_off_is_done_again(tmp_path: Path):
    path = tmp_path / "days.csv"
    path.write_text("runner_id,date,pain_nrs,ran\na,2024-01-01,1,1\nb,2024-01-01,2,0\n")
    work, _ = open_work(tmp_path / "work", KEY)
    with work:
        numbers = work.runner_numbers(["x", "b"])
        work.add(np.array([numbers["x"], numbers["b"]]), rows(1, 2))
    work, _ = open_work(tmp_path / "work", KEY)
    with work:
        table = read_days(path, diary_time="morning", work=work)
        assert isinstance(table, DaysTable)
        assert [(days.runner_id, len(days), days["pain_nrs"].tolist()) for days in table] == [
            ("a", 1, [1.0]),
            ("b", 1, [2.0]),
        ]


def test_a_table_that_was_read_is_not_read_again(tmp_path: Path):
    path = tmp_path / "days.csv"
    path.write_text("runner_id,date,pain_nrs,ran,mood\na,2024-01-01,1,1,x\na,2024-01-01,2,0,y\n")
    work, _ = open_work(tmp_path / "work", KEY)
    with work:
        before = read_days(path, diary_time="morning", work=work)
    path.unlink()
    work, _ = open_work(tmp_path / "work", KEY)
    with work:
        after = read_days(path, diary_time="morning", work=work)
        assert isinstance(before, DaysTable)
        assert isinstance(after, DaysTable)
        assert (after.problems, after.notes, after.n_rows) == (before.problems, before.notes, before.n_rows)
        assert [days.extra_columns for days in after] == [("mood",)]


def test_a_number_of_every_column_comes_back(tmp_path: Path):
    work = Workfile.temporary()
    made = rows(4)
    made["values"] = np.arange(len(DAY_COLUMNS)) / 7
    work.settle(1, made)
    found, shoes = work.rows_of(1)
    assert np.array_equal(found, made)
    assert shoes == {}


def test_a_full_disk_is_an_error_of_the_database(tmp_path: Path):
    with Workfile.open(tmp_path / "work") as work:
        work.begin_anew()
        work._database.execute("PRAGMA max_page_count = 1")
        with pytest.raises(sqlite3.OperationalError, match="full"):
            work.keep("answer", 1, "x" * 1_000_000)
