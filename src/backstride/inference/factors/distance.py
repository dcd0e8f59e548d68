"""Distance, in the runner's own median distances."""

import numpy as np
import numpy.typing as npt

from backstride.evidence import figure
from backstride.inference.factors.kind import Factor, low_end, step

FloatArray = npt.NDArray[np.float64]


def distance_units(distance_km: FloatArray, median_km: float) -> FloatArray:
    """A distance in the model's units; runs beyond a multiple of the median count as no longer than that."""
    return np.minimum(distance_km / median_km, figure("distance_ratio_cap")) / step("distance")


FACTOR = Factor(
    "distance",
    "distance_km",
    lambda distance_km: distance_units(distance_km, float(np.nanmedian(distance_km))),
    lambda: low_end("distance"),
)
