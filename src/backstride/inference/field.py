"""The Gaussian that stands for the field, and what of it is unknown beforehand."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.linalg import solve_triangular
from scipy.linalg.lapack import dpttrs, dtbtrs

from backstride.evidence import figure
from backstride.inference.design import Design
from backstride.inference.ends import Sites
from backstride.inference.hyper import Hyper
from backstride.inference.latent import onset

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """The Gaussian that stands for the field given ``hyper``.

    ``log_evidence``: log p(data | hyper) to Laplace's order. ``sites``: what stands for the readings at the
    ends of the scale, None where they count by their curvature at the mode. ``exposure``: what the
    coefficients of pain
    multiply, shape (n_days, n_pain). ``static``: mode, (n_static,); the first n_pain belong to pain.
    ``noise``: mode of u.
    """

    hyper: Hyper
    log_evidence: float
    exposure: FloatArray
    noise: FloatArray
    static: FloatArray
    converged: bool
    sites: Sites | None
    _diagonal: FloatArray  # factors of u's conditional precision
    _off_diagonal: FloatArray
    _border: FloatArray  # A^-1 times the cross-curvature, (n_days, n_static)
    _cholesky: FloatArray  # lower factor of the border's Schur complement

    @property
    def pain(self) -> FloatArray:
        """Latent pain at the mode, (n_days,)."""
        n_pain = self.exposure.shape[1]
        return np.asarray(self.exposure @ self.static[:n_pain] + self.noise)

    def pain_mean_squares(self) -> FloatArray:
        """Second moments of the coefficients of pain, shape (n_pain,)."""
        n_pain = self.exposure.shape[1]
        unit = np.eye(len(self.static), n_pain)
        root = solve_triangular(self._cholesky, unit, lower=True)
        return np.asarray(self.static[:n_pain] ** 2 + (root**2).sum(axis=0))

    def pain_variance(self, rows: IntArray) -> FloatArray:
        """Variances of latent pain on some days."""
        tied = -self._border[rows]
        tied[:, : self.exposure.shape[1]] += self.exposure[rows]
        by_static = solve_triangular(self._cholesky, tied.T, lower=True)
        alone = np.empty(len(self._diagonal))  # of u given the coefficients: the diagonal of its inverse
        later = 0.0
        ties = np.append(self._off_diagonal**2, 0.0)
        for t in range(len(alone) - 1, -1, -1):
            later = 1.0 / self._diagonal[t] + ties[t] * later
            alone[t] = later
        return np.asarray((by_static**2).sum(axis=0) + alone[rows])

    def shared(self, noise: FloatArray, static: FloatArray) -> float:
        """v' H^-1 v for v = (``noise``, ``static``), shapes as the modes': what the field takes of one more
        term whose curvature crosses the field's by v.
        """
        alone, _ = dpttrs(self._diagonal, self._off_diagonal, noise)
        root = solve_triangular(self._cholesky, static - self._border.T @ noise, lower=True)
        return float(noise @ alone + root @ root)

    def draw(self, rng: np.random.Generator, n_draws: int) -> tuple[FloatArray, FloatArray]:
        """Draws of the static coefficients, (n_draws, n_static), and of latent pain, (n_draws, n_days).

        They are spread a little wider than the curvature at the mode says, which is known to be too narrow.
        """
        n_static = len(self.static)
        wider = figure("laplace_widening")
        z = wider * rng.standard_normal((n_static, n_draws))
        shift = solve_triangular(self._cholesky, z, lower=True, trans="T")
        static = self.static[:, None] + shift
        e = wider * rng.standard_normal((len(self.noise), n_draws)) / np.sqrt(self._diagonal)[:, None]
        band = np.vstack([np.append(0.0, self._off_diagonal), np.ones(len(self.noise))])  # L' of A = L D L'
        e, _ = dtbtrs(band, e, uplo="U", diag="U")
        noise = self.noise[:, None] - self._border @ shift + e
        n_pain = self.exposure.shape[1]
        pain = self.exposure @ static[:n_pain] + noise
        return static.T, pain.T


@dataclass(frozen=True, slots=True, eq=False)
class Unsure:
    """What the days hold that is unknown, as variance it adds to the pain that follows, points squared.

    ``impulse``: by the day of the run, in the scale of the acute effect; ``nudge``: by the morning that it
    reaches; both (n_days,). Integrating over an unknown value whose mean stands in its place leaves a
    disturbance of mean zero and this variance. It enters unexplained pain on the first morning that it
    reaches and fades with it: not with the run's own carry-over, which would cost a second latent process.
    """

    impulse: FloatArray
    nudge: FloatArray

    @classmethod
    def none(cls, n_days: int) -> "Unsure":
        return cls(np.zeros(n_days), np.zeros(n_days))

    @classmethod
    def of(cls, design: Design, field: Field) -> "Unsure":
        """The unknown's spread, at the size that ``field`` gives to what it would have done."""
        squares = field.pain_mean_squares()
        first = design.level.shape[1]
        second = first + design.impulse.shape[1]
        third = second + design.nudge.shape[1]
        return cls(design.impulse_spread @ squares[first:second], design.nudge_spread @ squares[second:third])

    def innovation(self, hyper: Hyper) -> FloatArray:
        """The variance that it adds to the step of unexplained pain into each day, (n_days,)."""
        before = np.append(0.0, self.impulse[:-1])
        return np.asarray(onset(hyper.carryover, hyper.delay) ** 2 * before + self.nudge)
