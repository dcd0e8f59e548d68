"""From a planted run to what the watch on the wrist records of it, second by second.

The recording is made so that the attributes that were planted can be read back from it: the share of time at
high intensity, from hard blocks that lift the heart rate to 95% of the runner's peak while the rest stays
below 80%; the descent, from an altitude profile of even hills; a warm-up, from ten easy minutes; distance,
exactly.
"""

from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt

from backstride.samples.fit_writer import Recording
from backstride.samples.simulate import SampleRun

FloatArray = npt.NDArray[np.float64]

EASY_MPS, HARD_MPS, WARMUP_MPS = 2.9, 3.7, 2.25
WARMUP_S = 600.0
PEAK_BPM = 186.0
# Heart rates as shares of that peak: at the start, in a warm-up, easy, hard, and all out at a workout's end.
RESTING_SHARE, WARMUP_SHARE, EASY_SHARE, HARD_SHARE, FINISH_SHARE = 0.45, 0.65, 0.73, 0.95, 1.0
HEART_RATE_LAG_S = 20.0
FINISH_S = 90.0
HARD_BLOCK_S = 420.0
HILL_M = 1_500.0  # about one hill in this distance
LAP_M = 1_000.0

# An invented loop on a high plateau on the equator, three hours ahead of UTC the whole year.
HOME_LATITUDE_DEG, HOME_LONGITUDE_DEG, HOME_ALTITUDE_M = 0.675, 35.505, 2_370.0
UTC_OFFSET_S = 3 * 3_600
METRES_PER_DEG = 111_195.0
USUAL_START = timedelta(hours=17, minutes=30)  # on the runner's clock


def duration_s(run: SampleRun) -> float:
    """How long the planted run takes at the paces above."""
    warmup_m = WARMUP_S * (EASY_MPS - WARMUP_MPS) if run.warmup else 0.0
    mean_mps = EASY_MPS + run.intensity_share * (HARD_MPS - EASY_MPS)
    return (1_000.0 * run.distance_km + warmup_m) / mean_mps


def holds_its_attributes(run: SampleRun) -> bool:
    """Whether the run is long enough for its warm-up (or the lack of it) and its hard part to stand side by
    side.
    """
    rest_s = duration_s(run) - WARMUP_S
    return rest_s >= WARMUP_S and (not run.warmup or run.intensity_share * duration_s(run) <= rest_s)


def record(run: SampleRun, seed: int) -> Recording:
    """The recording of a planted run; the same run and seed give the same recording."""
    rng = np.random.default_rng([seed, int(run.date.astype("datetime64[D]").astype(int))])
    distance_m = 1_000.0 * run.distance_km
    total_s = duration_s(run)
    time_s = np.arange(np.ceil(total_s) + 1.0)
    bounds_s, paces_mps, efforts = _phases(run, total_s)
    phase = np.clip(np.searchsorted(bounds_s, time_s, side="right") - 1, 0, len(paces_mps) - 1)

    speed_mps = paces_mps[phase] * np.exp(_wander(rng, len(time_s), 0.04))
    travelled_m = np.concatenate([[0.0], np.cumsum(speed_mps[1:])])
    stretch = distance_m / travelled_m[-1]
    speed_mps, travelled_m = speed_mps * stretch, travelled_m * stretch

    hills = max(1, round(distance_m / HILL_M))
    climb_m = run.descent_m_per_km * run.distance_km
    altitude_m = HOME_ALTITUDE_M + climb_m / (2 * hills) * (
        1.0 - np.cos(2.0 * np.pi * hills * travelled_m / distance_m)
    )
    latitude_deg, longitude_deg = _loop(rng, travelled_m, distance_m)
    heart_rate_bpm = _heart_rate(rng, time_s, bounds_s, efforts)
    start_local = datetime.fromisoformat(str(run.date.astype("datetime64[D]"))).replace(tzinfo=UTC)
    start_local += USUAL_START + timedelta(seconds=int(rng.integers(-2_400, 2_400)))
    lap_ends_s = np.floor(np.interp(np.arange(LAP_M, distance_m, LAP_M), travelled_m, time_s))
    return Recording(
        start_utc=start_local - timedelta(seconds=UTC_OFFSET_S),
        utc_offset_s=UTC_OFFSET_S,
        time_s=time_s,
        distance_m=travelled_m,
        speed_mps=speed_mps,
        latitude_deg=latitude_deg,
        longitude_deg=longitude_deg,
        altitude_m=altitude_m,
        heart_rate_bpm=np.round(heart_rate_bpm),
        cadence_spm=np.round(118.0 + 17.0 * speed_mps + rng.normal(0.0, 1.0, len(time_s))),
        ascent_m=round(climb_m),
        descent_m=round(climb_m),
        lap_ends_s=tuple(float(end) for end in lap_ends_s),
    )


def _phases(run: SampleRun, total_s: float) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Starts (s), paces (m/s) and heart rates (shares of the peak) of the run's stretches, in their order.

    Without a warm-up each cycle begins hard, so that the first ten minutes are no slower than the rest; after
    a warm-up each cycle ends hard. A workout finishes all out.
    """
    begin_s = WARMUP_S if run.warmup else 0.0
    hard_s = min(run.intensity_share * total_s, max(total_s - begin_s, 0.0))
    cycles = max(1, round(hard_s / HARD_BLOCK_S))
    cycle_s = (total_s - begin_s) / cycles
    block_s = hard_s / cycles
    easy, hard = (cycle_s - block_s, EASY_MPS, EASY_SHARE), (block_s, HARD_MPS, HARD_SHARE)
    stretches = [(begin_s, WARMUP_MPS, WARMUP_SHARE)] if run.warmup else []
    for _ in range(cycles):
        stretches += [easy, hard] if run.warmup else [hard, easy]
    if block_s >= 2.0 * FINISH_S:
        last = max(place for place, stretch in enumerate(stretches) if stretch == hard)
        stretches[last : last + 1] = [
            (block_s - FINISH_S, HARD_MPS, HARD_SHARE),
            (FINISH_S, HARD_MPS, FINISH_SHARE),
        ]
    stretches = [stretch for stretch in stretches if stretch[0] > 0.0]
    lengths_s, paces_mps, efforts = (np.array(column) for column in zip(*stretches, strict=True))
    return np.concatenate([[0.0], np.cumsum(lengths_s[:-1])]), paces_mps, efforts


def _heart_rate(
    rng: np.random.Generator, time_s: FloatArray, bounds_s: FloatArray, efforts: FloatArray
) -> FloatArray:
    """Heart rate (bpm): follows each stretch's effort with a lag, drifts up over the hour, and jitters."""
    rate = np.empty(len(time_s))
    now = RESTING_SHARE * PEAK_BPM
    ends_s = [*bounds_s[1:], np.inf]
    for begin_s, end_s, effort in zip(bounds_s, ends_s, efforts, strict=True):
        inside = (time_s >= begin_s) & (time_s < end_s)
        target = effort * PEAK_BPM
        rate[inside] = target + (now - target) * np.exp(-(time_s[inside] - begin_s) / HEART_RATE_LAG_S)
        now = target + (now - target) * np.exp(-(end_s - begin_s) / HEART_RATE_LAG_S)
    drift = np.minimum(time_s / 3_600.0, 1.5) * 3.0 * (rate < 0.8 * PEAK_BPM)
    return rate + drift + _wander(rng, len(time_s), 1.2)


def _wander(rng: np.random.Generator, n: int, sd: float) -> FloatArray:
    """Slow noise around zero: a mean over half a minute of white noise, with standard deviation ``sd``."""
    window = 30
    noise = rng.normal(0.0, sd * np.sqrt(window), n + window)
    summed = np.cumsum(noise)
    return np.asarray((summed[window:] - summed[:-window]) / window, dtype=np.float64)


def _loop(
    rng: np.random.Generator, travelled_m: FloatArray, distance_m: float
) -> tuple[FloatArray, FloatArray]:
    """Positions (degrees) along a closed, uneven loop of the run's length that begins and ends at home."""
    angle = np.linspace(0.0, 2.0 * np.pi, 1_441)
    radius = 1.0 + 0.2 * np.sin(3.0 * angle + rng.uniform(0.0, 6.0)) + 0.1 * np.sin(5.0 * angle)
    heading = rng.uniform(0.0, 2.0 * np.pi)
    east, north = radius * np.cos(angle + heading), radius * np.sin(angle + heading)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(east), np.diff(north)))])
    size = distance_m / along[-1]
    east_m = size * (np.interp(travelled_m, size * along, east) - east[0])
    north_m = size * (np.interp(travelled_m, size * along, north) - north[0])
    latitude_deg = HOME_LATITUDE_DEG + north_m / METRES_PER_DEG
    longitude_deg = HOME_LONGITUDE_DEG + east_m / (METRES_PER_DEG * np.cos(np.radians(HOME_LATITUDE_DEG)))
    return latitude_deg, longitude_deg
