"""An activity's track as GPX 1.1, with Garmin's extension for track points (version 2).

GPX holds places. What comes back when it is read here: the sport, whether it was indoors, the device, the
start and its offset from UTC (if that
is not zero, which no reader takes for stated), and of every record with a position: the time (to the
millisecond), the position (to 1e-7 degrees, about a centimetre), the altitude and the speed (to a
thousandth), heart rate and steps (to a whole beat, and a whole step of one foot). What GPX has no place for
is worked out anew from these: distance, time in motion, ascent. Records without a position, laps, power,
running dynamics and the kind of the sport stay out.
"""

import numpy as np
import numpy.typing as npt

from backstride.export import markup
from backstride.ingest.gpx import OWN_CREATOR
from backstride.records import Activity

BoolArray = npt.NDArray[np.bool_]

MIN_POINTS = 2

_HEART_RATE_BPM, _CADENCE_RPM = (1, 255), (0, 254)
_HEAD = (
    f'<gpx version="1.1" creator="{OWN_CREATOR}" xmlns="http://www.topografix.com/GPX/1/1"'
    ' xmlns:gpxtpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v2">\n'
)
_NEW_SEGMENT = "</trkseg>\n<trkseg>\n"


def placed(activity: Activity) -> BoolArray:
    """Which records have a position, shape (n,)."""
    latitude_deg, longitude_deg = (
        activity.streams.values(name) for name in ("latitude_deg", "longitude_deg")
    )
    if latitude_deg is None or longitude_deg is None:
        return np.zeros(len(activity.streams), dtype=np.bool_)
    found: BoolArray = (np.abs(latitude_deg) <= 90) & (np.abs(longitude_deg) <= 180)  # NaN is not
    return found


def write_gpx(activity: Activity, cut: BoolArray | None = None) -> bytes:
    """The activity as GPX. ValueError where fewer than ``MIN_POINTS`` records have a position.

    ``cut``: shape (n_records,), True where a new segment begins, since no line may lead to that record.
    """
    rows = placed(activity)
    if rows.sum() < MIN_POINTS:
        raise ValueError("GPX needs positions")
    columns = {name: channel.values()[rows] for name, channel in activity.streams.channels.items()}
    apart = np.zeros(int(rows.sum()), dtype=np.bool_) if cut is None else cut[rows]
    of_points = markup.joined(
        [
            [_NEW_SEGMENT if begins else "" for begins in apart.tolist()],
            markup.decimals(columns["latitude_deg"], 7, '<trkpt lat="', '"'),
            markup.decimals(columns["longitude_deg"], 7, ' lon="', '">'),
            markup.decimals(columns.get("altitude_m"), 3, "<ele>", "</ele>"),
            [f"<time>{time}</time>" for time in markup.times(activity, columns["time_s"])],
            markup.wrapped(
                _extension(columns),
                "<extensions><gpxtpx:TrackPointExtension>",
                "</gpxtpx:TrackPointExtension></extensions>",
            ),
        ]
    )
    source = "" if activity.device is None else f"<src>{markup.text(activity.device)}</src>"
    parts = [
        markup.DECLARATION + _HEAD,
        f"<metadata><time>{markup.started_at(activity)}</time></metadata>\n",
        f"<trk>{source}<type>{markup.sport_words(activity)}</type>\n<trkseg>\n",
        *(f"{point}</trkpt>\n" for point in of_points or ()),
        "</trkseg>\n</trk>\n</gpx>\n",
    ]
    return "".join(parts).encode("utf-8")


def _extension(columns: dict[str, markup.FloatArray]) -> list[str] | None:
    """What stands in a point's extension, in the order that its schema has."""
    both_feet = columns.get("cadence_spm")
    cadence_rpm = columns.get("cadence_rpm") if both_feet is None else both_feet / 2
    return markup.joined(
        [
            markup.decimals(columns.get("temperature_c"), 1, "<gpxtpx:atemp>", "</gpxtpx:atemp>"),
            markup.whole(columns.get("heart_rate_bpm"), _HEART_RATE_BPM, "<gpxtpx:hr>", "</gpxtpx:hr>"),
            markup.whole(cadence_rpm, _CADENCE_RPM, "<gpxtpx:cad>", "</gpxtpx:cad>"),
            markup.decimals(columns.get("speed_mps"), 3, "<gpxtpx:speed>", "</gpxtpx:speed>"),
        ]
    )
