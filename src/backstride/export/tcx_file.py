"""An activity as TCX, Garmin's training centre format, with its activity extension (version 2).

What comes back when it is read here: the sport, whether it was indoors, the start and its offset from UTC (if
that is not zero, which no reader takes for stated), the device, the distance and the laps, and of every
record: the time (to the millisecond), the position (to 1e-7 degrees), altitude, distance and speed (to a
thousandth), heart rate, steps of one foot and power (to a whole one; a heart rate of zero, a sensor's
silence, is left out). The distance is that of the laps together, to a centimetre: where those do not add up
to it, within ``LAPS_AGREE_M``, one lap over the whole is written instead. Ascent and time in motion are
worked out anew, running dynamics and temperatures stay out.
"""

import math
from collections.abc import Sequence

import numpy as np

from backstride.export import markup
from backstride.records import Activity, Lap, Sport

LAPS_AGREE_M = 1.0

_SPORTS = {Sport.RUN: "Running", Sport.RIDE: "Biking"}  # the schema has no more, but for "Other"
_HEART_RATE_BPM, _CADENCE_RPM, _POWER_W = (1, 255), (0, 254), (0, 65_535)
_HEAD = (
    '<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"'
    ' xmlns:ns3="http://www.garmin.com/xmlschemas/ActivityExtension/v2"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n<Activities>\n'
)


def write_tcx(activity: Activity) -> bytes:
    """The activity as TCX; one without records has laps without a track."""
    time_s = activity.streams.values("time_s")
    points = _points(activity, time_s) if time_s is not None and len(time_s) else []
    laps = _laps(activity)
    sport = _SPORTS.get(activity.sport, "Other")
    parts = [
        markup.DECLARATION + _HEAD,
        f'<Activity Sport="{sport}">\n<Id>{markup.started_at(activity)}</Id>\n',
    ]
    starts_s = [lap.start_s for lap in laps[1:]]
    bounds = [0] * len(starts_s)
    if time_s is not None:
        bounds = np.searchsorted(time_s, starts_s, side="left").tolist()
    starts = markup.times(activity, np.array([lap.start_s for lap in laps]))
    for lap, start, first, last in zip(laps, starts, [0, *bounds], [*bounds, len(points)], strict=True):
        parts += _lap(activity, lap, start, points[first:last], alone=len(laps) == 1)
    parts += [_notes(activity), _creator(activity), "</Activity>\n</Activities>\n</TrainingCenterDatabase>\n"]
    return "".join(parts).encode("utf-8")


def _laps(activity: Activity) -> Sequence[Lap]:
    """The activity's laps if they tell all of it, else one over the whole."""
    laps = activity.laps
    starts_s = [lap.start_s for lap in laps]
    ways_m = [lap.distance_m for lap in laps if lap.distance_m is not None]
    timed = all(lap.moving_s is not None or lap.elapsed_s is not None for lap in laps)
    total_m = activity.distance_m or 0.0
    add_up = len(ways_m) in (0, len(laps)) and abs(sum(ways_m) - total_m) <= LAPS_AGREE_M
    if laps and timed and add_up and starts_s == sorted(starts_s):
        return laps
    return (
        Lap(
            start_s=0.0,
            elapsed_s=activity.elapsed_s,
            moving_s=activity.moving_s,
            distance_m=activity.distance_m,
        ),
    )


def _lap(activity: Activity, lap: Lap, start: str, points: Sequence[str], *, alone: bool) -> list[str]:
    """One lap. The schema demands a time, a distance and calories: where they are unknown, a zero says so."""
    timer_s = lap.elapsed_s if lap.moving_s is None else lap.moving_s
    parts = [
        f'<Lap StartTime="{start}">\n<TotalTimeSeconds>{timer_s or 0.0:.3f}</TotalTimeSeconds>'
        f"<DistanceMeters>{lap.distance_m or 0.0:.2f}</DistanceMeters><Calories>0</Calories>"
    ]
    rates = (("AverageHeartRateBpm", activity.avg_hr_bpm), ("MaximumHeartRateBpm", activity.max_hr_bpm))
    for name, rate in rates if alone else ():
        (value,) = markup.whole(_one(rate), _HEART_RATE_BPM, f"<{name}><Value>", f"</Value></{name}>") or [""]
        parts.append(value)
    parts.append("<Intensity>Active</Intensity><TriggerMethod>Manual</TriggerMethod>\n")
    if points:
        parts += ["<Track>\n", *points, "</Track>\n"]
    parts.append("</Lap>\n")
    return parts


def _one(value: float | None) -> markup.FloatArray:
    return np.array([math.nan if value is None else value])


def _points(activity: Activity, time_s: markup.FloatArray) -> list[str]:
    values = activity.streams.values
    position = markup.joined(
        [
            markup.decimals(values("latitude_deg"), 7, "<LatitudeDegrees>", "</LatitudeDegrees>"),
            markup.decimals(values("longitude_deg"), 7, "<LongitudeDegrees>", "</LongitudeDegrees>"),
        ]
    )
    both_feet = values("cadence_spm")
    extension = markup.joined(
        [
            markup.decimals(values("speed_mps"), 3, "<ns3:Speed>", "</ns3:Speed>"),
            markup.whole(
                None if both_feet is None else both_feet / 2,
                _CADENCE_RPM,
                "<ns3:RunCadence>",
                "</ns3:RunCadence>",
            ),
            markup.whole(values("power_w"), _POWER_W, "<ns3:Watts>", "</ns3:Watts>"),
        ]
    )
    rows = markup.joined(
        [
            [f"<Trackpoint><Time>{time}</Time>" for time in markup.times(activity, time_s)],
            markup.wrapped(_whole_positions(position), "<Position>", "</Position>"),
            markup.decimals(values("altitude_m"), 3, "<AltitudeMeters>", "</AltitudeMeters>"),
            markup.decimals(values("distance_m"), 3, "<DistanceMeters>", "</DistanceMeters>"),
            markup.whole(
                values("heart_rate_bpm"), _HEART_RATE_BPM, "<HeartRateBpm><Value>", "</Value></HeartRateBpm>"
            ),
            markup.whole(values("cadence_rpm"), _CADENCE_RPM, "<Cadence>", "</Cadence>"),
            markup.wrapped(extension, "<Extensions><ns3:TPX>", "</ns3:TPX></Extensions>"),
        ]
    )
    return [f"{row}</Trackpoint>\n" for row in rows or ()]


def _whole_positions(rows: list[str] | None) -> list[str] | None:
    """Without those of which only one half is known."""
    if rows is None:
        return None
    return [row if "<LatitudeDegrees>" in row and "<LongitudeDegrees>" in row else "" for row in rows]


def _notes(activity: Activity) -> str:
    """The sport in words, where its attribute does not say it all."""
    if activity.sport is Sport.OTHER and not activity.indoor:
        return ""
    said = activity.sport in _SPORTS and not activity.indoor
    return "" if said else f"<Notes>{markup.sport_words(activity)}</Notes>\n"


def _creator(activity: Activity) -> str:
    if activity.device is None:
        return ""
    return (
        f'<Creator xsi:type="Device_t"><Name>{markup.text(activity.device)}</Name><UnitId>0</UnitId>'
        "<ProductID>0</ProductID><Version><VersionMajor>0</VersionMajor><VersionMinor>0</VersionMinor>"
        "</Version></Creator>\n"
    )
