"""The true effects of a sample runner on the diary's scale, by doing: the same mornings with and without the
run.

Every estimand of the contract is worked out on the replicates of the runner's course, with everything but the
run in question left as it was (the other days' runs, the confounders, the noise): common random numbers, so a
runner whom running does not change has truths of exactly zero. The diary's floor and ceiling count, its
rounding does not.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from backstride.evidence import figure
from backstride.samples.course import (
    ADAPTATION_DAYS,
    BURN_IN_DAYS,
    Course,
    Dose,
    FloatArray,
    diary_scale,
)
from backstride.samples.spec import FACTORS, RunnerSpec

WINDOWS = 4  # starts of the long term, over which its truth is averaged


def truths(rng: np.random.Generator, spec: RunnerSpec, course: Course, n_days: int) -> dict[str, float]:
    """Estimand -> true effect in points, for ``acute``, each ``factor:NAME`` and ``longterm``.

    All are zero for a runner without a run in any replicate: there is no run of the runner's own to do.
    """
    diary = slice(BURN_IN_DAYS, BURN_IN_DAYS + n_days)
    ran = course.ran[:, diary]
    if not ran.any():
        return dict.fromkeys(("acute", *(f"factor:{name}" for name in FACTORS), "longterm"), 0.0)
    dose_nrs, distance_km = course.dose_nrs[:, diary], course.distance_km[:, diary]
    own = ran & ~(np.nan_to_num(course.spike_ratio[:, diary]) > figure("spike_ratio_threshold"))
    if own[0].any():
        own[1:] = False  # the runner's own runs are those on record; the replicates stand for other chances
    own_dose_nrs, own_km = dose_nrs[own], distance_km[own]

    # The mornings after each day, shape (replicates, days, 3), without that day's run.
    lags = np.arange(1, int(figure("acute_mornings")) + 1)
    carried = course.person.carry_over ** (lags - 1)
    adapted = _adapted(spec, lags) / course.usual_daily_km

    def push(dose: FloatArray, km: FloatArray) -> FloatArray:
        pushed: FloatArray = dose[..., None] * carried + km[..., None] * adapted
        return pushed

    noisy = course.latent_nrs + course.noise_nrs
    mornings = BURN_IN_DAYS + np.arange(n_days)[:, None] + lags
    rest = noisy[:, mornings] - push(dose_nrs, distance_km)

    def effect(high: FloatArray, low: FloatArray | float = 0.0) -> float:
        power = course.person.scale_log_ratio
        return float(np.mean(diary_scale(rest + high, power) - diary_scale(rest + low, power)))

    pick = rng.integers(len(own_km), size=ran.shape)
    result = {"acute": effect(push(own_dose_nrs[pick], own_km[pick]))}

    attributes = (course.intensity_share, course.hard_share, course.descent_m_per_km, course.warmup)
    middle = {
        "km": float(np.median(distance_km[ran])),
        "spike": 1.0,
        **{
            name: float(np.median(values[:, diary][ran].astype(np.float64)))
            for name, values in zip(("intensity", "hard", "downhill", "warmup"), attributes, strict=True)
        },
    }
    ends = {
        name: [figure(f"contrast_{name}_{end}") for end in ("low", "high")]
        for name in ("distance", "intensity", "hard", "downhill", "spike")
    }
    ends["distance"] = [ratio * middle["km"] for ratio in ends["distance"]]
    ends["no_warmup"] = [1.0, 0.0]
    attribute = {"distance": "km", "no_warmup": "warmup"}
    for name, (low_end, high_end) in ends.items():
        low, high = ({attribute.get(name, name): end} for end in (low_end, high_end))
        result[f"factor:{name}"] = effect(
            *(
                push(_dose_nrs(course.dose, run), np.asarray(run["km"]))
                for run in (middle | high, middle | low)
            )
        )
    result["longterm"] = _longterm(rng, spec, course, n_days, own_dose_nrs, own_km)
    return result


def _dose_nrs(dose: Dose, run: Mapping[str, float]) -> FloatArray:
    kind = (np.asarray(run[name]) for name in ("intensity", "hard", "downhill", "warmup"))
    return np.asarray(dose.of_kind(*kind) + dose.of_length(np.asarray(run["km"]), np.asarray(run["spike"])))


def _adapted(spec: RunnerSpec, lags: npt.NDArray[np.int64]) -> FloatArray:
    """What a day's usual distance leaves on the level of pain, ``lags`` mornings later."""
    left = spec.adaptation_nrs / ADAPTATION_DAYS * (1.0 - 1.0 / ADAPTATION_DAYS) ** (lags - 1)
    return np.asarray(left, dtype=np.float64)


def _longterm(
    rng: np.random.Generator,
    spec: RunnerSpec,
    course: Course,
    n_days: int,
    own_dose_nrs: FloatArray,
    own_km: FloatArray,
) -> float:
    """The usual week kept up for 56 days against none, begun on some days of the diary."""
    person = course.person
    diary = slice(BURN_IN_DAYS, BURN_IN_DAYS + n_days)
    n_window, n_last = int(figure("longterm_days")), int(figure("longterm_last_days"))
    shape = (len(course.ran), n_window)
    usual_share = [
        float(course.ran[:, diary][:, day::7].mean()) if day < n_days else float(course.ran[:, diary].mean())
        for day in range(7)
    ]
    last = np.arange(n_window - n_last + 1, n_window + 1)
    # What a run on the window's day d leaves on its morning m: a matrix (days, last mornings), zero for later
    # days.
    lags = last[None, :] - np.arange(n_window)[:, None]
    reached = lags > 0
    lags = np.where(reached, lags, 1)
    carried = np.where(reached, person.carry_over ** (lags - 1), 0.0)
    adapted = np.where(reached, _adapted(spec, lags), 0.0) / course.usual_daily_km

    effects = []
    for start in np.unique(np.linspace(0, n_days - 1, WINDOWS).astype(int)):
        first = BURN_IN_DAYS + start
        window = slice(first, first + n_window)
        done = course.dose_nrs[:, window] @ carried + course.distance_km[:, window] @ adapted
        without = (course.latent_nrs + course.noise_nrs)[:, first + last] - done
        runs = rng.random(shape) < np.array([usual_share[(start + d) % 7] for d in range(n_window)])
        pick = rng.integers(len(own_km), size=shape)
        usual = (
            np.where(runs, own_dose_nrs[pick], 0.0) @ carried + np.where(runs, own_km[pick], 0.0) @ adapted
        )
        effects.append(
            np.mean(
                diary_scale(without + usual, person.scale_log_ratio)
                - diary_scale(without, person.scale_log_ratio)
            )
        )
    return float(np.mean(effects))
