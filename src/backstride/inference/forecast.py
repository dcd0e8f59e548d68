"""What the next mornings are likely to bring after a run today, and after none.

The contrasts average an effect over all the days on record; this looks on from the last of them, with the
pain as it stands there: what nothing explains fades as it does from day to day, what past runs and other days
have left fades at its own pace, and the level, its drift and the habitual load stay where they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backstride.inference.contrasts import MORNINGS, read_off
from backstride.inference.design import Design
from backstride.inference.factors import FACTORS
from backstride.inference.field import Field
from backstride.inference.fit import Effects
from backstride.inference.latent import carried, kernel, reading_sd

FloatArray = npt.NDArray[np.float64]

_GRID_DRAWS = 1000  # draws of the field over all settings, as many as the contrasts take


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOption:
    """A run that might be done: the days table's own terms and units.

    None is the runner's own median. An attribute that the runner's data cannot speak about (see
    ``Effects.absent_factors``) changes nothing.
    """

    distance_km: float | None = None
    intensity_share: float | None = None
    hard_share: float | None = None
    descent_m_per_km: float | None = None
    warmup: bool | None = None
    spike_ratio: float | None = None


def expected_pain(effects: Effects, options: Sequence[RunOption | None], *, seed: int = 0) -> FloatArray:
    """Expected readings on the three mornings after the last day on record, (n_draws, n_options, 3).

    Points on the 0-10 scale, floor and ceiling included. ``options``: a run on that last day, or None for a
    day of rest; the two days after it are days of rest in any case. Whatever stands there for the day itself
    is replaced. The last day on record is the last one that a line of the diary speaks for; under an evening
    diary that is the day after the line, and the "mornings" are the lines to come. Each draw is the same
    posterior course under every option, so that options can be compared draw by draw; what is yet to come
    by chance is averaged over, not drawn. Nights, sitting and stress to come are taken as the runner's mean.
    """
    rng = np.random.default_rng(seed)
    design = effects.design
    runs = np.stack([_impulse(design, option) for option in options])
    counts = rng.multinomial(_GRID_DRAWS, effects.posterior.weights)
    return np.concatenate(
        [
            _look_on(design, field, runs, rng, int(count))
            for field, count in zip(effects.posterior.fields, counts, strict=True)
            if count
        ]
    )


def added_pain(effects: Effects, option: RunOption, *, seed: int = 0) -> FloatArray:
    """What the run adds over a day of rest, mean of the three mornings, points, (n_draws,)."""
    pain = expected_pain(effects, [option, None], seed=seed)
    return np.asarray((pain[:, 0] - pain[:, 1]).mean(axis=1))


def _impulse(design: Design, option: RunOption | None) -> FloatArray:
    """The option as a row of ``Design.impulse``, shape (n_impulse,).

    What stands there beside running and the factors is centred on the runner's own mix, and left at it.
    """
    row = np.zeros(design.impulse.shape[1])
    if option is None:
        return row
    factors = design.factors
    row[0] = 1.0
    row[1 : 1 + len(factors.names)] = factors.at_median
    by_name = {factor.name: factor for factor in FACTORS}
    for k, name in enumerate(factors.names):
        factor = by_name[name]
        value = getattr(option, factor.column)
        if value is None:
            continue
        if name == "distance":
            row[1 + k] = factors.distance_units(value)
        else:
            zero = factor.low() - factors.low[k]
            row[1 + k] = factor.scale(np.array(float(value))) - zero
    return row


def _look_on(
    design: Design, field: Field, runs: FloatArray, rng: np.random.Generator, n_draws: int
) -> FloatArray:
    """:func:`expected_pain` under one setting; ``runs``: shape (n_options, n_impulse)."""
    hyper = field.hyper
    static, pain = field.draw(rng, n_draws)
    n_level, n_impulse, n_nudge = design.level.shape[1], design.impulse.shape[1], design.nudge.shape[1]
    level, running, after = np.split(
        static[:, : n_level + n_impulse + 2 * n_nudge],
        [n_level, n_level + n_impulse],
        axis=1,
    )
    after = after[:, n_nudge:]
    noise = pain[:, -1] - static[:, : field.exposure.shape[1]] @ field.exposure[-1]

    ahead = np.arange(1, MORNINGS + 1)
    fades = hyper.noise_ar**ahead
    nudged = after @ carried(design.nudge, hyper.noise_ar)[-1]
    rest = (level @ design.level[-1])[:, None] + (noise + nudged)[:, None] * fades
    rest = rest + running @ _left_of_past_runs(design, field).T
    today = (running @ runs.T)[:, :, None] * kernel(hyper.carryover, hyper.delay, MORNINGS)
    # A reading's own spread, and that of all that may yet happen by then.
    sd = np.hypot(reading_sd(design, hyper), hyper.state_sd * np.sqrt(1.0 - fades**2))
    return read_off(rest[:, None, :] + today, sd)


def _left_of_past_runs(design: Design, field: Field) -> FloatArray:
    """What the runs of the days before the last one leave on the mornings to come, (3, n_impulse)."""
    hyper = field.hyper
    latest = carried(design.impulse, hyper.carryover)[-2]
    unit = kernel(hyper.carryover, hyper.delay, 1)[0] / (1.0 - hyper.delay)
    first = unit * ((1.0 - hyper.delay) * hyper.carryover + hyper.delay) * latest
    return np.asarray(hyper.carryover ** np.arange(MORNINGS)[:, None] * first)
