"""How this runner's back answers to runs, from the posterior of the runner's own days."""

import numpy as np

from backstride.evidence import figure
from backstride.inference.fit import Effects
from backstride.inference.forecast import RunOption, added_pain
from backstride.plan.model import Intensity
from backstride.plan.response import Response


def own_response(effects: Effects, *, seed: int) -> Response:
    """The posterior means of what runs add, by distance over the middle of the runner's own range, and by
    intensity and surface at the runner's usual run. What the days cannot speak about adds nothing.
    """

    def mean_nrs(run: RunOption) -> float:
        return float(np.mean(added_pain(effects, run, seed=seed)))

    usual_nrs = mean_nrs(RunOption())
    fast_nrs, slow_nrs = (
        mean_nrs(RunOption(intensity_share=figure(f"contrast_intensity_{end}"))) for end in ("high", "low")
    )
    hard_nrs, soft_nrs = (
        mean_nrs(RunOption(hard_share=figure(f"contrast_hard_{end}"))) for end in ("high", "low")
    )
    doses = effects.doses_km
    if len(doses) > 1 and doses[-1] > doses[0]:
        at_km = tuple((float(km), mean_nrs(RunOption(distance_km=float(km)))) for km in (doses[0], doses[-1]))
    else:
        at_km = ((1.0, usual_nrs), (2.0, usual_nrs))
    return Response(
        at_km=at_km,
        intensity_nrs={Intensity.HARD: fast_nrs - slow_nrs},
        surface_nrs={"hard": hard_nrs - soft_nrs},
        is_own=True,
    )
