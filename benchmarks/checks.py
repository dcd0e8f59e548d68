"""Can the checks say no, and do they keep still where nothing is wrong?

    python benchmarks/checks.py --runners 100 --days 180

Sample runners of many kinds, each as it is and with one thing wrong with the data. For each fault: the share
of runners in whom each check fails, in whom any check that takes a verdict back fails, and what became of the
verdicts on usual runs that would have been given without checks. The same version and seed print the same
table, but for the times.
"""

import argparse
import multiprocessing
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from backstride import __version__
from backstride.records import Days
from backstride.samples import RunnerSpec, simulate

FAMILIES = (RunnerSpec.null, RunnerSpec.harmed, RunnerSpec.helped, RunnerSpec.mild)
RUN_COLUMNS = (
    "ran",
    "distance_km",
    "intensity_share",
    "hard_share",
    "descent_m_per_km",
    "spike_ratio",
    "warmup",
)
Fault = Callable[[np.random.Generator, Days], Days]


def with_columns(days: Days, **changed: np.ndarray) -> Days:
    return replace(days, columns={**days.columns, **changed})


def a_day_late(_: np.random.Generator, days: Days) -> Days:
    """Every run stands on the day after it."""
    return with_columns(days, **{name: np.concatenate([[np.nan], days[name][:-1]]) for name in RUN_COLUMNS})


def copied_weeks(_: np.random.Generator, days: Days) -> Days:
    """Every second week's pain is that of the week before."""
    pain = days["pain_nrs"].copy()
    for start in range(7, len(days) - 6, 14):
        pain[start : start + 7] = pain[start - 7 : start]
    return with_columns(days, pain_nrs=pain)


def middle_by_default(rng: np.random.Generator, days: Days) -> Days:
    """On two days of five the slider was left where it starts, in the middle of the scale."""
    return with_columns(days, pain_nrs=np.where(rng.random(len(days)) < 0.4, 5.0, days["pain_nrs"]))


def usual_by_default(rng: np.random.Generator, days: Days) -> Days:
    """On two days of five the runner's usual answer was put down without thinking."""
    usual = np.round(np.nanmedian(days["pain_nrs"]))
    return with_columns(days, pain_nrs=np.where(rng.random(len(days)) < 0.4, usual, days["pain_nrs"]))


def zero_for_unknown(_: np.random.Generator, days: Days) -> Days:
    """Mornings without a line were made zeros."""
    return with_columns(days, pain_nrs=np.nan_to_num(days["pain_nrs"]))


def weekly_from_memory(_: np.random.Generator, days: Days) -> Days:
    """One answer for the whole week, written on its last day."""
    pain = days["pain_nrs"].copy()
    for start in range(0, len(days), 7):
        week = pain[start : start + 7]
        if np.isfinite(week).any():
            pain[start : start + 7] = np.round(np.nanmean(week))
    return with_columns(days, pain_nrs=pain)


def evening_as_morning(_: np.random.Generator, days: Days) -> Days:
    """The diary was written in the evening and is read as one of the morning."""
    return replace(days, diary_time="morning")


def nothing(_: np.random.Generator, days: Days) -> Days:
    return days


FAULTS: dict[str, Fault] = {
    "none": nothing,
    "evening as morning": evening_as_morning,
    "runs a day late": a_day_late,
    "copied weeks": copied_weeks,
    "middle by default": middle_by_default,
    "usual by default": usual_by_default,
    "zero for unknown": zero_for_unknown,
    "weekly from memory": weekly_from_memory,
}


@dataclass(frozen=True)
class Seen:
    family: str
    fails: tuple[str, ...]
    lowered: bool
    said_without: str
    said: str
    cpu_s: float  # of the checks that take a verdict back


def spec_of(seed: int, fault: str) -> RunnerSpec:
    """A runner with the difficulties that real diaries have."""
    rng = np.random.default_rng([seed, 1])
    spec = FAMILIES[seed % len(FAMILIES)]()
    evening = rng.random() < 0.2 if fault == "none" else fault == "evening as morning"
    return spec.but(
        missing=str(rng.choice(["random", "good_days", "bad_days"])),
        missing_share=float(rng.uniform(0.05, 0.3)),
        step_nrs=float(rng.choice([0.5, 1.0])),
        scale_log_ratio=(1.0, 1.25),
        level_nrs=(1.0, 5.0),
        diary_time="evening" if evening else "morning",
    )


def look(fault: str, n_days: int, all_checks: bool, seed: int) -> Seen | None:
    from backstride.inference import checks
    from backstride.inference.fit import bears_estimate, count, infer
    from backstride.verdict import check_words, rules

    runner = simulate(seed, spec_of(seed, fault), n_days)
    days = FAULTS[fault](np.random.default_rng([seed, 2]), runner.days)
    if not bears_estimate(count(days)):
        return None
    effects = infer(days, seed=seed)
    case = checks.Case(days, effects, seed)
    before = time.process_time()
    findings = checks.lowering(case)
    cpu_s = time.process_time() - before
    reason = check_words.reason(findings, acute=True)
    row = rules.acute_row("", effects, trusted=True)
    if all_checks:
        findings = (*findings, *checks.shown(case))
    return Seen(
        family=runner.spec.name,
        fails=tuple(finding.id for finding in findings if finding.outcome == "fail"),
        lowered=reason is not None,
        said_without=row.verdict.value,
        said=(row if reason is None else rules.taken_back(row, reason)).verdict.value,
        cpu_s=cpu_s,
    )


def lines(fault: str, seen: Sequence[Seen]) -> list[str]:
    n = len(seen)
    fails = Counter(check for one in seen for check in one.fails)
    given = [one for one in seen if one.said_without != "cannot_tell"]
    kept = sum(one.said != "cannot_tell" for one in given)
    by_family = Counter(one.family for one in seen if one.lowered)
    shares = ", ".join(f"{check} {times / n:.2f}" for check, times in fails.most_common()) or "none"
    whose = ", ".join(
        f"{family} {by_family[family] / sum(one.family == family for one in seen):.2f}"
        for family in dict.fromkeys(one.family for one in seen)
    )
    return [
        f"{fault} ({n} runners): a check takes verdicts back in {sum(one.lowered for one in seen) / n:.3f}",
        f"    of them: {whose}",
        f"    checks that fail: {shares}",
        f"    verdicts on usual runs without checks {len(given)}, of which stand {kept}",
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--runners", type=int, default=100)
    parser.add_argument("--days", type=int, default=180)
    parser.add_argument("--fault", choices=["all", *FAULTS], default="all")
    parser.add_argument("--all-checks", action="store_true", help="also those that are only shown; slower")
    parser.add_argument("--seed", type=int, default=5_000)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    print(
        f"backstride {__version__}: {options.runners} runners of {options.days} days, seed {options.seed}",
        flush=True,
    )
    # The workers load numpy after this: more threads than one make a pool slower.
    os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))
    seeds = range(options.seed, options.seed + options.runners)
    cpu_s: list[float] = []
    with ProcessPoolExecutor(options.processes, multiprocessing.get_context("spawn")) as pool:
        for fault in FAULTS if options.fault == "all" else (options.fault,):
            task = partial(look, fault, options.days, options.all_checks)
            seen = [one for one in pool.map(task, seeds, chunksize=2) if one is not None]
            print("\n".join(lines(fault, seen)), flush=True)
            cpu_s += [one.cpu_s for one in seen]
    cpu_s.sort()
    print(
        f"CPU of the checks that take a verdict back: median {cpu_s[len(cpu_s) // 2]:.2f} s, "
        f"slowest {cpu_s[-1]:.2f} s",
        file=sys.stderr,
    )


if __name__ == "__main__":
    main()
