"""From a recording, as a format's reader hands it over, to an activity."""

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo

import numpy as np
import numpy.typing as npt

from backstride.ingest import duration, limits, summary
from backstride.ingest.clock import EARLIEST_UTC_S, LATEST_UTC_S, forwards, order_of
from backstride.ingest.laps import laps_of, with_last_lap
from backstride.ingest.localtime import offset_at_start
from backstride.ingest.readings import is_cadence, is_heart_rate, only_numbers, without_impossible_readings
from backstride.ingest.recording import FloatArray, IntArray, Recording, values_of
from backstride.ingest.track import made_unknown, marked_pauses, without_impossible_fixes
from backstride.ingest.way import Way, believed_m, measured, without_impossible
from backstride.records import Activity, Channel, Sport, Streams

MAX_START_SHIFT_S = 3600.0
"""A device may state a start well before its first record (it waits for a fix), but not by more than this."""
SAME_DAY_S = 24 * 3600.0
"""A start stated further than this from the records means that one of the two clocks was wrong."""


def activity_from(recording: Recording, home_zone: tzinfo) -> Activity | str:
    """The activity, or in plain words why there is none.

    What the device states goes before what is derived, as long as it can be true; what cannot is left out
    with a note. Streams keep the device's own columns; where it has positions but no distance, one is added.
    """
    recording, clock_notes = _with_running_clock(recording)
    notes = [*recording.notes, *clock_notes]
    channels, wrong_fixes = without_impossible_fixes(only_numbers(recording.channels))
    if wrong_fixes:
        pause_marks = marked_pauses(recording.channels, recording.time_utc_s)
        recording = replace(recording, breaks=np.union1d(recording.breaks, pause_marks))
        notes.append(f"{wrong_fixes} positions that are no place on Earth: left out")
    start_utc_s = _start_utc_s(recording, notes)
    if start_utc_s is None:
        return "it does not say when it was recorded (its clock was not set), so it belongs to no day"
    fix = None if recording.virtual else _first_fix(channels)
    offset = offset_at_start(start_utc_s, recording.offset_s, fix, home_zone)
    notes += [offset.note] if offset.note else []

    time_s = recording.time_utc_s - start_utc_s
    if len(time_s) and time_s[-1] > limits.LONGEST_S:
        return (
            f"its records span {time_s[-1] / 86_400:.0f} days, which is no single activity: its clock was"
            " wrong, or several were joined into one"
        )
    if len(time_s) > 1 and not time_s[-1]:
        notes.append("all its records bear one time: how long it took, they do not tell")
    pauses = tuple((start - start_utc_s, end - start_utc_s) for start, end in recording.pauses)
    active_s = summary.active_intervals_s(time_s, pauses, recording.breaks)
    way = measured(recording, channels, time_s)
    sport, sport_note = _sport(recording, time_s, active_s, way)
    moving_s = summary.moving_intervals_s(time_s, active_s, way.steps_m, sport)
    in_motion_s = float(moving_s.sum())
    elapsed_s = duration.elapsed_s(recording.totals.elapsed_s, time_s, active_s, notes)
    timer_s = duration.timer_s(recording.totals.timer_s, active_s, in_motion_s, elapsed_s, notes)
    most_s = min((s for s in (timer_s, elapsed_s) if s), default=None)
    channels = _with_possible_speeds(channels, way, active_s, most_s, sport, notes)
    way = without_impossible(way, most_s, sport)
    whole = duration.are_whole(time_s, elapsed_s)
    distance_m = believed_m(recording.totals.distance_m, way, most_s, sport, whole, notes)
    notes += [note for note in (*way.notes, sport_note) if note]

    channels = without_impossible_readings(_with_steps_per_minute(channels, sport), notes)
    ascent_m, descent_m = _climb(recording, channels, time_s, sport, elapsed_s, distance_m, notes)
    avg_hr_bpm, max_hr_bpm = _heart_rate(recording, channels, active_s, notes)
    laps = laps_of(recording.laps, start_utc_s, _end_s(elapsed_s, time_s), sport, notes)
    avg_cadence_spm = _cadence(recording, channels, moving_s, sport, notes)
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
        moving_s=duration.moving_s(sport, time_s, in_motion_s, timer_s, elapsed_s, distance_m),
        ascent_m=ascent_m,
        descent_m=descent_m,
        avg_hr_bpm=avg_hr_bpm,
        max_hr_bpm=max_hr_bpm,
        avg_cadence_spm=avg_cadence_spm,
        indoor=recording.indoor or recording.virtual or (sport is Sport.RUN and fix is None),
        laps=with_last_lap(laps, time_s, moving_s, way.steps_m, sport),
        streams=_streams(time_s, channels, way),
        notes=tuple(notes),
    )


def _moment(utc_s: float) -> datetime:
    return datetime.fromtimestamp(0, UTC) + timedelta(seconds=utc_s)


def _with_running_clock(recording: Recording) -> tuple[Recording, tuple[str, ...]]:
    notes: tuple[str, ...] = ()
    order = order_of(recording.time_utc_s)
    if order is not None:
        notes = ("its records did not stand in the order of their times: put in order",)
        channels = {k: replace(c, raw=c.raw[order]) for k, c in recording.channels.items()}
        nowhere = np.empty(0, dtype=np.intp)  # where recording broke off is not known in another order
        time_utc_s = recording.time_utc_s[order]
        recording = replace(recording, time_utc_s=time_utc_s, channels=channels, breaks=nowhere)
    clock = forwards(recording.time_utc_s)
    notes += clock.notes
    if clock.time_utc_s is recording.time_utc_s:
        return recording, notes
    if clock.kept is None:
        return replace(recording, time_utc_s=clock.time_utc_s), notes
    kept = clock.kept
    channels = {k: replace(c, raw=c.raw[kept]) for k, c in recording.channels.items()} if kept.any() else {}
    channels = {k: c for k, c in channels.items() if c.has_values()}
    # A break moves on to the first kept record at or after it.
    breaks: IntArray = np.unique((np.cumsum(kept) - kept)[recording.breaks])
    return replace(recording, time_utc_s=clock.time_utc_s, channels=channels, breaks=breaks), notes


def _start_utc_s(recording: Recording, notes: list[str]) -> float | None:
    stated = recording.totals.start_utc_s
    if stated is not None and not EARLIEST_UTC_S <= stated <= LATEST_UTC_S:
        stated = None
    if len(recording.time_utc_s) == 0:
        return stated
    first = float(recording.time_utc_s[0])
    if stated is None or 0 <= first - stated <= MAX_START_SHIFT_S:
        return first if stated is None else stated
    if abs(first - stated) > SAME_DAY_S:
        notes.append(
            f"the device states a start on {_moment(stated):%Y-%m-%d}, its records begin on"
            f" {_moment(first):%Y-%m-%d}: dated by its records"
        )
    return first


def _end_s(elapsed_s: float | None, time_s: FloatArray) -> float:
    """Where the activity ends, from its start; 0 where that is not known."""
    return max(elapsed_s or 0.0, duration.recorded_s(time_s) or 0.0)


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


def _with_possible_speeds(
    channels: dict[str, Channel],
    way: Way,
    active_s: FloatArray,
    most_s: float | None,
    sport: Sport,
    notes: list[str],
) -> dict[str, Channel]:
    """The channels without speeds that nobody keeps up: at what intensity a day was run is told by them."""
    speed_mps = values_of(channels, "speed_mps")
    if speed_mps is None:
        return channels
    without = {name: channel for name, channel in channels.items() if name != "speed_mps"}
    if way.length_m is not None and way.length_m > limits.furthest_m(sport, most_s):
        return without  # the note on the distance tells why
    whole_s = float(active_s.sum())
    if np.fmax.reduce(speed_mps) * whole_s <= limits.furthest_m(sport, whole_s) and way.ridden is None:
        return channels  # as on nearly every run
    known = np.isfinite(speed_mps[:-1])
    known_s = float(active_s[known].sum())
    if known_s and float(speed_mps[:-1][known] @ active_s[known]) > limits.furthest_m(sport, known_s):
        notes.append("speeds that no one keeps up: left out")
        return without
    if way.ridden is not None:
        return {**channels, "speed_mps": made_unknown(channels["speed_mps"], way.ridden)}
    return channels


def _climb(
    recording: Recording,
    channels: dict[str, Channel],
    time_s: FloatArray,
    sport: Sport,
    elapsed_s: float | None,
    distance_m: float | None,
    notes: list[str],
) -> tuple[float | None, float | None]:
    """Ascent and descent: the device's own where it states them, else from its heights."""
    highest_m = limits.highest_m(sport, elapsed_s, distance_m)
    believed: list[float | None] = []
    for what, stated_m, most_m in zip(
        ("an ascent", "a descent"),
        (recording.totals.ascent_m, recording.totals.descent_m),
        highest_m,
        strict=True,
    ):
        possible = stated_m is not None and 0 <= stated_m <= most_m
        if stated_m is not None and not possible:
            notes.append(f"the device states {what} of {stated_m:,.0f} m, which no one makes: left out")
        believed.append(stated_m if possible else None)
    ascent_m, descent_m = believed
    altitude_m = None if None not in believed else values_of(channels, "altitude_m")
    derived = None if altitude_m is None else summary.ascent_descent_m(altitude_m, time_s)
    if derived is None:
        return ascent_m, descent_m
    if derived[0] > highest_m[0] or derived[1] > highest_m[1]:
        notes.append("heights that amount to a climb which no one makes: left out")
        return ascent_m, descent_m
    return derived[0] if ascent_m is None else ascent_m, derived[1] if descent_m is None else descent_m


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
    recording: Recording, channels: dict[str, Channel], active_s: FloatArray, notes: list[str]
) -> tuple[float | None, float | None]:
    """Mean and highest heart rate of the recorded time; the device's own where it recorded none."""
    values = values_of(channels, "heart_rate_bpm")
    values = None if values is None else summary.plausible_heart_rate_bpm(values)
    highest = np.nan if values is None else float(np.fmax.reduce(values))  # NaN only where all are
    if values is not None and not math.isnan(highest):
        return summary.mean_over_time(values, active_s), highest
    mean, highest_stated = (
        _stated(value, is_heart_rate, f"a {what} heart rate", notes)
        for what, value in (("mean", recording.totals.avg_hr_bpm), ("highest", recording.totals.max_hr_bpm))
    )
    if mean is not None and highest_stated is not None and mean > highest_stated:
        notes.append(f"the device states a mean heart rate of {mean:.0f}, above its highest: both left out")
        return None, None
    return mean, highest_stated


def _cadence(
    recording: Recording,
    channels: dict[str, Channel],
    moving_s: FloatArray,
    sport: Sport,
    notes: list[str],
) -> float | None:
    """Mean cadence in motion, both feet; the device's own where it recorded none; None but on foot."""
    if sport not in summary.BOTH_FEET_SPM:
        return None
    values = values_of(channels, "cadence_spm")
    mean = None if values is None else summary.mean_over_time(values, moving_s)
    if mean is not None:
        return mean
    return _stated(recording.totals.avg_cadence_spm, is_cadence, "a cadence", notes)


def _stated(
    value: float | None, is_possible: Callable[[float], bool], what: str, notes: list[str]
) -> float | None:
    """A figure that the device states, unless it cannot be true; zero is a sensor's silence."""
    if value is None or not value > 0:
        return None
    if not is_possible(value):
        notes.append(f"the device states {what} of {value:.0f}: left out")
        return None
    return value
