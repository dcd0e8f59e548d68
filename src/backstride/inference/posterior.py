"""The posterior over the hyper-parameters: explored from its mode by smoothed importance sampling."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from backstride.evidence import figure
from backstride.inference.design import Design
from backstride.inference.field import Field, Unsure
from backstride.inference.hyper import HyperSpace
from backstride.inference.laplace import fit_field, fit_field_with_ends
from backstride.inference.priors import Priors
from backstride.inference.proposal import Proposal, Sample

FloatArray = npt.NDArray[np.float64]

_SOLVER_CURVATURE_STEP = 0.05  # second differences, where a shorter step drowns in rounding
_SOLVER_STEP = 0.02  # finite differences on the hyper-parameters' unbounded scale
_SOLVER_TOL_GRADIENT = 0.6  # per prior width: the mode only places the proposal, which moves by itself
# Squared Newton decrement at which a setting can be weighed: its log evidence is then off by hundredths. Only
# the finite differences of the search and of the curvature would blow that up.
_SOLVER_TOL_WEIGHED = 1e-2
_SOLVER_MAX_ITERATIONS = 40  # more than any diary has needed; the sample is checked in any case
_SOLVER_LOOKS_AT_UNKNOWN = 2  # after which the variance that unknown days add changes by a few per cent
_SOLVER_ENDS_SHARE = 0.25  # of the readings: with fewer at the ends of the scale the curvature does as well
_SOLVER_FAR = 1e9  # stands for a setting so extreme that its matrices have no factors in floating point
_PROPOSAL_FIRST_PART = 3  # a third of the draws are the first look
_PROPOSAL_FIRST_LEAST = 32  # fewer leave the smoothing of the weights no tail to work on
_PROPOSAL_FURTHER = 3  # further looks, at most, while the weights hang on too few draws
_PROPOSAL_SD_BOUNDS = (0.005, 1.5)  # of the proposal, where finite differences are flat or noisy


@dataclass(frozen=True, slots=True, eq=False)
class Posterior:
    """Weighted settings of the hyper-parameters, each with its field.

    ``weights``: smoothed, shape (n_settings,), summing to one. ``pareto_k``: below 0.7 the sample can be
    trusted. ``effective``: the number of equally weighted settings that the sample is worth. ``unsure``:
    the variance that unknown days were taken to add, None where all is known.
    """

    design: Design
    fields: tuple[Field, ...]
    weights: FloatArray
    pareto_k: float
    effective: float
    unsure: Unsure | None

    @classmethod
    def of(cls, design: Design, sample: Sample, unsure: Unsure | None) -> "Posterior":
        weights, pareto_k = sample.weights()
        return cls(design, tuple(sample.fields), weights, pareto_k, float(1.0 / (weights**2).sum()), unsure)

    @property
    def settled(self) -> bool:
        """Whether anything at all may be read off the sample of hyper-parameters."""
        return self.effective >= figure("sampling_min_effective")

    @property
    def trusted(self) -> bool:
        """Whether it stands for their posterior so well that full sampling is not asked for."""
        return self.settled and self.pareto_k <= figure("sampling_max_k")


def explore(
    design: Design,
    priors: Priors,
    rng: np.random.Generator,
    n_settings: int,
) -> Posterior:
    """Find the mode, then weigh draws of two multivariate t's, the second placed by the first; and of more,
    each placed by all draws before it, while the weights hang on too few.

    ``n_settings``: draws of the first two together, and of each further one.
    """
    space = HyperSpace(design, priors)
    begin = space.mean
    latest, moves = _Latest(None, None), _Moves({})
    if design.impulse_spread.any() or design.nudge_spread.any():
        # How much the spread of what is unknown can matter depends on the effects, which a fit tells.
        for _ in range(_SOLVER_LOOKS_AT_UNKNOWN):
            latest.field = fit_field(design, space.natural(begin), priors, latest.field, latest.unsure)
            latest.unsure = Unsure.of(design, latest.field)

    def objective(vector: FloatArray) -> float:
        try:
            field = fit_field(design, space.natural(vector), priors, latest.field, latest.unsure)
        except FloatingPointError:
            return _SOLVER_FAR
        latest.field = field
        return -(field.log_evidence + space.log_prior(vector))

    def at_steps(steps: FloatArray) -> float:
        return objective(begin + space.sd * steps)

    def gradient(steps: FloatArray) -> FloatArray:
        here, field = at_steps(steps), latest.field
        away = np.empty(len(steps))
        for i, step in enumerate(_SOLVER_STEP * np.eye(len(steps))):
            width = _SOLVER_STEP * space.sd[i]
            latest.field = moves.along(i, field, width)
            away[i] = at_steps(steps + step)
            moves.learn(i, field, latest.field, width)
        latest.field = field
        return (away - here) / _SOLVER_STEP

    # In steps of the prior's own widths all directions are about alike, which the search takes for granted.
    found = minimize(
        at_steps,
        np.zeros_like(begin),
        jac=gradient,
        method="BFGS",
        options={"gtol": _SOLVER_TOL_GRADIENT, "maxiter": _SOLVER_MAX_ITERATIONS},
    )
    mode = begin + space.sd * found.x
    # The search makes do with the curvature at the mode; what is weighed and drawn from does not, where many
    # readings are at the ends of the scale.
    final_fit = fit_field_with_ends if _many_at_ends(design) else partial(fit_field, tol=_SOLVER_TOL_WEIGHED)
    centre = final_fit(design, space.natural(mode), priors, latest.field, latest.unsure)

    def fit(vector: FloatArray) -> Field:
        return final_fit(design, space.natural(vector), priors, ahead(vector), latest.unsure)

    # A first look from the mode finds where the mass is; the second is placed there.
    around = _Surroundings.of(objective, latest, moves, mode, centre)
    ahead = around.field_near
    sample = Sample(fit, space.log_prior)
    n_first = max(n_settings // _PROPOSAL_FIRST_PART, _PROPOSAL_FIRST_LEAST)
    sample.take(Proposal(mode, around.proposal_root()), n_first, rng)
    sample.take(sample.next_proposal(), n_settings - n_first, rng)
    posterior = Posterior.of(design, sample, latest.unsure)
    for _ in range(_PROPOSAL_FURTHER):
        if posterior.trusted:
            break
        sample.take(sample.next_proposal(), n_settings, rng)
        posterior = Posterior.of(design, sample, latest.unsure)
    return posterior


def _many_at_ends(design: Design) -> bool:
    view = design.pain_view
    return bool(view.at_end.mean() > _SOLVER_ENDS_SHARE)


@dataclass(slots=True)
class _Latest:
    """The last fit, from which the next one begins, and what unknown days add to all."""

    field: Field | None
    unsure: Unsure | None


@dataclass(frozen=True, slots=True)
class _Moves:
    """How the field's mode moved along each hyper-parameter when last looked at, which saves the next fit
    along it a step: (of ``noise``, of ``static``) per unit of the unbounded scale, by hyper-parameter.
    """

    slopes: dict[int, tuple[FloatArray, FloatArray]]

    def along(self, i: int, field: Field | None, width: float) -> Field | None:
        """Where the field is to be expected that far along the ``i``-th; itself where nothing is known."""
        if field is None or i not in self.slopes:
            return field
        noise, static = self.slopes[i]
        return replace(field, noise=field.noise + width * noise, static=field.static + width * static)

    def learn(self, i: int, here: Field | None, there: Field | None, width: float) -> None:
        if here is not None and there is not None:
            self.slopes[i] = (there.noise - here.noise) / width, (there.static - here.static) / width


@dataclass(frozen=True, slots=True, eq=False)
class _Surroundings:
    """What a few fits around the mode tell: the curvature there, and how the field moves."""

    mode: FloatArray
    hessian: FloatArray
    centre: Field
    noise_slopes: FloatArray  # change of the field's mode by hyper-parameter, (n_hyper, n_days)
    static_slopes: FloatArray

    @classmethod
    def of(
        cls,
        objective: Callable[[FloatArray], float],
        latest: _Latest,
        moves: _Moves,
        mode: FloatArray,
        centre: Field,
    ) -> "_Surroundings":
        d = len(mode)
        step = _SOLVER_CURVATURE_STEP
        at_mode = objective(mode)
        plus, minus = np.empty(d), np.empty(d)
        noise, static = np.zeros((d, len(centre.noise))), np.zeros((d, len(centre.static)))
        for i, shift in enumerate(step * np.eye(d)):
            latest.field = moves.along(i, centre, step)
            plus[i] = objective(mode + shift)
            above = latest.field
            latest.field = moves.along(i, centre, -step)
            minus[i] = objective(mode - shift)
            moves.learn(i, latest.field, above, 2 * step)
            noise[i], static[i] = moves.slopes[i]
        hessian = np.diag((plus - 2 * at_mode + minus) / step**2)
        look = cls(mode, hessian, centre, noise, static)
        for i in range(d):
            for j in range(i):
                corner = mode.copy()
                corner[[i, j]] += step
                latest.field = look.field_near(corner)
                hessian[i, j] = hessian[j, i] = (objective(corner) - plus[i] - plus[j] + at_mode) / step**2
        return look

    def field_near(self, vector: FloatArray) -> Field:
        """Where the field's mode is to be expected for other hyper-parameters: a start for its fit."""
        off = vector - self.mode
        noise = self.centre.noise + off @ self.noise_slopes
        static = self.centre.static + off @ self.static_slopes
        return replace(self.centre, noise=noise, static=static)

    def proposal_root(self) -> FloatArray:
        """A square root of the covariance that the curvature at the mode stands for, made safe."""
        values, vectors = np.linalg.eigh(self.hessian)
        sd = np.clip(1.0 / np.sqrt(np.maximum(values, _PROPOSAL_SD_BOUNDS[1] ** -2)), *_PROPOSAL_SD_BOUNDS)
        return np.asarray(vectors * sd)
