"""One answer's time: CPU seconds from a runner's days table to the answer, at several lengths of diary.

Simulated runners, a fresh seed each; the first answer of the process is left out, since it pays for imports.
"""

import argparse
import statistics
import time

from backstride.samples import RunnerSpec, simulate
from backstride.verdict import answer_days

DAYS = (120, 180, 365, 1500)
KINDS = (RunnerSpec.null(), RunnerSpec.harmed(), RunnerSpec.surface_harmed())


def answer_cpu_s(n_days: int, n_runners: int) -> list[float]:
    """CPU seconds of each of ``n_runners`` answers, kinds of runner in turn."""
    times_s = []
    for seed in range(n_runners):
        days = simulate(seed, KINDS[seed % len(KINDS)], n_days).days
        started_s = time.process_time()
        answer_days(days, seed=seed)
        times_s.append(time.process_time() - started_s)
    return times_s


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="3 runners a length instead of 12")
    n_runners = 3 if parser.parse_args().short else 12
    answer_cpu_s(DAYS[0], 1)
    print(f"one answer, CPU seconds over {n_runners} simulated runners")
    print(f"{'days':>6} {'median':>8} {'max':>8}")
    for n_days in DAYS:
        times_s = answer_cpu_s(n_days, n_runners)
        print(f"{n_days:>6} {statistics.median(times_s):>8.2f} {max(times_s):>8.2f}")


if __name__ == "__main__":
    main()
