"""The hyper-parameters: their names, their scale for exploring, their prior."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import expit

from backstride.evidence import figure
from backstride.inference.design import Design
from backstride.inference.priors import Priors

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hyper:
    """One setting, in natural units.

    ``noise_ar``: day-to-day persistence of unexplained pain (0-1). ``carryover``: share of a run's effect
    that is left a day later (0-1). ``delay``: share of it that sets in a morning late (0-1). ``state_sd``:
    standing SD of unexplained pain, points. ``measurement_sd``: SD of one reading, points. ``factor_sd``:
    common SD of the factors, points. ``night_share``: share of what one evening line tells beyond the last
    that has come by the time of the decision to run (0-1; 0 for a morning diary). ``slopes``: of the views
    other than pain itself, per point.
    """

    noise_ar: float
    carryover: float
    delay: float
    state_sd: float
    measurement_sd: float
    factor_sd: float
    slopes: Mapping[str, float]
    night_share: float = 0.0


class HyperSpace:
    """Hyper-parameters as a vector on the whole real line, with a prior that is normal there."""

    def __init__(self, design: Design, priors: Priors) -> None:
        self.slope_names = tuple(view.name for view in design.views if view.slope_sd > 0)
        self.evening = design.evening
        slopes = [view for view in design.views if view.slope_sd > 0]
        self.mean: FloatArray = np.array(
            [
                priors.noise_ar_mean_logit,
                priors.carryover_mean_logit,
                priors.delay_mean_logit,
                np.log(priors.state_sd_median_nrs),
                np.log(priors.measurement_sd_median_nrs),
                np.log(priors.factor_sd_median_nrs),
                *(view.slope_mean for view in slopes),
                *([priors.night_share_mean_logit] if self.evening else []),
            ]
        )
        self.sd: FloatArray = np.array(
            [
                priors.noise_ar_sd_logit,
                priors.carryover_sd_logit,
                priors.delay_sd_logit,
                priors.state_sd_log_sd,
                priors.measurement_sd_log_sd,
                priors.factor_sd_log_sd,
                *(view.slope_sd for view in slopes),
                *([priors.night_share_sd_logit] if self.evening else []),
            ]
        )

    def natural(self, vector: FloatArray) -> Hyper:
        """The setting at ``vector``, shape (n_hyper,)."""
        noise_ar, carryover, delay, state_sd, measurement_sd, factor_sd, *rest = (float(x) for x in vector)
        night = rest.pop() if self.evening else None
        return Hyper(
            noise_ar=figure("noise_ar_max") * float(expit(noise_ar)),
            carryover=figure("carryover_max") * float(expit(carryover)),
            delay=float(expit(delay)),
            state_sd=float(np.exp(state_sd)),
            measurement_sd=float(np.exp(measurement_sd)),
            factor_sd=float(np.exp(factor_sd)),
            slopes=dict(zip(self.slope_names, rest, strict=True)),
            night_share=0.0 if night is None else float(expit(night)),
        )

    def log_prior(self, vector: FloatArray) -> float:
        """Log density at ``vector`` up to a constant."""
        return float(-0.5 * (((vector - self.mean) / self.sd) ** 2).sum())
