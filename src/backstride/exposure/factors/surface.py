"""How hard the ground was."""

import numpy as np

from backstride.evidence import figure
from backstride.exposure.history import FloatArray, History
from backstride.records.surface import HARD, Surface


def hard_share(history: History) -> FloatArray:
    """Share of the date's distance on asphalt or concrete, by what the diary says of the ground.

    Unit: share, 0-1
    Window: the date, all its runs together
    Missing: unknown where the diary says nothing of the ground or that it is not known, and on a date
        without a run. No file is asked: the kind of a sport ("trail", "treadmill") does not tell what was
        under the shoe, and unknown stays unknown.
    Source: design. Asphalt, concrete and paving are hard (1), a track, a treadmill, gravel, earth, grass and
        sand are not (0); "mixed" is half (registry: surface_mixed_share).
    """
    found = np.full(len(history), np.nan)
    for day, line in enumerate(history.diary):
        if line is not None and line.surface is not None and history.ran[day] == 1:
            found[day] = _share(Surface(line.surface))
    return found


def _share(surface: Surface) -> float:
    if surface is Surface.UNKNOWN:
        return np.nan
    if surface is Surface.MIXED:
        return figure("surface_mixed_share")
    return float(surface in HARD)
