"""Shoes: a category whose members share a prior, so that each is drawn towards the runner's own mix."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backstride.evidence import figure
from backstride.records import Days

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class ShoeColumns:
    """The shoes that this runner's data can speak about.

    ``names``: those worn on enough runs, in alphabetical order; empty where there are fewer than two, since
    one pair is compared with nothing. ``values``: shape (n_days, n_shoes), on a run in known shoes 1 for
    the pair and 0 for the others, less each pair's share of the runs, so that the runner's own mix is the
    zero; 0 on days without a run and, standing for the mix, where the shoe is unknown. ``spread``: the
    variance of what stands there, 0 where it is known. ``shares``: of the runs in known shoes, (n_shoes,).
    """

    names: tuple[str, ...]
    values: FloatArray
    spread: FloatArray
    shares: FloatArray


def shoe_columns(days: Days) -> ShoeColumns:
    """The columns of the shoes; see there."""
    ran = days["ran"] == 1
    worn = np.array([shoe if shoe is not None else "" for shoe in days.shoe_id])
    known = ran & (worn != "")
    names, counts = np.unique(worn[known], return_counts=True)
    chosen = tuple(str(name) for name in names[counts >= figure("factor_min_runs")])
    nothing = np.zeros((len(days), 0))
    if len(chosen) < 2 or known.sum() < figure("factor_min_known_share") * ran.sum():
        return ShoeColumns((), nothing, nothing, np.zeros(0))
    is_pair = (worn[:, None] == np.array(chosen)).astype(np.float64)
    shares = is_pair[known].mean(axis=0)
    values = np.where(known[:, None], is_pair - shares, 0.0)
    spread = np.where((ran & ~known)[:, None], shares * (1.0 - shares), 0.0)
    return ShoeColumns(chosen, values, spread, shares)
