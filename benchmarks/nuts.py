"""The fast fit against full sampling of the same model by NUTS, on the same diaries.

    python benchmarks/nuts.py --runners 2

For each kind of diary and each estimand: how far the means lie apart, in the posterior SDs of full sampling,
and how far they would by the sampler's own chance; the ratio of the SDs with its standard error, as drawn and
as it was before the draws are widened. Then how many times faster the fast fit is, in CPU time without
compilation: as both were run, and for a standard deviation of the acute effect to within 1%, which takes
5000 independent draws: the fast fit draws so many, and the sampler's time after its warm-up is drawn out to
as many effective ones. Simulated runners whose diaries are written on their first and last day, so that one
compiled program serves all of a length. Needs the extra ``nuts``; says so where that is not installed.
"""

import argparse
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec

import numpy as np

from backstride import __version__
from backstride.evidence import figure
from backstride.inference import contrasts
from backstride.inference.design import Design, build_design
from backstride.inference.posterior import explore
from backstride.inference.priors import registered_priors
from backstride.records import Days
from backstride.samples import RunnerSpec, simulate

if find_spec("numpyro") is None:
    print("not run: full sampling needs numpyro; install backstride with its extra, 'backstride[nuts]'")
    sys.exit()

from numpyro.diagnostics import effective_sample_size

from backstride.inference import nuts

SETTINGS, DRAWS = 144, 5000  # settings as for an answer of a short diary; draws enough for an SD to within 1%
CHAINS, WARMUP, SAMPLES = nuts._SOLVER_CHAINS, nuts._SOLVER_WARMUP, nuts._SOLVER_SAMPLES
MEAN_OF_ABSOLUTE = float(np.sqrt(2.0 / np.pi))  # of a standard normal number
LOW = (0.0, 0.8)  # levels of pain at which about half the lines read zero, or more


def no_pain(days: Days) -> Days:
    pain = np.where(np.isfinite(days["pain_nrs"]), 0.0, np.nan)
    return Days(days.runner_id, days.date, {**days.columns, "pain_nrs": pain}, days.shoe_id, days.diary_time)


def rare_pain(days: Days) -> Days:
    """Zeros, but ones on the tenth of the days that were the worst."""
    pain = days["pain_nrs"]
    worst = pain >= np.nanquantile(pain, 0.9)
    few = np.where(np.isfinite(pain), np.where(worst & (np.cumsum(worst) % 2 == 1), 1.0, 0.0), np.nan)
    return Days(days.runner_id, days.date, {**days.columns, "pain_nrs": few}, days.shoe_id, days.diary_time)


@dataclass(frozen=True)
class Kind:
    name: str
    spec: RunnerSpec
    n_days: int
    change: Callable[[Days], Days] = lambda days: days


KINDS = (
    Kind("typical 90", RunnerSpec.harmed(), 90),
    Kind("typical 90", RunnerSpec.null(), 90),
    Kind("typical 90", RunnerSpec.mild(), 90),
    Kind("typical 90", RunnerSpec.helped(), 90),
    Kind("floor 90", RunnerSpec.harmed().but(level_nrs=LOW), 90),
    Kind("floor 90", RunnerSpec.null().but(level_nrs=LOW), 90),
    Kind("few ones 90", RunnerSpec.null(), 90, rare_pain),
    Kind("all zeros 90", RunnerSpec.null(), 90, no_pain),
    Kind("evening 90", RunnerSpec.mild().but(diary_time="evening"), 90),
    Kind("typical 60", RunnerSpec.harmed(), 60),
    Kind("typical 180", RunnerSpec.harmed(), 180),
    Kind("floor 180", RunnerSpec.null().but(level_nrs=LOW), 180),
)

USUAL = ("typical 60", "typical 90", "typical 180", "floor 90", "floor 180", "evening 90")


def diaries(kind: Kind, n_runners: int, seed: int) -> Iterator[tuple[int, Design]]:
    """Seed and design of the first runners who wrote on both ends of the diary."""
    priors = registered_priors()
    while n_runners:
        design = build_design(kind.change(simulate(seed, kind.spec, kind.n_days).days), priors)
        if design.n_days == kind.n_days - (kind.spec.diary_time == "evening"):
            yield seed, design
            n_runners -= 1
        seed += 1


def estimands(design: Design, draws: contrasts.Draws) -> dict[str, np.ndarray]:
    factors = contrasts.factor_contrasts(design, draws)
    return {
        "acute": contrasts.acute(design, draws),
        "longterm": contrasts.longterm(design, draws),
        **{f"factor:{name}": found for name, found in factors.items()},
    }


@dataclass(frozen=True)
class Pair:
    """One estimand of one runner, by both. ``effective``: draws that the full sample's are worth."""

    apart_sd: float
    sd_ratio: float
    effective: float

    @property
    def apart_by_chance_sd(self) -> float:
        return MEAN_OF_ABSOLUTE * float(np.sqrt(1.0 / self.effective + 1.0 / DRAWS))

    @property
    def ratio_error(self) -> float:
        return float(np.sqrt(0.5 / self.effective + 0.5 / DRAWS))


@dataclass(frozen=True)
class Compared:
    pairs: dict[str, Pair]
    fast_s: float
    full_s: float
    compiled: bool  # whether full sampling had to be compiled first

    @property
    def as_run(self) -> float:
        return self.full_s / self.fast_s

    @property
    def as_exact(self) -> float:
        """For as many effective draws of the acute effect as the fast fit makes."""
        samples = SAMPLES * DRAWS / self.pairs["acute"].effective
        return self.as_run * (WARMUP + samples) / (WARMUP + SAMPLES)


def compare(design: Design, seed: int, seen: set[nuts.Shape]) -> tuple[Compared, str]:
    priors = registered_priors()
    rng = np.random.default_rng(seed)
    started_s = time.process_time()
    posterior = explore(design, priors, rng, SETTINGS)
    fast = estimands(design, contrasts.draw(posterior, rng, DRAWS))
    fast_s = time.process_time() - started_s
    shape, _ = nuts.arrays_of(design, priors, posterior.unsure)
    compiled, started_s = shape not in seen, time.process_time()
    sampled = nuts.sample(design, priors, posterior.unsure, seed=seed)
    full_s = time.process_time() - started_s
    seen.add(shape)
    full = estimands(design, sampled.draws)
    pairs = {
        name: Pair(
            float((fast[name].mean() - full[name].mean()) / full[name].std()),
            float(fast[name].std() / full[name].std()),
            float(effective_sample_size(full[name].reshape(CHAINS, -1))),
        )
        for name in full
    }
    ratios = ", ".join(f"{name} {pair.sd_ratio:.2f}" for name, pair in pairs.items())
    said = (
        f"k-hat {posterior.pareto_k:.2f}, R-hat {sampled.r_hat_ratio:.3f}, "
        f"effective {sampled.effective:.0f}, divergent {sampled.divergences}, "
        f"zeros {design.views[0].floor.mean():.2f}; acute by the fast fit "
        f"{fast['acute'].mean():+.3f} (SD {fast['acute'].std():.3f}), in full {full['acute'].mean():+.3f} "
        f"({full['acute'].std():.3f}); SD ratios {ratios}; CPU {fast_s:.2f} s and {full_s:.1f} s"
        f"{' compiling' * compiled}"
    )
    return Compared(pairs, fast_s, full_s, compiled), said


def table(results: dict[str, list[Compared]]) -> str:
    wider = figure("laplace_widening")
    head = ("diary", "estimand", "n", "apart", "|apart|", "by chance", "worst", "SD ratio", "±", "unwidened")
    lines = ["  ".join(f"{name:>12}" for name in (*head, "from", "to"))]
    for kind, compared in (
        ("usual", [one for name in USUAL for one in results.get(name, [])]),
        *results.items(),
    ):
        by_name: dict[str, list[Pair]] = defaultdict(list)
        for one in compared:
            for name, pair in one.pairs.items():
                by_name["factors" if name.startswith("factor:") else name].append(pair)
        for name, pairs in by_name.items():
            apart = np.array([pair.apart_sd for pair in pairs])
            ratios = [pair.sd_ratio for pair in pairs]
            middle = float(np.exp(np.mean(np.log(ratios))))
            error = middle * float(np.sqrt(sum(pair.ratio_error**2 for pair in pairs))) / len(pairs)
            figures = (
                *(apart.mean(), np.abs(apart).mean(), np.mean([pair.apart_by_chance_sd for pair in pairs])),
                *(np.abs(apart).max(), middle, error, middle / wider, min(ratios), max(ratios)),
            )
            cells = (kind, name, str(len(pairs)), *(f"{value:.3f}" for value in figures))
            lines.append("  ".join(f"{cell:>12}" for cell in cells))
    warm = [one for compared in results.values() for one in compared if not one.compiled]
    if warm:
        for name, ratios in (
            ("as run", [one.as_run for one in warm]),
            ("for an SD to within 1%", [one.as_exact for one in warm]),
        ):
            lines.append(
                f"times faster, {name}: median {statistics.median(ratios):.0f} of {len(ratios)} "
                f"({min(ratios):.0f} to {max(ratios):.0f})"
            )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--runners", type=int, default=1, help="of each kind")
    parser.add_argument("--short", action="store_true", help="a first look: one runner of three kinds")
    parser.add_argument("--only", action="append", help="this kind; may be repeated")
    parser.add_argument("--seed", type=int, default=31_000)
    options = parser.parse_args()
    kinds = [kind for kind in KINDS if not options.only or kind.name in options.only]
    kinds = kinds[:3] if options.short else kinds
    n_runners = 1 if options.short else options.runners
    print(
        f"backstride {__version__}, numpyro {version('numpyro')}: {n_runners} runners of each of "
        f"{len(kinds)} kinds, seed {options.seed}"
    )
    results: dict[str, list[Compared]] = defaultdict(list)
    seen: set[nuts.Shape] = set()
    for kind in kinds:
        for seed, design in diaries(kind, n_runners, options.seed):
            compared, said = compare(design, seed, seen)
            results[kind.name].append(compared)
            print(f"{kind.name}, {kind.spec.name}, {seed}: {said}", flush=True)
    print(table(results))


if __name__ == "__main__":
    main()
