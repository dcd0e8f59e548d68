"""Many runners at once: ``backstride study``, its time and the memory of all its processes together.

    python benchmarks/study.py --runners 1000 --days 180 --workers 2

Some distinct sample runners stand under many names, their rows sorted by date rather than by runner, so that
nobody's stand together. Runners a minute are of the whole program, from start to end; CPU seconds are those
of all its processes, and say more where the computer has other work too.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from backstride import __version__
from backstride.samples import RunnerSpec, simulate
from backstride.study import write_days
from process_tree import watch

KINDS = (RunnerSpec.null(), RunnerSpec.harmed(), RunnerSpec.mild(), RunnerSpec.surface_harmed())
PROGRAM = "from backstride.cli import main; main()"
DISTINCT = 40


def make_table(folder: Path, n_runners: int, n_days: int) -> Path:
    """The days table, in Parquet."""
    distinct = folder / "distinct.parquet"
    some = min(DISTINCT, n_runners)
    write_days((simulate(seed, KINDS[seed % len(KINDS)], n_days).days for seed in range(some)), distinct)
    table = pq.read_table(distinct)
    path = folder / "days.parquet"
    names = table["runner_id"].to_pylist()
    order = sorted(range(len(names)), key=lambda row: row % n_days)
    with pq.ParquetWriter(path, table.schema) as writer:
        for start in range(0, n_runners, some):
            copy = table.set_column(0, "runner_id", pa.array([f"{start}-{name}" for name in names]))
            here = (
                order
                if n_runners - start >= some
                else [row for row in order if row // n_days < n_runners - start]
            )
            writer.write_table(copy.take(here))
    distinct.unlink()
    return path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--short", action="store_true", help="40 runners")
    parser.add_argument("--runners", type=int, help="1000 unless said")
    parser.add_argument("--days", type=int, default=180)
    parser.add_argument("--workers", type=int, action="append", help="2 unless said; may be repeated")
    options = parser.parse_args()
    n_runners = options.runners or (40 if options.short else 1000)
    print(f"backstride {__version__}: {n_runners} runners of {options.days} days")
    print(f"{'workers':>7} {'seconds':>8} {'a minute':>9} {'CPU s':>8} {'CPU s/runner':>13} {'peak MB':>8}")
    with tempfile.TemporaryDirectory() as place:
        days = make_table(Path(place), n_runners, options.days)
        for workers in options.workers or [2]:
            out = days.with_name("answers.parquet")
            command = [
                sys.executable,
                "-c",
                PROGRAM,
                "study",
                days,
                "--out",
                out,
                "--workers",
                workers,
                "--json",
            ]
            seen = watch([str(part) for part in command])
            peak = "–" if seen.peak_bytes is None else f"{seen.peak_bytes / 1e6:.0f}"
            print(
                f"{workers:>7} {seen.wall_s:>8.1f} {60 * n_runners / seen.wall_s:>9.0f} {seen.cpu_s:>8.1f} "
                f"{seen.cpu_s / n_runners:>13.2f} {peak:>8}"
            )


if __name__ == "__main__":
    main()
