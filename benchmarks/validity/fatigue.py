"""Fitness and fatigue: strain above what the tissue can take damages it; pain is an ordinal answer to damage.

Two leaky stores of load, as in the fitness-fatigue models of sports science: fitness (weeks) raises the
tissue's capacity, fatigue (days) lowers it. Only strain above capacity does damage, which heals by the day
and hurts; so the same run may do nothing in a fit week and much after three hard days. The diary's number is
the count of personal cut-points that pain, with logistic noise, has passed.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from validity.course import At
from validity.life import (
    BURN_IN_DAYS,
    LAPSES,
    LEAST_BASE_NRS,
    MOST_PROTECTION,
    FloatArray,
    Habits,
    Life,
    planned_strain,
)

FITNESS, FATIGUE, DAMAGE, RELIEF, QUICK, SLOW, FRESH, RAN = range(8)
CUTS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Constants:
    level_nrs: float
    fitness_d: float
    fatigue_d: float
    capacity: float  # of strain, at usual fitness and no fatigue
    excess_power: float
    heals: float  # share of damage that is left a day later
    eases: float
    by_evening: float  # share of a run's first effect that is felt on its own evening
    quick: float
    quick_nrs: float  # standing SD of what comes and goes in days
    slow_nrs: float  # and in weeks
    opening_nrs: float
    answer_nrs: float  # scale of the logistic noise of one answer
    cuts: FloatArray

    @classmethod
    def drawn(cls, rng: np.random.Generator, single_factor: bool, level: str, uneven: bool) -> "Constants":
        steps = (np.arange(CUTS) + 0.5) / CUTS
        steps = steps ** (1.0 / rng.uniform(1.3, 1.7) if uneven else 1.0)
        return cls(
            level_nrs=rng.uniform(0.2, 1.0) if level == "floor" else rng.uniform(1.8, 4.5),
            fitness_d=rng.uniform(30.0, 50.0),
            fatigue_d=rng.uniform(1.5, 4.0),
            capacity=rng.uniform(0.1, 0.3) if single_factor else rng.uniform(0.2, 0.7),
            excess_power=rng.uniform(0.8, 1.4),
            heals=rng.uniform(0.3, 0.65),
            eases=rng.uniform(0.3, 0.65),
            by_evening=rng.uniform(0.7, 1.1),
            quick=rng.uniform(0.3, 0.7),
            quick_nrs=rng.uniform(0.5, 0.9),
            slow_nrs=rng.uniform(0.2, 0.6),
            opening_nrs=rng.uniform(0.0, 1.2),
            answer_nrs=rng.uniform(0.2, 0.4),
            cuts=10.0 * np.sort(steps + rng.normal(0.0, 0.012, CUTS)),
        )


class FatigueBody:
    def __init__(
        self,
        one: Constants,
        habits: Habits,
        life: Life,
        noise: dict[str, FloatArray],
        kind: str,
        power: float,
        gain: float,
    ) -> None:
        self.one, self.life, self.noise = one, life, noise
        self.level_nrs = one.level_nrs
        self.lost_sleep_h = float(noise["lost_sleep_h"])
        self.usual = habits.runs_a_day
        self.harm = max(gain, 0.0) if kind != "adapting" else 0.0
        self.ease = max(-gain, 0.0) if kind != "adapting" else 0.0
        self.protects = min(-gain, MOST_PROTECTION) if kind == "adapting" else 0.0
        excess = np.maximum(planned_strain(kind, habits, power, life) - one.capacity, 0.0) ** one.excess_power
        # About what running as usual adds, so that the level is that of a runner who runs.
        hurts = self.harm * float(excess.mean()) / (1.0 - one.heals)
        eases = self.ease / (1.0 - one.eases)
        usual_effect = self.usual * (hurts - eases)
        self.base = max(one.level_nrs - usual_effect, min(one.level_nrs, LEAST_BASE_NRS))
        day = np.arange(life.sleep_h.shape[1]) - BURN_IN_DAYS
        self.opening = one.opening_nrs * np.exp(-np.maximum(day, 0) / 9.0)

    def start(self, replicates: int) -> FloatArray:
        state = np.zeros((8, replicates))
        state[FITNESS] = self.usual
        state[QUICK], state[SLOW] = self.noise["quick"][:, 0], self.noise["slow"][:, 0]
        return state

    def night(self, state: FloatArray, at: At) -> FloatArray:
        one, new = self.one, state.copy()
        slept_h = self.life.sleep_h[at] - self.lost_sleep_h * state[RAN]
        short = np.maximum(6.8 - slept_h, 0.0)
        new[QUICK] = (
            one.quick * state[QUICK] + np.sqrt(1 - one.quick**2) * self.noise["quick"][at] + 0.25 * short
        )
        new[SLOW] = 0.96 * state[SLOW] + np.sqrt(1 - 0.96**2) * self.noise["slow"][at]
        # Stiffness sets in over the night after the run; it then heals by day and by night alike.
        new[DAMAGE] = np.sqrt(one.heals) * state[DAMAGE] + np.maximum(state[FRESH], 0.0)
        new[RELIEF] = np.sqrt(one.eases) * state[RELIEF] + np.maximum(-state[FRESH], 0.0)
        new[FRESH] = 0.0
        new[FATIGUE] = np.exp(-1.0 / one.fatigue_d) * state[FATIGUE]
        return new

    def day(self, state: FloatArray, strain: FloatArray, load: FloatArray, at: At) -> FloatArray:
        one, new = self.one, state.copy()
        capacity = one.capacity * (1.0 + 0.4 * (state[FITNESS] / self.usual - 1.0)) - 0.06 * state[FATIGUE]
        excess = np.maximum(strain - np.maximum(capacity, 0.0), 0.0) ** one.excess_power
        new[DAMAGE] = np.sqrt(one.heals) * state[DAMAGE]
        new[RELIEF] = np.sqrt(one.eases) * state[RELIEF]
        new[RAN] = load > 0.0
        new[FRESH] = self.harm * excess - self.ease * np.sqrt(load)
        new[FATIGUE] = state[FATIGUE] + load
        new[FITNESS] = state[FITNESS] + (load - state[FITNESS]) / one.fitness_d
        life = self.life
        new[QUICK] = (
            state[QUICK]
            + 0.1 * np.maximum(life.stress_nrs[at] - 4.0, 0.0)
            + 0.06 * (life.sitting_h[at] - 7.0)
            - 0.1 * (life.core[at] - 0.3)
            + self.noise["lifting_nrs"] * (life.lifting[at] - 0.2)
        )
        return new

    def pain_nrs(self, state: FloatArray, at: At) -> FloatArray:
        level = self.base + self.opening[at[1]]
        level = level - self.protects * (state[FITNESS] / self.usual - LAPSES)
        felt = state[DAMAGE] - state[RELIEF] + self.one.by_evening * state[FRESH]
        return np.asarray(level + state[QUICK] + state[SLOW] + felt)

    def expected(self, pain_nrs: FloatArray, at: At) -> FloatArray:
        passed = np.zeros_like(pain_nrs)
        for cut in self.one.cuts:
            passed += expit((pain_nrs - cut) / self.one.answer_nrs)
        return passed

    def written(self, pain_nrs: FloatArray, at: At) -> FloatArray:
        with_noise = pain_nrs + self.one.answer_nrs * self.noise["answer"][at]
        return np.asarray((with_noise[..., None] > self.one.cuts).sum(axis=-1), dtype=np.float64)


class Fatigue:
    def __init__(
        self,
        rng: np.random.Generator,
        kind: str,
        habits: Habits,
        power: float,
        *,
        level: str,
        uneven: bool,
        lifting_nrs: float,
        lost_sleep_h: float,
    ) -> None:
        self.kind, self.habits, self.power = kind, habits, power
        self.lifting_nrs, self.lost_sleep_h = lifting_nrs, lost_sleep_h
        self.one = Constants.drawn(
            rng, kind in ("hard", "no_warmup", "spike", "downhill", "intensity"), level, uneven
        )
        self.seed = int(rng.integers(2**32))

    def body(self, life: Life, gain: float) -> FatigueBody:
        rng, shape = np.random.default_rng(self.seed), life.sleep_h.shape
        noise = {
            "quick": rng.normal(0.0, self.one.quick_nrs, shape),
            "slow": rng.normal(0.0, self.one.slow_nrs, shape),
            "answer": rng.logistic(0.0, 1.0, shape),
            "lifting_nrs": np.asarray(self.lifting_nrs),
            "lost_sleep_h": np.asarray(self.lost_sleep_h),
        }
        # Weeks of the runner's own, the same in every replicate: the truth is of this runner's diary.
        noise["slow"][:] = noise["slow"][0]
        return FatigueBody(self.one, self.habits, life, noise, self.kind, self.power, gain)
