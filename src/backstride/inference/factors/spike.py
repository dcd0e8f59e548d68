"""A run longer than the longest of the month before."""

import numpy as np
import numpy.typing as npt

from backstride.evidence import figure
from backstride.inference.factors.kind import Factor, step

FloatArray = npt.NDArray[np.float64]


def _excess(ratio: FloatArray) -> FloatArray:
    """Excess over the longest run of the month before; runs that are no longer than that are all alike."""
    low = figure("contrast_spike_low")
    return (np.clip(ratio, low, figure("spike_ratio_cap")) - low) / step("spike")


FACTOR = Factor("spike", "spike_ratio", _excess, lambda: 0.0, centred=False, pooled=False)
