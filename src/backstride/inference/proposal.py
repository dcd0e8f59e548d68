"""Importance sampling from several multivariate t's, each placed by the draws before it.

Every draw counts against the mixture of all of them (the balance heuristic, Veach & Guibas 1995; kept up as
proposals are added, as in Cornuet, Marin, Mira & Robert 2012), so that none can weigh too much for having
been drawn from a proposal that hardly reached it. Weights are smoothed by PSIS (Vehtari, Simpson, Gelman, Yao
& Gabry 2024, JMLR 25:72) through arviz-stats; k-hat says whether the sample can be trusted.
"""

import warnings
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from scipy.special import gammaincinv, ndtri

from backstride.inference.field import Field

FloatArray = npt.NDArray[np.float64]

_PROPOSAL_DF = 5.0  # heavier tails than the target's, as importance sampling needs
_PROPOSAL_STRETCH = 1.1  # rather too wide than too narrow
_PROPOSAL_EDGE = 1e-6  # keeps a quasi-random point off the infinite ends


class Proposal:
    """A multivariate t on the hyper-parameters' unbounded scale, drawn from by quasi-Monte Carlo."""

    def __init__(self, centre: FloatArray, root: FloatArray) -> None:
        """``root``: a square root of the covariance that the target seems to have."""
        self.centre, self.root = centre, root
        self._wide_root = root * _PROPOSAL_STRETCH

    def draw(self, rng: np.random.Generator, n: int) -> FloatArray:
        """``n`` points, shape (n, n_hyper): a scrambled Sobol sequence, which fills the space more evenly."""
        from scipy.stats import qmc  # heavy; only an answer needs it

        d = len(self.centre)
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore", UserWarning
            )  # a number of points that is no power of two is meant
            uniform = qmc.Sobol(d + 1, rng=rng).random(n)
        uniform = np.clip(uniform, _PROPOSAL_EDGE, 1 - _PROPOSAL_EDGE)
        chi_square = 2.0 * gammaincinv(_PROPOSAL_DF / 2, uniform[:, d])
        z = ndtri(uniform[:, :d]) / np.sqrt(chi_square / _PROPOSAL_DF)[:, None]
        return np.asarray(self.centre + z @ self._wide_root.T)

    def log_density(self, vectors: FloatArray) -> FloatArray:
        """Up to a constant that all proposals share, shape (n,)."""
        d = len(self.centre)
        z = np.linalg.solve(self._wide_root, (vectors - self.centre).T)
        kernel = -0.5 * (_PROPOSAL_DF + d) * np.log1p((z**2).sum(axis=0) / _PROPOSAL_DF)
        return np.asarray(kernel - np.linalg.slogdet(self._wide_root)[1])

    def moved(self, vectors: FloatArray, log_ratio: FloatArray) -> "Proposal":
        """This proposal, moved part-way to where weighted draws point.

        ``vectors``: (n, n_hyper), from whatever proposals; ``log_ratio``: (n,), the density of the target
        over that of what they were drawn from.
        """
        weights, _ = smoothed_weights(log_ratio)
        effective = 1.0 / (weights**2).sum()
        trust = effective / (effective + 2 * len(self.centre))
        centre = self.centre + trust * (weights @ vectors - self.centre)
        off = vectors - centre
        covariance = trust * (off.T * weights) @ off + (1 - trust) * self.root @ self.root.T
        return Proposal(centre, np.linalg.cholesky(covariance))


class Sample:
    """Draws of the hyper-parameters, shape (n, n_hyper), with the field and the log density of each.

    ``fit``: the field at a vector; FloatingPointError where there is none. A vector without one, or where the
    search for its mode did not end, weighs nothing.
    ``log_prior``: a vector's log prior density up to a constant.
    """

    def __init__(self, fit: Callable[[FloatArray], Field], log_prior: Callable[[FloatArray], float]) -> None:
        self._fit, self._log_prior = fit, log_prior
        self._proposals: list[tuple[Proposal, int]] = []
        self._vectors: list[FloatArray] = []
        self._log_target: list[float] = []
        self.fields: list[Field] = []

    def take(self, proposal: Proposal, n: int, rng: np.random.Generator) -> None:
        """Weigh ``n`` more draws, from ``proposal``."""
        if n <= 0:
            return
        self._proposals.append((proposal, n))
        for vector in proposal.draw(rng, n):
            try:
                field = self._fit(vector)
            except FloatingPointError:
                continue
            if not field.converged:
                continue
            self.fields.append(field)
            self._vectors.append(vector)
            self._log_target.append(field.log_evidence + self._log_prior(vector))

    @property
    def _log_ratio(self) -> FloatArray:
        vectors = np.array(self._vectors)
        parts = [proposal.log_density(vectors) + np.log(n) for proposal, n in self._proposals]
        return np.asarray(np.array(self._log_target) - np.logaddexp.reduce(parts))

    def weights(self) -> tuple[FloatArray, float]:
        """As :func:`smoothed_weights`, of all draws so far."""
        return smoothed_weights(self._log_ratio)

    def next_proposal(self) -> Proposal:
        """The latest one, moved to where all draws so far point."""
        return self._proposals[-1][0].moved(np.array(self._vectors), self._log_ratio)


def smoothed_weights(log_ratio: FloatArray) -> tuple[FloatArray, float]:
    """PSIS weights (summing to one) and k-hat of importance ratios, shape (n,), given as logarithms."""
    from arviz_stats.base.array import array_stats  # heavy; only an answer needs it

    # psislw takes log *likelihoods*, that is minus the log ratios.
    log_weights, pareto_k = array_stats.psislw(-(log_ratio - log_ratio.max()))  # type: ignore[no-untyped-call]
    weights = np.exp(log_weights - log_weights.max())
    return weights / weights.sum(), float(pareto_k)
