"""One runner's effects by backstride and by the oracle, beside what is true."""

import dataclasses
import math
import time
from dataclasses import dataclass
from typing import Any

import numpy as np

from backstride.evidence import figure
from backstride.inference.fit import infer
from backstride.samples import FACTORS, RunnerSpec
from backstride.verdict.rules import decide
from oracle.told import told_priors
from validity.families import Runner, simulated
from validity.score import answered

ESTIMANDS = ("acute", *(f"factor:{name}" for name in FACTORS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """``said``: backstride's verdict as ``study`` writes it, with all its checks. ``rule`` and
    ``oracle_rule``: what the rule alone makes of either's draws. NaN where backstride says nothing.
    """

    kind: str
    n_days: int
    index: int
    seed: int
    estimand: str
    truth: float
    mean: float
    sd: float
    q05: float
    q95: float
    said: str
    rule: str
    cpu_s: float
    told_mean: float
    told_sd: float
    told_q05: float
    told_q95: float
    oracle_mean: float
    oracle_sd: float
    oracle_q05: float
    oracle_q95: float
    oracle_rank: float
    oracle_rule: str
    oracle_cpu_s: float
    r_hat_ratio: float
    effective: float
    divergences: int

    @property
    def runner(self) -> tuple[str, int, int]:
        return (self.kind, self.n_days, self.index)


FIELDS = tuple(field.name for field in dataclasses.fields(Row))
_OF = {field.name: field.type for field in dataclasses.fields(Row)}


def from_text(cells: dict[str, str]) -> Row:
    values: dict[str, Any] = {name: _OF[name](cells[name]) for name in FIELDS}  # type: ignore[operator]
    return Row(**values)


def to_text(row: Row) -> list[str]:
    return [f"{v:.6g}" if isinstance(v, float) else str(v) for v in dataclasses.astuple(row)]


def score(runner: Runner) -> list[Row]:
    from oracle.again import effects  # what needs numpyro
    from oracle.likelihood import Shape
    from oracle.sampler import sample

    made = simulated(runner)
    begun = time.process_time()
    said, ours = answered(made.days, runner.number)
    cpu_s = time.process_time() - begun
    told = (
        None if ours is None else infer(made.days, seed=runner.number, priors=told_priors(RunnerSpec.null()))
    )
    begun = time.process_time()
    sampled = sample(Shape(runner.n_days, RunnerSpec.null()), made.days, runner.number)
    found = effects(np.random.default_rng([runner.number, 6]), sampled, made.days)
    oracle_cpu_s = time.process_time() - begun
    rows = []
    for estimand in ESTIMANDS:
        kind, _, name = estimand.partition(":")
        size = figure(f"meaningful_{kind}")
        mine, knowing = (
            None if of is None else of.factors.get(name) if name else of.acute for of in (ours, told)
        )
        draws, truth = found[estimand], made.truth[estimand]
        low, high = (figure(f"interval_{end}") for end in ("low", "high"))
        rows.append(
            Row(
                kind=runner.kind,
                n_days=runner.n_days,
                index=runner.index,
                seed=runner.seed,
                estimand=estimand,
                truth=truth,
                **_spread(mine, low, high),
                said=said[estimand].verdict.value,
                rule="none" if mine is None else decide(mine, size, kind)[0].value,
                cpu_s=cpu_s,
                **{f"told_{name}": value for name, value in _spread(knowing, low, high).items()},
                **{f"oracle_{name}": value for name, value in _spread(draws, low, high).items()},
                oracle_rank=float((draws < truth).mean()),
                oracle_rule=decide(draws, size, kind)[0].value,
                oracle_cpu_s=oracle_cpu_s,
                r_hat_ratio=sampled.r_hat_ratio,
                effective=sampled.effective,
                divergences=sampled.divergences,
            )
        )
    return rows


def _spread(draws: np.ndarray | None, low: float, high: float) -> dict[str, float]:
    if draws is None:
        return dict.fromkeys(("mean", "sd", "q05", "q95"), math.nan)
    ends = np.quantile(draws, [low, high])
    return {
        "mean": float(draws.mean()),
        "sd": float(draws.std()),
        "q05": float(ends[0]),
        "q95": float(ends[1]),
    }
