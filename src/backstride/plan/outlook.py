"""The runner's own posterior for this morning: what to expect after a run, a shorter one, and none."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backstride.evidence import figure
from backstride.inference.fit import Effects
from backstride.inference.forecast import RunOption, expected_pain

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """Expected readings on the three mornings to come, points on the 0-10 scale, under one choice for today.

    ``distance_km``: of the run, None for none or where unknown. ``mean_nrs``: by morning; ``low_nrs`` and
    ``high_nrs``: the 90% interval of their average. ``added_nrs``: over a day of rest, average of the
    mornings; 0 for rest itself.
    """

    distance_km: float | None
    mean_nrs: tuple[float, ...]
    low_nrs: float
    high_nrs: float
    added_nrs: float

    @property
    def worst_nrs(self) -> float:
        """The highest of the mornings' means."""
        return max(self.mean_nrs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What to expect after the run in question, a shorter one, and none.

    ``shorter_alike``: less is expected after the longer of the two, and the 90% interval of the difference
    has nothing in it too. That is no sign that a longer run is better: such two are about the same.
    """

    planned: Expectation
    shorter: Expectation
    none: Expectation
    shorter_alike: bool = False


def outlook(effects: Effects, distance_km: float | None, longest_km: float | None) -> Outlook:
    """The outlook for a run of ``distance_km`` on the last day of the fit, otherwise like the runner's own.

    Where no distance is given it is the runner's median; where that is unknown too, "shorter" is the same run
    again. ``longest_km``: the longest run of the 30 days before, None where unknown.
    """
    median_km = effects.design.factors.median_km
    usual_km = None if np.isnan(median_km) else float(median_km)
    planned_km = usual_km if distance_km is None else distance_km
    shorter_km = None if planned_km is None else planned_km * figure("today_shorter_share")
    options = [_run(planned_km, longest_km), _run(shorter_km, longest_km), None]
    pain = expected_pain(effects, options)
    found = [
        _expectation(pain[:, place], pain[:, -1], km)
        for place, km in enumerate((planned_km, shorter_km, None))
    ]
    return Outlook(
        planned=found[0],
        shorter=found[1],
        none=found[2],
        shorter_alike=_is_alike((pain[:, 1] - pain[:, 0]).mean(axis=1)),
    )


def _is_alike(more_nrs: FloatArray) -> bool:
    """``more_nrs``: what a shorter run adds to a longer one, shape (n_draws,)."""
    return bool(more_nrs.mean() >= 0 and np.quantile(more_nrs, figure("interval_low")) <= 0)


def _run(distance_km: float | None, longest_km: float | None) -> RunOption:
    spike = distance_km / longest_km if distance_km is not None and longest_km else None
    return RunOption(distance_km=distance_km, spike_ratio=spike)


def _expectation(pain: FloatArray, rest: FloatArray, distance_km: float | None) -> Expectation:
    """``pain``, ``rest``: shape (n_draws, n_mornings)."""
    average = pain.mean(axis=1)
    low, high = np.quantile(average, [figure("interval_low"), figure("interval_high")])
    return Expectation(
        distance_km=distance_km,
        mean_nrs=tuple(pain.mean(axis=0).tolist()),
        low_nrs=float(low),
        high_nrs=float(high),
        added_nrs=float((average - rest.mean(axis=1)).mean()),
    )
