"""Written tables read back the same, CSV as Parquet, and a file is there whole or not at all."""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backstride.records import DAY_COLUMNS, Days
from backstride.study import DaysTable, read_days, write_answers, write_days
from backstride.study.values import FLAGS, LIMITS
from backstride.verdict.answer import EffectRow, Verdict

CONTRACT = (
    "runner_id, estimand, mean, sd, q05, q50, q95, p_positive, p_meaningful, verdict, n_days, n_checkins, "
    "n_run_days, days_needed, reason"
)
NOTHING = EffectRow(
    runner_id="a, b",
    estimand="acute",
    verdict=Verdict.CANNOT_TELL,
    reason='too few "days"',
    n_days=3,
    n_checkins=2,
    n_run_days=0,
    days_needed=40,
)
SOMETHING = EffectRow(
    runner_id="b",
    estimand="factor:spike",
    verdict=Verdict.AGGRAVATES,
    reason="surely",
    n_days=100,
    n_checkins=90,
    n_run_days=50,
    mean=0.1 + 0.2,
    sd=0.25,
    q05=-0.1,
    q50=0.3,
    q95=0.7,
    p_positive=0.97,
    p_meaningful=0.5,
)


def runners(draw: st.DrawFn) -> list[Days]:
    found = []
    for name in draw(st.lists(st.text("ab ,\"'\nü", min_size=1).filter(str.strip), unique=True, max_size=4)):
        n = draw(st.integers(1, 6))
        unknown = st.just(float("nan"))
        columns = {}
        for column in DAY_COLUMNS:
            value = st.sampled_from([0.0, 1.0]) if column in FLAGS else st.floats(*LIMITS[column])
            columns[column] = np.array(draw(st.lists(unknown | value, min_size=n, max_size=n)))
        # What contradicts itself does not come back as it went: that is tested with the reading.
        columns["distance_km"][columns["ran"] == 0] = 0.0
        columns["distance_km"][(columns["ran"] == 1) & (columns["distance_km"] == 0)] = np.nan
        shoes = draw(st.lists(st.none() | st.sampled_from(["red", "blue, old"]), min_size=n, max_size=n))
        first = np.datetime64(draw(st.dates(min_value=_DATE[0], max_value=_DATE[1])), "D")
        found.append(Days(runner_id=name, date=first + np.arange(n), columns=columns, shoe_id=tuple(shoes)))
    return found


_DATE = (np.datetime64("1995-01-01", "D").item(), np.datetime64("2040-01-01", "D").item())


@given(tables=st.composite(runners)())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_days_come_back_as_they_went_from_csv_as_from_parquet(tmp_path: Path, tables: list[Days]):
    for name in ("days.csv", "days.parquet"):
        count = write_days(tables, tmp_path / name)
        assert count == sum(map(len, tables))
        found = read_days(tmp_path / name, diary_time="morning")
        assert isinstance(found, DaysTable)
        assert found.problems == ()
        assert len(found) == len(tables)
        for went, came in zip(tables, found, strict=True):
            assert came.runner_id == went.runner_id
            np.testing.assert_array_equal(came.date, went.date)
            assert came.shoe_id == went.shoe_id
            for column in DAY_COLUMNS:
                np.testing.assert_array_equal(came[column], went[column])


def test_a_days_file_as_people_see_it(tmp_path: Path, make_days: Callable[..., Days]):
    write_days([make_days(n=2, distance_km=[0, 7.25], sleep_h=[np.nan, 8])], tmp_path / "days.csv")
    assert (tmp_path / "days.csv").read_text() == (
        "runner_id,date,pain_nrs,sleep_h,sitting_h,stress_nrs,ran,distance_km,intensity_share,hard_share,"
        "descent_m_per_km,spike_ratio,warmup,core,cross_training,shoe_id,event_painkiller,event_physio,"
        "event_illness\n"
        "anna,2024-02-27,0.0,,,,0,0.0,,,,,,,,,,,\n"
        "anna,2024-02-28,1.0,8.0,,,1,7.25,,,,,,,,,,,\n"
    )


def test_answers_have_the_contract_s_columns_in_its_order(tmp_path: Path):
    assert write_answers([NOTHING, SOMETHING], tmp_path / "answers.csv") == 2
    with (tmp_path / "answers.csv").open(newline="") as file:
        header, nothing, something = csv.reader(file)
    assert ", ".join(header) == CONTRACT
    assert nothing == ["a, b", "acute", *[""] * 7, "cannot_tell", "3", "2", "0", "40", 'too few "days"']
    assert something[:3] == ["b", "factor:spike", "0.30000000000000004"]


def test_answers_in_parquet_are_the_same_and_typed(tmp_path: Path):
    write_answers([NOTHING, SOMETHING], tmp_path / "answers.parquet")
    table = pq.read_table(tmp_path / "answers.parquet")
    assert ", ".join(table.column_names) == CONTRACT
    assert table.schema.field("mean").type == "double"
    assert table.schema.field("n_days").type == "int64"
    nothing, something = table.to_pylist()
    assert nothing["mean"] is None
    assert nothing["verdict"] == "cannot_tell"
    assert something["mean"] == 0.1 + 0.2
    assert something["days_needed"] is None


@pytest.mark.parametrize("name", ["answers.csv", "answers.parquet"])
def test_no_answers_are_a_table_of_columns_alone(tmp_path: Path, name: str):
    assert write_answers([], tmp_path / name) == 0
    assert (tmp_path / name).stat().st_size > 0


@pytest.mark.parametrize("name", ["answers.csv", "answers.parquet"])
def test_a_write_that_breaks_off_leaves_the_old_file_and_no_rubbish(tmp_path: Path, name: str):
    (tmp_path / name).write_text("what stood there")

    def breaking() -> Iterator[EffectRow]:
        yield SOMETHING
        raise RuntimeError("the power fails")

    with pytest.raises(RuntimeError):
        write_answers(breaking(), tmp_path / name)
    assert (tmp_path / name).read_text() == "what stood there"
    assert len(list(tmp_path.iterdir())) == 1


def test_other_endings_are_refused_before_anything_is_computed(tmp_path: Path):
    def never() -> Iterator[EffectRow]:
        pytest.fail("was asked for rows")
        yield

    with pytest.raises(ValueError, match=r"\.csv or \.parquet"):
        write_answers(never(), tmp_path / "answers.xlsx")
