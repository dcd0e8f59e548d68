"""The factors of a run: how each column of the days table becomes a column of the model.

Every factor is scaled so that one unit is the contrast that the contract names (high against low), so that
its coefficient is the estimand itself. Adding a factor is one entry in ``FACTORS``.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backstride.evidence import figure
from backstride.records import Days

FloatArray = npt.NDArray[np.float64]

# Why a factor is not in the model.
UNKNOWN = "unknown on most runs"
TOO_FEW = "too few runs so far"
ALIKE = "the same on every run"


@dataclass(frozen=True, slots=True)
class Factor:
    """``name`` is the estimand's (``factor:NAME``); ``column`` the days table's.

    ``scale`` maps the column, shape (n_days,), NaN where unknown or without a run, to the model's units.
    ``low`` is the contrast's low end in these units (the high end is one above). ``centred`` says whether
    the runner's own typical run is the zero of the column (else the column's own zero is). ``pooled``:
    whether its prior's spread is the one that the factors share; a rare event has its own, since the others
    say little about it.
    """

    name: str
    column: str
    scale: Callable[[FloatArray], FloatArray]
    low: Callable[[], float]
    centred: bool = True
    pooled: bool = True


def _step(name: str) -> float:
    return figure(f"contrast_{name}_high") - figure(f"contrast_{name}_low")


def _low(name: str) -> float:
    return figure(f"contrast_{name}_low") / _step(name)


def _relative_distance(distance_km: FloatArray) -> FloatArray:
    return _distance_units(distance_km, float(np.nanmedian(distance_km)))


def _distance_units(distance_km: FloatArray, median_km: float) -> FloatArray:
    return np.minimum(distance_km / median_km, figure("distance_ratio_cap")) / _step("distance")


def _spike(ratio: FloatArray) -> FloatArray:
    """Excess over the longest run of the month before; runs that are no longer than that are all alike."""
    low = figure("contrast_spike_low")
    return (np.clip(ratio, low, figure("spike_ratio_cap")) - low) / _step("spike")


FACTORS: tuple[Factor, ...] = (
    Factor("distance", "distance_km", _relative_distance, lambda: _low("distance")),
    Factor(
        "intensity", "intensity_share", lambda share: share / _step("intensity"), lambda: _low("intensity")
    ),
    Factor("hard", "hard_share", lambda share: share / _step("hard"), lambda: _low("hard")),
    Factor(
        "downhill",
        "descent_m_per_km",
        lambda m_per_km: m_per_km / _step("downhill"),
        lambda: _low("downhill"),
    ),
    Factor("spike", "spike_ratio", _spike, lambda: 0.0, centred=False, pooled=False),
    Factor("no_warmup", "warmup", lambda warmup: 1.0 - warmup, lambda: 0.0),
)


@dataclass(frozen=True, slots=True, eq=False)
class FactorColumns:
    """The factors that this runner's data can speak about.

    ``names``: those in the model. ``values``: shape (n_days, n_factors), model units, 0 on days without a
    run and at the runner's typical run; an unknown value on a run day stands at the mean of the known ones.
    ``at_median``: the values at the runner's median run. ``low``: the contrasts' low ends; ``pooled``: whose
    prior is shared. ``absent``: name -> why a factor is not in the model. ``median_km``: the runner's median
    distance of a day with a run, NaN where none is known.
    """

    names: tuple[str, ...]
    values: FloatArray
    at_median: FloatArray
    low: FloatArray
    pooled: npt.NDArray[np.bool_]
    absent: dict[str, str]
    median_km: float
    distance_zero: float

    def distance_units(self, distance_km: float) -> float:
        """A distance in the model's units of the factor ``distance``."""
        return float(_distance_units(np.array(distance_km), self.median_km)) - self.distance_zero


def factor_columns(days: Days, usual_run: npt.NDArray[np.bool_]) -> FactorColumns:
    """Scale and centre every factor on the days with a run.

    ``usual_run``: shape (n_days,), the run days that are no spike; the runner's typical run is their mean.
    """
    ran = days["ran"] == 1
    names: list[str] = []
    columns: list[FloatArray] = []
    at_median: list[float] = []
    low: list[float] = []
    distance_zero = 0.0
    absent: dict[str, str] = {}
    for factor in FACTORS:
        raw = np.where(ran, days[factor.column], np.nan)
        known = np.isfinite(raw)
        if known.sum() < figure("factor_min_known_share") * ran.sum():
            absent[factor.name] = UNKNOWN
            continue
        if known.sum() < figure("factor_min_runs"):
            absent[factor.name] = TOO_FEW
            continue
        scaled = factor.scale(raw)
        typical = (
            np.nanmean(scaled[usual_run]) if np.isfinite(scaled[usual_run]).any() else np.nanmean(scaled)
        )
        zero = float(typical) if factor.centred else 0.0
        if np.nanstd(scaled) < figure("factor_min_spread"):
            absent[factor.name] = ALIKE
            continue
        names.append(factor.name)
        fill = np.nanmean(scaled) - zero
        at_median.append(float(np.nanmedian(scaled) - zero))
        low.append(float(factor.low() - zero))
        if factor.name == "distance":
            distance_zero = zero
        columns.append(np.where(ran, np.where(known, scaled - zero, fill), 0.0))
    values = np.stack(columns, axis=1) if columns else np.zeros((len(days), 0))
    distance_km = days["distance_km"][ran]
    median_km = float(np.nanmedian(distance_km)) if np.isfinite(distance_km).any() else np.nan
    return FactorColumns(
        names=tuple(names),
        values=values,
        at_median=np.array(at_median),
        low=np.array(low),
        pooled=np.array([factor.pooled for factor in FACTORS if factor.name in names], dtype=np.bool_),
        absent=absent,
        median_km=median_km,
        distance_zero=distance_zero,
    )
