"""The families of simulated runners: what kinds there are, and one runner of one kind with its truth."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from backstride.evidence import figure
from backstride.records import Days
from backstride.samples import RunnerSpec, simulate
from validity import diary
from validity.course import REPLICATES, Course, Doing, gain_for, run_course
from validity.fatigue import Fatigue
from validity.flares import Flares
from validity.life import AFTER_DAYS, BURN_IN_DAYS, FIRST_DATE, FloatArray, Habits, lived

FAMILIES = ("latent_ar", "fatigue", "flares")
SINGLE_FACTORS = ("hard", "no_warmup", "spike", "downhill", "intensity", "distance")
TARGETS: Mapping[str, tuple[str, float]] = {
    "null": ("acute", 0.0),
    "harmed": ("acute", 1.0),
    "mild": ("acute", 0.5),
    "helped": ("acute", -0.7),
    "adapting": ("longterm", -0.8),
    **{name: (f"factor:{name}", 2.0 if name == "spike" else 1.5) for name in SINGLE_FACTORS},
}
DRAWN = "drawn"  # the acute effect is drawn from the model's own prior: for ranks
KINDS = (*TARGETS, DRAWN)
MIXTURE = (  # in an order of which any beginning is a mixture
    *("null", "harmed", "hard", "helped", "null", "mild", DRAWN, "no_warmup", "null"),
    *("harmed", "adapting", "mild", "null", "helped", "downhill", DRAWN, "harmed", "null"),
    *("spike", "intensity", "null", "mild", "helped", "distance", "harmed", DRAWN, "null"),
)
LOST_SLEEP_H = 1.5  # by a run of a restless runner
DIFFICULT_SHARE = 0.8  # of the runners of a mixture have one difficulty


@dataclass(frozen=True, slots=True)
class Runner:
    """Which runner: the same five give the same runner, whatever else is simulated."""

    family: str
    kind: str
    difficulty: str
    n_days: int
    index: int
    seed: int

    @property
    def key(self) -> str:
        return f"{self.seed}-{self.family}-{self.kind}-{self.difficulty}-{self.n_days}-{self.index}"

    @property
    def number(self) -> int:
        """A seed of its own, the same on every machine."""
        return zlib.crc32(self.key.encode())


@dataclass(frozen=True, slots=True)
class Simulated:
    days: Days
    truth: Mapping[str, float]


def mixture(family: str, n_days: int, n_runners: int, seed: int) -> list[Runner]:
    """Runners of all kinds in turn, each with a difficulty by lot."""
    out = []
    for index in range(n_runners):
        rng = np.random.default_rng([seed, zlib.crc32(family.encode()), n_days, index])
        hard = rng.random() < DIFFICULT_SHARE
        difficulty = str(rng.choice(diary.DIFFICULTIES[1:])) if hard else "plain"
        out.append(Runner(family, MIXTURE[index % len(MIXTURE)], difficulty, n_days, index, seed))
    return out


def simulated(runner: Runner) -> Simulated:
    made = _latent_ar(runner) if runner.family == "latent_ar" else _other(runner)
    rng = np.random.default_rng([runner.number, 2])
    return Simulated(diary.harder(rng, runner.difficulty, made.days), made.truth)


def target_of(kind: str, rng: np.random.Generator) -> tuple[str, float]:
    """The estimand that a runner of that kind is made for, and about its truth."""
    if kind == DRAWN:
        return "acute", float(np.clip(rng.normal(0.0, figure("prior_acute_sd")), -2.5, 2.5))
    return TARGETS[kind]


def _latent_ar(runner: Runner) -> Simulated:
    rng = np.random.default_rng([runner.number, 1])
    target = target_of(runner.kind, rng)[1]
    specs = {
        "null": RunnerSpec.null,
        "adapting": RunnerSpec.adapting,
        "spike": RunnerSpec.spike_harmed,
        "hard": RunnerSpec.surface_harmed,
        "no_warmup": RunnerSpec.warmup_harmed,
    }
    if runner.kind in specs:
        spec = specs[runner.kind]()
    elif runner.kind in SINGLE_FACTORS:
        spec = RunnerSpec.factor_harmed(runner.kind, target, acute_nrs=0.5 * target)
    else:
        spec = RunnerSpec.harmed(target)
    changes: dict[str, dict[str, object]] = {
        "plain": {},
        "gaps": {"missing_share": 0.3},
        "good_days": {"missing": "good_days", "missing_share": 0.2},
        "bad_days": {"missing": "bad_days", "missing_share": 0.2},
        "floor": {"level_nrs": (0.2, 1.0)},
        "style": {"scale_log_ratio": (1.3, 1.6), "step_nrs": float(rng.choice([0.5, 2.0]))},
        "evening": {"diary_time": "evening"},
        "hidden": {"hidden_lifting_nrs": 1.0},
    }
    made = simulate(runner.number, spec.but(**changes.get(runner.difficulty, {})), runner.n_days)
    return Simulated(made.days, made.truth)


def _other(runner: Runner) -> Simulated:
    rng = np.random.default_rng([runner.number, 1])
    estimand, target = target_of(runner.kind, rng)
    habits, power = Habits.drawn(rng), float(rng.uniform(0.6, 1.5))
    hidden = runner.difficulty == diary.HIDDEN
    make = Fatigue if runner.family == "fatigue" else Flares
    level = "floor" if runner.difficulty == "floor" else "usual"
    family = make(
        rng,
        runner.kind,
        habits,
        power,
        level=level,
        uneven=runner.difficulty == "style",
        lifting_nrs=1.0 if hidden else 0.0,
        lost_sleep_h=LOST_SLEEP_H if runner.difficulty == diary.RESTLESS else 0.0,
    )
    pilot = [runner.number, 3]
    gain = gain_for(pilot, family, runner.kind, habits, power, estimand, target) if target else 0.0
    life = lived(rng, habits, REPLICATES, BURN_IN_DAYS + runner.n_days + AFTER_DAYS)
    course = run_course(runner.kind, habits, power, life, family.body(life, gain), hidden)
    return Simulated(_kept(rng, runner, course), Doing(rng, course, runner.n_days).all())


def _kept(rng: np.random.Generator, runner: Runner, course: Course) -> Days:
    """The first replicate's diary and watch."""
    n, life = runner.n_days, course.life
    cut = slice(BURN_IN_DAYS, BURN_IN_DAYS + n)
    at = (np.zeros(n, dtype=np.intp), np.arange(n) + BURN_IN_DAYS)
    evening = runner.difficulty == "evening"
    morning_nrs = course.body.pain_nrs(course.mornings[:, 0, cut], at)
    pain = course.evening_nrs[0, cut] if evening else morning_nrs
    written = diary.coarse(rng, runner.difficulty, course.body.written(pain, at))
    kept = diary.lines_kept(rng, runner.difficulty, written, float(written.mean()))
    ran = course.ran[0, cut] > 0

    def line(values: FloatArray, step: float = 1.0) -> FloatArray:
        return np.where(kept, np.round(values.astype(np.float64) / step) * step, np.nan)

    def of_run(values: FloatArray) -> FloatArray:
        known = rng.random(n) >= 0.05
        return np.where(ran & known, values, np.nan)

    ran_yesterday = course.ran[0, BURN_IN_DAYS - 1 : BURN_IN_DAYS + n - 1]
    slept_h = life.sleep_h[0, cut] - course.body.lost_sleep_h * ran_yesterday
    columns = {
        "pain_nrs": np.where(kept, written, np.nan),
        "sleep_h": line(slept_h, 0.5),
        "sitting_h": line(life.sitting_h[0, cut]),
        "stress_nrs": line(life.stress_nrs[0, cut]),
        "ran": ran.astype(np.float64),
        "distance_km": course.distance_km[0, cut].copy(),
        "intensity_share": of_run(life.intensity_share[0, cut]),
        "hard_share": of_run(life.hard_share[0, cut]),
        "descent_m_per_km": of_run(life.descent_m_per_km[0, cut]),
        "spike_ratio": course.spike_ratio[0, cut].copy(),
        "warmup": of_run(life.warmup[0, cut]),
        "core": line(life.core[0, cut]),
        "cross_training": line(life.cross_training[0, cut]),
    }
    return diary.table(runner.key, FIRST_DATE, columns, evening)
