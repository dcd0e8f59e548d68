"""What holds of every file's outcome, whatever its bytes are: shared by the fuzz targets and the tests.

``check`` raises ``BrokenInvariantError`` with the first thing that does not hold.
"""

import math
from collections.abc import Iterator
from datetime import timedelta

import numpy as np

from backstride import ingest
from backstride.exposure import RunSketch, sketch
from backstride.ingest import sniff
from backstride.ingest.clock import EARLIEST_UTC_S, LATEST_UTC_S
from backstride.ingest.limits import LONGEST_S, furthest_m, highest_m
from backstride.ingest.summary import HEART_RATE_BPM
from backstride.records import Activity, Failed, Lap, Measure, Parsed, ParseOutcome, Skipped, Sport
from backstride.store.codec import stream_row

SECOND_S = 1.0  # devices write whole seconds, some rounded and some cut off
QUARTER_HOUR_S = 900
FURTHEST_WEST, FURTHEST_EAST = timedelta(hours=-12), timedelta(hours=14)
OUR_FAULT = "reader failed"
POSITIONS_DEG = {"latitude_deg": 90.0, "longitude_deg": 180.0}
HIGHEST_CADENCE_SPM = 250.0
FIGURES = (
    *("distance_m", "elapsed_s", "moving_s", "ascent_m", "descent_m"),
    *("avg_hr_bpm", "max_hr_bpm", "avg_cadence_spm"),
)


class BrokenInvariantError(AssertionError):
    """Something came out of a file that no file may bring about."""


def read_openly(name, data, home_zone) -> ParseOutcome:
    """As ``ingest.read``, but a fault of ours is raised, where ``read`` counts it as the file's."""
    outcome = ingest.read(name, data, home_zone)
    if isinstance(outcome, Failed) and OUR_FAULT in outcome.reason:
        reader = ingest._reader(sniff.kind_of(name, data[: sniff.HEAD_BYTES]))
        if reader is not None:
            reader(name, data, home_zone)  # raises what was hidden, with its place
        raise BrokenInvariantError(outcome.reason)
    return outcome


def check(outcome: ParseOutcome, size: int) -> None:
    """``size``: of the file, bytes."""
    for what in broken(outcome, size):
        raise BrokenInvariantError(what)


def broken(outcome: ParseOutcome, size: int) -> Iterator[str]:
    """Everything that does not hold of an outcome, in words."""
    if isinstance(outcome, Parsed):
        if not outcome.activities:
            yield "parsed, without an activity"
        for activity in outcome.activities:
            yield from _of_activity(activity)
        texts = outcome.warnings
        measures = outcome.measures
    elif isinstance(outcome, Skipped | Failed):
        texts = (outcome.reason,)
        measures = outcome.measures if isinstance(outcome, Skipped) else ()
        offset = outcome.offset if isinstance(outcome, Failed) else None
        if offset is not None and (type(offset) is not int or not 0 <= offset <= size):
            yield f"a fault at byte {offset!r} of {size}"
    else:
        yield f"an outcome of type {type(outcome).__name__}"
        return
    for text in texts:
        if type(text) is not str or not text.strip():
            yield f"nothing said: {text!r}"
    for measure in measures:
        yield from _of_measure(measure)


def _of_measure(measure: Measure) -> Iterator[str]:
    if type(measure.value) not in (int, float) or not math.isfinite(measure.value) or measure.value < 0:
        yield f"{measure.kind} of {measure.value!r}"


def _of_activity(activity: Activity) -> Iterator[str]:
    for name in FIGURES:
        value = getattr(activity, name)
        if value is None:
            continue
        if type(value) not in (int, float):
            yield f"{name} is of type {type(value).__name__}"
        elif not math.isfinite(value) or value < 0:
            yield f"{name} is {value}"
    if any(type(note) is not str or not note.strip() for note in activity.notes):
        yield f"nothing noted: {activity.notes!r}"
    yield from _of_date(activity)
    yield from _of_times(activity)
    yield from _of_figures(activity)
    for lap in activity.laps:
        yield from _of_lap(lap, activity)
    yield from _of_streams(activity)
    made = sketch(activity)
    if RunSketch.from_json(made.to_json()) != made or made.local_date != activity.local_date:
        yield "the sketch does not come back as it was"


def _of_date(activity: Activity) -> Iterator[str]:
    start_s, offset_s = activity.start_utc.timestamp(), activity.utc_offset_s
    if not EARLIEST_UTC_S - 86_400 <= start_s <= LATEST_UTC_S + 86_400:  # a local clock's start is shifted
        yield f"a start on {activity.start_utc}"
    if type(offset_s) is not int or offset_s % QUARTER_HOUR_S:
        yield f"an offset of {offset_s!r} s"
    elif not FURTHEST_WEST <= timedelta(seconds=offset_s) <= FURTHEST_EAST:
        yield f"an offset of {offset_s / 3600} h"
    elif (activity.start_utc + timedelta(seconds=offset_s)).date() != activity.local_date:
        yield f"{activity.local_date} is not the date at {activity.start_utc} and {offset_s} s"
    if activity.offset_source not in ("file", "position", "home"):
        yield f"an offset from {activity.offset_source!r}"


def _of_times(activity: Activity) -> Iterator[str]:
    elapsed_s, moving_s = activity.elapsed_s, activity.moving_s
    if elapsed_s is not None and not 0 < elapsed_s <= LONGEST_S:
        yield f"{elapsed_s} s from start to end"
    if moving_s is not None and not 0 < moving_s <= (elapsed_s or LONGEST_S) + SECOND_S:
        yield f"{moving_s} s in motion of {elapsed_s} s"


def _of_figures(activity: Activity) -> Iterator[str]:
    distance_m = activity.distance_m
    for seconds in (activity.elapsed_s, activity.moving_s):
        if distance_m is not None and distance_m > 1.001 * furthest_m(
            activity.sport, seconds and seconds + SECOND_S
        ):
            yield f"a {activity.sport} of {distance_m} m in {seconds} s"
    limits_m = highest_m(activity.sport, activity.elapsed_s, distance_m)
    for climb_m, limit_m in zip((activity.ascent_m, activity.descent_m), limits_m, strict=True):
        if climb_m is not None and climb_m > limit_m:
            yield f"a climb of {climb_m} m in {activity.elapsed_s} s over {distance_m} m"
    low_bpm, high_bpm = HEART_RATE_BPM
    for bpm in (activity.avg_hr_bpm, activity.max_hr_bpm):
        if bpm is not None and not low_bpm <= bpm <= high_bpm:
            yield f"a heart rate of {bpm}"
    if (activity.avg_hr_bpm or 0) > (activity.max_hr_bpm or high_bpm):
        yield f"a mean heart rate of {activity.avg_hr_bpm} above the highest, {activity.max_hr_bpm}"
    cadence_spm = activity.avg_cadence_spm
    if cadence_spm is not None and not 0 < cadence_spm <= HIGHEST_CADENCE_SPM:
        yield f"a cadence of {cadence_spm}"
    if cadence_spm is not None and activity.sport not in (Sport.RUN, Sport.WALK):
        yield f"steps in a {activity.sport}"


def _of_lap(lap: Lap, activity: Activity) -> Iterator[str]:
    values = (lap.elapsed_s, lap.moving_s, lap.distance_m)
    if type(lap.start_s) is not float or not 0 <= lap.start_s <= LONGEST_S:
        yield f"a lap that starts at {lap.start_s!r} s"
    if any(v is not None and (type(v) not in (int, float) or not 0 < v < math.inf) for v in values):
        yield f"a lap of {values}"
    elif (lap.elapsed_s or 0) > LONGEST_S or (lap.moving_s or 0) > (lap.elapsed_s or LONGEST_S) + SECOND_S:
        yield f"a lap of {lap.moving_s} s in motion of {lap.elapsed_s} s"
    elif lap.distance_m is not None:
        time_s = lap.elapsed_s or lap.moving_s or max(activity.elapsed_s or 0.0, _last_s(activity))
        if lap.distance_m > 1.001 * furthest_m(activity.sport, time_s and time_s + SECOND_S):
            yield f"a lap of {lap.distance_m} m in {time_s} s"


def _last_s(activity: Activity) -> float:
    time_s = activity.streams.values("time_s")
    return 0.0 if time_s is None or not len(time_s) else float(time_s[-1])


def _of_streams(activity: Activity) -> Iterator[str]:
    streams = activity.streams
    lengths = {name: len(channel.values()) for name, channel in streams.channels.items()}
    if len(set(lengths.values())) > 1:
        yield f"channels of {lengths}"
        return
    time_s = streams.values("time_s")
    if time_s is not None and len(time_s):
        if not np.isfinite(time_s).all() or (np.diff(time_s) < 0).any() or time_s[0] < 0:
            yield "times that do not run forwards"
        elif time_s[-1] > LONGEST_S + SECOND_S:
            yield f"records after {time_s[-1]} s"
    for name, channel in streams.channels.items():
        values = channel.values()
        if np.isinf(values).any():
            yield f"{name} holds infinity"
        if not channel.has_values() and len(values):
            yield f"{name} has no value"
        if (np.abs(values) > POSITIONS_DEG.get(name, math.inf)).any():
            yield f"{name} of no place on Earth"
        stream_row(channel)  # what the store does with it
    distance_m = streams.values("distance_m")
    if distance_m is not None:
        known_m = distance_m[np.isfinite(distance_m)]
        if (known_m < 0).any() or (np.diff(known_m) < -0.06).any():
            yield "a distance that shrinks"
