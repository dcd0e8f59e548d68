"""The factors, one file each: what of a day may load the back or spare it.

A factor is a pure function from the runner's history to one value per day, NaN where unknown. Its docstring
states its unit, its window and its missing-value rule; a test holds it to them. A new factor is a new file
and a line here.
"""

from collections.abc import Callable
from typing import Final

from backstride.exposure.factors.core import core
from backstride.exposure.factors.cross_training import cross_training
from backstride.exposure.factors.descent import descent_m_per_km
from backstride.exposure.factors.distance import distance_km
from backstride.exposure.factors.duration import duration_min
from backstride.exposure.factors.intensity import intensity_share
from backstride.exposure.factors.rest import rest_d
from backstride.exposure.factors.spike import spike_ratio
from backstride.exposure.factors.surface import hard_share
from backstride.exposure.factors.volume import weekly_km
from backstride.exposure.factors.warmup import warmup
from backstride.exposure.history import FloatArray, History

Factor = Callable[[History], FloatArray]

FACTORS: Final[dict[str, Factor]] = {
    factor.__name__: factor
    for factor in (
        distance_km,
        duration_min,
        intensity_share,
        hard_share,
        descent_m_per_km,
        spike_ratio,
        rest_d,
        weekly_km,
        warmup,
        core,
        cross_training,
    )
}
"""Every factor by its name; where the days table has a column of that name, the factor fills it."""
