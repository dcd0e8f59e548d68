"""The latent pain and all coefficients, given the hyper-parameters: mode, curvature and evidence.

The field is x = (u, s): u, the part of each morning's pain that nothing explains, an AR(1) of shape
(n_days,); and s, the static coefficients (level, running, factors, nudges, habits). Given the
hyper-parameters the log posterior of x is concave, its Hessian is tridiagonal in u with a dense border for
s, and one Newton step costs O(n_days x n_static^2). Laplace's approximation (Tierney & Kadane 1986; Rue,
Martino & Chopin 2009, here with a plain Gaussian for the field).
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.linalg import solve_triangular
from scipy.linalg.lapack import dpotrf, dpotrs, dpttrf, dpttrs, dtbtrs

from backstride.evidence import figure
from backstride.inference import likelihood
from backstride.inference.design import Design, View
from backstride.inference.ends import Sites
from backstride.inference.hyper import Hyper
from backstride.inference.priors import Priors

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.intp]
Derivatives = tuple[FloatArray, FloatArray, FloatArray]

_NEWTON_MAX_STEPS = 60  # a concave problem: more means that something is wrong, and the fit says so
# Squared Newton decrement at which the last step leads to the mode: what then errs is the curvature, by so
# little that the log evidence is off by thousandths, where its differences between settings are of order one.
_NEWTON_TOL = 1e-4
_NEWTON_SMALLEST_STEP = 1e-6  # of a full step: shorter ones only chase rounding errors
_SOLVER_END_SWEEPS = 20  # a well-behaved diary takes three or four from a near-by start
_SOLVER_END_TOL = 0.005  # SDs of a reading's own pain by which the next sweep would still move it
_SOLVER_JITTER = 1e-9  # keeps the border's Cholesky factor real when two columns are alike


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


def carried(impulse: FloatArray, decay: float) -> FloatArray:
    """What impulses leave on the days from their own on:

    Z_t = decay z_(t-1) + x_t, started at its steady state.
    """
    n = len(impulse)
    if not impulse.size:
        return impulse.copy()
    first = impulse.copy()
    first[0] += impulse.mean(axis=0) * decay / (1.0 - decay)
    band = np.vstack([np.ones(n), np.full(n, -decay)])
    out, _ = dtbtrs(band, first, uplo="L", diag="U")
    return np.asarray(out)


def kernel(carryover: float, delay: float, n_mornings: int) -> FloatArray:
    """What a day's impulse does on the mornings after it, shape (n_mornings,), scaled to a mean of one over
    three.

    A share ``delay`` of it sets in a morning late, as muscle soreness may; all of it fades by ``carryover``
    a day.
    """
    late = np.arange(n_mornings)
    shape = (1.0 - delay) * carryover**late
    shape[1:] += delay * carryover ** late[:-1]
    return np.asarray(shape * onset(carryover, delay))


def onset(carryover: float, delay: float) -> float:
    """What one unit of an impulse would do on its first morning were none of it delayed, latent points."""
    fade = carryover ** np.arange(int(figure("acute_mornings")))
    return float(figure("acute_mornings") / ((1.0 - delay) * fade.sum() + delay * fade[:-1].sum()))


def pain_exposure(design: Design, hyper: Hyper) -> FloatArray:
    """Columns of latent pain: level | running, factors | nudges on their first morning | nudges after it."""
    left = carried(design.impulse, hyper.carryover)
    steady = design.impulse.mean(axis=0) / (1.0 - hyper.carryover)
    next_morning = np.vstack([steady, left[:-1]])
    morning_later = np.vstack([steady, steady, left[:-2]])
    unit = onset(hyper.carryover, hyper.delay)
    impulses = unit * ((1.0 - hyper.delay) * next_morning + hyper.delay * morning_later)
    after = carried(design.nudge, hyper.noise_ar) - design.nudge
    return np.asfortranarray(np.hstack([design.level, impulses, design.nudge, after]))


def pain_prior_sd(design: Design, hyper: Hyper, priors: Priors) -> FloatArray:
    """Standard deviations of the coefficients of :func:`pain_exposure`, in its order."""
    factors = np.where(design.factors.pooled, hyper.factor_sd, priors.rare_factor_sd_nrs)
    shoes = np.full(len(design.shoes.names), figure("shoe_sd_share") * hyper.factor_sd)
    running = [priors.acute_sd_nrs, *factors, *shoes]
    return np.concatenate([design.level_sd, running, design.nudge_sd, design.nudge_sd])


def reading_sd(design: Design, hyper: Hyper) -> float:
    """SD of one reading about latent pain: its own noise, and the rounding to the diary's steps."""
    return float(np.hypot(hyper.measurement_sd, design.unit_nrs * np.sqrt(figure("rounding_variance"))))


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
    def of(cls, design: Design, field: "Field") -> "Unsure":
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


def fit_field(
    design: Design,
    hyper: Hyper,
    priors: Priors,
    start: Field | None = None,
    unsure: Unsure | None = None,
    sites: Sites | None = None,
) -> Field:
    """Newton's method to the mode, and the curvature there. ``start``: a near-by fit to begin from;
    ``unsure``: the variance that unknown days add, none unless given.

    ``sites``: what stands for the readings at the ends of the scale instead of their own likelihood.
    """
    n = design.n_days
    exposure = pain_exposure(design, hyper)
    n_pain = exposure.shape[1]
    prior_precision = np.concatenate(
        [pain_prior_sd(design, hyper, priors) ** -2.0] + [view.prior_sd**-2.0 for view in design.views]
    )
    lenses = _lenses(design, hyper, n_pain)
    looks_ahead = any(lens.looks_ahead for lens in lenses)
    innovation = np.full(n, hyper.state_sd**2 * (1.0 - hyper.noise_ar**2))
    innovation[0] = hyper.state_sd**2
    if unsure is not None:
        innovation += unsure.innovation(hyper)
    q_diagonal = 1.0 / innovation
    q_off = -hyper.noise_ar * q_diagonal[1:]
    q_diagonal[:-1] -= hyper.noise_ar * q_off

    if start is not None:
        noise, static = start.noise.copy(), start.static.copy()
    else:
        noise, static = np.zeros(n), np.zeros(len(prior_precision))
        static[0] = design.centre_nrs

    def prior_gradient(u: FloatArray, s: FloatArray) -> tuple[FloatArray, FloatArray]:
        qu = q_diagonal * u
        qu[:-1] += q_off * u[1:]
        qu[1:] += q_off * u[:-1]
        return qu, prior_precision * s

    def look(u: FloatArray, s: FloatArray) -> tuple[float, list[Derivatives]]:
        """The log posterior of the field up to a constant, and what each view says of it."""
        qu, ps = prior_gradient(u, s)
        pain = exposure @ s[:n_pain] + u
        seen = [_evaluate(lens, design, hyper, pain, u, s, sites) for lens in lenses]
        return -0.5 * float(u @ qu) - 0.5 * float(s @ ps) + sum(float(part[0].sum()) for part in seen), seen

    value, seen = look(noise, static)
    converged = False
    for _ in range(_NEWTON_MAX_STEPS):
        qu, ps = prior_gradient(noise, static)
        gradient_u, gradient_s = -qu, -ps
        diagonal, off = q_diagonal.copy(), q_off.copy()
        hessian_ss = np.diag(prior_precision)
        # How the data tie the coefficients to pain on each day (``tie``), and to its unexplained part
        # (``cross``): the same, but where a view also sees a part of the next day's.
        pull, weight, weight_u = np.zeros(n), np.zeros(n), np.zeros(n)
        tie = np.zeros((n, len(static)), order="F")
        cross = np.zeros_like(tie) if looks_ahead else tie
        for lens, (_, first, second) in zip(lenses, seen, strict=True):
            rows, slope, block = lens.rows, lens.slope_per_nrs, lens.block
            here, ahead = slope * lens.here, slope * lens.ahead
            pull[rows] += slope * first
            weight[rows] += slope**2 * second
            weight_u[rows] += here * slope * second
            gradient_u[rows] += here * first
            diagonal[rows] += here**2 * second
            if block.stop > block.start:
                weighted = lens.design * second[:, None]
                gradient_s[block] += lens.design.T @ first
                hessian_ss[block, block] += lens.design.T @ weighted
                tie[rows, block] = slope * weighted
                if looks_ahead:
                    cross[rows, block] = here[:, None] * weighted
            if lens.looks_ahead:
                at = lens.view.rows
                later = at[:-1] + 1 if at[-1] == n - 1 else at + 1
                part = slice(0, len(later))
                gradient_u[later] += (ahead * first)[part]
                diagonal[later] += (ahead**2 * second)[part]
                off[at[part]] += (here * ahead * second)[part]
                cross[later, block] += (ahead[:, None] * weighted)[part]
                cross[later, :n_pain] += (exposure[at] * (ahead * slope * second)[:, None])[part]
        gradient_s[:n_pain] += exposure.T @ pull
        np.multiply(exposure, weight[:, None], out=tie[:, :n_pain])
        if looks_ahead:
            cross[:, :n_pain] += exposure * weight_u[:, None]
        by_pain = exposure.T @ tie
        hessian_ss[:n_pain] += by_pain
        hessian_ss[n_pain:, :n_pain] += by_pain[:, n_pain:].T

        factor_d, factor_e, info = dpttrf(diagonal, off)
        if info:
            raise FloatingPointError("the latent process's precision is not positive definite")
        border, _ = dpttrs(factor_d, factor_e, cross)
        u_alone, _ = dpttrs(factor_d, factor_e, gradient_u)
        schur = hessian_ss - cross.T @ border
        schur[np.diag_indices_from(schur)] += _SOLVER_JITTER
        factor, info = dpotrf(schur, lower=1, clean=1)
        if info:
            raise FloatingPointError("the coefficients' precision is not positive definite")
        step_s, _ = dpotrs(factor, gradient_s - cross.T @ u_alone, lower=1)
        step_u = u_alone - border @ step_s
        decrement = float(step_u @ gradient_u + step_s @ gradient_s)
        if decrement < _NEWTON_TOL:
            # So near that the quadratic is the function: its top is the mode, this curvature the one there.
            noise, static, value = noise + step_u, static + step_s, value + decrement / 2
            converged = True
            break
        size = 1.0
        candidate, candidate_seen = look(noise + step_u, static + step_s)
        while candidate < value and size > _NEWTON_SMALLEST_STEP:
            size /= 2
            candidate, candidate_seen = look(noise + size * step_u, static + size * step_s)
        noise, static = noise + size * step_u, static + size * step_s
        value, seen = candidate, candidate_seen

    log_det_q = -float(np.log(innovation).sum())
    log_det_h = float(np.log(factor_d).sum() + 2 * np.log(np.diag(factor)).sum())
    log_evidence = value + 0.5 * log_det_q + 0.5 * float(np.log(prior_precision).sum()) - 0.5 * log_det_h
    return Field(
        hyper,
        float(log_evidence),
        exposure,
        noise,
        static,
        converged,
        sites,
        factor_d,
        factor_e,
        border,
        factor,
    )


def fit_field_with_ends(
    design: Design, hyper: Hyper, priors: Priors, start: Field | None = None, unsure: Unsure | None = None
) -> Field:
    """As :func:`fit_field`, with the readings at the ends of the scale by expectation propagation."""
    view = next(view for view in design.views if view.kind == "censored")
    rows = view.rows[view.at_end]
    sd = reading_sd(design, hyper)
    side, edge = np.where(view.floor, 1.0, -1.0)[view.at_end], view.value[view.at_end]
    field = fit_field(design, hyper, priors, start, unsure) if start is None or start.sites is None else start
    if field.sites is None:
        seen = field.pain[view.rows]
        _, first, second = likelihood.censored(seen, view.value, view.floor, view.ceiling, sd)
        sites = Sites.at_mode(seen[view.at_end], first[view.at_end], second[view.at_end])
    else:
        sites = field.sites
    log_scale = 0.0
    for _ in range(_SOLVER_END_SWEEPS):
        field = fit_field(design, hyper, priors, field, unsure, sites)
        sites, log_scale, moved = sites.updated(field.pain[rows], field.pain_variance(rows), edge, side, sd)
        if moved < _SOLVER_END_TOL:
            break
    return replace(field, log_evidence=field.log_evidence + log_scale)


@dataclass(frozen=True, slots=True, eq=False)
class _Lens:
    """A view given the hyper-parameters: its place among the coefficients, and how it sees the field.

    What it sees of a day is ``slope x (pain - centre + ahead x (u_next - noise_ar x u))``; ``here`` is what
    that makes of u itself, ``1 - ahead x noise_ar``. Both of shape (n_rows,).
    """

    view: View
    rows: slice | IntArray  # the view's rows; all days as a slice, which costs no copy
    design: FloatArray
    block: slice
    slope_per_nrs: float
    here: FloatArray
    ahead: FloatArray
    looks_ahead: bool


def _lenses(design: Design, hyper: Hyper, n_pain: int) -> list[_Lens]:
    lenses, start = [], n_pain
    for view in design.views:
        stop = start + view.design.shape[1]
        ahead = np.zeros(len(view.rows))
        looks_ahead = view.decides_later and hyper.night_share > 0
        if looks_ahead:
            ahead[view.rows < design.n_days - 1] = hyper.night_share
        here = 1.0 - ahead * hyper.noise_ar
        slope = hyper.slopes.get(view.name, 1.0)
        rows = slice(0, design.n_days) if len(view.rows) == design.n_days else view.rows
        columns = np.asfortranarray(view.design)
        lenses.append(_Lens(view, rows, columns, slice(start, stop), slope, here, ahead, looks_ahead))
        start = stop
    return lenses


def _evaluate(
    lens: _Lens,
    design: Design,
    hyper: Hyper,
    pain: FloatArray,
    noise: FloatArray,
    static: FloatArray,
    sites: Sites | None,
) -> Derivatives:
    view = lens.view
    seen = pain[lens.rows]
    if view.kind == "censored":
        sd = reading_sd(design, hyper)
        if sites is not None:
            found = likelihood.gaussian(seen, view.value, sd)
            for whole, at_ends in zip(found, sites.derivatives(seen[view.at_end]), strict=True):
                whole[view.at_end] = at_ends
            return found
        return likelihood.censored(seen, view.value, view.floor, view.ceiling, sd)
    if lens.looks_ahead:
        later = noise[np.minimum(view.rows + 1, design.n_days - 1)]
        seen = seen + lens.ahead * (later - hyper.noise_ar * noise[view.rows])
    score = lens.slope_per_nrs * (seen - design.centre_nrs) + lens.design @ static[lens.block]
    if view.kind == "logistic":
        return likelihood.logistic(score, view.value)
    return likelihood.gaussian(score, view.value, view.sd)
