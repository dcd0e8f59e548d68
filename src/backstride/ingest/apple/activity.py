"""From a workout, as it is stated, and the heart rates of its time to an activity."""

import re
from dataclasses import replace
from datetime import timedelta, timezone, tzinfo

import numpy as np

from backstride.ingest.apple.heart import HeartRates
from backstride.ingest.apple.stamps import offset_in, zone_named
from backstride.ingest.apple.workout import Workout
from backstride.ingest.build import MAX_START_SHIFT_S, activity_from
from backstride.ingest.limits import LONGEST_S
from backstride.ingest.localtime import plausible_offset_s
from backstride.ingest.recording import FloatArray, Recording, Totals
from backstride.records import Activity, Channel, Sport

_SPORTS = {
    "Running": Sport.RUN,
    "Walking": Sport.WALK,
    "Hiking": Sport.WALK,
    "Cycling": Sport.RIDE,
    "HandCycling": Sport.RIDE,
    "Swimming": Sport.SWIM,
    "TraditionalStrengthTraining": Sport.STRENGTH,
    "FunctionalStrengthTraining": Sport.STRENGTH,
    "CoreTraining": Sport.STRENGTH,
}
_PLAIN = ("Running", "Walking", "Cycling", "Swimming", "Other")
_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])")
_MAX_STEPS_SPM = 250.0


class Clocks:
    """Which offset from UTC a workout belongs to.

    Where it names its time zone, that holds. Else there is only the offset in its times, which on many
    phones is that of the day of the *export*: summer's, for the runs of winter too. So a workout whose times
    have the offset of the export is put on the home zone's clock, if that showed this same offset on that
    day: the runner was at home as far as anyone can tell.
    """

    def __init__(self, export_utc_s: float, export_offset_s: float, home_zone: tzinfo) -> None:
        """``export_utc_s``, ``export_offset_s``: when the record was exported; NaN where it does not tell."""
        self._home_zone = home_zone
        at_home = np.isfinite(export_utc_s) and offset_in(home_zone, export_utc_s) == export_offset_s
        self._export_offset_s = export_offset_s if at_home else np.nan

    def zone_of(self, workout: Workout) -> tuple[tzinfo, str]:
        """The zone and where it is from, as in ``Activity.offset_source``."""
        zone = zone_named(workout.zone)
        if zone is not None:
            return zone, "file"
        stated_s = plausible_offset_s(workout.offset_s)
        if stated_s is None or workout.offset_s == self._export_offset_s:
            return self._home_zone, "home"
        return timezone(timedelta(seconds=stated_s)), "file"


def activity_of(workout: Workout, hearts: HeartRates, clocks: Clocks) -> Activity | str:
    """The activity, or in plain words why there is none.

    It has no positions: those are in files of their own beside the record. Its time in motion is the
    duration that is stated, which leaves pauses out; the readings of a heart tell nothing of motion.
    """
    notes = list(workout.notes)
    elapsed_s = _elapsed_s(workout, notes)
    timer_s = _timer_s(workout, elapsed_s, notes)
    distance_m = workout.distance_m
    if elapsed_s is None and timer_s is None and distance_m is not None:
        notes.append(f"a distance of {distance_m / 1000:,.1f} km in an unknown time: left out")
        distance_m = None
    sport = _SPORTS.get(workout.kind, Sport.OTHER) if workout.kind else None
    zone, offset_source = clocks.zone_of(workout)
    time_utc_s, channels = _stream(workout, elapsed_s or timer_s, hearts)
    activity = activity_from(
        Recording(
            source="apple",
            sport=sport,
            sub_sport=None if workout.kind in _PLAIN else _words(workout.kind),
            device=workout.device,
            time_utc_s=time_utc_s,
            channels=channels,
            pauses=workout.pauses,
            totals=Totals(
                start_utc_s=workout.start_utc_s,
                elapsed_s=timer_s if elapsed_s is None else elapsed_s,  # it took at least its duration
                timer_s=timer_s,
                distance_m=distance_m,
                ascent_m=workout.ascent_m,
                descent_m=workout.descent_m,
                avg_hr_bpm=workout.avg_hr_bpm,
                max_hr_bpm=workout.max_hr_bpm,
                avg_cadence_spm=_cadence_spm(workout, sport, timer_s),
            ),
            laps=workout.laps,
            notes=tuple(notes),
        ),
        zone,
    )
    if isinstance(activity, str):
        return activity
    # Without positions, ``activity_from`` takes a run for one indoors, and silences of the heart for pauses.
    bounds = [bound for bound in (timer_s, activity.elapsed_s) if bound is not None]
    moving_s = None if timer_s is None else min(bounds)
    return replace(activity, offset_source=offset_source, indoor=workout.indoor, moving_s=moving_s)


def _elapsed_s(workout: Workout, notes: list[str]) -> float | None:
    if workout.end_utc_s is None:
        notes.append("when it ended cannot be read")
        return None
    elapsed_s = workout.end_utc_s - workout.start_utc_s
    if elapsed_s < 0:
        notes.append("it ends before it starts: its end was left out")
    elif elapsed_s > LONGEST_S:
        notes.append(f"it ends {elapsed_s / 86_400:.0f} days after its start: its end was left out")
    elif elapsed_s > 0:  # one that was typed in may end when it starts
        return elapsed_s
    return None


def _timer_s(workout: Workout, elapsed_s: float | None, notes: list[str]) -> float | None:
    """The duration that is stated, if it can be true; else the time from start to end without pauses."""
    stated_s = workout.duration_s
    if stated_s is not None:
        if stated_s <= (LONGEST_S if elapsed_s is None else elapsed_s + 1.0):
            return stated_s if elapsed_s is None else min(stated_s, elapsed_s)
        notes.append(f"it states a duration of {stated_s:.0f} s, longer than from its start to its end")
    if elapsed_s is None:
        return None
    left_s = elapsed_s - _paused_s(workout, workout.start_utc_s + elapsed_s)
    return left_s if left_s > 0 else elapsed_s


def _paused_s(workout: Workout, end_utc_s: float) -> float:
    """The time within pauses, those that overlap counted once."""
    paused_s, reached_s = 0.0, workout.start_utc_s
    for from_s, until_s in sorted(workout.pauses):
        from_s, until_s = max(from_s, reached_s), min(until_s, end_utc_s)
        if until_s > from_s:
            paused_s += until_s - from_s
            reached_s = until_s
    return paused_s


def _cadence_spm(workout: Workout, sport: Sport | None, timer_s: float | None) -> float | None:
    if sport not in (Sport.RUN, Sport.WALK) or workout.steps is None or not timer_s:
        return None
    cadence_spm = workout.steps / timer_s * 60
    return cadence_spm if cadence_spm <= _MAX_STEPS_SPM else None


def _stream(
    workout: Workout, lasted_s: float | None, hearts: HeartRates
) -> tuple[FloatArray, dict[str, Channel]]:
    """The heart rates of the workout's time, Unix seconds and channels."""
    if lasted_s is None:
        return np.empty(0), {}
    start_s = workout.start_utc_s
    time_s, bpm = hearts.during(start_s, start_s + lasted_s, workout.source)
    if len(time_s) and time_s[0] - start_s > MAX_START_SHIFT_S:
        # A start so long before the first record would not be believed.
        time_s, bpm = np.insert(time_s, 0, start_s), np.insert(bpm, 0, 0.0)
    tenths = np.round(bpm * 10)
    whole = not (tenths % 10).any() and bpm.max(initial=0.0) < 256
    raw = bpm.astype(np.uint8) if whole else tenths.astype(np.uint16)
    channel = Channel(raw=raw, scale=1.0 if whole else 10.0, invalid=0)
    return time_s, {"heart_rate_bpm": channel} if len(time_s) else {}


def _words(kind: str) -> str | None:
    """ "traditional strength training" for "TraditionalStrengthTraining"; None for nothing."""
    return _WORDS.sub(" ", kind).lower() or None
