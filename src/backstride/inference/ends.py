"""Readings at the ends of the scale, by expectation propagation (Minka 2001).

That pain lies somewhere at or below the floor is a likelihood that is flat on one side. A Gaussian with the
curvature of the field's mode, as Laplace's method has it, then reaches far above the floor, where the reading
says that pain was not: with many zeros it finds effects that no reading shows. Here each such reading is
stood for by a Gaussian factor, a site, whose moments match the true ones, which have a closed form. The
updates are parallel and damped; the sites start from the curvature at the mode.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import log_ndtr

FloatArray = npt.NDArray[np.float64]

_SOLVER_DAMPING = 0.7  # of a parallel update: whole ones overshoot where many readings share what they say
_LOG_ROOT_2PI = 0.5 * float(np.log(2 * np.pi))


@dataclass(frozen=True, slots=True, eq=False)
class Sites:
    """exp(shift x - precision x^2 / 2) of latent pain x for each reading at an end, each (n_ends,)."""

    precision: FloatArray
    shift: FloatArray

    def derivatives(self, pain: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Logarithm, first derivative and minus the second, at ``pain``."""
        return (
            self.shift * pain - 0.5 * self.precision * pain**2,
            self.shift - self.precision * pain,
            self.precision,
        )

    @classmethod
    def at_mode(cls, pain: FloatArray, first: FloatArray, second: FloatArray) -> "Sites":
        """The sites that have the likelihood's derivatives at ``pain``."""
        return cls(second, first + second * pain)

    def updated(
        self, mean: FloatArray, variance: FloatArray, edge: FloatArray, side: FloatArray, sd: float
    ) -> tuple["Sites", float, float]:
        """The next sites, the log of the scale of these, and the largest change of a mean, in its own SDs.

        ``mean``, ``variance``: of pain given these sites, (n_ends,). The reading, with noise ``sd``, lies at
        or below ``edge`` where ``side`` is 1, at or above where it is -1.
        """
        left = 1.0 / variance - self.precision
        usable = left > 0  # rounding can leave nothing of a cavity: such a site stays
        left = np.where(usable, left, 1.0)
        cavity_variance = 1.0 / left
        cavity_mean = cavity_variance * (mean / variance - self.shift)
        spread = np.sqrt(sd**2 + cavity_variance)
        z = side * (edge - cavity_mean) / spread
        log_mass = log_ndtr(z)
        ratio = np.exp(-0.5 * z**2 - _LOG_ROOT_2PI - log_mass)
        first = -side * ratio / spread
        second = ratio * (ratio + z) / spread**2
        rest = 1.0 - second * cavity_variance
        precision = np.where(usable, second / rest, self.precision)
        shift = np.where(usable, (first + second * cavity_mean) / rest, self.shift)
        grown = 1.0 + self.precision * cavity_variance
        log_integral = 0.5 * (
            self.shift**2 * cavity_variance + 2 * self.shift * cavity_mean - self.precision * cavity_mean**2
        ) / grown - 0.5 * np.log(grown)
        moved = np.abs(cavity_variance * first + cavity_mean - mean) / np.sqrt(variance)
        return (
            Sites(
                self.precision + _SOLVER_DAMPING * (precision - self.precision),
                self.shift + _SOLVER_DAMPING * (shift - self.shift),
            ),
            float((log_mass - log_integral)[usable].sum()),
            float(moved[usable].max(initial=0.0)),
        )
