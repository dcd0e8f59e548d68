"""Records become exposures: from activities and a diary to the days table, one file per factor."""

from backstride.exposure.days import Load, build_days, build_days_and_load
from backstride.exposure.factors import FACTORS
from backstride.exposure.sketch import SKETCH_VERSION, RunSketch, sketch

__all__ = [
    "FACTORS",
    "SKETCH_VERSION",
    "Load",
    "RunSketch",
    "build_days",
    "build_days_and_load",
    "sketch",
]
