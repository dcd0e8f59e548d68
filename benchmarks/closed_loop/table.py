"""The rows of all runners as a table, with intervals over runners."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from closed_loop.arms import ADHERENCE
from closed_loop.person import WEEKS
from closed_loop.score import ARMS, Outcome, Row

RESAMPLES = 4000
LOW, HIGH = 0.05, 0.95
OURS = ARMS[0]
IntArray = npt.NDArray[np.intp]


def interval(values: Sequence[float], seed: int) -> str:
    """The mean with its 90% bootstrap interval over runners."""
    found = np.asarray(values, dtype=np.float64)
    rng = np.random.default_rng([seed, len(found)])
    means = found[rng.integers(len(found), size=(RESAMPLES, len(found)))].mean(axis=1)
    low, high = np.quantile(means, [LOW, HIGH])
    return f"{found.mean():+.2f} ({low:+.2f} to {high:+.2f})"


def table(rows: Sequence[Row], seed: int) -> str:
    """Each way's means, the paired differences, and those at the same distance, in all and by kind."""
    lines = [f"{len(rows)} runners, {WEEKS} weeks, adherence {ADHERENCE:.0%}, seed {seed}", ""]
    lines.append(
        f"{'mean of the runners':22}{'pain':>7}{'last 4 wk':>11}{'days > 5':>10}{'km':>7}{'longest km':>12}"
    )
    for arm in ARMS:
        of = [each.outcomes[arm] for each in rows]
        mean = [float(np.mean([get(each) for each in of])) for get in _COLUMNS]
        lines.append(
            f"{arm:22}{mean[0]:>7.2f}{mean[1]:>11.2f}{mean[2]:>10.1%}{mean[3]:>7.0f}{mean[4]:>12.1f}"
        )
    lines += ["", "backstride minus the other, paired, mean and 90% interval over runners"]
    for other in ARMS[1:]:
        for name, get in (("pain", _pain), ("pain, last 4 weeks", _late), ("km", _km)):
            gaps = [get(each.outcomes[OURS]) - get(each.outcomes[other]) for each in rows]
            lines.append(f"  {other:14}{name:34}{interval(gaps, seed)}")
        shares = [each.outcomes[OURS].km / max(each.outcomes[other].km, 1.0) for each in rows]
        lines.append(f"  {other:14}{'km, median share of the other':34}{np.median(shares):.2f}")
        same = [each for each in rows if each.reached[other]]
        for name, get in (("pain at the same km", _pain), ("pain at the same km, last 4 weeks", _late)):
            gaps = [get(each.outcomes[OURS]) - get(each.matched[other]) for each in same]
            lines.append(f"  {other:14}{name:34}{interval(gaps, seed)}  of {len(same)}")
    lines += [
        "",
        "with every runner's runs of the other way made longer or shorter by one factor for all, so that",
    ]
    lines += ["the means over the runners agree in km, or in pain; mean and 90% interval over runners"]
    for other in ARMS[1:]:
        lines += _of_curves(rows, other, seed)
    lines += ["", "by kind: mean pain and km; pain of backstride minus the other at the same km"]
    for kind in sorted({each.kind for each in rows}):
        some = [each for each in rows if each.kind == kind]
        cells = [
            f"{np.mean([_pain(each.outcomes[arm]) for each in some]):5.2f}"
            f" {np.mean([_km(each.outcomes[arm]) for each in some]):5.0f} km"
            for arm in ARMS
        ]
        gaps_of = [
            np.mean([_pain(e.outcomes[OURS]) - _pain(e.matched[other]) for e in some if e.reached[other]])
            for other in ARMS[1:]
        ]
        lines.append(
            f"  {kind:10}{len(some):>4}   {'   '.join(cells)}   {gaps_of[0]:+.2f}  {gaps_of[1]:+.2f}"
        )
    names = sorted({name for each in rows for name in each.seen})
    days = len(rows) * 7 * WEEKS
    lines += ["", "backstride's days: " + ", ".join(
        f"{name} {sum(each.seen.get(name, 0) for each in rows) / days:.0%}" for name in names
    )]  # fmt: skip
    return "\n".join(lines)


def _of_curves(rows: Sequence[Row], other: str, seed: int) -> list[str]:
    """The other way's mean pain at backstride's mean km, and its mean km at backstride's mean pain."""
    km, pain = (np.array([[get(at) for at in each.curve[other]] for each in rows]) for get in (_km, _pain))
    our_km, our_pain = (np.array([get(each.outcomes[OURS]) for each in rows]) for get in (_km, _pain))

    def gaps(pick: IntArray) -> tuple[float, float, float]:
        at_km, at_pain = km[pick].mean(axis=0), pain[pick].mean(axis=0)
        same_km = our_pain[pick].mean() - np.interp(our_km[pick].mean(), at_km, at_pain)
        # The first distance that hurts as much: below every point of the curve, that is none.
        worse = at_pain >= our_pain[pick].mean()
        first = int(worse.argmax()) if worse.any() else len(at_km) - 1
        near = slice(max(first - 1, 0), first + 1)
        there_km = float(np.interp(our_pain[pick].mean(), at_pain[near], at_km[near]))
        return float(same_km), float(our_km[pick].mean() - there_km), there_km

    rng = np.random.default_rng([seed, len(rows)])
    draws = np.array([gaps(rng.integers(len(rows), size=len(rows))) for _ in range(RESAMPLES)])
    found = gaps(np.arange(len(rows)))
    low, high = np.quantile(draws, [LOW, HIGH], axis=0)

    def line(at: int, name: str, digits: int) -> str:
        value, least, most = (f"{each[at]:+.{digits}f}" for each in (found, low, high))
        return f"  {other:14}{name:34}{value} ({least} to {most})"

    return [
        line(0, "pain at the same mean km", 2),
        f"{line(1, 'km at the same mean pain', 0)}  over {found[2]:.0f} km",
    ]


def _pain(of: Outcome) -> float:
    return of.pain_nrs


def _late(of: Outcome) -> float:
    return of.late_nrs


def _km(of: Outcome) -> float:
    return of.km


_COLUMNS: tuple[Callable[[Outcome], float], ...] = (
    _pain,
    _late,
    lambda of: of.much_share,
    _km,
    lambda of: of.longest_km,
)
