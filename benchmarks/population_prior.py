"""Does a study's population prior pay? Sample runners with known truth, answered alone and with it.

    python benchmarks/population_prior.py --runners 160 --days 30

Three populations: "alike", whose nuisances lie in the narrow ranges of the sample runners; "mixed", whose
diaries have the difficulties of real ones; "split", two kinds of people far apart in persistence, scatter and
skipping, whom one normal distribution describes badly. Coverage of the 90% interval of the acute effect must
not fall. The same version and seed print the same table.
"""

import argparse
import math
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from backstride import __version__
from backstride.samples import RunnerSpec, simulate
from backstride.verdict import effect_rows
from backstride.verdict.answer import EffectRow, Verdict

if TYPE_CHECKING:
    from backstride.inference.population import Summary
    from backstride.inference.priors import Priors

KINDS: tuple[Callable[[], RunnerSpec], ...] = (
    RunnerSpec.null,
    RunnerSpec.harmed,
    RunnerSpec.null,
    RunnerSpec.mild,
    RunnerSpec.harmed,
    RunnerSpec.helped,
)
CERTAIN = 0.9  # P(effect of 0.3 points or more) that counts as power below


@dataclass(frozen=True)
class Task:
    population: str
    seed: int
    n_days: int

    def spec(self) -> RunnerSpec:
        spec = KINDS[self.seed % len(KINDS)]()
        rng = np.random.default_rng([self.seed, 2])
        if self.population == "mixed":
            return spec.but(
                diary_time="evening" if rng.random() < 0.2 else "morning",
                missing=str(rng.choice(["random", "good_days", "bad_days"])),
                missing_share=float(rng.uniform(0.05, 0.3)),
                step_nrs=float(rng.choice([0.5, 1.0])),
                scale_log_ratio=(1.0, 1.25),
                level_nrs=(1.0, 5.0),
            )
        if self.population == "split" and rng.random() < 0.5:
            return spec.but(persistence=(0.85, 0.95), deviation_nrs=(1.2, 2.0), skip_per_point=(1.0, 1.8))
        if self.population == "split":
            return spec.but(persistence=(0.1, 0.3), deviation_nrs=(0.3, 0.6), skip_per_point=(0.0, 0.1))
        return spec


@dataclass(frozen=True)
class Scored:
    kind: str
    truth: dict[str, float]
    rows: dict[str, EffectRow]


def summarise(task: Task) -> "Summary | None":
    from backstride.inference.population import nuisances

    return nuisances(simulate(task.seed, task.spec(), task.n_days).days, seed=task.seed)


def score(priors: "Priors | None", task: Task) -> Scored | None:
    runner = simulate(task.seed, task.spec(), task.n_days)
    try:
        rows = effect_rows(runner.days, seed=task.seed, priors=priors)
    except (ArithmeticError, ValueError) as error:
        print(f"no answer for {task}: {error}", file=sys.stderr)
        return None
    return Scored(runner.spec.name, dict(runner.truth), {row.estimand: row for row in rows})


def known(results: Sequence[Scored], estimand: str) -> Iterator[tuple[EffectRow, float]]:
    for result in results:
        row = result.rows[estimand]
        if row.mean is not None:
            yield row, result.truth[estimand]


def covered(results: Sequence[Scored], estimands: Sequence[str]) -> str:
    hits = [
        row.q05 is not None and row.q95 is not None and row.q05 <= truth <= row.q95
        for estimand in estimands
        for row, truth in known(results, estimand)
    ]
    return f"{np.mean(hits):.3f}" if hits else "–"


def squared_errors(results: Sequence[Scored]) -> np.ndarray:
    return np.array([(row.mean or 0.0) - truth for row, truth in known(results, "acute")]) ** 2


def line(name: str, results: Sequence[Scored]) -> str:
    acute = list(known(results, "acute"))
    error = np.array([(row.mean or 0.0) - truth for row, truth in acute])
    width = np.array([(row.q95 or 0.0) - (row.q05 or 0.0) for row, _ in acute])
    certain = np.mean([(row.p_meaningful or 0.0) > CERTAIN for row, _ in acute])
    said = np.mean([row.verdict is Verdict.AGGRAVATES for row, _ in acute])
    return (
        f"{name:<22}{len(acute):>5}{covered(results, ['acute']):>9}{np.sqrt((error**2).mean()):>7.3f}"
        f"{error.mean():>+8.3f}{width.mean():>7.2f}{certain:>7.2f}{said:>7.2f}"
    )


def show(name: str, alone: Sequence[Scored], pooled: Sequence[Scored]) -> None:
    print(f"{name:<22}{'n':>5}{'covered':>9}{'RMSE':>7}{'bias':>8}{'width':>7}{'P>0.9':>7}{'said':>7}")
    for kind in ("all", "null", "harmed", "mild", "helped"):
        for title, results in (("alone", alone), ("population prior", pooled)):
            chosen = [result for result in results if kind in ("all", result.kind)]
            print(line(f"{kind}, {title}", chosen))
    gain = squared_errors(pooled) - squared_errors(alone)
    print(
        f"squared error with the prior less alone: {gain.mean():+.4f}, "
        f"standard error {gain.std(ddof=1) / math.sqrt(len(gain)):.4f}"
    )
    factors = [estimand for estimand in alone[0].rows if estimand.startswith("factor:")]
    for title, results in (("alone", alone), ("population prior", pooled)):
        print(
            f"{title}: covered in factors {covered(results, factors)}, "
            f"long-term {covered(results, ['longterm'])}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--runners", type=int, help="160 of each population unless said, 60 with --short")
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--short", action="store_true", help="a first look")
    parser.add_argument("--population", choices=("alike", "mixed", "split"), action="append")
    parser.add_argument("--seed", type=int, default=40_000)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    n_runners = options.runners or (60 if options.short else 160)
    # The workers load numpy after this: more threads than one make a pool slower.
    os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))
    print(f"backstride {__version__}: {n_runners} runners of {options.days} days, seed {options.seed}")
    from backstride.inference.population import population_priors
    from backstride.inference.priors import registered_priors

    registered = asdict(registered_priors())
    with ProcessPoolExecutor(options.processes, multiprocessing.get_context("spawn")) as pool:
        for population in options.population or ("alike", "mixed", "split"):
            tasks = [Task(population, options.seed + k, options.days) for k in range(n_runners)]
            summaries = list(pool.map(summarise, tasks, chunksize=4))
            priors = population_priors(found for found in summaries if found is not None)
            if priors is None:
                sys.exit("too few runners for a population prior")
            by_both = zip(
                pool.map(partial(score, None), tasks, chunksize=4),
                pool.map(partial(score, priors), tasks, chunksize=4),
                strict=True,
            )
            both = [(alone, pooled) for alone, pooled in by_both if alone and pooled]
            print(f"\n{len(tasks) - len(both)} without an answer; prior of the population:")
            print(
                {name: round(value, 2) for name, value in asdict(priors).items() if value != registered[name]}
            )
            show(population, [alone for alone, _ in both], [pooled for _, pooled in both])
            sys.stdout.flush()


if __name__ == "__main__":
    main()
