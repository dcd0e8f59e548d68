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
from scipy.linalg.lapack import dpotrf, dpotrs, dpttrf, dpttrs

from backstride.inference import likelihood
from backstride.inference.design import Design, View
from backstride.inference.ends import Sites
from backstride.inference.field import Field, Unsure
from backstride.inference.hyper import Hyper
from backstride.inference.latent import pain_exposure, pain_prior_sd, reading_sd
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


def fit_field(
    design: Design,
    hyper: Hyper,
    priors: Priors,
    start: Field | None = None,
    unsure: Unsure | None = None,
    sites: Sites | None = None,
    tol: float = _NEWTON_TOL,
) -> Field:
    """Newton's method to the mode, and the curvature there. ``start``: a near-by fit of the same
    days and columns to begin from, whose exposures serve again where what they depend on is the same;
    ``unsure``: the variance that unknown days add, none unless given.

    ``sites``: what stands for the readings at the ends of the scale instead of their own likelihood.
    ``tol``: the squared Newton decrement that is near enough.
    """
    n = design.n_days
    exposure = _exposure(design, hyper, start)
    n_pain = exposure.shape[1]
    prior_precision = np.concatenate(
        [pain_prior_sd(design, hyper, priors) ** -2.0] + [view.prior_sd**-2.0 for view in design.views]
    )
    lenses = _lenses(design, hyper, n_pain)
    looks_ahead = any(lens.view.decides_later for lens in lenses)
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
            if lens.view.decides_later:
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
        np.einsum("ii->i", schur)[:] += _SOLVER_JITTER
        factor, info = dpotrf(schur, lower=1, clean=1)
        if info:
            raise FloatingPointError("the coefficients' precision is not positive definite")
        step_s, _ = dpotrs(factor, gradient_s - cross.T @ u_alone, lower=1)
        step_u = u_alone - border @ step_s
        decrement = float(step_u @ gradient_u + step_s @ gradient_s)
        if decrement < tol:
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
    view = design.pain_view
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


def _exposure(design: Design, hyper: Hyper, near: Field | None) -> FloatArray:
    """:func:`pain_exposure`; ``near``'s own where nothing that it depends on differs, as in most steps of the
    search.
    """

    def fades(of: Hyper) -> tuple[float, float, float]:
        return of.noise_ar, of.carryover, of.delay

    if near is not None and fades(near.hyper) == fades(hyper):
        return near.exposure
    return pain_exposure(design, hyper)


@dataclass(frozen=True, slots=True, eq=False)
class _Lens:
    """A view given the hyper-parameters: its place among the coefficients, and how it sees the field.

    What it sees of a day is ``slope x (level and exposures - centre + here x u + ahead x u_next)``, both of
    shape (n_rows,). Pain is seen as it is (1 and 0). A choice made after an evening line sees what is to be
    expected of the next one from this, ``noise_ar x u``, and a share of how the next one departs from that.
    """

    view: View
    rows: slice | IntArray  # the view's rows; all days as a slice, which costs no copy
    design: FloatArray
    block: slice
    slope_per_nrs: float
    here: FloatArray
    ahead: FloatArray


def _lenses(design: Design, hyper: Hyper, n_pain: int) -> list[_Lens]:
    lenses, start = [], n_pain
    for view in design.views:
        stop = start + view.design.shape[1]
        here, ahead = np.ones(len(view.rows)), np.zeros(len(view.rows))
        if view.decides_later:
            ahead[view.rows < design.n_days - 1] = hyper.night_share
            here = hyper.noise_ar * (1.0 - ahead)
        slope = hyper.slopes.get(view.name, 1.0)
        rows = slice(0, design.n_days) if len(view.rows) == design.n_days else view.rows
        lenses.append(_Lens(view, rows, view.design, slice(start, stop), slope, here, ahead))
        start = stop
    return lenses


def read(view: View, seen: FloatArray, sd: float, sites: Sites | None) -> Derivatives:
    """What the readings of pain say of latent pain ``seen`` on their days: log-likelihood, first derivative,
    minus the second, each (n_rows,).
    """
    if sites is None:
        return likelihood.censored(seen, view.value, view.floor, view.ceiling, sd)
    found = likelihood.gaussian(seen, view.value, sd)
    for whole, at_ends in zip(found, sites.derivatives(seen[view.at_end]), strict=True):
        whole[view.at_end] = at_ends
    return found


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
        return read(view, seen, reading_sd(design, hyper), sites)
    if lens.view.decides_later:
        later = noise[np.minimum(view.rows + 1, design.n_days - 1)]
        seen = seen + (lens.here - 1.0) * noise[view.rows] + lens.ahead * later
    score = lens.slope_per_nrs * (seen - design.centre_nrs) + lens.design @ static[lens.block]
    if view.kind == "logistic":
        return likelihood.logistic(score, view.value)
    return likelihood.gaussian(score, view.value, view.sd)
