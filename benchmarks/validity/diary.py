"""The difficulties of real diaries, put on a diary that was kept well."""

import numpy as np

from backstride.records import DAY_COLUMNS, Days
from validity.life import FloatArray

DIFFICULTIES = (
    "plain",
    "gaps",  # lines missing at random, more than usual
    "good_days",  # lines missing mostly on good days
    "bad_days",
    "floor",  # hardly any pain: mostly zeros
    "style",  # an uneven use of the scale, in coarse or in fine steps
    "evening",
    "travel",  # lines lost and lines written a day late, around trips
    "unknown",  # more of the factors, and some run days, are unknown
)
HIDDEN = "hidden"  # heavy lifting, in no column: more pain and less running. No diary can put this right.
RESTLESS = "restless"  # a run costs sleep in the next night, through which it hurts: part of its effect
ASKED_FOR = (HIDDEN, RESTLESS)  # never by lot: the first is past help, the second has no nulls
OF_RUNS = ("ran", "distance_km", "intensity_share", "hard_share", "descent_m_per_km", "spike_ratio", "warmup")
UNKNOWN_SHARE = {"hard_share": 0.35, "warmup": 0.35, "descent_m_per_km": 0.2, "intensity_share": 0.2}
UNKNOWN_RUN_SHARE = 0.06
TRIP_EVERY_D, TRIP_D = 30, 7


def lines_kept(
    rng: np.random.Generator, difficulty: str, written_nrs: FloatArray, usual_nrs: float
) -> np.ndarray:
    """Which days have a line: on a worse or better day than usual the chance changes at a step, not along a
    curve."""
    missing = np.full(len(written_nrs), 0.08)
    if difficulty == "gaps":
        missing[:] = 0.3
    elif difficulty in ("good_days", "bad_days"):
        sign = 1.0 if difficulty == "bad_days" else -1.0
        missing = np.where(sign * (written_nrs - usual_nrs) > 0.5, 0.4, 0.1)
    return rng.random(len(written_nrs)) >= missing


def harder(rng: np.random.Generator, difficulty: str, days: Days) -> Days:
    """The same diary with lost, late or unknown values; the other difficulties are made where the pain is."""
    columns = {name: column.copy() for name, column in days.columns.items()}
    shoes = days.shoe_id
    n = len(days)
    if difficulty == "travel":
        columns["pain_nrs"] = _late(rng, columns["pain_nrs"])
    if difficulty == "unknown":
        for name, share in UNKNOWN_SHARE.items():
            columns[name][rng.random(n) < share] = np.nan
        lost = rng.random(n) < UNKNOWN_RUN_SHARE
        for name in OF_RUNS:
            columns[name][lost] = np.nan
        shoes = tuple(None if gone else shoe for gone, shoe in zip(lost, shoes, strict=True))
    return Days(days.runner_id, days.date, columns, shoes, days.diary_time)


def _late(rng: np.random.Generator, pain_nrs: FloatArray) -> FloatArray:
    """On each trip the first line is lost at the date line, and then each stands a day late until the return,
    where two of them fall on one date and the later one stays."""
    pain = pain_nrs.copy()
    first = int(rng.integers(5, TRIP_EVERY_D))
    for out in range(first, len(pain) - TRIP_D, TRIP_EVERY_D):
        away = slice(out, out + TRIP_D)
        if rng.random() < 0.5:
            pain[out + 1 : out + TRIP_D] = pain_nrs[out : out + TRIP_D - 1]
            pain[out] = np.nan
        else:
            pain[away] = np.where(rng.random(TRIP_D) < 0.5, np.nan, pain_nrs[away])
    return pain


def coarse(rng: np.random.Generator, difficulty: str, written_nrs: FloatArray) -> FloatArray:
    """Some people answer in twos when left to themselves."""
    if difficulty == "style" and rng.random() < 0.5:
        return np.asarray(np.clip(2.0 * np.round(written_nrs / 2.0), 0.0, 10.0))
    return written_nrs


def table(runner_id: str, first: np.datetime64, columns: dict[str, FloatArray], evening: bool) -> Days:
    n = len(columns["ran"])
    return Days(
        runner_id=runner_id,
        date=first + np.arange(n),
        columns={name: columns[name] for name in DAY_COLUMNS},
        shoe_id=(None,) * n,
        diary_time="evening" if evening else "morning",
    )
