"""An import that is killed, and killed again, and then let through, gives what one import gives."""

import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backstride.store.database import FILE_NAME

N_FILES = 200

IMPORT = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from backstride.store import Store
from backstride.usecases import decoding
from backstride.usecases.import_files import import_paths

def tell(progress):
    sys.stdout.write(".")
    sys.stdout.flush()

decoding._POOL_AFTER_BYTES = 20_000
decoding._SMALL_BYTES = 0
with Store.open(Path(sys.argv[1])) as store:
    import_paths(
        store,
        [Path(sys.argv[2])],
        home_zone=UTC,
        now=datetime(2025, 1, 1, tzinfo=UTC),
        workers=int(sys.argv[3]),
        on_progress=tell,
    )
"""


@pytest.fixture(scope="module")
def watch(tmp_path_factory: pytest.TempPathFactory, fit: Callable[..., bytes]) -> Path:
    folder = tmp_path_factory.mktemp("watch")
    for number in range(N_FILES - 2):
        (folder / f"{number:03}.fit").write_bytes(fit(number))
    (folder / "again.fit").write_bytes(fit(0))
    (folder / "not-a-run.fit").write_bytes(b"no")
    return folder


def start(home: Path, watch: Path, workers: int) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-c", IMPORT, str(home), str(watch), str(workers)]
    return subprocess.Popen(command, stdout=subprocess.PIPE)


def content(home: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All that the store holds, without its numbering and without which batch brought it."""
    with sqlite3.connect(home / FILE_NAME) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        tables = {
            "source_file": "SELECT sha256, name, size_bytes, fate, reason, warnings_json FROM source_file",
            "activity": "SELECT f.sha256, a.* FROM activity a JOIN activity_source s ON s.activity_id = a.id"
            " JOIN source_file f ON f.id = s.source_file_id",
            "lap": "SELECT f.sha256, l.* FROM lap l JOIN activity_source s USING (activity_id)"
            " JOIN source_file f ON f.id = s.source_file_id",
            "stream": "SELECT f.sha256, t.* FROM stream t JOIN activity_source s USING (activity_id)"
            " JOIN source_file f ON f.id = s.source_file_id",
        }
        found = {}
        for name, query in tables.items():
            cursor = database.execute(query)
            kept = [
                i for i, column in enumerate(cursor.description) if column[0] not in ("id", "activity_id")
            ]
            found[name] = sorted(tuple(row[i] for i in kept) for row in cursor)
            if name != "source_file":
                assert len(found[name]) == database.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
        return found


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
def test_an_import_killed_at_any_point_and_repeated_gives_the_same_store(
    tmp_path: Path, watch: Path, workers: int
) -> None:
    whole = tmp_path / "whole"
    with start(whole, watch, 1) as process:
        process.communicate(timeout=120)
    assert process.returncode == 0
    expected = content(whole)
    assert len(expected["activity"]) == N_FILES - 2

    chance = random.Random(20240501)
    killed = tmp_path / "killed"
    found = []
    for files_before in (0, *sorted(chance.sample(range(1, N_FILES - 20), 5))):
        with start(killed, watch, workers) as process:
            assert process.stdout is not None
            process.stdout.read(files_before)
            time.sleep(chance.uniform(0, 0.004))
            process.send_signal(signal.SIGKILL)
        assert process.returncode == -signal.SIGKILL
        if (killed / FILE_NAME).exists() and files_before:
            found.append(len(content(killed)["source_file"]))
            assert set(content(killed)["stream"]) <= set(expected["stream"])
    assert found == sorted(found)
    assert 0 < found[0] < found[-1] < N_FILES - 1  # the kills did hit imports under way

    with start(killed, watch, workers) as process:
        process.communicate(timeout=120)
    assert process.returncode == 0
    assert content(killed) == expected


@pytest.mark.slow
def test_imports_at_the_same_time_give_what_one_gives(tmp_path: Path, watch: Path) -> None:
    whole, shared = tmp_path / "whole", tmp_path / "shared"
    with start(whole, watch, 1) as process:
        process.communicate(timeout=120)
    processes = [start(shared, watch, workers) for workers in (1, 2, 1)]
    for process in processes:
        process.communicate(timeout=120)
    assert [process.returncode for process in processes] == [0, 0, 0]
    assert content(shared) == content(whole)
    with sqlite3.connect(shared / FILE_NAME) as database:
        told = database.execute("SELECT imported + duplicates + skipped + failed FROM batch").fetchall()
        logged = database.execute("SELECT count(*) FROM log_entry GROUP BY batch_id").fetchall()
    assert told == logged == [(N_FILES,)] * 3
