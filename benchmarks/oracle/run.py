"""How near is the answer to the best that anybody could say? Sample runners' own likelihood, sampled by NUTS.

    python benchmarks/oracle/run.py --short
    python benchmarks/oracle/run.py --resume --minutes 60
    python benchmarks/oracle/run.py --table --keep

The oracle knows how the runners of the family ``latent_ar`` are made (``likelihood.py``), all but what
running does to the one at hand. Beside it stands what backstride says of the same diaries. Rows are added to
--out as soon as a runner is done; --resume goes on where a run was stopped. --keep writes the table to
benchmarks/validity/ORACLE.md. Compiled programs are kept in --out. One process. Needs the extra ``nuts``;
says so where that is not installed.
"""

import argparse
import csv
import os
import sys
import time
from importlib.util import find_spec
from pathlib import Path

BENCHMARKS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(BENCHMARKS), str(BENCHMARKS.parent / "src")]
os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))

from oracle.score import FIELDS, Row, from_text, score, to_text  # noqa: E402 - the path has to be there first
from oracle.table import table  # noqa: E402
from validity.families import Runner  # noqa: E402

# How many runners of a cell: most where a promise of power is at stake.
CELLS = {
    ("harmed", 60): 30,
    ("null", 60): 20,
    ("mild", 180): 16,
    ("drawn", 60): 20,
    ("null", 180): 12,
    ("harmed", 90): 10,
    ("null", 90): 10,
    ("mild", 60): 10,
    ("mild", 90): 10,
    ("harmed", 180): 10,
    ("helped", 60): 10,
    ("helped", 90): 10,
    ("helped", 180): 10,
}
SHORT = {("harmed", 60): 2, ("null", 60): 1}
TABLE = BENCHMARKS / "validity" / "ORACLE.md"


def wanted(cells: dict[tuple[str, int], int], lengths: list[int] | None, seed: int) -> list[Runner]:
    """The runners, so that whatever the first of them are, all cells have about the same share done."""
    places = [
        ((index + 0.5) / number, kind, n_days, index)
        for (kind, n_days), number in cells.items()
        for index in range(number)
    ]
    return [
        Runner("latent_ar", kind, "plain", n_days, index, seed)
        for _, kind, n_days, index in sorted(places)
        if not lengths or n_days in lengths
    ]


def read(path: Path) -> list[Row]:
    if not path.exists():
        return []
    with path.open(newline="") as file:
        return [from_text(line) for line in csv.DictReader(file) if None not in line.values()]


def fill(path: Path, runners: list[Runner], kept: list[Row], minutes: float | None) -> None:
    """Write the rows that are kept, and add those of the runners that are not among them."""
    import jax  # seconds to load; the table alone does without

    path.parent.mkdir(parents=True, exist_ok=True)
    jax.config.update("jax_compilation_cache_dir", str(path.parent / "compiled"))
    done = {(row.kind, row.n_days, row.index, row.seed) for row in kept}
    begun = time.monotonic()
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(FIELDS)
        writer.writerows(map(to_text, kept))
        file.flush()
        for number, runner in enumerate(runners, 1):
            if minutes is not None and time.monotonic() - begun > 60 * minutes:
                break
            if (runner.kind, runner.n_days, runner.index, runner.seed) in done:
                continue
            rows = score(runner)
            writer.writerows(map(to_text, rows))
            file.flush()
            one = rows[0]
            print(
                f"{number}/{len(runners)} {runner.kind} {runner.n_days} d: truth {one.truth:+.2f}, oracle "
                f"{one.oracle_mean:+.2f} ({one.oracle_sd:.2f}), ours {one.mean:+.2f} ({one.sd:.2f}); R-hat "
                f"{one.r_hat_ratio:.3f}, effective {one.effective:.0f}, divergent {one.divergences}; CPU "
                f"{one.oracle_cpu_s:.1f} s",
                file=sys.stderr,
                flush=True,
            )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--short", action="store_true", help="a first look: three runners")
    parser.add_argument("--days", action="append", type=int, help="only this length; may be repeated")
    parser.add_argument("--resume", action="store_true", help="keep the rows that are there")
    parser.add_argument("--minutes", type=float, help="begin no runner after so many")
    parser.add_argument("--table", action="store_true", help="only the table, of the rows that are there")
    parser.add_argument("--keep", action="store_true", help=f"write the table to validity/{TABLE.name} too")
    parser.add_argument("--out", type=Path, default=BENCHMARKS.parent / "out" / "oracle")
    parser.add_argument("--seed", type=int, default=20_250)
    options = parser.parse_args()
    if find_spec("numpyro") is None:
        print("not run: the oracle needs numpyro; install backstride with its extra, 'backstride[nuts]'")
        return
    path = options.out / ("short.csv" if options.short else "rows.csv")
    if not options.table:
        runners = wanted(SHORT if options.short else CELLS, options.days, options.seed)
        fill(path, runners, read(path) if options.resume else [], options.minutes)
    text = table(read(path), options.seed)
    print(text)
    if options.keep:
        TABLE.write_text(text + "\n")


if __name__ == "__main__":
    main()
