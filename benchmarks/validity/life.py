"""A runner's days as they would be without any back: nights, work, plans, and how pain changes the plans.

Nothing here is the model's: the plan is a set of weekdays with lapses, streaks and breaks; pain stops a run
when it passes a personal limit, more surely the further it passes, and some mornings whatever it is.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backstride.evidence import figure

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.intp]

BURN_IN_DAYS = 60  # before day 0, so that every store of load is in its steady state and spikes are known
AFTER_DAYS = 60  # after the last day, for the long term's 56 and the mornings after
FIRST_DATE = np.datetime64("2024-09-02")  # a Monday
LEAST_BASE_NRS = 0.3  # of pain without any run, of a runner who is not meant to be at the floor
LAPSES = 0.75  # about the share of the plan that is run
MOST_PROTECTION = 2.0  # points for all of the load: more, and a runner who once stops never begins again
FACTORS = ("distance", "intensity", "hard", "downhill", "spike", "no_warmup")


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """One runner's constants. ``limit_nrs``: pain, above the usual level, at which a run is skipped half of
    the times that it can be; ``yield_share``: the most that pain ever stops."""

    plan: FloatArray  # (7,), chance of a run on each weekday
    usual_km: float
    long_run_weekday: int
    limit_nrs: float
    limit_width_nrs: float
    yield_share: float
    shorten_share: float  # what is left of a run on a morning above the limit
    hard_share: float
    warmup_share: float
    workout_share: float
    catch_up: float  # share of missed planned runs that are made up for the day after
    break_share: float  # chance a day that a week or so without running begins

    @classmethod
    def drawn(cls, rng: np.random.Generator) -> "Habits":
        n_planned = int(rng.integers(3, 6))
        plan = np.full(7, rng.uniform(0.05, 0.2))
        plan[rng.choice(7, n_planned, replace=False)] = rng.uniform(0.75, 0.95)
        return cls(
            plan=plan,
            usual_km=rng.uniform(5.0, 11.0),
            long_run_weekday=int(rng.choice([5, 6])),
            limit_nrs=rng.uniform(0.3, 2.0),
            limit_width_nrs=rng.uniform(0.3, 1.0),
            yield_share=rng.uniform(0.4, 0.9),
            shorten_share=rng.uniform(0.6, 1.0),
            hard_share=rng.uniform(0.3, 0.7),
            warmup_share=rng.uniform(0.3, 0.7),
            workout_share=rng.uniform(0.15, 0.4),
            catch_up=rng.uniform(0.0, 0.5),
            break_share=float(rng.choice([0.0, 0.008])),
        )

    @property
    def runs_a_day(self) -> float:
        return float(self.plan.mean())


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """What happens whatever the back does, arrays of shape (replicates, days); the runs are those that would
    be run."""

    plan: FloatArray  # (days,)
    sleep_h: FloatArray
    stress_nrs: FloatArray
    sitting_h: FloatArray
    lifting: BoolArray
    core: BoolArray
    cross_training: BoolArray
    drive: FloatArray  # a slow mood of its own for running, as a factor on the plan
    away: BoolArray
    chance: FloatArray
    planned_km: FloatArray
    intensity_share: FloatArray
    hard_share: FloatArray
    descent_m_per_km: FloatArray
    warmup: FloatArray


def lived(rng: np.random.Generator, habits: Habits, replicates: int, n_days: int) -> Life:
    """``n_days`` of burn-in, diary and after."""
    shape = (replicates, n_days)
    weekday = (np.arange(n_days) - BURN_IN_DAYS) % 7
    weekend = weekday >= 5
    # Busy weeks come and go; a bad night follows a hard day.
    busy = np.repeat(rng.normal(0.0, 1.2, (replicates, n_days // 7 + 1)), 7, axis=1)[:, :n_days]
    stress = np.clip(3.5 + busy + rng.exponential(1.2, shape) - np.where(weekend, 1.0, 0.0), 0.0, 10.0)
    sleep = 7.6 - rng.gamma(2.0, 0.35, shape)
    sleep[:, 1:] -= 0.12 * (stress[:, :-1] - 4.0)
    sitting = np.where(weekend, 4.0, 8.5) + rng.normal(0.0, 1.4, shape) + 0.4 * busy
    drive = np.zeros(shape)
    for t in range(1, n_days):
        drive[:, t] = 0.93 * drive[:, t - 1] + rng.normal(0.0, 0.12, replicates)
    begins = rng.random(shape) < habits.break_share
    away = np.zeros(shape, dtype=np.bool_)
    for length in range(10):
        away[:, length:] |= begins[:, : n_days - length]
    planned = habits.usual_km * rng.gamma(30.0, 1.0 / 30.0, shape)
    planned *= np.where(weekday == habits.long_run_weekday, 1.6, 1.0)
    planned *= np.where(rng.random(shape) < 0.05, rng.uniform(1.5, 2.2, shape), 1.0)
    workout = rng.random(shape) < habits.workout_share
    return Life(
        plan=habits.plan[weekday],
        sleep_h=np.clip(sleep, 3.0, 11.0),
        stress_nrs=stress,
        sitting_h=np.clip(sitting, 0.0, 16.0),
        lifting=rng.random(shape) < 0.2,
        core=rng.random(shape) < 0.3,
        cross_training=rng.random(shape) < 0.15,
        drive=np.exp(drive),
        away=away,
        chance=rng.random(shape),
        planned_km=planned,
        intensity_share=np.where(workout, rng.uniform(0.4, 0.8, shape), rng.beta(1.0, 12.0, shape)),
        hard_share=np.where(
            rng.random(shape) < habits.hard_share, 1.0 - rng.beta(1, 12, shape), rng.beta(1, 9, shape)
        ),
        descent_m_per_km=np.where(
            rng.random(shape) < 0.3, rng.normal(20.0, 4.0, shape).clip(10.0), rng.gamma(3.0, 1.6, shape)
        ),
        warmup=(rng.random(shape) < habits.warmup_share).astype(np.float64),
    )


def runs_today(
    habits: Habits,
    life: Life,
    t: int,
    worse_nrs: FloatArray,
    missed_yesterday: BoolArray,
    hidden: bool,
) -> tuple[BoolArray, FloatArray]:
    """Whether each replicate runs on day ``t``, and how far. ``worse_nrs``: the morning's pain above the
    runner's usual; ``hidden``: whether heavy lifting keeps from running."""
    wanted = np.maximum(life.plan[t], np.where(missed_yesterday, habits.catch_up, 0.0)) * life.drive[:, t]
    gate = 1.0 / (1.0 + np.exp(-(worse_nrs - habits.limit_nrs) / habits.limit_width_nrs))
    wanted = np.minimum(wanted, 0.97) * (1.0 - habits.yield_share * gate)
    wanted *= np.where(life.sleep_h[:, t] < 6.0, 0.7, 1.0) * np.where(life.stress_nrs[:, t] > 6.0, 0.75, 1.0)
    wanted *= np.where(life.sitting_h[:, t] > 9.5, 0.85, 1.0) * ~life.away[:, t]
    if hidden:
        wanted *= np.where(life.lifting[:, t], 0.4, 1.0)
    km = life.planned_km[:, t] * np.where(worse_nrs > habits.limit_nrs, habits.shorten_share, 1.0)
    return life.chance[:, t] < wanted, km


def strain(kind: str, habits: Habits, power: float, run: dict[str, FloatArray]) -> FloatArray:
    """What a run asks of the back, about 1 for one that does ask: of every run by its length to a power, or
    by the one factor that matters to this kind of runner. None of it is linear."""
    length = run["km"] / habits.usual_km
    if kind == "distance":
        return np.maximum(length - 0.85, 0.0) / 0.4
    if kind == "intensity":
        return (run["intensity"] / 0.7) ** 1.5
    if kind == "hard":
        return run["hard"] * np.sqrt(length)
    if kind == "downhill":
        return (np.maximum(run["downhill"], 0.0) / 20.0) ** 1.4
    if kind == "spike":
        middle = 0.5 * (figure("spike_ratio_threshold") + figure("contrast_spike_high"))
        steep: FloatArray = 1.0 / (1.0 + np.exp(-(run["spike"] - middle) / 0.04))
        return steep
    if kind == "no_warmup":
        return 1.0 - run["warmup"]
    return np.asarray(length**power)


def planned_strain(kind: str, habits: Habits, power: float, life: Life) -> FloatArray:
    """Of every run that would be, no spike among them."""
    run = {
        "km": life.planned_km,
        "spike": np.ones_like(life.planned_km),
        "intensity": life.intensity_share,
        "hard": life.hard_share,
        "downhill": life.descent_m_per_km,
        "warmup": life.warmup,
    }
    return strain(kind, habits, power, run)
