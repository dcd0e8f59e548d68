"""From a recording, as a format's reader hands it over, to an activity."""

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo

import numpy as np
import numpy.typing as npt

from backstride.ingest import summary
from backstride.ingest.clock import EARLIEST_UTC_S, LATEST_UTC_S, MAX_SILENCE_S, forwards
from backstride.ingest.localtime import offset_at_start
from backstride.ingest.recording import FloatArray, IntArray, Recording, StatedLap, values_of
from backstride.ingest.track import without_impossible_fixes
from backstride.ingest.way import Way, believed_m, measured
from backstride.records import Activity, Channel, Lap, Sport, Streams

MAX_ELAPSED_S = 10 * 24 * 3600.0
"""The longest races take six days; a longer activity is a clock that was set."""
MAX_START_SHIFT_S = 3600.0
"""A device may state a start well before its first record (it waits for a fix), but not by more than this."""
LAP_TAIL_S = 5.0
"""Records that go on for longer than this after the last lap are a lap whose end was not written."""
RECORDED_SHARE = 0.9
"""Records that cover less than this of the time from start to end do not tell how much of it was motion."""
MAX_CLIMB_M = 30_000.0


def activity_from(recording: Recording, home_zone: tzinfo) -> Activity | str:
    """The activity, or in plain words why there is none.

    What the device states goes before what is derived, as long as it can be true; what cannot is left out
    with a note. Streams keep the device's own columns; where it has positions but no distance, one is added.
    """
    recording, clock_notes = _with_running_clock(recording)
    notes = [*recording.notes, *clock_notes]
    channels, wrong_fixes = without_impossible_fixes(recording.channels)
    if wrong_fixes:
        notes.append(f"{wrong_fixes} positions that are no place on Earth: left out")
    start_utc_s = _start_utc_s(recording)
    if start_utc_s is None:
        return "it does not say when it was recorded (its clock was not set), so it belongs to no day"
    fix = None if recording.virtual else _first_fix(channels)
    offset = offset_at_start(start_utc_s, recording.offset_s, fix, home_zone)
    notes += [offset.note] if offset.note else []

    time_s = recording.time_utc_s - start_utc_s
    if len(time_s) and time_s[-1] > MAX_ELAPSED_S:
        return (
            f"its records span {time_s[-1] / 86_400:.0f} days, which is no single activity: its clock was"
            " wrong, or several were joined into one"
        )
    pauses = tuple((start - start_utc_s, end - start_utc_s) for start, end in recording.pauses)
    active_s = summary.active_intervals_s(time_s, pauses, recording.breaks)
    way = measured(recording, channels, time_s)
    sport, sport_note = _sport(recording, time_s, active_s, way)
    moving_s = summary.moving_intervals_s(time_s, active_s, way.steps_m, sport)
    elapsed_s = _elapsed_s(recording, time_s, notes)
    timer_s = _timer_s(recording, active_s, float(moving_s.sum()), elapsed_s, notes)
    distance_m = believed_m(recording.totals.distance_m, way.length_m, timer_s, sport, notes)
    notes += [note for note in (*way.notes, sport_note) if note]

    ascent_m, descent_m = _climb(recording, channels, time_s)
    avg_hr_bpm, max_hr_bpm = _heart_rate(recording, channels, active_s)
    channels = _with_steps_per_minute(channels, sport)
    cadence = values_of(channels, "cadence_spm")
    return Activity(
        sport=sport,
        start_utc=_moment(start_utc_s - (offset.seconds if recording.local_clock else 0)),
        utc_offset_s=offset.seconds,
        offset_source=offset.source,
        source=recording.source,
        sport_source=recording.sport_source if recording.sport is not None else "speed",
        sub_sport=recording.sub_sport,
        device=recording.device,
        distance_m=distance_m,
        elapsed_s=elapsed_s,
        moving_s=_moving_s(sport, time_s, float(moving_s.sum()), timer_s, elapsed_s),
        ascent_m=ascent_m,
        descent_m=descent_m,
        avg_hr_bpm=avg_hr_bpm,
        max_hr_bpm=max_hr_bpm,
        avg_cadence_spm=_mean(cadence, moving_s, recording.totals.avg_cadence_spm),
        indoor=recording.indoor or recording.virtual or (sport is Sport.RUN and fix is None),
        laps=_laps(recording.laps, start_utc_s, elapsed_s, time_s, moving_s, way.steps_m),
        streams=_streams(time_s, channels, way),
        notes=tuple(notes),
    )


def _moment(utc_s: float) -> datetime:
    return datetime.fromtimestamp(0, UTC) + timedelta(seconds=utc_s)


def _with_running_clock(recording: Recording) -> tuple[Recording, tuple[str, ...]]:
    clock = forwards(recording.time_utc_s)
    if clock.time_utc_s is recording.time_utc_s:
        return recording, clock.notes
    if clock.kept is None:
        return replace(recording, time_utc_s=clock.time_utc_s), clock.notes
    kept = clock.kept
    channels = {k: replace(c, raw=c.raw[kept]) for k, c in recording.channels.items()} if kept.any() else {}
    # A break moves on to the first kept record at or after it.
    breaks: IntArray = np.unique((np.cumsum(kept) - kept)[recording.breaks])
    return replace(recording, time_utc_s=clock.time_utc_s, channels=channels, breaks=breaks), clock.notes


def _start_utc_s(recording: Recording) -> float | None:
    stated = recording.totals.start_utc_s
    if stated is not None and not EARLIEST_UTC_S <= stated <= LATEST_UTC_S:
        stated = None
    if len(recording.time_utc_s) == 0:
        return stated
    first = float(recording.time_utc_s[0])
    return stated if stated is not None and 0 <= first - stated <= MAX_START_SHIFT_S else first


def _elapsed_s(recording: Recording, time_s: FloatArray, notes: list[str]) -> float | None:
    recorded_s = float(time_s[-1]) if len(time_s) else None
    stated_s = recording.totals.elapsed_s
    if stated_s is not None and (stated_s <= 0 or stated_s > MAX_ELAPSED_S):
        if stated_s > 0:
            notes.append(f"the device states {stated_s / 86_400:.0f} days from start to end: left out")
        stated_s = None
    if stated_s is None:
        return recorded_s
    if recorded_s and stated_s > recorded_s + MAX_SILENCE_S:
        notes.append(
            f"the device states {stated_s:.0f} s from start to end, its records say {recorded_s:.0f} s"
        )
        return recorded_s
    return stated_s


def _sport(
    recording: Recording, time_s: FloatArray, moving_s: FloatArray, way: Way
) -> tuple[Sport, str | None]:
    """The sport that the file names; else, from its speed, what it must have been."""
    if recording.sport is not None:
        return recording.sport, None
    speed_mps = None if way.steps_m is None else summary.brisk_speed_mps(time_s, moving_s, way.steps_m)
    if speed_mps is None:
        return Sport.OTHER, "the file names no sport, and its speed is not known"
    for sport, brisk_mps in summary.BRISK_MPS:
        if speed_mps <= brisk_mps:
            return (
                sport,
                f"the file names no sport; taken as a {sport} for its speed ({speed_mps:.1f} m/s)",
            )
    return Sport.OTHER, f"the file names no sport; at {speed_mps:.1f} m/s it is none that is known here"


def _with_steps_per_minute(channels: dict[str, Channel], sport: Sport) -> dict[str, Channel]:
    """On foot ``cadence_rpm`` becomes ``cadence_spm``, which counts both feet; a crank's stays as it is."""
    one_foot = channels.get("cadence_rpm")
    feet = None if one_foot is None else summary.feet_counted(one_foot.values(), sport)
    if one_foot is None or feet is None:
        return channels
    both = replace(one_foot, scale=one_foot.scale * feet / 2)
    return {
        "cadence_spm" if name == "cadence_rpm" else name: both if name == "cadence_rpm" else channel
        for name, channel in channels.items()
    }


def _timer_s(
    recording: Recording, active_s: FloatArray, moving_s: float, elapsed_s: float | None, notes: list[str]
) -> float | None:
    """The time without pauses: the device's own, if it can be true, else the recorded one."""
    stated_s = recording.totals.timer_s
    if stated_s is not None and 0 < stated_s <= (elapsed_s or MAX_ELAPSED_S) + 1.0:
        if stated_s >= moving_s / 2:
            return stated_s
        notes.append(
            f"the device states a time of {stated_s:.0f} s where {moving_s:.0f} s were in motion: left out"
        )
    return float(active_s.sum()) if len(active_s) else elapsed_s


def _moving_s(
    sport: Sport, time_s: FloatArray, moving_s: float, timer_s: float | None, elapsed_s: float | None
) -> float | None:
    """Time in motion, no more than the whole; the timer, where the records do not tell (or not of all)."""
    bounds = [bound for bound in (timer_s, elapsed_s) if bound is not None]
    told = len(time_s) > 1 and (elapsed_s is None or time_s[-1] - time_s[0] >= RECORDED_SHARE * elapsed_s)
    if sport not in summary.STILLNESS_COUNTS or moving_s <= 0 or not told:
        return min(bounds) if bounds else None
    return min(moving_s, *bounds)


def _climb(
    recording: Recording, channels: dict[str, Channel], time_s: FloatArray
) -> tuple[float | None, float | None]:
    """Ascent and descent: the device's own where it states them, else from its heights."""
    ascent_m, descent_m = (
        value if value is not None and 0 <= value <= MAX_CLIMB_M else None
        for value in (recording.totals.ascent_m, recording.totals.descent_m)
    )
    if ascent_m is not None and descent_m is not None:
        return ascent_m, descent_m
    altitude_m = values_of(channels, "altitude_m")
    derived = None if altitude_m is None else summary.ascent_descent_m(altitude_m, time_s)
    if derived is None or max(derived) > MAX_CLIMB_M:
        return ascent_m, descent_m
    return derived[0] if ascent_m is None else ascent_m, derived[1] if descent_m is None else descent_m


def _laps(
    stated: tuple[StatedLap, ...],
    start_utc_s: float,
    elapsed_s: float | None,
    time_s: FloatArray,
    moving_s: FloatArray,
    steps: FloatArray | None,
) -> tuple[Lap, ...]:
    """The laps that lie within the activity, and one more where the last one's end was not written."""
    end_s = max(elapsed_s or 0.0, float(time_s[-1]) if len(time_s) else 0.0)
    laps = [
        Lap(
            start_s=max(lap.start_utc_s - start_utc_s, 0.0),
            elapsed_s=_positive(lap.elapsed_s),
            moving_s=_positive(lap.timer_s),
            distance_m=_positive(lap.distance_m),
        )
        for lap in stated
        if -MAX_START_SHIFT_S <= lap.start_utc_s - start_utc_s <= end_s
    ]
    if laps and laps[-1].elapsed_s is not None and len(time_s):
        lap_end_s = laps[-1].start_s + laps[-1].elapsed_s
        after = time_s > lap_end_s
        if time_s[-1] - lap_end_s > LAP_TAIL_S and moving_s[after[1:]].sum() > LAP_TAIL_S:
            tail_m = None if steps is None else float(steps[after].sum())
            laps.append(
                Lap(
                    start_s=lap_end_s,
                    elapsed_s=float(time_s[-1]) - lap_end_s,
                    moving_s=float(moving_s[after[1:]].sum()),
                    distance_m=tail_m,
                )
            )
    return tuple(laps)


def _streams(time_s: FloatArray, channels: dict[str, Channel], way: Way) -> Streams:
    if len(time_s) == 0:
        return Streams()
    rounded = np.round(time_s)
    scale = 1.0
    if not (time_s == rounded).all():
        scale = 1000.0
        rounded = np.round(time_s * scale)
    raw: npt.NDArray[np.int32] = rounded.astype(np.int32)
    kept = {"time_s": Channel(raw=raw, scale=scale), **channels}
    if way.channel is not None:
        kept["distance_m"] = way.channel
    elif way.steps_m is None:
        kept.pop("distance_m", None)  # zeros of a device that does not know, or no counter at all
    return Streams(kept)


def _first_fix(channels: dict[str, Channel]) -> tuple[float, float] | None:
    latitude_deg, longitude_deg = values_of(channels, "latitude_deg"), values_of(channels, "longitude_deg")
    if latitude_deg is None or longitude_deg is None:
        return None
    fixes = np.isfinite(latitude_deg + longitude_deg)
    first = fixes.argmax()
    return (float(latitude_deg[first]), float(longitude_deg[first])) if fixes[first] else None


def _heart_rate(
    recording: Recording, channels: dict[str, Channel], active_s: FloatArray
) -> tuple[float | None, float | None]:
    """Mean and highest heart rate of the recorded time; the device's own where it recorded none."""
    totals, values = recording.totals, values_of(channels, "heart_rate_bpm")
    values = None if values is None else summary.plausible_heart_rate_bpm(values)
    highest = np.nan if values is None else float(np.fmax.reduce(values))  # NaN only where all are
    if values is None or math.isnan(highest):
        return _positive(totals.avg_hr_bpm), _positive(totals.max_hr_bpm)
    return _mean(values, active_s, totals.avg_hr_bpm), highest


def _mean(values: FloatArray | None, interval_s: FloatArray, stated: float | None) -> float | None:
    mean = None if values is None else summary.mean_over_time(values, interval_s)
    return _positive(stated) if mean is None else mean


def _positive(value: float | None) -> float | None:
    return value if value is not None and value > 0 and math.isfinite(value) else None
