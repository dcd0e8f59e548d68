"""The sample runners' own likelihood: how ``backstride.samples`` makes a diary, read backwards.

Known to the oracle, as to nobody who reads a diary: the form of everything, each constant that all sample
runners share (what sleep, stress and work do to pain and to running, how flares come, how runs are planned),
and the ranges that each runner's own constants are drawn from. Not known: what running does. There it has the
priors of backstride itself, of which the first is also what the acute effect of the kind ``drawn`` is drawn
from.

Everything is a function of one vector of numbers that are standard normal beforehand, so that constants drawn
evenly from a range are that range's quantiles. Four things are not exactly the simulator's, all small: the
rounding of sleep, sitting and stress (which moves pain by 0.02 points) is taken as none; an unknown surface
or warm-up has a normal spread instead of two values; what the time before the diary left has a normal prior
of the right mean and about the right spread; and core work on an unwritten day adds its variance.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import numpyro
from jax.scipy.special import log_ndtr, logsumexp, ndtr

from backstride.evidence import figure
from backstride.inference.priors import registered_priors
from backstride.records import Days
from backstride.samples import FACTORS, RunnerSpec
from backstride.samples.course import ADAPTATION_DAYS, MEAN_SLEEP_H, MEAN_STRESS_NRS, spike_dose

numpyro.enable_x64()

Arrays = Mapping[str, Any]
Value = Any  # an array of jax, or what stands for one while a function is traced

RANGES = (  # of a spec, in the order of the vector
    *("level_nrs", "carry_over", "persistence", "deviation_nrs", "drift_nrs", "opening_flare_nrs"),
    *("skip_per_point", "shorten_per_point", "usual_km", "hard_share", "warmup_share", "measurement_nrs"),
    "runs_logit",
)
SLEEP_SD_H, STRESS_SD, STRESS_AR, SITTING_SD_H = 0.9, 1.8, 0.7, 1.5
SLEEP_BY_STRESS_H = -0.1
CORE_SHARE = 0.3
MEAN_SITTING_H = 7.0
POLICY = {"stress": -0.12, "sitting": -0.10, "sleep": 0.20, "ran_yesterday": -0.7}
KM_LOG_SD, LONG_RUN, LEAP_LOW, LEAP_HIGH = 0.18, 1.5, 1.4, 2.0
MEAN_INTENSITY, MEAN_DESCENT = 0.3 * 0.55 + 0.7 * 0.075, 0.25 * 21.0 + 0.75 * 5.0
ASPHALT, SOFT = (0.85, 1.0), (0.0, 0.2)
KNOT_DAYS, FLARE_DECAY_DAYS = 28, 14.0
LOAD_SD = 0.12  # of the usual load, which four weeks of chance leave
RUN_SPREAD = 0.85  # of that of days run by lot: a run makes the next day's less likely
LEAPS = 6  # points at which the length of a sudden long run is looked at
MISSING_SLOPE = {"random": 0.0, "good_days": -0.8, "bad_days": 0.8}
LONG_WEEKDAYS = (5, 6)
UNKNOWN = {"sleep_h": 0.17, "stress_nrs": 0.12, "sitting_h": 0.12, "hard_share": 0.13, "warmup": 0.07}


@dataclass(frozen=True, slots=True)
class Shape:
    """What fixes the compiled program: the length of the diary and what is true of all runners of a cell."""

    n_days: int
    spec: RunnerSpec

    def __hash__(self) -> int:
        return hash((self.n_days, self.spec.missing, self.spec.missing_share, self.spec.level_nrs))

    @property
    def n_knots(self) -> int:
        return len(np.arange(0, self.n_days + KNOT_DAYS, KNOT_DAYS))

    def room(self, name: str) -> int:
        """For unknown values of a column: enough for all but a runner in thousands."""
        expected = UNKNOWN[name] * self.n_days
        return int(expected + 4.0 * np.sqrt(expected)) + 2

    @property
    def sizes(self) -> dict[str, int]:
        return {
            "person": len(RANGES),
            "weekday": 7,
            "acute": 1,
            "factor_sd": 1,
            "factors": len(FACTORS),
            "adaptation": 1,
            "drift": self.n_knots - 1,
            "before": 3,
            "surprise": self.n_days - 1,
            **{name: self.room(name) for name in UNKNOWN},
        }

    @property
    def size(self) -> int:
        return sum(self.sizes.values())

    def split(self, x: Value) -> dict[str, Value]:
        out, start = {}, 0
        for name, n in self.sizes.items():
            out[name] = x[..., start : start + n]
            start += n
        return out


def arrays_of(shape: Shape, days: Days) -> dict[str, Any]:
    """The diary as arrays over its days; unknown values by their places, padded with one past the end."""
    n = shape.n_days
    weekday = (days.date - np.datetime64("1970-01-05")).astype(np.int64) % 7
    ran = days["ran"]
    km = np.where(ran == 1, days["distance_km"], 1.0)

    def known(name: str, otherwise: float = 0.0) -> np.ndarray:
        return np.where(np.isfinite(days[name]), days[name], otherwise)

    data: dict[str, Any] = {
        "pain": known("pain_nrs"),
        "written": np.isfinite(days["pain_nrs"]) * 1.0,
        "ran": ran,
        "weekday": weekday,
        "usual_sitting": np.where(weekday >= 5, 4.5, 8.0),
        "km": km,
        "core": known("core", CORE_SHARE),
        "core_unknown": np.isnan(days["core"]) * 1.0,
        "spike": np.where(ran == 1, spike_dose(days["spike_ratio"]), 0.0),
        "intensity": known("intensity_share"),
        "descent": known("descent_m_per_km"),
        "hard_known": (np.isfinite(days["hard_share"]) & (ran == 1)) * 1.0,
        "warmup_known": (np.isfinite(days["warmup"]) & (ran == 1)) * 1.0,
    }
    for name in UNKNOWN:
        data[name] = known(name)
        gone = np.isnan(days[name]) & ((ran == 1) if name in ("hard_share", "warmup") else True)
        where = np.flatnonzero(gone)
        room = shape.room(name)
        if len(where) > room:
            raise ValueError(f"{len(where)} days without {name}, where there is room for {room}")
        data[f"{name}_at"] = np.append(where, np.full(room - len(where), n))
    return jax.tree.map(jnp.asarray, data)


def unfold(shape: Shape, data: Arrays, x: Value) -> dict[str, Value]:
    """From standard normal numbers, (size,), to the runner's constants and course."""
    spec, n = shape.spec, shape.n_days
    part = shape.split(x)
    found: dict[str, Value] = {}
    for i, name in enumerate(RANGES):
        low, high = getattr(spec, name)
        found[name] = low + (high - low) * ndtr(part["person"][i])
    found["weekday_logit"] = found["runs_logit"] + part["weekday"]

    def filled(name: str, values: Value) -> Value:
        return data[name].at[data[f"{name}_at"]].set(values, mode="drop")

    # What is unknown of the confounders; the density of stress and sleep as series is in ``log_density``.
    at = {name: data[f"{name}_at"] for name in UNKNOWN}
    stress = filled("stress_nrs", MEAN_STRESS_NRS + STRESS_SD * part["stress_nrs"])
    sleep = filled("sleep_h", MEAN_SLEEP_H + SLEEP_SD_H * part["sleep_h"])
    usual_sitting = jnp.append(data["usual_sitting"], 0.0)[at["sitting_h"]]
    sitting = filled("sitting_h", usual_sitting + SITTING_SD_H * part["sitting_h"])
    found |= {"stress": stress, "sleep": sleep, "sitting": sitting}
    asphalt, warm = found["hard_share"], found["warmup_share"]
    middle_hard, middle_soft = sum(ASPHALT) / 2, sum(SOFT) / 2
    mean_hard = asphalt * middle_hard + (1 - asphalt) * middle_soft
    within = (asphalt * (ASPHALT[1] - ASPHALT[0]) ** 2 + (1 - asphalt) * (SOFT[1] - SOFT[0]) ** 2) / 12
    hard_sd = jnp.sqrt(asphalt * (1 - asphalt) * (middle_hard - middle_soft) ** 2 + within)
    hard = filled("hard_share", mean_hard + hard_sd * part["hard_share"])
    warmup = filled("warmup", warm + jnp.sqrt(warm * (1 - warm)) * part["warmup"])

    # What a run does.
    priors = registered_priors()
    factor_sd = priors.factor_sd_median_nrs * jnp.exp(priors.factor_sd_log_sd * part["factor_sd"][0])
    rare = jnp.array([name == "spike" for name in FACTORS])
    factors = jnp.where(rare, priors.rare_factor_sd_nrs, factor_sd) * part["factors"]
    acute = priors.acute_sd_nrs * part["acute"][0]
    adaptation = priors.adaptation_sd_nrs * part["adaptation"][0]
    carry = found["carry_over"]
    first = 1.0 / jnp.mean(carry ** jnp.arange(int(figure("acute_mornings"))))
    mean_km = (
        found["usual_km"] * np.exp(KM_LOG_SD**2 / 2) * (1 + (LONG_RUN - 1) / 7)
        * (1 + spec.leap_share * ((LEAP_LOW + LEAP_HIGH) / 2 - 1))
    )  # fmt: skip
    found |= {"acute": acute, "factors": factors, "adaptation": adaptation, "first": first}
    found |= {"mean_km": mean_km, "mean_hard": mean_hard}
    dose = data["ran"] * dose_nrs(
        found, data["km"], data["spike"], data["intensity"], hard, data["descent"], warmup
    )
    usual_share = jnp.mean(1.0 / (1.0 + jnp.exp(0.35 - found["weekday_logit"])))
    daily_km = usual_share * mean_km
    usually = usual_share / (1.0 - carry)
    spread = RUN_SPREAD * jnp.sqrt(usual_share * (1 - usual_share) / (1.0 - carry**2))
    z = part["before"]
    carried = _filtered(jnp.append(first * acute * (usually + spread * z[0]), dose[:-1]), carry)
    load = _filtered(
        jnp.append(LOAD_SD * z[1], (data["ran"] * data["km"] / daily_km - 1.0)[:-1] / ADAPTATION_DAYS),
        1.0 - 1.0 / ADAPTATION_DAYS,
    )

    # The level and what departs from it.
    walk = jnp.append(0.0, jnp.cumsum(found["drift_nrs"] * part["drift"]))
    knots = np.arange(0, n + KNOT_DAYS, KNOT_DAYS)
    day = np.arange(n)
    found["walk"] = walk - walk.mean()
    slow = jnp.interp(day, knots, found["walk"]) + found["opening_flare_nrs"] * np.exp(
        -day / FLARE_DECAY_DAYS
    )
    base = found["level_nrs"] - first * acute * usually - adaptation + slow
    persistence = found["persistence"]
    innovation = found["deviation_nrs"] * jnp.sqrt(1 - persistence**2)
    by_day = (
        spec.stress_nrs_per_point * (stress - MEAN_STRESS_NRS)
        + spec.sitting_nrs_per_h * (sitting - MEAN_SITTING_H)
        + spec.core_nrs * (data["core"] - CORE_SHARE)
    )
    by_night = spec.sleep_nrs_per_h * (sleep - MEAN_SLEEP_H)
    core_sd = spec.core_nrs * np.sqrt(CORE_SHARE * (1 - CORE_SHARE))
    found["innovation_sd"] = jnp.sqrt(innovation**2 + core_sd**2 * data["core_unknown"][:-1])
    mean, sd = _deviation_before(spec, persistence, found["deviation_nrs"])
    steps = by_day[:-1] + by_night[1:] + found["innovation_sd"] * part["surprise"]
    deviation = _filtered(jnp.append(mean + sd * z[2], steps), persistence)
    return found | {
        "base": base,
        "daily_km": daily_km,
        "usual_share": usual_share,
        "innovation": innovation,
        "dose": dose,
        "latent": base + deviation + carried + adaptation * (1.0 + load),
    }


def dose_nrs(
    found: Arrays, km: Value, spike: Value, intensity: Value, hard: Value, descent: Value, warmup: Value
) -> Value:
    """Of a run on the next morning's pain; attributes and constants broadcast, factors on the last axis."""
    factor = {name: found["factors"][..., i] for i, name in enumerate(FACTORS)}

    def contrast(name: str) -> float:
        return figure(f"contrast_{name}_high") - figure(f"contrast_{name}_low")

    return found["first"] * (
        found["acute"]
        + factor["intensity"] * (intensity - MEAN_INTENSITY) / contrast("intensity")
        + factor["hard"] * (hard - found["mean_hard"])
        + factor["downhill"] * (descent - MEAN_DESCENT) / contrast("downhill")
        - factor["no_warmup"] * (warmup - found["warmup_share"])
        + factor["distance"] * (km - found["mean_km"]) / (contrast("distance") * found["usual_km"])
        + factor["spike"] * spike
    )


def _deviation_before(spec: RunnerSpec, persistence: Value, sd: Value) -> tuple[Value, Value]:
    """Mean and SD of the first morning's deviation, after long habit."""
    fade = 1 - persistence**2
    flares = spec.flare_day_share * spec.flare_nrs
    sleep = (spec.sleep_nrs_per_h * SLEEP_SD_H) ** 2
    stress = (spec.stress_nrs_per_point * STRESS_SD) ** 2
    stress *= (1 + STRESS_AR * persistence) / (1 - STRESS_AR * persistence)
    sitting = (spec.sitting_nrs_per_h * SITTING_SD_H) ** 2
    added = sleep + stress + sitting + 2 * flares * spec.flare_nrs
    return flares / (1 - persistence), jnp.sqrt(sd**2 + added / fade)


def _filtered(x: Value, decay: Value) -> Value:
    """y_t = decay y_(t-1) + x_t, in as many steps as the length has doublings."""
    reach, power = 1, decay
    while reach < len(x):
        x = x + power * jnp.append(jnp.zeros(reach), x[:-reach])
        reach, power = 2 * reach, power**2
    return x


def log_density(shape: Shape, data: Arrays, x: Value) -> Value:
    """Of the vector and the diary together, up to a constant."""
    found = unfold(shape, data, x)
    part = shape.split(x)
    own = ("stress_nrs", "sleep_h")  # have a density of their own, as series
    total = sum(-0.5 * (part[name] ** 2).sum() for name in part if name not in own)
    for name in own:  # places past the end stand for nothing
        total -= 0.5 * (jnp.where(data[f"{name}_at"] < shape.n_days, 0.0, part[name]) ** 2).sum()
    total += _series(found["stress"], found["sleep"]) + _flares(shape.spec, found, part["surprise"])
    return total + sum(log_likelihood(shape, data, found).values())


def log_likelihood(shape: Shape, data: Arrays, found: Arrays) -> dict[str, Value]:
    """What each kind of line says, given the course."""
    spec = shape.spec
    latent = found["latent"]
    felt = jnp.clip(latent, 0.0, 10.0)
    worse = felt - found["level_nrs"]
    ran = data["ran"]
    yesterday = jnp.append(found["usual_share"], ran[:-1])
    log_odds = (
        found["weekday_logit"][data["weekday"]]
        + POLICY["stress"] * (found["stress"] - MEAN_STRESS_NRS)
        + POLICY["sitting"] * (found["sitting"] - data["usual_sitting"])
        + POLICY["sleep"] * (found["sleep"] - MEAN_SLEEP_H)
        - found["skip_per_point"] * worse
        + POLICY["ran_yesterday"] * yesterday
    )
    missing = np.log(spec.missing_share / (1 - spec.missing_share)) + MISSING_SLOPE[spec.missing] * worse
    hard, warm = found["hard_share"], found["warmup_share"]
    on_asphalt = data["hard_share"] > sum(ASPHALT + SOFT) / 4
    return {
        "pain": (data["written"] * _rounded(data["pain"], latent, found["measurement_nrs"])).sum(),
        "ran": (ran * log_odds - jnp.logaddexp(0.0, log_odds)).sum(),
        "length": _length(spec, data, found, worse),
        "written": ((1 - data["written"]) * missing - jnp.logaddexp(0.0, missing)).sum(),
        "surface": (data["hard_known"] * jnp.log(jnp.where(on_asphalt, hard, 1 - hard))).sum(),
        "warmup": (data["warmup_known"] * jnp.log(jnp.where(data["warmup"] > 0.5, warm, 1 - warm))).sum(),
    }


def _rounded(pain: Value, latent: Value, sd: Value) -> Value:
    """The log probability that noise takes latent pain to where it rounds to ``pain``, a whole number."""
    above = jnp.where(pain >= 10.0, jnp.inf, (pain + 0.5 - latent) / sd)
    below = jnp.where(pain <= 0.0, -jnp.inf, (pain - 0.5 - latent) / sd)
    # On the side of the smaller tail, where differences of probabilities keep their digits.
    flip = above + below > 0.0
    upper, lower = jnp.where(flip, -below, above), jnp.where(flip, -above, below)
    upper = jnp.where(jnp.isfinite(upper), upper, 40.0)
    log_upper = log_ndtr(upper)
    gone = jnp.where(jnp.isfinite(lower), log_ndtr(jnp.where(jnp.isfinite(lower), lower, 0.0)), -jnp.inf)
    ends = jnp.isfinite(lower)
    difference = jnp.where(ends, gone - log_upper, -1.0)
    return log_upper + jnp.where(ends, jnp.log1p(-jnp.exp(difference)), 0.0)


def _length(spec: RunnerSpec, data: Arrays, found: Arrays, worse: Value) -> Value:
    usual = jnp.log(found["usual_km"]) - found["shorten_per_point"] * jnp.maximum(worse, 0.0)
    width = (LEAP_HIGH - LEAP_LOW) / LEAPS
    leaps = np.append(1.0, LEAP_LOW + width * (np.arange(LEAPS) + 0.5))
    log_share = np.log(np.append(1 - spec.leap_share, np.full(LEAPS, spec.leap_share / LEAPS)))
    by_weekday = []
    for long_weekday in LONG_WEEKDAYS:
        mean = usual + np.log(LONG_RUN) * (data["weekday"] == long_weekday)
        z = (jnp.log(data["km"])[:, None] - mean[:, None] - np.log(leaps)) / KM_LOG_SD
        by_weekday.append((data["ran"] * logsumexp(log_share - 0.5 * z**2, axis=1)).sum())
    return logsumexp(jnp.stack(by_weekday))


def _series(stress: Value, sleep: Value) -> Value:
    off = (stress - MEAN_STRESS_NRS) / STRESS_SD
    steps = (off[1:] - STRESS_AR * off[:-1]) / np.sqrt(1 - STRESS_AR**2)
    usual = MEAN_SLEEP_H + SLEEP_BY_STRESS_H * (stress[:-1] - MEAN_STRESS_NRS)
    nights = (sleep[1:] - usual) / SLEEP_SD_H
    first = off[0] ** 2 + ((sleep[0] - MEAN_SLEEP_H) / SLEEP_SD_H) ** 2
    return -0.5 * (first + (steps**2).sum() + (nights**2).sum())


def _flares(spec: RunnerSpec, found: Arrays, surprise: Value) -> Value:
    """What makes normal surprises those of the simulator, of which few are flares of exponential size."""
    share, rate = spec.flare_day_share, 1.0 / spec.flare_nrs
    sd = found["innovation_sd"]
    log_flare = jnp.log(rate) + 0.5 * (rate * sd) ** 2 - rate * sd * surprise
    log_flare += log_ndtr(surprise - rate * sd) + jnp.log(sd) + 0.5 * surprise**2 + 0.5 * np.log(2 * np.pi)
    return jnp.logaddexp(jnp.log1p(-share), jnp.log(share) + log_flare).sum()
