"""Calm and flare: a back that is quiet until it is not, with surprises of heavy tails.

A hidden Markov chain: in the calm, a flare may begin on any night, more likely after strain has piled up;
in a flare pain stands higher, fades slowly, and ends on some night. Runs also leave a soreness of their
own. Surprises are Student's t, the noise of an answer is Laplace, and some people like some numbers better
than others.
"""

from dataclasses import dataclass

import numpy as np

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

FLARE, SORE, PILED, LOAD, DEVIATION, FRESH, RAN = range(7)
LIKED_NRS = np.array([0.0, 2.0, 3.0, 5.0, 7.0, 8.0, 10.0])
LOAD_D = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Constants:
    level_nrs: float
    onset: float  # chance of a flare on a calm night
    lasts_d: float
    height_nrs: float
    triggered: float  # added hazard of a flare, per point of soreness that strain adds
    pile: float  # share of piled-up strain that is left a day later
    sore: float  # and of soreness
    by_evening: float  # share of a run's first soreness that is felt on its own evening
    persistence: float
    surprise_nrs: float
    tail_df: float
    answer_nrs: float
    scale_power: float  # diary/10 = (pain/10) ** power
    drift_nrs: float
    likes: float  # share of answers at a number that is liked

    @classmethod
    def drawn(cls, rng: np.random.Generator, level: str, uneven: bool) -> "Constants":
        return cls(
            level_nrs=rng.uniform(0.2, 0.8) if level == "floor" else rng.uniform(1.2, 3.5),
            onset=rng.uniform(0.01, 0.04),
            lasts_d=rng.uniform(3.0, 9.0),
            height_nrs=rng.uniform(1.5, 3.5),
            triggered=float(rng.choice([0.0, rng.uniform(0.02, 0.08)])),
            pile=rng.uniform(0.5, 0.8),
            sore=rng.uniform(0.3, 0.65),
            by_evening=rng.uniform(0.7, 1.1),
            persistence=rng.uniform(0.2, 0.6),
            surprise_nrs=rng.uniform(0.3, 0.6),
            tail_df=rng.uniform(2.5, 4.0),
            answer_nrs=rng.uniform(0.2, 0.5),
            scale_power=rng.uniform(1.3, 1.6) if uneven else 1.0,
            drift_nrs=rng.uniform(0.0, 0.8),
            likes=float(rng.choice([0.0, 0.3, 0.6])),
        )


class FlareBody:
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
        adapting = kind == "adapting"
        self.gain = 0.0 if adapting else gain
        self.protects = min(-gain, MOST_PROTECTION) if adapting else 0.0
        # About what running as usual adds, so that the level is that of a runner who runs.
        mean_strain = float(planned_strain(kind, habits, power, life).mean())
        usual_effect = self.gain * mean_strain * self.usual / (1.0 - one.sore)
        self.base = max(one.level_nrs - usual_effect, min(one.level_nrs, LEAST_BASE_NRS))
        day = np.arange(life.sleep_h.shape[1]) - BURN_IN_DAYS
        # A season of its own kind: a slow wave, not a walk.
        self.season = one.drift_nrs * np.sin(2 * np.pi * day / noise["season_d"] + noise["phase"])

    def start(self, replicates: int) -> FloatArray:
        state = np.zeros((7, replicates))
        state[LOAD] = self.usual
        return state

    def night(self, state: FloatArray, at: At) -> FloatArray:
        one, new = self.one, state.copy()
        calm = state[FLARE] <= 0.0
        protected = np.exp(-0.5 * self.protects * (state[LOAD] / self.usual - 1.0))
        hazard = one.onset * protected + one.triggered * np.maximum(self.gain, 0.0) * state[PILED]
        hazard = hazard + 0.01 * np.maximum(self.life.stress_nrs[at] - 5.0, 0.0)
        begins = calm & (self.noise["onset"][at] < 1.0 - np.exp(-hazard))
        ends = ~calm & (self.noise["ends"][at] < 1.0 / one.lasts_d)
        height = one.height_nrs * self.noise["height"][at]
        new[FLARE] = np.where(begins, height, np.where(ends, 0.0, 0.93 * state[FLARE]))
        slept_h = self.life.sleep_h[at] - self.lost_sleep_h * state[RAN]
        short = np.maximum(7.0 - slept_h, 0.0)
        new[DEVIATION] = one.persistence * state[DEVIATION] + self.noise["surprise"][at] + 0.2 * short
        new[SORE] = np.sqrt(one.sore) * state[SORE] + state[FRESH]  # it fades by day and by night
        new[FRESH] = 0.0
        new[PILED] = one.pile * state[PILED]
        return new

    def day(self, state: FloatArray, strain: FloatArray, load: FloatArray, at: At) -> FloatArray:
        new, life = state.copy(), self.life
        new[SORE] = np.sqrt(self.one.sore) * state[SORE]
        new[RAN] = load > 0.0
        new[FRESH] = self.gain * strain
        new[PILED] = state[PILED] + strain
        new[LOAD] = state[LOAD] + (load - state[LOAD]) / LOAD_D
        new[DEVIATION] = (
            state[DEVIATION]
            + 0.07 * (life.stress_nrs[at] - 4.0)
            + 0.05 * (life.sitting_h[at] - 7.0)
            + self.noise["lifting_nrs"] * (life.lifting[at] - 0.2)
        )
        return new

    def pain_nrs(self, state: FloatArray, at: At) -> FloatArray:
        level = self.base + self.season[at[1]]
        level = level - self.protects * (state[LOAD] / self.usual - LAPSES)
        felt = state[SORE] + self.one.by_evening * state[FRESH]
        return np.asarray(level + state[FLARE] + felt + state[DEVIATION])

    def expected(self, pain_nrs: FloatArray, at: At) -> FloatArray:
        clipped = np.clip(pain_nrs + self.noise["answer"][at], 0.0, 10.0)
        return np.asarray(10.0 * (clipped / 10.0) ** self.one.scale_power)

    def written(self, pain_nrs: FloatArray, at: At) -> FloatArray:
        value = self.expected(pain_nrs, at)
        liked = LIKED_NRS[np.abs(value[..., None] - LIKED_NRS).argmin(axis=-1)]
        return np.where(self.noise["liking"][at] < self.one.likes, liked, np.round(value))


class Flares:
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
        self.one = Constants.drawn(rng, level, uneven)
        self.seed = int(rng.integers(2**32))
        self.season_d, self.phase = rng.uniform(80.0, 300.0), rng.uniform(0.0, 2 * np.pi)

    def body(self, life: Life, gain: float) -> FlareBody:
        rng, shape, one = np.random.default_rng(self.seed), life.sleep_h.shape, self.one
        noise = {
            "onset": rng.random(shape),
            "ends": rng.random(shape),
            "height": rng.uniform(0.6, 1.4, shape),
            "surprise": one.surprise_nrs * np.clip(rng.standard_t(one.tail_df, shape), -6.0, 8.0),
            "answer": rng.laplace(0.0, one.answer_nrs, shape),
            "liking": rng.random(shape),
            "lifting_nrs": np.asarray(self.lifting_nrs),
            "lost_sleep_h": np.asarray(self.lost_sleep_h),
            "season_d": np.asarray(self.season_d),
            "phase": np.asarray(self.phase),
        }
        return FlareBody(one, self.habits, life, noise, self.kind, self.power, gain)
