"""The effects under each draw of the oracle: the runner's days lived again, with and without the run.

As ``backstride.samples.truth`` works out what is true: other nights, other chances, the same person, slow
level and own kind of run. Each draw of the posterior is a person whose days are lived ``LIVES`` times.
"""

import numpy as np

from backstride.evidence import figure
from backstride.inference.contrasts import read_off
from backstride.records import Days
from backstride.samples import FACTORS
from backstride.samples.course import (
    ADAPTATION_DAYS,
    MEAN_SLEEP_H,
    MEAN_STRESS_NRS,
    FloatArray,
    spike_dose,
)
from oracle.likelihood import (
    CORE_SHARE,
    KM_LOG_SD,
    LEAP_HIGH,
    LEAP_LOW,
    LONG_RUN,
    LONG_WEEKDAYS,
    MEAN_SITTING_H,
    POLICY,
    SITTING_SD_H,
    SLEEP_BY_STRESS_H,
    SLEEP_SD_H,
    STRESS_AR,
    STRESS_SD,
    dose_nrs,
)
from oracle.sampler import Sampled

LIVES = 2
BEFORE_DAYS = 40  # until the look-back of 30 days is full and the start forgotten
MORNINGS = int(figure("acute_mornings"))


def effects(rng: np.random.Generator, sampled: Sampled, days: Days) -> dict[str, FloatArray]:
    """Draws of ``acute`` and of each ``factor:NAME``, points on the diary's scale, (n_draws,)."""
    shape = sampled.shape
    kept = sampled.found
    n_draws = len(kept["acute"])
    whose = {
        name: np.repeat(kept[name], LIVES, axis=0)
        for name in kept
        if name not in ("latent", "dose", "stress", "sleep", "sitting", "innovation_sd")
    }
    weekday = (days.date - np.datetime64("1970-01-05")).astype(np.int64) % 7
    life = _lived(rng, sampled, whose, int(weekday[0]))
    n = shape.n_days
    day = np.arange(n) + BEFORE_DAYS
    lags = np.arange(1, MORNINGS + 1)
    carried = whose["carry_over"][:, None] ** (lags - 1)
    fade = (1.0 - 1.0 / ADAPTATION_DAYS) ** (lags - 1) / ADAPTATION_DAYS
    adapted = whose["adaptation"][:, None] * fade / whose["daily_km"][:, None]

    def push(dose: FloatArray, km: FloatArray) -> FloatArray:
        """(lives, days, mornings)"""
        return np.asarray(dose[..., None] * carried[:, None, :] + km[..., None] * adapted[:, None, :])

    rest = life["latent"][:, day[:, None] + lags] - push(life["dose"][:, day], life["km"][:, day])
    noise = whose["measurement_nrs"][:, None, None]
    base = read_off(rest, noise)

    def by_draw(difference: FloatArray) -> FloatArray:
        return np.asarray(difference.mean(axis=(1, 2)).reshape(n_draws, LIVES).mean(axis=1))

    ran = days["ran"] == 1
    own = np.flatnonzero(ran & ~(np.nan_to_num(days["spike_ratio"]) > figure("spike_ratio_threshold")))
    pick = own[(np.arange(n) + rng.integers(len(own), size=(len(base), 1))) % len(own)]
    own_dose = np.repeat(kept["dose"], LIVES, axis=0)
    own_km = days["distance_km"][pick]
    run = push(np.take_along_axis(own_dose, pick, axis=1), own_km)
    out = {"acute": by_draw(read_off(rest + run, noise) - base)}

    columns = {
        name: values[:, None] if values.ndim == 1 else values[:, None, :] for name, values in whose.items()
    }
    names = ("km", "intensity", "hard", "descent", "warmup")
    middle = {name: _median_run(life[name][:, day], life["ran"][:, day] > 0)[:, None] for name in names}
    middle["spike"] = np.zeros((len(base), 1))
    attribute = {"distance": "km", "no_warmup": "warmup", "downhill": "descent"}
    for name in FACTORS:
        if name == "no_warmup":
            ends = [1.0, 0.0]
        else:
            ends = [figure(f"contrast_{name}_{end}") for end in ("low", "high")]
        if name == "spike":
            ends = [float(spike_dose(np.array([end]))[0]) for end in ends]
        key = attribute.get(name, name)
        ramps = []
        for end in ends:
            of = middle | {key: middle["km"] * end if name == "distance" else np.full_like(middle["km"], end)}
            dose = dose_nrs(
                columns, *(of[part] for part in ("km", "spike", "intensity", "hard", "descent", "warmup"))
            )
            ramps.append(read_off(rest + push(dose, of["km"]), noise))
        out[f"factor:{name}"] = by_draw(ramps[1] - ramps[0])
    return out


def _median_run(of: FloatArray, ran: np.ndarray) -> FloatArray:
    """Each life's median over its runs, (lives,); one that hurts too much for any has that of the others."""
    out = np.full(len(of), np.nan)
    runs = ran.any(axis=1)
    out[runs] = np.nanmedian(np.where(ran[runs], of[runs], np.nan), axis=1)
    return np.where(runs, out, np.median(out[runs]))


def _lived(
    rng: np.random.Generator, sampled: Sampled, whose: dict[str, FloatArray], first_weekday: int
) -> dict[str, FloatArray]:
    """The course of every life, arrays of shape (lives, days) from ``BEFORE_DAYS`` before the diary."""
    spec, n_diary = sampled.shape.spec, sampled.shape.n_days
    shape = (len(whose["acute"]), BEFORE_DAYS + n_diary + MORNINGS)
    weekday = (np.arange(shape[1]) - BEFORE_DAYS + first_weekday) % 7
    usual_sitting = np.where(weekday >= 5, 4.5, 8.0)
    stress = rng.normal(0.0, STRESS_SD, shape)
    for t in range(1, shape[1]):
        stress[:, t] = STRESS_AR * stress[:, t - 1] + np.sqrt(1 - STRESS_AR**2) * stress[:, t]
    stress = np.clip(MEAN_STRESS_NRS + stress, 0.0, 10.0)
    sleep = MEAN_SLEEP_H + rng.normal(0.0, SLEEP_SD_H, shape)
    sleep[:, 1:] += SLEEP_BY_STRESS_H * (stress[:, :-1] - MEAN_STRESS_NRS)
    sleep = np.clip(sleep, 3.0, 11.0)
    sitting = np.clip(usual_sitting + rng.normal(0.0, SITTING_SD_H, shape), 0.0, 16.0)
    core = rng.random(shape) < CORE_SHARE
    by_day = (
        spec.stress_nrs_per_point * (stress - MEAN_STRESS_NRS)
        + spec.sitting_nrs_per_h * (sitting - MEAN_SITTING_H)
        + spec.core_nrs * (core - CORE_SHARE)
    )
    flares = np.where(rng.random(shape) < spec.flare_day_share, rng.exponential(spec.flare_nrs, shape), 0.0)
    by_night = spec.sleep_nrs_per_h * (sleep - MEAN_SLEEP_H) + flares
    by_night += whose["innovation"][:, None] * rng.standard_normal(shape)

    planned_km = whose["usual_km"][:, None] * rng.lognormal(0.0, KM_LOG_SD, shape)
    long_weekday = rng.choice(LONG_WEEKDAYS, (shape[0], 1))
    planned_km *= np.where(weekday == long_weekday, LONG_RUN, 1.0)
    leap = rng.random(shape) < spec.leap_share
    planned_km *= np.where(leap, rng.uniform(LEAP_LOW, LEAP_HIGH, shape), 1.0)
    intensity = np.where(rng.random(shape) < 0.3, rng.uniform(0.35, 0.75, shape), rng.uniform(0, 0.15, shape))
    asphalt = rng.random(shape) < whose["hard_share"][:, None]
    hard = np.where(asphalt, rng.uniform(0.85, 1.0, shape), rng.uniform(0.0, 0.2, shape))
    descent = np.where(rng.random(shape) < 0.25, rng.uniform(14.0, 28.0, shape), rng.uniform(1.0, 9.0, shape))
    warmup = (rng.random(shape) < whose["warmup_share"][:, None]).astype(np.float64)
    logit = (
        whose["weekday_logit"][:, weekday]
        + POLICY["stress"] * (stress - MEAN_STRESS_NRS)
        + POLICY["sitting"] * (sitting - usual_sitting)
        + POLICY["sleep"] * (sleep - MEAN_SLEEP_H)
    )
    day = np.clip(np.arange(shape[1]) - BEFORE_DAYS, 0, n_diary)
    base = whose["base"][:, np.minimum(day, n_diary - 1)]  # which holds drift and opening flare
    chance = rng.random(shape)

    latent, km, dose, ran = (np.zeros(shape) for _ in range(4))
    deviation = rng.normal(0.0, whose["deviation_nrs"])
    carried = whose["usual_share"] * whose["first"] * whose["acute"] / (1.0 - whose["carry_over"])
    load, ran_yesterday = np.ones(shape[0]), np.zeros(shape[0])
    look_back = int(figure("spike_window_days"))
    for t in range(shape[1]):
        deviation = deviation + by_night[:, t]
        latent[:, t] = base[:, t] + deviation + carried + whose["adaptation"] * load
        worse = np.clip(latent[:, t], 0.0, 10.0) - whose["level_nrs"]
        log_odds = logit[:, t] - whose["skip_per_point"] * worse + POLICY["ran_yesterday"] * ran_yesterday
        runs = chance[:, t] < 1.0 / (1.0 + np.exp(-log_odds))
        length_km = planned_km[:, t] * np.exp(-whose["shorten_per_point"] * np.maximum(worse, 0.0))
        longest = km[:, max(t - look_back, 0) : t].max(axis=1, initial=0.0)
        ratio = np.divide(length_km, longest, out=np.zeros(shape[0]), where=longest > 0.0)
        hurts = dose_nrs(
            whose, length_km, spike_dose(ratio), intensity[:, t], hard[:, t], descent[:, t], warmup[:, t]
        )
        ran[:, t] = runs
        km[:, t] = np.where(runs, length_km, 0.0)
        dose[:, t] = np.where(runs, hurts, 0.0)
        carried = whose["carry_over"] * carried + dose[:, t]
        load = load + (km[:, t] / whose["daily_km"] - load) / ADAPTATION_DAYS
        deviation = whose["persistence"] * deviation + by_day[:, t]
        ran_yesterday = ran[:, t]
    return {
        "latent": latent,
        "km": km,
        "dose": dose,
        "ran": ran,
        "intensity": intensity,
        "hard": hard,
        "descent": descent,
        "warmup": warmup,
    }
