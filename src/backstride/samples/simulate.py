"""A runner whose truth is known, with the diary that such a runner keeps."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backstride.records import DAY_COLUMNS, Days
from backstride.samples.course import (
    BURN_IN_DAYS,
    BoolArray,
    Course,
    FloatArray,
    Person,
    diary_scale,
    draw_person,
    run_course,
)
from backstride.samples.spec import RunnerSpec
from backstride.samples.truth import truths

HISTORY_DAYS = 42  # on the watch before the diary begins: the look-back window is known from the first day on


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleRun:
    """A run as it was planted, for those who write its file."""

    date: np.datetime64
    distance_km: float
    intensity_share: float
    hard_share: float
    descent_m_per_km: float
    warmup: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleRunner:
    """A sample runner's diary days, the effects that are true of the runner, and what no diary shows.

    ``truth``: estimand -> points on the diary's scale, for every estimand of the contract. ``runs``: all
    runs, those of the six weeks before the first diary day too. ``latent_nrs``: the morning's pain before
    noise and floor.
    """

    days: Days
    truth: Mapping[str, float]
    runs: tuple[SampleRun, ...]
    latent_nrs: FloatArray
    spec: RunnerSpec
    seed: int


def simulate(seed: int, spec: RunnerSpec, n_days: int) -> SampleRunner:
    """Simulate ``n_days`` of one runner; the same seed and spec give the same runner."""
    rng = np.random.default_rng([seed, n_days])
    person = draw_person(rng, spec)
    course = run_course(rng, spec, person, n_days)
    truth = truths(rng, spec, course, n_days)
    return SampleRunner(
        days=_keep_diary(rng, spec, course, n_days, f"sample-{spec.name}-{seed}"),
        truth=truth,
        runs=_runs(spec, course, n_days),
        latent_nrs=course.latent_nrs[0, BURN_IN_DAYS : BURN_IN_DAYS + n_days],
        spec=spec,
        seed=seed,
    )


def _checked_in(
    rng: np.random.Generator, spec: RunnerSpec, person: Person, pain_nrs: FloatArray
) -> BoolArray:
    if spec.missing_share <= 0.0:
        return np.ones(len(pain_nrs), dtype=np.bool_)
    slope = {"random": 0.0, "good_days": -0.8, "bad_days": 0.8}[spec.missing]
    logit = np.log(spec.missing_share / (1.0 - spec.missing_share)) + slope * (pain_nrs - person.level_nrs)
    return np.asarray(rng.random(len(pain_nrs)) >= 1.0 / (1.0 + np.exp(-logit)), dtype=np.bool_)


def _keep_diary(
    rng: np.random.Generator, spec: RunnerSpec, course: Course, n_days: int, runner_id: str
) -> Days:
    diary = slice(BURN_IN_DAYS, BURN_IN_DAYS + n_days)
    person = course.person
    latent = course.latent_nrs if spec.diary_time == "morning" else course.evening_nrs
    written = diary_scale(latent[0, diary] + course.noise_nrs[0, diary], person.scale_log_ratio)
    if spec.step_nrs > 0.0:
        written = np.clip(np.round(written / spec.step_nrs) * spec.step_nrs, 0.0, 10.0)
    there = _checked_in(rng, spec, person, np.clip(latent[0, diary], 0.0, 10.0))
    ran = course.ran[0, diary]

    def in_diary(values: npt.NDArray[np.generic]) -> FloatArray:
        return np.where(there, values.astype(np.float64), np.nan)

    def of_run(values: npt.NDArray[np.generic]) -> FloatArray:
        return np.where(ran, values.astype(np.float64), np.nan)

    columns: dict[str, FloatArray] = {
        **{name: np.full(n_days, np.nan) for name in DAY_COLUMNS},
        "pain_nrs": in_diary(written),
        "sleep_h": in_diary(np.round(course.sleep_h[0, diary] * 2) / 2),
        "sitting_h": in_diary(np.round(course.sitting_h[0, diary])),
        "stress_nrs": in_diary(np.round(course.stress_nrs[0, diary])),
        "ran": ran.astype(np.float64),
        "distance_km": course.distance_km[0, diary].copy(),
        "intensity_share": of_run(course.intensity_share[0, diary]),
        "hard_share": of_run(course.hard_share[0, diary]),
        "descent_m_per_km": of_run(course.descent_m_per_km[0, diary]),
        "spike_ratio": course.spike_ratio[0, diary].copy(),
        "warmup": of_run(course.warmup[0, diary]),
        "core": in_diary(course.core[0, diary]),
        "cross_training": in_diary(course.cross_training[0, diary]),
    }
    for name in DAY_COLUMNS:
        share = spec.unknown_share.get(name, 0.0)
        if share > 0.0:
            columns[name][rng.random(n_days) < share] = np.nan
    shoe_known = rng.random(n_days) >= spec.unknown_share.get("shoe_id", 0.0)
    pair = rng.choice(["blue", "grey"], n_days)
    shoes = tuple(str(pair[t]) if ran[t] and shoe_known[t] else None for t in range(n_days))
    first = np.datetime64(spec.first_date, "D")
    return Days(
        runner_id=runner_id,
        date=first + np.arange(n_days),
        columns=columns,
        shoe_id=shoes,
        diary_time=spec.diary_time,
    )


def _runs(spec: RunnerSpec, course: Course, n_days: int) -> tuple[SampleRun, ...]:
    first = np.datetime64(spec.first_date, "D")
    days = range(BURN_IN_DAYS - HISTORY_DAYS, BURN_IN_DAYS + n_days)
    return tuple(
        SampleRun(
            date=first + (t - BURN_IN_DAYS),
            distance_km=float(course.distance_km[0, t]),
            intensity_share=float(course.intensity_share[0, t]),
            hard_share=float(course.hard_share[0, t]),
            descent_m_per_km=float(course.descent_m_per_km[0, t]),
            warmup=bool(course.warmup[0, t]),
        )
        for t in days
        if course.ran[0, t]
    )
