"""The posterior over the hyper-parameters: explored from its mode by smoothed importance sampling.

Weights are smoothed by PSIS (Vehtari, Simpson, Gelman, Yao & Gabry 2024, JMLR 25:72) through arviz-stats;
k-hat says whether the sample can be trusted.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from backstride.inference.design import Design
from backstride.inference.hyper import HyperSpace
from backstride.inference.laplace import Field, fit_field
from backstride.inference.priors import Priors

FloatArray = npt.NDArray[np.float64]

_SOLVER_STEP = 0.02  # finite differences on the hyper-parameters' unbounded scale
_SOLVER_GRADIENT_TOL = 0.05  # the mode only places the proposal: a twentieth of a log unit is near enough
_SOLVER_MAX_ITERATIONS = 40
_PROPOSAL_DF = 5.0  # heavier tails than the target's, as importance sampling needs
_PROPOSAL_STRETCH = 1.1
_SD_BOUNDS = (0.05, 1.5)  # of the proposal, where finite differences are flat or noisy


@dataclass(frozen=True, slots=True, eq=False)
class Posterior:
    """Weighted settings of the hyper-parameters, each with its field.

    ``weights``: smoothed, shape (n_settings,), summing to one. ``pareto_k``: below 0.7 the sample can be
    trusted. ``effective``: the number of equally weighted settings that the sample is worth.
    """

    design: Design
    fields: tuple[Field, ...]
    weights: FloatArray
    pareto_k: float
    effective: float

    @property
    def converged(self) -> bool:
        return all(field.converged for field in self.fields)


def explore(design: Design, priors: Priors, rng: np.random.Generator, n_settings: int) -> Posterior:
    """Find the mode, place a multivariate t there, weigh ``n_settings`` draws of it."""
    space = HyperSpace(design, priors)
    latest: list[Field | None] = [None]

    def objective(vector: FloatArray) -> float:
        field = fit_field(design, space.natural(vector), priors, latest[0])
        latest[0] = field
        return -(field.log_evidence + space.log_prior(vector))

    def gradient(vector: FloatArray) -> FloatArray:
        here = objective(vector)
        return (
            np.array([objective(vector + h) - here for h in _SOLVER_STEP * np.eye(len(vector))])
            / _SOLVER_STEP
        )

    found = minimize(
        objective,
        space.mean,
        jac=gradient,
        method="BFGS",
        options={"gtol": _SOLVER_GRADIENT_TOL, "maxiter": _SOLVER_MAX_ITERATIONS},
    )
    mode = found.x
    root = _proposal_root(objective, mode, float(found.fun))
    centre = fit_field(design, space.natural(mode), priors, latest[0])

    d = len(mode)
    normal = rng.standard_normal((n_settings, d))
    chi = rng.chisquare(_PROPOSAL_DF, n_settings) / _PROPOSAL_DF
    z = normal / np.sqrt(chi)[:, None]
    vectors = mode + z @ root.T
    log_proposal = -0.5 * (_PROPOSAL_DF + d) * np.log1p((z**2).sum(axis=1) / _PROPOSAL_DF)
    fields = tuple(fit_field(design, space.natural(vector), priors, centre) for vector in vectors)
    log_target = np.array(
        [field.log_evidence + space.log_prior(vector) for field, vector in zip(fields, vectors, strict=True)]
    )
    weights, pareto_k = smoothed_weights(log_target - log_proposal)
    return Posterior(design, fields, weights, pareto_k, float(1.0 / (weights**2).sum()))


def smoothed_weights(log_ratio: FloatArray) -> tuple[FloatArray, float]:
    """PSIS weights (summing to one) and k-hat of importance ratios, shape (n,), given as logarithms."""
    from arviz_stats.base.array import array_stats  # heavy; only an answer needs it

    # psislw takes log *likelihoods*, that is minus the log ratios.
    log_weights, pareto_k = array_stats.psislw(-(log_ratio - log_ratio.max()))  # type: ignore[no-untyped-call]
    weights = np.exp(log_weights - log_weights.max())
    return weights / weights.sum(), float(pareto_k)


def _proposal_root(objective: Callable[[FloatArray], float], mode: FloatArray, at_mode: float) -> FloatArray:
    """A square root of the proposal's covariance: the inverse Hessian at the mode, made safe."""
    d = len(mode)
    step = 5 * _SOLVER_STEP
    shifts = step * np.eye(d)
    plus = np.array([objective(mode + h) for h in shifts])
    minus = np.array([objective(mode - h) for h in shifts])
    hessian = np.diag((plus - 2 * at_mode + minus) / step**2)
    for i in range(d):
        for j in range(i):
            both = objective(mode + shifts[i] + shifts[j])
            hessian[i, j] = hessian[j, i] = (both - plus[i] - plus[j] + at_mode) / step**2
    values, vectors = np.linalg.eigh(hessian)
    sd = np.clip(1.0 / np.sqrt(np.maximum(values, _SD_BOUNDS[1] ** -2)), *_SD_BOUNDS) * _PROPOSAL_STRETCH
    return np.asarray(vectors * sd)
