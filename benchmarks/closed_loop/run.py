"""Does the plan bring less pain at the same distance? Sixteen simulated weeks, lived in three ways.

    python benchmarks/closed_loop/run.py --short
    python benchmarks/closed_loop/run.py --runners 300

Every runner lives by habit for eight weeks with a diary, and then the same sixteen weeks, with the same
nights, work and noise, in three ways: by backstride's plan (made anew each morning, the runner's own answer
from the diary every four weeks, and what ``today`` says), by a generic plan of 10% more a week towards the
same goal, and as one likes. Of the two plans' sessions four of five are done, by the same lot. The kinds of
runners are those of ``validity``'s mixture, in its order: a quarter whom running does nothing, those whom it
harms much, little, by one factor alone (each of the six) or only by spikes, helps, protects with the months,
and those whose effect is drawn. Their bodies are not of the model's kind.

Pain is the mean of all mornings' readings before rounding. What is compared, each with a 90% bootstrap
interval over runners, the ways of one runner always together:

- *at the same km*, the main one: for each runner the other way is lived again with every one of its runs made
  longer or shorter by one factor, such that it comes to as many km in all as backstride's plan did for this
  runner. Whoever is told to run less gets no credit for it here: what is left is how the km are laid.
- *at the same mean km* and *at the same mean pain*: one factor for all runners, such that the other way's
  mean over the runners is backstride's. Here it also counts to whom the km are given: more to those whom
  running does not harm, fewer to those whom it does.

The same seed gives the same table whatever the number of processes.
"""

import argparse
import functools
import multiprocessing
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

BENCHMARKS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(BENCHMARKS), str(BENCHMARKS.parent / "src")]
# Before numpy is loaded, here and in the workers: more threads than one make a pool slower.
os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))

from closed_loop.score import row  # noqa: E402 - the path has to be there first
from closed_loop.table import table  # noqa: E402

FULL, SHORT = 300, 20


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--short", action="store_true", help=f"a first look: {SHORT} runners")
    parser.add_argument("--runners", type=int, help=f"{FULL} unless said")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    n_runners = options.runners or (SHORT if options.short else FULL)
    work = functools.partial(row, seed=options.seed)
    rows = []
    with ProcessPoolExecutor(options.processes, multiprocessing.get_context("spawn")) as pool:
        for number, found in enumerate(pool.map(work, range(n_runners)), 1):
            rows.append(found)
            if number % 20 == 0:
                print(f"{number}/{n_runners}", file=sys.stderr)
    print(table(rows, options.seed))


if __name__ == "__main__":
    main()
