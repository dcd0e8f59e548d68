"""Is the answer right? Simulated runners of three families with known truth, answered from the diary alone.

    python benchmarks/validity/run.py --short
    python benchmarks/validity/run.py --keep
    python benchmarks/validity/run.py --family flares --days 90 --kind null --runners 60 --resume
    python benchmarks/validity/run.py --looks --runners 20 --resume
    python benchmarks/validity/run.py --table --keep

Every runner's rows are added to --out (rows.csv, and looks.csv for --looks, which answers one diary of a
year every --every days) as soon as they are there; --resume goes on where a run was stopped, or adds to it.
The table is of all rows there. --keep writes it to benchmarks/validity/TABLE.md too. The same seed and
version give the same rows whatever the number of processes.
"""

import argparse
import csv
import functools
import multiprocessing
import os
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

BENCHMARKS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(BENCHMARKS), str(BENCHMARKS.parent / "src")]
# Before numpy is loaded, here and in the workers: more threads than one make a pool slower.
os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))

from validity.diary import ASKED_FOR, DIFFICULTIES, RESTLESS  # noqa: E402 - the path has to be there first
from validity.families import FAMILIES, KINDS, Runner, mixture  # noqa: E402
from validity.score import FIELDS, FIRST_LOOK_DAY, Row, from_text, score, score_looks, to_text, whole  # noqa: E402
from validity.table import table  # noqa: E402

LENGTHS = (30, 60, 90, 180, 365)
YEAR = 365
NOT_SIMULATED = {("latent_ar", RESTLESS)}  # its nights do not depend on the runs
TABLE = Path(__file__).with_name("TABLE.md")


def wanted(options: argparse.Namespace) -> list[Runner]:
    """The runners of this run, by family and length."""
    short = options.short
    lengths = (YEAR,) if options.looks else options.days or ((60, 120) if short else LENGTHS)
    n_runners = options.runners or (27 if short else 27 * 8)
    return [
        replace(runner, kind=options.kind or runner.kind, difficulty=options.difficulty or runner.difficulty)
        for family in options.family or FAMILIES
        for n_days in lengths
        for runner in mixture(family, n_days, n_runners, options.seed)
        if (family, options.difficulty) not in NOT_SIMULATED
    ]


def read(path: Path) -> list[Row]:
    if not path.exists():
        return []
    with path.open(newline="") as file:
        lines = list(csv.DictReader(file))
    return [from_text(line) for line in lines if None not in line.values()]


def fill(
    path: Path, runners: list[Runner], work: Callable[[Runner], list[Row]], kept: list[Row], processes: int
) -> None:
    """Write the rows that are kept, and add those of the runners that are not among them."""
    done = {row.runner for row in kept}
    path.parent.mkdir(parents=True, exist_ok=True)
    todo = [r for r in runners if (r.family, r.kind, r.difficulty, r.n_days, r.index, r.seed) not in done]
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(FIELDS)
        writer.writerows(map(to_text, kept))
        with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
            for number, rows in enumerate(pool.map(work, todo), 1):
                writer.writerows(map(to_text, rows))
                file.flush()
                if sys.stderr.isatty() or number % 20 == 0:
                    print(f"{number}/{len(todo)}", file=sys.stderr, end="\r" if sys.stderr.isatty() else "\n")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--family", action="append", choices=FAMILIES, help="may be repeated; else all")
    parser.add_argument("--days", action="append", type=int, help="may be repeated; else 30 to 365")
    parser.add_argument("--kind", choices=KINDS, help="only this kind; else a mixture")
    parser.add_argument("--difficulty", choices=(*DIFFICULTIES, *ASKED_FOR), help="only this; else by lot")
    parser.add_argument("--runners", type=int, help="of each family and length")
    parser.add_argument("--looks", action="store_true", help="one diary of a year, again and again")
    parser.add_argument("--every", type=int, default=7, help="days from one look to the next")
    parser.add_argument("--short", action="store_true", help="a first look")
    parser.add_argument(
        "--resume", action="store_true", help="keep the rows there (looks: of the same --every)"
    )
    parser.add_argument("--table", action="store_true", help="only the table, of the rows that are there")
    parser.add_argument("--keep", action="store_true", help=f"write the table to {TABLE.name} too")
    parser.add_argument("--out", type=Path, default=BENCHMARKS.parent / "out" / "validity")
    parser.add_argument("--seed", type=int, default=20_250)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    rows_file, looks_file = options.out / "rows.csv", options.out / "looks.csv"
    if not options.table:
        path, work, n_looks = rows_file, score, 1
        if options.looks:
            path, work = looks_file, functools.partial(score_looks, every=options.every)
            n_looks = len(range(FIRST_LOOK_DAY, YEAR + 1, options.every))
        kept = whole(read(path), n_looks) if options.resume else []
        fill(path, wanted(options), work, kept, options.processes)
    text = table(read(rows_file), read(looks_file), options.seed)
    print(text)
    if options.keep:
        TABLE.write_text(text + "\n")


if __name__ == "__main__":
    main()
