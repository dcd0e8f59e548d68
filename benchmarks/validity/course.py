"""A runner's course under a body, in replicates, and the truth of every estimand by doing.

A body is what a family of simulators differs in: how strain and load become pain. It moves a state from
morning to evening (``day``) and from evening to morning (``night``), for any shape of replicates, and takes
its noise from arrays drawn beforehand. So the same mornings can be lived again with a run put in or taken
out and all else as it was, the other days' runs included: common random numbers, and truths of exactly zero
where running does nothing.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from backstride.evidence import figure
from validity.life import (
    AFTER_DAYS,
    BURN_IN_DAYS,
    FACTORS,
    FloatArray,
    Habits,
    IntArray,
    Life,
    lived,
    runs_today,
    strain,
)

REPLICATES = 64
PILOT_REPLICATES = 24
PILOT_DAYS = 60
GRID_DAYS = 100  # of the diary's, over which a truth is averaged
WINDOWS = 4  # starts of the long term
TRIES = 5  # of the search for the gain that gives the effect asked for
MOST_GAIN = 8.0

At = tuple[IntArray, IntArray]
"""Which replicates and which days, two arrays that broadcast."""


class Body(Protocol):
    """Of one runner, state of shape (parts, ...).

    ``level_nrs``: about the usual pain. ``lost_sleep_h``: what a run costs of the next night.
    """

    level_nrs: float
    lost_sleep_h: float

    def start(self, replicates: int) -> FloatArray: ...

    def night(self, state: FloatArray, at: At) -> FloatArray:
        """From the evening before to the morning ``at``."""

    def day(self, state: FloatArray, strain: FloatArray, load: FloatArray, at: At) -> FloatArray:
        """From the morning ``at`` to its evening, with a run or (zeros) without."""

    def pain_nrs(self, state: FloatArray, at: At) -> FloatArray: ...

    def expected(self, pain_nrs: FloatArray, at: At) -> FloatArray:
        """On the diary's scale, with its floor, ceiling and noise but without rounding to steps."""

    def written(self, pain_nrs: FloatArray, at: At) -> FloatArray:
        """The number that would be written down."""


class Family(Protocol):
    """Draws a runner's body for a given life; ``gain``: of the kind's planted effect."""

    def body(self, life: Life, gain: float) -> Body: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Arrays of shape (replicates, days); ``mornings``: the state, (parts, replicates, days)."""

    habits: Habits
    life: Life
    body: Body
    kind: str
    power: float
    mornings: FloatArray
    evening_nrs: FloatArray
    ran: FloatArray
    distance_km: FloatArray
    spike_ratio: FloatArray  # 1 and less where none; NaN on a day of rest
    strain: FloatArray  # 0 on a day of rest
    load: FloatArray

    def diary(self, values: FloatArray, n_days: int) -> FloatArray:
        return values[..., BURN_IN_DAYS : BURN_IN_DAYS + n_days]


def run_course(kind: str, habits: Habits, power: float, life: Life, body: Body, hidden: bool) -> Course:
    replicates, n = life.sleep_h.shape
    rows = np.arange(replicates)
    state = body.start(replicates)
    mornings = np.zeros((len(state), replicates, n))
    evening, ran, km_run, strains = (np.zeros((replicates, n)) for _ in range(4))
    ratios = np.full((replicates, n), np.nan)
    missed = np.zeros(replicates, dtype=np.bool_)
    look_back = int(figure("spike_window_days"))
    for t in range(n):
        at = (rows, np.full(1, t))
        state = body.night(state, at)
        mornings[:, :, t] = state
        worse = np.clip(body.pain_nrs(state, at), 0.0, 10.0) - body.level_nrs
        runs, km = runs_today(habits, life, t, worse, missed, hidden)
        longest = km_run[:, max(t - look_back, 0) : t].max(axis=1, initial=0.0)
        ratio = np.where(longest > 0.0, km / np.maximum(longest, 1e-9), 1.0)
        run = {
            "km": km,
            "spike": ratio,
            "intensity": life.intensity_share[:, t],
            "hard": life.hard_share[:, t],
            "downhill": life.descent_m_per_km[:, t],
            "warmup": life.warmup[:, t],
        }
        ran[:, t] = runs
        km_run[:, t] = np.where(runs, km, 0.0)
        ratios[:, t] = np.where(runs & (longest > 0.0), ratio, np.nan)
        strains[:, t] = np.where(runs, strain(kind, habits, power, run), 0.0)
        state = body.day(state, strains[:, t], km_run[:, t] / habits.usual_km, at)
        evening[:, t] = body.pain_nrs(state, at)
        missed = (life.plan[t] > 0.5) & ~runs
    return Course(
        habits=habits,
        life=life,
        body=body,
        kind=kind,
        power=power,
        mornings=mornings,
        evening_nrs=evening,
        ran=ran,
        distance_km=km_run,
        spike_ratio=ratios,
        strain=strains,
        load=km_run / habits.usual_km,
    )


class Doing:
    """The estimands of one course, by doing."""

    def __init__(self, rng: np.random.Generator, course: Course, n_days: int) -> None:
        self.rng, self.course, self.n_days = rng, course, n_days
        ran = course.diary(course.ran, n_days) > 0
        ratio = course.diary(course.spike_ratio, n_days)
        own = ran & ~(ratio > figure("spike_ratio_threshold"))
        self.own_strain = course.diary(course.strain, n_days)[own]
        self.own_load = course.diary(course.load, n_days)[own]
        days = np.unique(np.linspace(0, n_days - 1, min(n_days, GRID_DAYS)).astype(np.intp))
        self.at: At = (np.arange(len(course.ran))[:, None], BURN_IN_DAYS + days[None, :])

    def acute(self) -> float:
        pick = self.rng.integers(len(self.own_load), size=np.broadcast_shapes(*(a.shape for a in self.at)))
        return self._after(self.own_strain[pick], self.own_load[pick]) - self._after(0.0, 0.0)

    def factor(self, name: str) -> float:
        course, life = self.course, self.course.life
        ran = course.diary(course.ran, self.n_days) > 0
        key = {"distance": "km", "no_warmup": "warmup"}.get(name, name)

        def median(values: FloatArray) -> float:
            return float(np.median(course.diary(values, self.n_days)[ran]))

        middle = {
            "km": median(course.distance_km),
            "spike": 1.0,
            "intensity": median(life.intensity_share),
            "hard": median(life.hard_share),
            "downhill": median(life.descent_m_per_km),
            "warmup": median(life.warmup),
        }
        if name == "no_warmup":
            low, high = 1.0, 0.0
        else:
            low, high = (figure(f"contrast_{name}_{end}") for end in ("low", "high"))
        scale = middle["km"] if name == "distance" else 1.0
        ends = []
        for value in (high, low):
            run = {k: np.asarray(v) for k, v in (middle | {key: scale * value}).items()}
            asked = strain(course.kind, course.habits, course.power, run)
            ends.append(self._after(float(asked), float(run["km"]) / course.habits.usual_km))
        return ends[0] - ends[1]

    def longterm(self) -> float:
        """The usual week kept up against none, begun on some days of the diary."""
        course = self.course
        n_window, n_last = int(figure("longterm_days")), int(figure("longterm_last_days"))
        ran = course.diary(course.ran, self.n_days)
        share = np.array([ran[:, d::7].mean() if d < self.n_days else ran.mean() for d in range(7)])
        starts = np.unique(np.linspace(0, self.n_days - 1, WINDOWS).astype(np.intp))
        rows = np.arange(len(course.ran))[:, None]
        shape = (len(course.ran), len(starts))
        first = BURN_IN_DAYS + starts[None, :]
        states = [course.mornings[:, rows, first]] * 2
        sums = [0.0, 0.0]
        for d in range(n_window):
            runs = self.rng.random(shape) < share[(starts[None, :] + d) % 7]
            pick = self.rng.integers(len(self.own_load), size=shape)
            done = np.where(runs, self.own_strain[pick], 0.0), np.where(runs, self.own_load[pick], 0.0)
            for arm, (strain_, load) in enumerate((done, (np.zeros(shape), np.zeros(shape)))):
                evening = course.body.day(states[arm], strain_, load, (rows, first + d))
                at = (rows, first + d + 1)
                states[arm] = course.body.night(evening, at)
                if d >= n_window - n_last:
                    pain = course.body.pain_nrs(states[arm], at)
                    sums[arm] += float(np.mean(course.body.expected(pain, at)))
        return (sums[0] - sums[1]) / n_last

    def all(self) -> dict[str, float]:
        """Estimand -> truth; all zero for a runner without a run of the runner's own to do."""
        if not len(self.own_load):
            return dict.fromkeys(("acute", *(f"factor:{name}" for name in FACTORS), "longterm"), 0.0)
        return {
            "acute": self.acute(),
            **{f"factor:{name}": self.factor(name) for name in FACTORS},
            "longterm": self.longterm(),
        }

    def _after(self, strain_: FloatArray | float, load: FloatArray | float) -> float:
        """Mean reading of the three mornings after a day on which this was done, the later days as they
        were."""
        course, (rows, days) = self.course, self.at
        state = course.mornings[:, rows, days]
        shape = state.shape[1:]
        total = 0.0
        mornings = int(figure("acute_mornings"))
        for k in range(mornings):
            if k == 0:
                done = np.broadcast_to(strain_, shape), np.broadcast_to(load, shape)
            else:
                done = course.strain[rows, days + k], course.load[rows, days + k]
            state = course.body.day(state, *done, (rows, days + k))
            at = (rows, days + k + 1)
            state = course.body.night(state, at)
            total += float(np.mean(course.body.expected(course.body.pain_nrs(state, at), at)))
        return total / mornings


def gain_for(
    rng_seed: list[int], family: Family, kind: str, habits: Habits, power: float, estimand: str, target: float
) -> float:
    """The gain at which ``estimand`` is about ``target``, by a few secant steps on a small course.

    The floor, recovery and a flare that is there already may keep it out of reach: the truth is worked out
    afterwards in any case.
    """
    life = lived(
        np.random.default_rng(rng_seed), habits, PILOT_REPLICATES, BURN_IN_DAYS + PILOT_DAYS + AFTER_DAYS
    )
    gain = 1.0 if target >= 0.0 else -1.0
    for _ in range(TRIES):
        course = run_course(kind, habits, power, life, family.body(life, gain), hidden=False)
        doing = Doing(np.random.default_rng(rng_seed), course, PILOT_DAYS)
        if not len(doing.own_load):
            return gain
        if estimand == "acute":
            effect = doing.acute()
        elif estimand == "longterm":
            effect = doing.longterm()
        else:
            effect = doing.factor(estimand.removeprefix("factor:"))
        ratio = target / effect if effect * target > 0.0 else 2.0
        gain = float(np.clip(gain * np.clip(ratio, 0.4, 2.5), -MOST_GAIN, MOST_GAIN))
        if abs(ratio - 1.0) < 0.05:
            break
    return gain
