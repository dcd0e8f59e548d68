"""From a days table to effects: the one way in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Protocol

import numpy as np
import numpy.typing as npt

from backstride.evidence import figure
from backstride.inference import contrasts
from backstride.inference.contrasts import Draws, FullSample
from backstride.inference.design import Design, aligned_pain, build_design
from backstride.inference.field import Unsure
from backstride.inference.posterior import Posterior, explore
from backstride.inference.priors import Priors, registered_priors
from backstride.records import Days

FloatArray = npt.NDArray[np.float64]

_GRID_SETTINGS = 144  # draws of the hyper-parameters; more are taken where the weights of these are uneven
_GRID_SETTINGS_LONG = 96  # of a long diary, whose posterior of them is nearly normal
_GRID_LONG_DAYS = 90  # from which a diary is long
_GRID_DRAWS = 1000  # draws of the field over all settings
_GRID_DOSES = 9  # points of the dose-response


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much the diary and the runs hold, within its span; all the runs where nothing is written yet.

    ``frozen``: the pain written down is above zero and never changes, as a default that nobody touched would.
    ``painless``: there is none at all.
    """

    n_days: int
    n_checkins: int
    n_run_days: int
    n_rest_days: int
    n_spikes: int
    frozen: bool = False
    painless: bool = False


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Effects:
    """Posterior draws of every estimand, points on the 0-10 scale, shape (n_draws,).

    ``factors``: by NAME; ``shoes``: by pair, against the runner's own mix; ``absent_factors``: NAME -> why
    nothing can be said. ``doses_km``: the distances of ``dose_response``, empty where distances are unknown.
    ``draws``: what all of them are made of. ``full``: what the draws come from instead of ``posterior``,
    where that was not to be trusted and a sampler was at hand that settled.
    """

    counts: Counts
    acute: FloatArray
    factors: Mapping[str, FloatArray]
    shoes: Mapping[str, FloatArray]
    absent_factors: Mapping[str, str]
    longterm: FloatArray
    doses_km: FloatArray
    draws: Draws
    posterior: Posterior
    full: FullSample | None = None

    @property
    def design(self) -> Design:
        return self.posterior.design

    @property
    def dose_response(self) -> FloatArray:
        """The acute effect at each of ``doses_km``, (n_draws, n_doses); worked out when asked for."""
        return contrasts.dose_response(self.design, self.draws, self.doses_km)


def count(days: Days) -> Counts:
    """The counts over the span of the diary; over the whole table where nothing is written down yet."""
    pain = aligned_pain(days)
    known = np.flatnonzero(np.isfinite(pain))
    cut = slice(int(known[0]), int(known[-1]) + 1) if len(known) else slice(None)
    ran = days["ran"][cut]
    return Counts(
        n_days=len(ran),
        n_checkins=len(known),
        n_run_days=int((ran == 1).sum()),
        n_rest_days=int((ran == 0).sum()),
        n_spikes=int((days["spike_ratio"][cut] > figure("spike_ratio_threshold")).sum()),
        frozen=bool(len(known) and pain[known].min() == pain[known].max() > 0),
        painless=bool(len(known) and pain[known].max() <= 0),
    )


def bears_estimate(counts: Counts) -> bool:
    """Whether there is enough for any number at all (not for a verdict)."""
    return (
        not counts.frozen
        and counts.n_checkins >= figure("estimate_min_checkins")
        and counts.n_run_days >= figure("estimate_min_run_days")
        and counts.n_rest_days >= figure("estimate_min_rest_days")
    )


class Sampler(Protocol):
    """What samples the model in full, as :func:`nuts.sample` does; None where it cannot."""

    def __call__(
        self, design: Design, priors: Priors, unsure: Unsure | None, *, seed: int
    ) -> FullSample | None: ...


def nuts_where_installed(begins: Callable[[], None] = lambda: None) -> Sampler:
    """Draws by NUTS; None where the extra ``nuts`` is not installed. ``begins`` is called before it does:
    it takes a minute.
    """

    def sampler(design: Design, priors: Priors, unsure: Unsure | None, *, seed: int) -> FullSample | None:
        if find_spec("numpyro") is None:
            return None
        begins()
        from backstride.inference import nuts  # seconds to load; hardly any answer needs it

        return nuts.sample(design, priors, unsure, seed=seed)

    return sampler


def infer(days: Days, *, seed: int, priors: Priors | None = None, sampler: Sampler | None = None) -> Effects:
    """Fit the model and compute every estimand. ValueError where :func:`bears_estimate` says no.

    ``priors``: the registered ones unless given. ``sampler``: what takes the place of the fast fit where that
    is not to be trusted; nothing unless given, since it takes a minute.
    """
    counts = count(days)
    if not bears_estimate(counts):
        raise ValueError("too few days for an estimate, or pain that never changes")
    rng = np.random.default_rng(seed)
    priors = priors or registered_priors()
    design = build_design(days, priors)
    n_settings = _GRID_SETTINGS if design.n_days < _GRID_LONG_DAYS else _GRID_SETTINGS_LONG
    posterior = explore(design, priors, rng, n_settings)
    full = None
    if sampler is not None and not posterior.trusted:
        full = sampler(design, priors, posterior.unsure, seed=seed)
    if full is not None and not full.settled:
        full = None
    draws = contrasts.draw(posterior, rng, _GRID_DRAWS) if full is None else full.draws
    return Effects(
        counts=counts,
        acute=contrasts.acute(design, draws),
        factors=contrasts.factor_contrasts(design, draws),
        shoes=contrasts.shoe_contrasts(design, draws),
        absent_factors=design.factors.absent,
        longterm=contrasts.longterm(design, draws),
        doses_km=_doses(design),
        draws=draws,
        posterior=posterior,
        full=full,
    )


def _doses(design: Design) -> FloatArray:
    """Distances over the middle of the runner's own range, km; empty where distance is not in the model."""
    if "distance" not in design.factors.names:
        return np.zeros(0)
    known = design.distance_km[(design.ran == 1) & np.isfinite(design.distance_km)]
    low, high = np.quantile(known, [figure("dose_range_low"), figure("dose_range_high")])
    return np.linspace(low, high, _GRID_DOSES)
