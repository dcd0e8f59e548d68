"""A runner's pain and running, day by day, in many replicates side by side.

The order of a day is the contract's: the night (sleep), the morning (pain), the day (sitting, stress), the
run, which the morning's pain may prevent or shorten, the next morning. Latent pain on morning t is

    latent_t = level_t + deviation_t + carried_t + adaptation * load_t
    deviation_t = persistence * deviation_{t-1} + day_{t-1} + night_t
    carried_t = carry_over * carried_{t-1} + dose_{t-1}
    load_t = (1 - 1/28) * load_{t-1} + (1/28) * distance_{t-1} / usual

where ``dose`` is zero on a day of rest. Many replicates of the same runner are simulated side by side: the
first keeps the diary, all of them serve to work out the truth (see ``truth``).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backstride.evidence import figure
from backstride.samples.spec import Range, RunnerSpec

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

BURN_IN_DAYS = 60  # simulated before day 0, history included: every filter starts from its steady state
AFTER_DAYS = 57  # simulated after the last day, for what is kept up for the long term's 56 days
REPLICATES = 64
ADAPTATION_DAYS = 28
MEAN_SLEEP_H, MEAN_STRESS_NRS = 7.2, 4.0


@dataclass(frozen=True, slots=True)
class Person:
    """One runner's constants, drawn from the ranges of a spec."""

    level_nrs: float
    carry_over: float
    persistence: float
    deviation_nrs: float
    drift_nrs: float
    opening_flare_nrs: float
    skip_per_point: float
    shorten_per_point: float
    usual_km: float
    hard_share: float
    warmup_share: float
    measurement_nrs: float
    scale_log_ratio: float
    weekday_logit: FloatArray  # (7,)
    long_run_weekday: int

    @property
    def first_morning_nrs(self) -> float:
        """Effect on the first morning for one point on the mean of the mornings that count as acute."""
        return 1.0 / float(np.mean(self.carry_over ** np.arange(figure("acute_mornings"))))


@dataclass(frozen=True, slots=True)
class Dose:
    """What a run puts on the next morning's latent pain: linear in its attributes around the usual run.

    ``usual_nrs`` and ``factors_nrs`` are in points of the first morning; a factor's centre is its mean over
    the runs that would be, so that the usual mix of runs has the usual effect.
    """

    usual_nrs: float
    factors_nrs: Mapping[str, float]
    usual_km: float
    mean_km: float
    mean_intensity_share: float
    mean_hard_share: float
    mean_descent_m_per_km: float
    mean_warmup_share: float

    def of_kind(
        self,
        intensity_share: FloatArray,
        hard_share: FloatArray,
        descent_m_per_km: FloatArray,
        warmup: FloatArray,
    ) -> FloatArray:
        """The part that does not depend on how far the run goes."""
        factor = self.factors_nrs.get
        dose: FloatArray = self.usual_nrs + (
            factor("intensity", 0.0) * (intensity_share - self.mean_intensity_share) / _contrast("intensity")
            + factor("hard", 0.0) * (hard_share - self.mean_hard_share)
            + factor("downhill", 0.0)
            * (descent_m_per_km - self.mean_descent_m_per_km)
            / _contrast("downhill")
            - factor("no_warmup", 0.0) * (warmup - self.mean_warmup_share)
        )
        return dose

    def of_length(self, distance_km: FloatArray, spike_ratio: FloatArray) -> FloatArray:
        """The part that depends on how far the run goes, by itself and against the last 30 days."""
        factor = self.factors_nrs.get
        dose: FloatArray = factor("distance", 0.0) * (distance_km - self.mean_km) / (
            _contrast("distance") * self.usual_km
        ) + factor("spike", 0.0) * spike_dose(spike_ratio)
        return dose


@dataclass(frozen=True, slots=True)
class Course:
    """Every replicate of a runner, arrays of shape (replicates, days); column BURN_IN_DAYS is day 0 of the
    diary.
    """

    person: Person
    dose: Dose
    usual_daily_km: float  # days of rest included
    latent_nrs: FloatArray
    evening_nrs: FloatArray
    noise_nrs: FloatArray  # what the diary adds to the latent pain
    sleep_h: FloatArray
    sitting_h: FloatArray
    stress_nrs: FloatArray
    core: BoolArray
    cross_training: BoolArray
    ran: BoolArray
    dose_nrs: FloatArray  # of the day's run on the next morning's latent pain; 0 on a day of rest
    distance_km: FloatArray
    intensity_share: FloatArray  # of the run there was or would have been, as all attributes below
    hard_share: FloatArray
    descent_m_per_km: FloatArray
    warmup: BoolArray
    spike_ratio: FloatArray  # NaN on a day of rest


def diary_scale(latent_nrs: FloatArray, scale_log_ratio: float) -> FloatArray:
    """Latent pain, noise included, as the runner would write it without rounding: the floor, the ceiling and
    a personal use of the scale.
    """
    clipped: FloatArray = np.clip(latent_nrs, 0.0, 10.0)
    return clipped if scale_log_ratio == 1.0 else 10.0 * (clipped / 10.0) ** scale_log_ratio


def spike_dose(spike_ratio: FloatArray) -> FloatArray:
    """1 for a run of 1.5 times the longest of the last 30 days, 0 up to 1.1 times, at most 2; unknown counts
    0.
    """
    none, full = figure("spike_ratio_threshold"), figure("contrast_spike_high")
    dose: FloatArray = np.clip((np.nan_to_num(spike_ratio) - none) / (full - none), 0.0, 2.0)
    return dose


def _contrast(factor: str) -> float:
    """What a factor's points are stated for: its high less its low value."""
    return figure(f"contrast_{factor}_high") - figure(f"contrast_{factor}_low")


def draw_person(rng: np.random.Generator, spec: RunnerSpec) -> Person:
    def draw(bounds: Range) -> float:
        return float(rng.uniform(*bounds))

    weekday_logit = draw(spec.runs_logit) + rng.normal(0.0, 1.0, 7)
    return Person(
        level_nrs=draw(spec.level_nrs),
        carry_over=draw(spec.carry_over),
        persistence=draw(spec.persistence),
        deviation_nrs=draw(spec.deviation_nrs),
        drift_nrs=draw(spec.drift_nrs),
        opening_flare_nrs=draw(spec.opening_flare_nrs),
        skip_per_point=draw(spec.skip_per_point),
        shorten_per_point=draw(spec.shorten_per_point),
        usual_km=draw(spec.usual_km),
        hard_share=draw(spec.hard_share),
        warmup_share=draw(spec.warmup_share),
        measurement_nrs=draw(spec.measurement_nrs),
        scale_log_ratio=draw(spec.scale_log_ratio),
        weekday_logit=weekday_logit,
        long_run_weekday=int(rng.choice([5, 6])),
    )


def _ar1(rng: np.random.Generator, shape: tuple[int, int], coefficient: float, sd: float) -> FloatArray:
    """A stationary AR(1) along the days with marginal standard deviation ``sd``."""
    series = rng.normal(0.0, sd, shape)
    step = np.sqrt(1.0 - coefficient**2)
    for t in range(1, shape[1]):
        series[:, t] = coefficient * series[:, t - 1] + step * series[:, t]
    return series


def _slow_level(rng: np.random.Generator, person: Person, n_days: int) -> FloatArray:
    """Drift between four-week knots and the opening flare; the runner's own, the same in every replicate."""
    horizon = BURN_IN_DAYS + n_days + AFTER_DAYS
    knots = np.arange(0, n_days + 28, 28)
    walk = np.concatenate([[0.0], np.cumsum(rng.normal(0.0, person.drift_nrs, len(knots) - 1))])
    day = np.clip(np.arange(horizon) - BURN_IN_DAYS, 0, n_days)
    drift = np.interp(day, knots, walk - walk.mean())
    flare = person.opening_flare_nrs * np.exp(-day / 14.0)
    return np.asarray(drift + flare, dtype=np.float64)


def run_course(rng: np.random.Generator, spec: RunnerSpec, person: Person, n_days: int) -> Course:
    shape = (REPLICATES, BURN_IN_DAYS + n_days + AFTER_DAYS)
    first_weekday = spec.first_date.weekday()
    weekday = (np.arange(shape[1]) - BURN_IN_DAYS + first_weekday) % 7
    weekend = weekday >= 5

    stress = np.clip(MEAN_STRESS_NRS + _ar1(rng, shape, 0.7, 1.8), 0.0, 10.0)
    sleep = MEAN_SLEEP_H + rng.normal(0.0, 0.9, shape)
    sleep[:, 1:] -= 0.1 * (stress[:, :-1] - MEAN_STRESS_NRS)
    sleep = np.clip(sleep, 3.0, 11.0)
    usual_sitting = np.where(weekend, 4.5, 8.0)
    sitting = np.clip(usual_sitting + rng.normal(0.0, 1.5, shape), 0.0, 16.0)
    lifting = rng.random(shape) < 0.2
    core = rng.random(shape) < 0.3
    cross_training = rng.random(shape) < np.where(weekend, 0.25, 0.1)

    # What enters the deviations by day and by night; none of it depends on the runs.
    by_day = (
        spec.stress_nrs_per_point * (stress - MEAN_STRESS_NRS)
        + spec.sitting_nrs_per_h * (sitting - 7.0)
        + spec.core_nrs * (core - 0.3)
        + spec.hidden_lifting_nrs * (lifting - 0.2)
    )
    flares = np.where(
        rng.random(shape) < spec.flare_day_share, rng.exponential(max(spec.flare_nrs, 1e-9), shape), 0.0
    )
    innovation_nrs = person.deviation_nrs * np.sqrt(1.0 - person.persistence**2)
    by_night = spec.sleep_nrs_per_h * (sleep - MEAN_SLEEP_H) + rng.normal(0.0, innovation_nrs, shape) + flares

    # The runs that would be, whether or not they come to be.
    planned_km = person.usual_km * rng.lognormal(0.0, 0.18, shape)
    planned_km *= np.where(weekday == person.long_run_weekday, 1.5, 1.0)
    planned_km *= np.where(rng.random(shape) < spec.leap_share, rng.uniform(1.4, 2.0, shape), 1.0)
    workout = rng.random(shape) < 0.3
    intensity = np.where(workout, rng.uniform(0.35, 0.75, shape), rng.uniform(0.0, 0.15, shape))
    on_asphalt = rng.random(shape) < person.hard_share
    hard = np.where(on_asphalt, rng.uniform(0.85, 1.0, shape), rng.uniform(0.0, 0.2, shape))
    descent = np.where(rng.random(shape) < 0.25, rng.uniform(14.0, 28.0, shape), rng.uniform(1.0, 9.0, shape))
    warmup = rng.random(shape) < person.warmup_share

    model = Dose(
        usual_nrs=person.first_morning_nrs * spec.acute_nrs,
        factors_nrs={name: person.first_morning_nrs * points for name, points in spec.factors_nrs.items()},
        usual_km=person.usual_km,
        mean_km=float(planned_km.mean()),
        mean_intensity_share=float(intensity.mean()),
        mean_hard_share=float(hard.mean()),
        mean_descent_m_per_km=float(descent.mean()),
        mean_warmup_share=float(warmup.mean()),
    )
    dose_of_kind = model.of_kind(intensity, hard, descent, warmup.astype(np.float64))

    logit = (
        person.weekday_logit[weekday]
        - 0.12 * (stress - MEAN_STRESS_NRS)
        - 0.10 * (sitting - usual_sitting)
        + 0.20 * (sleep - MEAN_SLEEP_H)
        - 1.5 * (spec.hidden_lifting_nrs != 0.0) * (lifting - 0.2)
    )
    usual_share = float(np.mean(1.0 / (1.0 + np.exp(0.35 - person.weekday_logit))))
    daily_km = usual_share * float(planned_km.mean())
    usually_carried = usual_share * model.usual_nrs / (1.0 - person.carry_over)
    base = person.level_nrs - usually_carried - spec.adaptation_nrs + _slow_level(rng, person, n_days)

    chance = rng.random(shape)
    latent, evening = np.zeros(shape), np.zeros(shape)
    ran = np.zeros(shape, dtype=np.bool_)
    dose, distance = np.zeros(shape), np.zeros(shape)
    spike_ratio = np.full(shape, np.nan)
    deviation = rng.normal(0.0, person.deviation_nrs, REPLICATES)
    carried = np.full(REPLICATES, usually_carried)
    load = np.ones(REPLICATES)
    ran_yesterday = np.zeros(REPLICATES)
    look_back = int(figure("spike_window_days"))
    for t in range(shape[1]):
        deviation = deviation + by_night[:, t]
        latent[:, t] = base[t] + deviation + carried + spec.adaptation_nrs * load
        felt = np.clip(latent[:, t], 0.0, 10.0)
        worse = felt - person.level_nrs
        log_odds = logit[:, t] - person.skip_per_point * worse - 0.7 * ran_yesterday
        runs = chance[:, t] < 1.0 / (1.0 + np.exp(-log_odds))
        km = planned_km[:, t] * np.exp(-person.shorten_per_point * np.maximum(worse, 0.0))
        longest = distance[:, max(t - look_back, 0) : t].max(axis=1, initial=0.0)
        ratio = np.divide(km, longest, out=np.full(REPLICATES, np.nan), where=longest > 0.0)
        hurt = dose_of_kind[:, t] + model.of_length(km, ratio)

        ran[:, t] = runs
        dose[:, t] = np.where(runs, hurt, 0.0)
        distance[:, t] = np.where(runs, km, 0.0)
        spike_ratio[:, t] = np.where(runs, ratio, np.nan)
        carried = person.carry_over * carried + dose[:, t]
        load = load + (distance[:, t] / daily_km - load) / ADAPTATION_DAYS
        deviation = person.persistence * deviation + by_day[:, t]
        evening[:, t] = base[t] + deviation + carried + spec.adaptation_nrs * load
        ran_yesterday = runs.astype(np.float64)

    return Course(
        person=person,
        dose=model,
        usual_daily_km=daily_km,
        latent_nrs=latent,
        evening_nrs=evening,
        noise_nrs=rng.normal(0.0, person.measurement_nrs, shape),
        sleep_h=sleep,
        sitting_h=sitting,
        stress_nrs=stress,
        core=core,
        cross_training=cross_training,
        ran=ran,
        dose_nrs=dose,
        distance_km=distance,
        intensity_share=intensity,
        hard_share=hard,
        descent_m_per_km=descent,
        warmup=warmup,
        spike_ratio=spike_ratio,
    )
