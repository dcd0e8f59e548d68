"""Imports that are killed (SIGKILL) at random points, over and over: is what is then on disk whole?

A history of 300 files is imported by a process of its own: loose FIT files, some in a zip and some in a zip
within it, every fifth run twice (as a second device has it, as TCX), a diary, notes, damaged files. The
process is killed at a random file or a random moment; the store is then opened and looked at, and the next
process goes on with it. After a few kills one is let through: all must be as if there had been no kill, and a
new store is begun.

After each kill: the store opens, SQLite finds nothing amiss, every file on record has all of its activities,
laps, streams, measures and diary lines and none has others, and records of one run are joined, none half-way.
"""

import argparse
import hashlib
import io
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter, defaultdict
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from backstride.export.activity_file import Format, write_activity
from backstride.ingest import read
from backstride.records import Parsed
from backstride.samples.fit_writer import Recording, write
from backstride.store import Store, joining
from backstride.store.database import FILE_NAME

RUNS = 240
TWICE_EVERY, IN_ZIP_EVERY, IN_INNER_ZIP_EVERY = 5, 4, 12
RUN_S = 600
KILLS_A_STORE = 5
BY_TIME = 0.3  # the share of kills at a random moment, the start of the process included
LONGEST_S = 1.5  # of those moments

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

decoding._POOL_AFTER_BYTES = 200_000
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

Content = dict[str, Any]


def write_history(folder: Path) -> int:
    """The history; how many files an import meets in it."""
    inner, outer = io.BytesIO(), folder / "export.zip"
    with (
        zipfile.ZipFile(outer, "w", zipfile.ZIP_DEFLATED) as archive,
        zipfile.ZipFile(inner, "w", zipfile.ZIP_STORED) as within,
    ):
        for number in range(RUNS):
            for name, data in recordings(number):
                if number % IN_INNER_ZIP_EVERY == 0:
                    within.writestr(name, data)
                elif number % IN_ZIP_EVERY == 0:
                    archive.writestr(f"activities/{name}", data)
                else:
                    (folder / name).write_bytes(data)
        within.close()
        archive.writestr("more.zip", inner.getvalue())
    days = (f"2024-01-{day:02},{day % 7}" for day in range(1, 31))
    (folder / "diary.csv").write_text("date,pain\n" + "\n".join(days) + "\n")
    for number in range(8):
        (folder / f"notes-{number}.txt").write_text(f"hello {number}")
        (folder / f"broken-{number}.gpx").write_text(f"<gpx {number}")
    return RUNS + len(range(0, RUNS, TWICE_EVERY)) + 1 + 16


def recordings(number: int) -> list[tuple[str, bytes]]:
    """A run as one device has it, and some of them as another one has it too."""
    time_s = np.arange(float(RUN_S))
    first = Recording(
        start_utc=datetime(2024, 1, 1, 6, tzinfo=UTC) + timedelta(hours=11 * number),
        utc_offset_s=3600,
        time_s=time_s,
        distance_m=time_s * (2.5 + number / 1000),
        latitude_deg=48.0 + time_s * 2.5 / 111_195,
        longitude_deg=np.full(RUN_S, 11.5),
    )
    files = [(f"{number:03}.fit", write(first))]
    if number % TWICE_EVERY == 0:
        second = replace(
            first,
            start_utc=first.start_utc + timedelta(seconds=20),
            latitude_deg=None,
            longitude_deg=None,
            heart_rate_bpm=120 + (time_s + number) % 40,
        )
        parsed = read("", write(second), UTC)
        assert isinstance(parsed, Parsed)
        files.append((f"{number:03}.tcx", write_activity(parsed.activities[0], Format.TCX).data))
    return files


def start(home: Path, folder: Path, workers: int) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-c", IMPORT, str(home), str(folder), str(workers)]
    # What a killed process's helpers say of it is no news.
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def finish(home: Path, folder: Path, workers: int) -> None:
    with start(home, folder, workers) as process:
        process.communicate()
    assert process.returncode == 0


def content(home: Path) -> Content:
    """What the store holds of each file, by its hash, without its numbering and without its imports."""
    with closing(sqlite3.connect(home / FILE_NAME)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        records: dict[int, list[Any]] = {
            key: [fingerprint]
            for key, fingerprint in database.execute("SELECT id, fingerprint FROM activity")
        }
        for table in ("lap", "stream"):
            for key, *row in database.execute(f"SELECT * FROM {table} ORDER BY 1, 2"):
                records[key].append([table, *(_short(value) for value in row)])
        files: dict[int, Content] = {}
        for key, *row in database.execute(
            "SELECT id, sha256, name, size_bytes, fate, reason, warnings_json FROM source_file"
        ):
            files[key] = {"file": row, "activities": [], "measures": [], "diary": []}
        for activity, file in database.execute("SELECT activity_id, source_file_id FROM activity_source"):
            files[file]["activities"].append(records.pop(activity))
        assert not records, "an activity of no file"
        for key, *row in database.execute("SELECT * FROM measure ORDER BY 1, 2, 3, 4"):
            files[key]["measures"].append(row)
        for key, *row in database.execute(
            "SELECT source_file_id, date, pain_nrs FROM check_in JOIN diary_table ON diary_table.id ="
            " diary_table_id ORDER BY source_file_id, date"
        ):
            files[key]["diary"].append(row)
        return {file["file"][0]: file for file in files.values()}


def _short(value: Any) -> Any:
    return hashlib.sha256(value).hexdigest() if isinstance(value, bytes) else value


def joined(home: Path) -> Counter[int]:
    """How many activities have how many records; all are joined as they would be if all came at once."""
    with Store.open(home) as store, store._writing() as connection:
        found = joining.Records(connection).heads
        joining.regroup(connection)
        assert joining.Records(connection).heads == found, "records that are not joined, or wrongly"
    members: dict[int, int] = defaultdict(int)
    for head in found.values():
        members[head] += 1
    return Counter(members.values())


def check(home: Path, whole: Content) -> int:
    """Look at a store whose import was killed; how many files are on record in it."""
    if not (home / FILE_NAME).exists():
        return 0
    joined(home)
    found = content(home)
    for sha256, file in found.items():
        assert file == whole[sha256], f"not whole: {file['file']}"
    return len(found)


def kill(process: "subprocess.Popen[bytes]", chance: random.Random, files: int) -> bool:
    """Kill the import somewhere; False where it came to its end before."""
    assert process.stdout is not None
    if chance.random() < BY_TIME:
        time.sleep(chance.uniform(0, LONGEST_S))
    else:
        process.stdout.read(chance.randrange(files + 1))
        time.sleep(chance.uniform(0, 0.01))
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    return process.returncode == -signal.SIGKILL


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    chance = random.Random(wanted.seed)
    began = time.monotonic()
    on_record: list[int] = []
    finished = 0
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        folder = Path(place) / "history"
        folder.mkdir()
        files = write_history(folder)
        reference = Path(place) / "reference"
        finish(reference, folder, 1)
        whole, activities = content(reference), joined(reference)
        assert len(whole) == files
        while len(on_record) < wanted.kills:
            home = Path(place) / str(finished)
            on_record += [
                check(home, whole)
                for _ in range(min(KILLS_A_STORE, wanted.kills - len(on_record)))
                if kill(start(home, folder, chance.choice((1, 2))), chance, files)
            ]
            finish(home, folder, chance.choice((1, 2)))
            assert content(home) == whole
            assert joined(home) == activities
            finished += 1
    midway = sum(0 < count < files for count in on_record)
    print(
        f"{len(on_record)} kills in {time.monotonic() - began:.0f} s: {midway} of them with some of the"
        f" {files} files on record, {on_record.count(0)} with none, {on_record.count(files)} with all."
    )
    print("Every store opened and held whole files only, with their runs joined.")
    print(f"{finished} stores were imported to their end afterwards, and were as if there had been no kill.")


if __name__ == "__main__":
    main()
