"""GPX 1.0 and 1.1, as watches, phones and platforms write it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo
from typing import TYPE_CHECKING

import numpy as np

from backstride.ingest import markup
from backstride.ingest.build import activity_from
from backstride.ingest.markup import channels_of
from backstride.ingest.recording import FloatArray, Recording
from backstride.ingest.sports import is_indoor, sport_in, sport_of, sub_sport_of
from backstride.records import Activity, Failed, Parsed, ParseOutcome, Skipped, Sport

if TYPE_CHECKING:
    from lxml.etree import _Element

TRACKS_APART_S = 2 * 3600.0
"""Tracks of one file that begin this long after the last one ended are activities of their own."""
SEGMENTS_APART_S = 12 * 3600.0
"""The same for segments of one track: a trip of several days is several activities."""

_EXTENSIONS = -1

# Where a point's values stand in its row; names in lower case, of whatever namespace.
_ROW = (
    *("latitude_deg", "longitude_deg", "time", "altitude_m", "speed_mps", "heart_rate_bpm", "cadence_rpm"),
    *("temperature_c", "power_w"),
)
_LATITUDE, _LONGITUDE, _TIME = 0, 1, 2
_IN_POINT = {
    "ele": _ROW.index("altitude_m"),
    "time": _TIME,
    "speed": _ROW.index("speed_mps"),
    "extensions": _EXTENSIONS,
}
_IN_EXTENSIONS = {
    "speed": _ROW.index("speed_mps"),
    "hr": _ROW.index("heart_rate_bpm"),
    "heartrate": _ROW.index("heart_rate_bpm"),
    "cad": _ROW.index("cadence_rpm"),
    "cadence": _ROW.index("cadence_rpm"),
    "runcadence": _ROW.index("cadence_rpm"),
    "atemp": _ROW.index("temperature_c"),
    "temp": _ROW.index("temperature_c"),
    "power": _ROW.index("power_w"),
    "powerinwatts": _ROW.index("power_w"),
    "watts": _ROW.index("power_w"),
}


@dataclass(frozen=True, slots=True, eq=False)
class _Segment:
    track: int
    rows: list[list[str | None]]
    time_utc_s: FloatArray
    offset_s: float | None

    @property
    def start_s(self) -> float:
        return float(np.nanmin(self.time_utc_s))

    @property
    def end_s(self) -> float:
        return float(np.nanmax(self.time_utc_s))


def read_gpx(name: str, data: bytes, home_zone: tzinfo) -> ParseOutcome:
    """The activities of a GPX file.

    Tracks are merged into one activity unless they are ``TRACKS_APART_S`` apart (a pause makes a new
    track in some apps); segments of one track unless they are ``SEGMENTS_APART_S`` apart. Between
    segments nothing was recorded. A time with an offset other than zero is the runner's own; "Z" says
    nothing of where the runner was. Routes and waypoints were planned, not run.
    """
    document = markup.parse(data)
    if isinstance(document, Failed):
        return document
    tracks = markup.children(document.root, "trk")
    segments = [_segment(i, seg) for i, trk in enumerate(tracks) for seg in markup.children(trk, "trkseg")]
    segments = [segment for segment in segments if segment.rows]
    if not segments:
        if document.warnings:
            return Failed(
                document.warnings[0].replace("what could be read was kept", "no track point was found")
            )
        return Skipped(f"it holds {_planned(document.root)} and no recorded track")
    timed = [segment for segment in segments if np.isfinite(segment.time_utc_s).any()]
    if not timed:
        return Skipped("its track has no times, so it cannot be told when, or whether, it was run")
    notes: list[str] = []
    if len(timed) < len(segments):
        notes.append(f"{len(segments) - len(timed)} segments without times: left out")
    ordered = sorted(_without_repeats(timed, notes), key=lambda segment: segment.start_s)
    outcomes = [
        activity_from(_recording(name, document.root, tracks, group, tuple(notes)), home_zone)
        for group in _activities(ordered)
        if sum(np.isfinite(segment.time_utc_s).sum() for segment in group) > 1
    ]
    activities = tuple(outcome for outcome in outcomes if isinstance(outcome, Activity))
    if not activities:
        reason = next((outcome for outcome in outcomes if isinstance(outcome, str)), None)
        return Failed(reason) if reason else Skipped("its track is a single point, no activity")
    return Parsed(activities, document.warnings)


def _planned(root: "_Element") -> str:
    found = [word for tag, word in (("rte", "a route"), ("wpt", "waypoints")) if markup.children(root, tag)]
    return " and ".join(found) or "no route"


def _segment(track: int, element: "_Element") -> _Segment:
    rows = list(_rows(element))
    time_utc_s, offset_s = markup.times_utc_s([row[_TIME] for row in rows])
    return _Segment(track, rows, time_utc_s, offset_s)


def _rows(segment: "_Element") -> Iterator[list[str | None]]:
    """One row per point, in one pass: searching below each point for each value takes many times as long."""
    in_point, in_extensions = markup.Places(_IN_POINT), markup.Places(_IN_EXTENSIONS)
    empty: list[str | None] = [None] * len(_ROW)
    for point in segment:
        row = empty.copy()
        row[_LATITUDE], row[_LONGITUDE] = point.get("lat"), point.get("lon")
        for value in point:
            place = in_point[value.tag]
            if place is None:
                continue
            if place != _EXTENSIONS:
                row[place] = value.text
                continue
            for inner in value.iter():
                place = in_extensions[inner.tag]
                if place is not None and row[place] is None:
                    row[place] = inner.text
        if row != empty:
            yield row


def _without_repeats(segments: list[_Segment], notes: list[str]) -> list[_Segment]:
    """Segments without the points (time and place) that an earlier segment holds already."""
    seen: set[tuple[float, str | None, str | None]] = set()
    kept: list[_Segment] = []
    repeated = 0
    for segment in segments:
        keys = [
            (time, row[_LATITUDE], row[_LONGITUDE])
            for time, row in zip(segment.time_utc_s.tolist(), segment.rows, strict=True)
        ]
        new = np.array([key not in seen for key in keys], dtype=np.bool_) if seen else None
        seen.update(keys)
        if new is None or new.all():
            kept.append(segment)
            continue
        repeated += int((~new).sum())
        rows = [row for row, is_new in zip(segment.rows, new.tolist(), strict=True) if is_new]
        time_utc_s = segment.time_utc_s[new]
        if np.isfinite(time_utc_s).any():
            kept.append(_Segment(segment.track, rows, time_utc_s, segment.offset_s))
    if repeated:
        notes.append(f"{repeated} points that repeat an earlier segment: left out")
    return kept


def _activities(ordered: list[_Segment]) -> list[list[_Segment]]:
    groups: list[list[_Segment]] = []
    end_s = 0.0
    for segment in ordered:
        apart_s = segment.start_s - end_s
        same_track = bool(groups) and groups[-1][-1].track == segment.track
        if groups and apart_s < (SEGMENTS_APART_S if same_track else TRACKS_APART_S):
            groups[-1].append(segment)
            end_s = max(end_s, segment.end_s)
        else:
            groups.append([segment])
            end_s = segment.end_s
    return groups


def _recording(
    name: str, root: "_Element", tracks: "list[_Element]", group: list[_Segment], notes: tuple[str, ...]
) -> Recording:
    track = tracks[group[0].track]
    rows = [row for segment in group for row in segment.rows]
    columns = dict(zip(_ROW, zip(*rows, strict=True), strict=True))
    del columns["time"]
    lengths = [len(segment.rows) for segment in group]
    kind = markup.text_of(track, "type")
    sport, hint = _sport(name, track, kind)
    device = root.get("creator")
    return Recording(
        source="gpx",
        sport=sport,
        sub_sport=sub_sport_of(kind),
        device=device,
        time_utc_s=np.concatenate([segment.time_utc_s for segment in group]),
        channels=channels_of(columns),
        breaks=np.cumsum(lengths[:-1], dtype=np.intp),
        offset_s=next((segment.offset_s for segment in group if segment.offset_s), None),
        indoor=is_indoor(kind),
        virtual="zwift" in (device or "").lower() or "virtual" in (kind or "").lower(),
        notes=notes + hint,
    )


def _sport(name: str, track: "_Element", kind: str | None) -> tuple[Sport | None, tuple[str, ...]]:
    """The sport that the track's type names, else, with a note, its title or the file's name."""
    sport = sport_of(kind)
    if sport is not None:
        return sport, ()
    if kind and not kind.isdigit() and kind.lower() not in ("unknown", "other"):
        return Sport.OTHER, ()
    for where, text in (("title", markup.text_of(track, "name")), ("file's name", name.rpartition("/")[2])):
        sport = sport_in(text)
        if sport is not None:
            return sport, (f"the file names no sport; taken as a {sport} from the {where}",)
    return None, ()
