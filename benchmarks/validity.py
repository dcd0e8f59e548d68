"""Is the answer right? Many sample runners with known truth, each answered from the diary alone.

    python benchmarks/validity.py --runners 200 --days 120

For each family of runners: how often the 90% interval covers the truth, the error, and what was said.
Beside it, what two naive readings of the same diary say: pain on days with a run against days without, and
the same for the morning after. The same version and seed print the same table.
"""

import argparse
import math
import multiprocessing
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import numpy as np

from backstride import __version__
from backstride.records import Days
from backstride.samples import FACTORS, RunnerSpec, simulate
from backstride.verdict.answer import EffectRow, Verdict

FAMILIES: dict[str, Callable[[], RunnerSpec]] = {
    "null": RunnerSpec.null,
    "harmed": RunnerSpec.harmed,
    "mild": RunnerSpec.mild,
    "helped": RunnerSpec.helped,
    "adapting": RunnerSpec.adapting,
    "surface": RunnerSpec.surface_harmed,
    "no_warmup": RunnerSpec.warmup_harmed,
    "spike": RunnerSpec.spike_harmed,
    # What no diary can put right: heavy lifting, in no column, raises pain and keeps from running.
    "hidden": lambda: RunnerSpec.null().but(name="hidden", hidden_lifting_nrs=1.0),
}
MIXTURE = (
    *["null"] * 6,
    *["harmed"] * 4,
    *["mild"] * 3,
    *["helped"] * 3,
    "adapting",
    "surface",
    "no_warmup",
    "spike",
)
TRUE_FACTOR = {"surface": "hard", "no_warmup": "no_warmup", "spike": "spike"}
Z90 = 1.645
SHOWN_VERDICTS = (Verdict.AGGRAVATES, Verdict.HELPS, Verdict.NO_MEANINGFUL_EFFECT, Verdict.CANNOT_TELL)


@dataclass(frozen=True)
class Task:
    family: str
    seed: int
    n_days: int
    plain: bool


@dataclass(frozen=True)
class Estimate:
    mean: float  # NaN where nothing is said
    low: float
    high: float
    verdict: Verdict


@dataclass(frozen=True)
class Scored:
    family: str
    truth: dict[str, float]
    estimates: dict[str, Estimate]  # by estimator, of the acute effect
    longterm: Estimate
    factors: dict[str, Estimate]
    cpu_s: float


def spec_of(task: Task) -> RunnerSpec:
    """The runner of a task: unless plain, one with one of the difficulties that real diaries have."""
    spec = FAMILIES[task.family]()
    if task.plain:
        return spec
    rng = np.random.default_rng([task.seed, 1])
    return spec.but(
        diary_time="evening" if rng.random() < 0.2 else "morning",
        missing=str(rng.choice(["random", "good_days", "bad_days"])),
        missing_share=float(rng.uniform(0.05, 0.3)),
        step_nrs=float(rng.choice([0.5, 1.0])),
        scale_log_ratio=(1.0, 1.25),
        level_nrs=(1.0, 5.0),
    )


def naive(days: Days, mornings_later: int) -> Estimate:
    """Mean pain with a run less mean pain without one, with the interval and the verdict of a t-test."""
    pain, ran = days["pain_nrs"], days["ran"]
    if mornings_later:
        pain, ran = pain[mornings_later:], ran[:-mornings_later]
    with_run, without = (pain[(ran == value) & np.isfinite(pain)] for value in (1.0, 0.0))
    if min(len(with_run), len(without)) < 2:
        return Estimate(math.nan, math.nan, math.nan, Verdict.CANNOT_TELL)
    mean = float(with_run.mean() - without.mean())
    error = Z90 * math.sqrt(with_run.var(ddof=1) / len(with_run) + without.var(ddof=1) / len(without))
    if mean - error > 0.0:
        said = Verdict.AGGRAVATES
    else:
        said = Verdict.HELPS if mean + error < 0.0 else Verdict.NO_MEANINGFUL_EFFECT
    return Estimate(mean, mean - error, mean + error, said)


def as_estimate(row: EffectRow | None) -> Estimate:
    if row is None or row.mean is None or row.q05 is None or row.q95 is None:
        return Estimate(math.nan, math.nan, math.nan, Verdict.CANNOT_TELL if row is None else row.verdict)
    return Estimate(row.mean, row.q05, row.q95, row.verdict)


def score(task: Task) -> Scored:
    from backstride.verdict import effect_rows

    runner = simulate(task.seed, spec_of(task), task.n_days)
    before = time.process_time()
    rows = {row.estimand: row for row in effect_rows(runner.days, seed=task.seed)}
    cpu_s = time.process_time() - before
    return Scored(
        family=task.family,
        truth=dict(runner.truth),
        estimates={
            "backstride": as_estimate(rows.get("acute")),
            "same day": naive(runner.days, 0),
            "next morning": naive(runner.days, 1),
        },
        longterm=as_estimate(rows.get("longterm")),
        factors={name: as_estimate(rows.get(f"factor:{name}")) for name in FACTORS},
        cpu_s=cpu_s,
    )


def _line(cells: Iterable[str], widths: Sequence[int]) -> str:
    cells = list(cells)
    left = [cell.ljust(width) for cell, width in zip(cells[:2], widths[:2], strict=True)]
    right = [cell.rjust(width) for cell, width in zip(cells[2:], widths[2:], strict=True)]
    return "  ".join((*left, *right))


def _share(part: float, whole: float) -> str:
    return f"{part / whole:.2f}" if whole else "–"


def _covered(pairs: Sequence[tuple[Estimate, float]]) -> str:
    numbers = [(e, truth) for e, truth in pairs if not math.isnan(e.mean)]
    return _share(sum(e.low <= truth <= e.high for e, truth in numbers), len(numbers))


def effect_row(pairs: Sequence[tuple[Estimate, float]]) -> tuple[str, ...]:
    errors = np.array([e.mean - truth for e, truth in pairs if not math.isnan(e.mean)])
    said = Counter(e.verdict for e, _ in pairs)
    return (
        str(len(pairs)),
        _covered(pairs),
        f"{np.sqrt(np.mean(errors**2)):.2f}" if len(errors) else "–",
        f"{np.mean(errors):+.2f}" if len(errors) else "–",
        *(_share(said[verdict], len(pairs)) for verdict in SHOWN_VERDICTS),
    )


def effect_table(results: Sequence[Scored], families: Sequence[str]) -> str:
    head = ("acute effect by", "runners", "n", "covered", "RMSE", "bias", *(v.value for v in SHOWN_VERDICTS))
    widths = [max(len(name), 5) for name in head]
    lines = [_line(head, widths)]
    for estimator in ("backstride", "same day", "next morning"):
        for family in ("all", *families):
            chosen = [r for r in results if family in ("all", r.family)]
            row = effect_row([(r.estimates[estimator], r.truth["acute"]) for r in chosen])
            lines.append(_line((estimator, family, *row), widths))
    return "\n".join(lines)


def other_figures(results: Sequence[Scored]) -> str:
    longterm = [(r.longterm, r.truth["longterm"]) for r in results]
    contrasts = [(e, r.truth[f"factor:{name}"]) for r in results for name, e in r.factors.items()]
    innocent = [r for r in results if not any(r.truth[f"factor:{name}"] for name in FACTORS)]
    blamed = sum(any(e.verdict is Verdict.AGGRAVATES for e in r.factors.values()) for r in innocent)
    lines = [
        f"long-term 90% intervals cover the truth: {_covered(longterm)}",
        f"factors' 90% intervals cover the truth: {_covered(contrasts)}",
        f"a factor is blamed where none matters: {_share(blamed, len(innocent))} of {len(innocent)}",
    ]
    for family, factor in TRUE_FACTOR.items():
        chosen = [r for r in results if r.family == family]
        if chosen:
            first = _share(sum(_first_factor(r) == factor for r in chosen), len(chosen))
            found = sum(r.factors[factor].verdict is Verdict.AGGRAVATES for r in chosen)
            lines.append(
                f"{family}: the true factor comes first in {first} of {len(chosen)}, "
                f"is blamed in {_share(found, len(chosen))}"
            )
    cpu_s = sorted(r.cpu_s for r in results)
    lines.append(f"CPU per answer: median {cpu_s[len(cpu_s) // 2]:.2f} s, slowest {cpu_s[-1]:.2f} s")
    return "\n".join(lines)


def _first_factor(result: Scored) -> str | None:
    known = {name: e.mean for name, e in result.factors.items() if not math.isnan(e.mean)}
    return max(known, key=known.__getitem__) if known else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--runners", type=int, help="200 unless said, 40 with --short")
    parser.add_argument("--days", type=int, default=120)
    parser.add_argument("--short", action="store_true", help="a first look")
    parser.add_argument("--family", choices=["mixture", *FAMILIES], default="mixture")
    parser.add_argument(
        "--plain", action="store_true", help="morning diaries, gaps at random, whole points only"
    )
    parser.add_argument("--seed", type=int, default=20_250)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    n_runners = options.runners or (40 if options.short else 200)
    kinds = MIXTURE if options.family == "mixture" else (options.family,)
    tasks = [
        Task(kinds[i % len(kinds)], options.seed + i, options.days, options.plain) for i in range(n_runners)
    ]
    print(
        f"backstride {__version__}: {n_runners} runners of {options.days} days, {options.family}"
        f"{', plain' if options.plain else ''}, seed {options.seed}"
    )
    results = []
    # The workers load numpy after this: more threads than one make a pool slower.
    os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))
    with ProcessPoolExecutor(options.processes, multiprocessing.get_context("spawn")) as pool:
        for done, result in enumerate(pool.map(score, tasks, chunksize=2), 1):
            results.append(result)
            if sys.stderr.isatty() or done % 20 == 0:
                print(f"{done}/{len(tasks)}", file=sys.stderr, end="\r" if sys.stderr.isatty() else "\n")
    print(effect_table(results, [family for family in FAMILIES if family in kinds]))
    error = math.sqrt(0.9 * 0.1 / len(results))
    print(f"chance alone moves the share covered of all runners by {error:.3f} (standard deviation)")
    print(other_figures(results))


if __name__ == "__main__":
    main()
