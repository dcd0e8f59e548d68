"""``backstride days`` from outside: its document, its files, its text."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from backstride.cli import app
from backstride.cli.common import screen
from backstride.records import CheckIn
from backstride.samples.fit_writer import Recording, write
from backstride.store import Store
from backstride.store.diary import Origin
from backstride.usecases.import_files import import_paths

CONTRACT = [
    *("runner_id", "date", "pain_nrs", "sleep_h", "sitting_h", "stress_nrs", "ran", "distance_km"),
    *("intensity_share", "hard_share", "descent_m_per_km", "spike_ratio", "warmup", "core"),
    *("cross_training", "shoe_id"),
]
EVENTS = ["event_painkiller", "event_physio", "event_illness"]
FIRST = datetime(2024, 3, 1, 17, 0, tzinfo=UTC)


def call(*arguments: object):
    return CliRunner().invoke(app, ["days", *map(str, arguments)])


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Twenty days of diary; runs of ten minutes on days 0, 3, 6 and so on, imported on day 18."""
    folder = tmp_path / "home"
    watch = tmp_path / "watch"
    watch.mkdir()
    time_s = np.arange(601.0)
    for day in range(0, 18, 3):
        recording = Recording(
            start_utc=FIRST + timedelta(days=day),
            utc_offset_s=0,
            time_s=time_s,
            distance_m=time_s * 3,
            speed_mps=np.full(601, 3.0),
            heart_rate_bpm=np.full(601, 140.0),
        )
        (watch / f"{day}.fit").write_bytes(write(recording))
    with Store.open(folder) as store:
        import_paths(store, [watch], home_zone=UTC, now=FIRST + timedelta(days=18))
        lines = [
            CheckIn(
                date=(FIRST + timedelta(days=day)).date(),
                written_at=FIRST + timedelta(days=day),
                pain_nrs=float(day % 4),
                sleep_h=7.5 if day % 2 else None,
            )
            for day in range(20)
        ]
        store.add_check_ins(lines, Origin.TYPED)
    return folder


def test_document(home: Path):
    result = call("--json", "--home", home)
    assert result.exit_code == 0, result.stderr
    document = json.loads(result.stdout)
    rows = document["days"]
    assert list(rows[0]) == CONTRACT + EVENTS
    assert [row["date"] for row in rows] == [f"{FIRST + timedelta(days=day):%Y-%m-%d}" for day in range(20)]
    assert [row["ran"] for row in rows] == [1, 0, 0] * 6 + [None, None]
    assert [row["distance_km"] for row in rows] == [1.8, 0, 0] * 6 + [None, None]
    assert [row["sleep_h"] for row in rows[:3]] == [None, 7.5, None]
    assert {row["hard_share"] for row in rows} == {row["shoe_id"] for row in rows} == {None}
    assert document["diary_time"] == "morning"


def test_the_whole_table_as_csv_and_the_same_as_parquet(home: Path, tmp_path: Path):
    for name in ("days.csv", "days.parquet"):
        result = call("--out", tmp_path / name, "--home", home)
        assert result.exit_code == 0, result.stderr
        assert result.stdout == ""
    with (tmp_path / "days.csv").open(newline="") as file:
        header, *rows = csv.reader(file)
    table = pq.read_table(tmp_path / "days.parquet")
    assert header == table.column_names == CONTRACT + EVENTS
    assert len(rows) == table.num_rows == 20
    assert rows[1][:8] == ["me", "2024-03-02", "1.0", "7.5", "", "", "0", "0.0"]
    assert table["ran"].to_pylist() == [1, 0, 0] * 6 + [None, None]


def test_the_last_days_to_read(home: Path):
    result = call("--home", home)
    assert result.exit_code == 0, result.stderr
    assert "2024-03-20" in result.stdout
    assert "2024-03-06" not in result.stdout  # 14 days are shown
    assert "14 of 20 days" in result.stdout
    assert "1.8" in result.stdout
    assert "rest" in result.stdout
    assert "–" in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 120
    assert "\x1b" not in result.stdout


def test_the_table_fits_eighty_columns(home: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", "80")
    screen.cache_clear()
    try:
        text = call("--home", home).stdout
    finally:
        screen.cache_clear()
    assert max(map(len, text.splitlines())) <= 80
    assert "…" not in text
    assert "sport" in text  # the last column


def test_an_empty_home_says_what_to_do(tmp_path: Path):
    result = call("--home", tmp_path / "new")
    assert result.exit_code == 0
    assert "backstride import" in result.stdout
    assert json.loads(call("--json", "--home", tmp_path / "new").stdout)["days"] == []


def test_another_ending_is_wrong_usage_and_writes_nothing(home: Path, tmp_path: Path):
    result = call("--out", tmp_path / "days.xlsx", "--json", "--home", home)
    assert result.exit_code == 2
    assert ".csv or .parquet" in json.loads(result.stderr)["error"]
    assert not (tmp_path / "days.xlsx").exists()


def test_a_file_that_cannot_be_written_fails_in_one_line(home: Path, tmp_path: Path):
    result = call("--out", tmp_path / "no" / "days.csv", "--home", home)
    assert result.exit_code == 1
    assert len(io.StringIO(result.stderr).readlines()) == 1


def test_the_time_of_the_diary_is_one_of_two(home: Path):
    assert (
        json.loads(call("--json", "--diary-time", "evening", "--home", home).stdout)["diary_time"]
        == "evening"
    )
    assert call("--diary-time", "noon", "--home", home).exit_code == 2
