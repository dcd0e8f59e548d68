"""The table of backstride beside the oracle."""

import math
from collections.abc import Callable, Iterable, Sequence
from importlib.metadata import PackageNotFoundError, version

import numpy as np

from backstride import __version__
from oracle.score import Row
from validity.cells import NONE, markdown, share, with_chance

KINDS = ("null", "mild", "harmed", "helped", "drawn")
NAMES = {"null": "null", "mild": "+0.5", "harmed": "+1.0", "helped": "−0.7", "drawn": "drawn"}
RESAMPLED = 4000
LIBRARIES = ("numpyro", "jax", "numpy", "scipy")


def table(rows: Sequence[Row], seed: int) -> str:
    rows = [row for row in rows if row.seed == seed and math.isfinite(row.mean)]
    parts: list[tuple[str, Callable[[], str]]] = [
        ("Error of the acute effect", lambda: errors([r for r in rows if r.estimand == "acute"])),
        ("Error of the factors", lambda: errors([r for r in rows if r.estimand != "acute"])),
        ("Verdicts on the acute effect", lambda: verdicts([r for r in rows if r.estimand == "acute"])),
        ("Whether the oracle is right", lambda: health(rows)),
    ]
    out = [
        f"# backstride {__version__} beside an oracle, seed {seed}",
        "Made by `python benchmarks/oracle/run.py`; what it means stands in `benchmarks/README.md`. "
        f"{', '.join(f'{name} {_version(name)}' for name in LIBRARIES)}. ± is one standard deviation by "
        "chance alone; ranges are 90% intervals over runners drawn again. *Told*: backstride's model with "
        "the ranges of most of the oracle's constants as its priors.",
    ]
    if rows:
        out += [f"## {title}\n\n{make()}" for title, make in parts]
    return "\n\n".join(out)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def cells(rows: Sequence[Row]) -> Iterable[tuple[str, int, list[Row]]]:
    """By length and kind, and the kinds of a length together; the drawn ones stand apart."""
    for n_days in sorted({row.n_days for row in rows}):
        of_length = [row for row in rows if row.n_days == n_days]
        for kind in KINDS:
            if cell := [row for row in of_length if row.kind == kind]:
                yield NAMES[kind], n_days, cell
        yield "all", n_days, of_length
    yield "all", 0, list(rows)


def errors(rows: Sequence[Row]) -> str:
    lines = []
    for name, n_days, cell in cells(rows):
        ours, told, oracle = ([e**2 for e in of] for of in _errors(cell))
        low, high = _range(cell)
        lines.append(
            (
                str(n_days or "all"),
                name,
                str(len({r.runner for r in cell})),
                f"{math.sqrt(np.mean(ours)):.3f}",
                f"{math.sqrt(np.mean(told)):.3f}",
                f"{math.sqrt(np.mean(oracle)):.3f}",
                f"{math.sqrt(np.mean(ours) / np.mean(oracle)):.2f} ({low:.2f} to {high:.2f})",
                f"{math.sqrt(np.mean(told) / np.mean(oracle)):.2f}",
                *(f"{np.mean(of):+.2f}" for of in _errors(cell)),
                *(f"{math.sqrt(np.mean([s**2 for s in of])):.2f}" for of in _spreads(cell)),
                with_chance(sum(r.q05 <= r.truth <= r.q95 for r in cell), len(cell)),
                with_chance(sum(r.told_q05 <= r.truth <= r.told_q95 for r in cell), len(cell)),
                with_chance(sum(r.oracle_q05 <= r.truth <= r.oracle_q95 for r in cell), len(cell)),
            )
        )
    head = ("days", "effect", "runners", "RMSE, ours", "told", "oracle", "ratio", "told")
    head = (*head, "bias, ours", "told", "oracle", "SD, ours", "told", "oracle")
    return markdown((*head, "covered, ours", "told", "oracle"), lines)


def _errors(cell: Sequence[Row]) -> tuple[list[float], list[float], list[float]]:
    """Ours, ours told most of what the oracle knows, the oracle's."""
    truth = [r.truth for r in cell]
    said = ([r.mean for r in cell], [r.told_mean for r in cell], [r.oracle_mean for r in cell])
    ours, told, oracle = ([m - t for m, t in zip(of, truth, strict=True)] for of in said)
    return ours, told, oracle


def _spreads(cell: Sequence[Row]) -> tuple[list[float], list[float], list[float]]:
    return [r.sd for r in cell], [r.told_sd for r in cell], [r.oracle_sd for r in cell]


def _range(cell: Sequence[Row]) -> tuple[float, float]:
    """Of the ratio of RMSEs, runners drawn again with all their rows."""
    by: dict[object, list[Row]] = {}
    for row in cell:
        by.setdefault(row.runner, []).append(row)
    squares = np.array([[sum(e**2 for e in of) for of in _errors(group)] for group in by.values()])
    pick = np.random.default_rng(0).integers(len(squares), size=(RESAMPLED, len(squares)))
    sums = squares[pick].sum(axis=1)
    low, high = np.quantile(np.sqrt(sums[:, 0] / sums[:, -1]), [0.05, 0.95])
    return float(low), float(high)


def verdicts(rows: Sequence[Row]) -> str:
    """By the rule as it stands; on nulls each call of more pain is a false alarm."""
    lines = []
    for name, n_days, cell in cells(rows):
        if name in ("all", NAMES["drawn"]):
            continue
        called = {
            verdict: [
                with_chance_of(sum(getattr(r, by) == verdict for r in cell), len(cell))
                for by in ("said", "rule", "oracle_rule")
            ]
            for verdict in ("aggravates", "helps", "no_meaningful_effect")
        }
        lines.append(
            (
                str(n_days),
                name,
                str(len(cell)),
                *called["aggravates"],
                *called["helps"][::2],
                *called["no_meaningful_effect"][::2],
            )
        )
    head = ("days", "effect", "n", "aggravates, said", "by the rule alone", "oracle", "helps, said", "oracle")
    return markdown((*head, "no effect, said", "oracle"), lines)


def with_chance_of(part: int, whole: int) -> str:
    """A share with the standard deviation of one like it (never quite 0: as of one more each way)."""
    about = (part + 1) / (whole + 2)
    return f"{part / whole:.2f} ±{math.sqrt(about * (1 - about) / whole):.2f}" if whole else NONE


def health(rows: Sequence[Row]) -> str:
    """Whether the chains agree, and whether truths lie where the oracle puts them."""
    lines = []
    for n_days in sorted({row.n_days for row in rows}):
        cell = [row for row in rows if row.n_days == n_days]
        acute = [row for row in cell if row.estimand == "acute"]
        drawn = [row for row in acute if row.kind == "drawn"]
        counts, _ = np.histogram([row.oracle_rank for row in acute], np.linspace(0, 1, 6))
        covered = sum(r.oracle_q05 <= r.truth <= r.oracle_q95 for r in drawn)
        lines.append(
            (
                str(n_days),
                str(len(acute)),
                f"{max(r.r_hat_ratio for r in acute):.3f}",
                f"{min(r.effective for r in acute):.0f}",
                share(sum(r.divergences > 0 for r in acute), len(acute)),
                f"{max(r.divergences for r in acute)}",
                with_chance(covered, len(drawn)),
                " ".join(map(str, counts)),
                f"{np.median([r.oracle_cpu_s for r in acute]):.1f}",
                f"{np.median([r.cpu_s for r in acute]):.2f}",
            )
        )
    head = ("days", "runners", "R-hat, largest", "effective, least", "with a divergence", "most of one")
    more = ("drawn, covered", "ranks by fifths", "CPU s, oracle", "CPU s, ours")
    return markdown((*head, *more), lines)
