"""From the days table to the model's columns of factors."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backstride.evidence import figure
from backstride.inference.factors.distance import distance_units
from backstride.inference.factors.listed import FACTORS
from backstride.records import Days

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

# Why a factor is not in the model.
UNKNOWN = "unknown on most runs"
TOO_FEW = "too few runs so far"
ALIKE = "the same on every run"


@dataclass(frozen=True, slots=True, eq=False)
class FactorColumns:
    """The factors that this runner's data can speak about.

    ``names``: those in the model. ``values``: shape (n_days, n_factors), model units, 0 on days without a
    run and at the runner's typical run; an unknown value on a run day stands at the mean of the known ones.
    ``spread``: (n_days, n_factors), the variance of what stands there, 0 where it is known.
    ``at_median``: the values at the runner's median run. ``low``: the contrasts' low ends; ``pooled``: whose
    prior is shared. ``absent``: name -> why a factor is not in the model. ``median_km``: the runner's median
    distance of a day with a run, NaN where none is known.
    """

    names: tuple[str, ...]
    values: FloatArray
    spread: FloatArray
    at_median: FloatArray
    low: FloatArray
    pooled: BoolArray
    absent: dict[str, str]
    median_km: float
    distance_zero: float

    def distance_units(self, distance_km: float) -> float:
        """A distance in the model's units of the factor ``distance``."""
        return float(distance_units(np.array(distance_km), self.median_km)) - self.distance_zero


def factor_columns(days: Days, usual_run: BoolArray) -> FactorColumns:
    """Scale and centre every factor on the days with a run.

    ``usual_run``: shape (n_days,), the run days that are no spike; the runner's typical run is their mean.
    """
    ran = days["ran"] == 1
    names: list[str] = []
    columns: list[FloatArray] = []
    spreads: list[FloatArray] = []
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
        spreads.append(np.where(ran & ~known, np.nanvar(scaled), 0.0))
    nothing = np.zeros((len(days), 0))
    distance_km = days["distance_km"][ran]
    median_km = float(np.nanmedian(distance_km)) if np.isfinite(distance_km).any() else np.nan
    return FactorColumns(
        names=tuple(names),
        values=np.stack(columns, axis=1) if columns else nothing,
        spread=np.stack(spreads, axis=1) if spreads else nothing,
        at_median=np.array(at_median),
        low=np.array(low),
        pooled=np.array([factor.pooled for factor in FACTORS if factor.name in names], dtype=np.bool_),
        absent=absent,
        median_km=median_km,
        distance_zero=distance_zero,
    )
