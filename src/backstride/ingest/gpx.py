"""GPX 1.0 and 1.1, as watches, phones and platforms write it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from itertools import chain, compress
from typing import TYPE_CHECKING

import numpy as np

from backstride.ingest import limits, markup
from backstride.ingest.build import activity_from
from backstride.ingest.layout import Form, Texts
from backstride.ingest.markup import channels_of
from backstride.ingest.recording import FloatArray, Recording, Totals
from backstride.ingest.sports import is_indoor, sport_in, sport_of, sub_sport_of
from backstride.records import Activity, Failed, Parsed, ParseOutcome, Sport

if TYPE_CHECKING:
    from lxml.etree import _Element

TRACKS_APART_S = 2 * 3600.0
"""Tracks of one file that begin this long after the last one ended are activities of their own."""
SEGMENTS_APART_S = 12 * 3600.0
"""The same for segments of one track: a trip of several days is several activities."""

OWN_CREATOR = "backstride"
"""The program that a file names which was exported from here."""

COLUMNS = (
    *("time", "altitude_m", "speed_mps", "heart_rate_bpm", "cadence_rpm", "temperature_c", "power_w"),
    *("latitude_deg", "longitude_deg"),
)
_TIME, _LATITUDE, _LONGITUDE = (COLUMNS.index(name) for name in ("time", "latitude_deg", "longitude_deg"))
_NAMES = {
    "time": _TIME,
    "ele": COLUMNS.index("altitude_m"),
    "speed": COLUMNS.index("speed_mps"),
    "hr": COLUMNS.index("heart_rate_bpm"),
    "heartrate": COLUMNS.index("heart_rate_bpm"),
    "cad": COLUMNS.index("cadence_rpm"),
    "cadence": COLUMNS.index("cadence_rpm"),
    "runcadence": COLUMNS.index("cadence_rpm"),
    "atemp": COLUMNS.index("temperature_c"),
    "temp": COLUMNS.index("temperature_c"),
    "power": COLUMNS.index("power_w"),
    "powerinwatts": COLUMNS.index("power_w"),
    "watts": COLUMNS.index("power_w"),
}
"""Where a point's values stand, by the names that GPX and its extensions give them."""
FORM = Form(
    section="trkseg",
    point="trkpt",
    counted=(b"trkpt", b"rtept", b"wpt"),
    names=_NAMES,
    attributes={"lat": _LATITUDE, "lon": _LONGITUDE},
    width=len(COLUMNS),
)


@dataclass(frozen=True, slots=True, eq=False)
class _Segment:
    track: int
    columns: list[Texts]
    time_utc_s: FloatArray
    offset_s: float | None

    @property
    def start_s(self) -> float:
        return float(self._usual_s().min())

    @property
    def end_s(self) -> float:
        return float(self._usual_s().max())

    def _usual_s(self) -> FloatArray:
        """The known times, without those years off: one such would tear a trip apart, or join two."""
        known_s = np.sort(self.time_utc_s[np.isfinite(self.time_utc_s)])
        usual_s: FloatArray = known_s[np.abs(known_s - known_s[len(known_s) // 2]) <= limits.LONGEST_S]
        return usual_s


def read_gpx(name: str, data: bytes, home_zone: tzinfo) -> ParseOutcome:
    """The activities of a GPX file.

    Tracks are merged into one activity unless they are ``TRACKS_APART_S`` apart (a pause makes a new
    track in some apps); segments of one track unless they are ``SEGMENTS_APART_S`` apart. Between
    segments nothing was recorded. A time with an offset other than zero is the runner's own; "Z" says
    nothing of where the runner was. Routes and waypoints were planned, not run.
    """
    document = markup.parse(data, FORM)
    if isinstance(document, Failed):
        return document
    tracks = markup.children(document.root, "trk")
    segments = [
        _segment(i, document.columns(section))
        for i, track in enumerate(tracks)
        for section in markup.children(track, "trkseg")
    ]
    segments = [segment for segment in segments if len(segment.time_utc_s)]
    if not segments:
        return document.without_activity(f"it holds no recorded track{_planned(document.root)}")
    timed = [segment for segment in segments if np.isfinite(segment.time_utc_s).any()]
    if not timed:
        return document.without_activity("its track has no times: it may have been planned, not run")
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
        return Failed(reason) if reason else document.without_activity("its track is a single point")
    return Parsed(activities, document.warnings)


def _planned(root: "_Element") -> str:
    found = [word for tag, word in (("rte", "a route"), ("wpt", "waypoints")) if markup.children(root, tag)]
    return f", only {' and '.join(found)}" if found else ""


def _segment(track: int, columns: list[Texts]) -> _Segment:
    if None in columns[_LATITUDE]:
        columns = _only(columns, [any(values) for values in zip(*columns, strict=True)])
    time_utc_s, offset_s = markup.times_utc_s(columns[_TIME])
    return _Segment(track, columns, time_utc_s, offset_s)


def _only(columns: list[Texts], rows: Sequence[bool]) -> list[Texts]:
    return [list(compress(column, rows)) for column in columns]


def _without_repeats(segments: list[_Segment], notes: list[str]) -> list[_Segment]:
    """Segments without the points (time and place) that an earlier segment holds already."""
    seen: set[tuple[float, str | None, str | None]] = set()
    kept: list[_Segment] = []
    repeated = 0
    for i, segment in enumerate(segments):
        columns = segment.columns
        points = zip(segment.time_utc_s.tolist(), columns[_LATITUDE], columns[_LONGITUDE], strict=True)
        new = [point not in seen for point in points] if seen else []
        if i < len(segments) - 1:
            seen.update(
                zip(segment.time_utc_s.tolist(), columns[_LATITUDE], columns[_LONGITUDE], strict=True)
            )
        if all(new):
            kept.append(segment)
            continue
        repeated += new.count(False)
        time_utc_s = segment.time_utc_s[np.array(new)]
        if np.isfinite(time_utc_s).any():
            kept.append(_Segment(segment.track, _only(columns, new), time_utc_s, segment.offset_s))
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
    columns = {
        name: list(chain.from_iterable(segment.columns[i] for segment in group))
        for i, name in enumerate(COLUMNS)
        if i != _TIME
    }
    lengths = [len(segment.time_utc_s) for segment in group]
    kind = markup.text_of(track, "type")
    sport, hint = _sport(name, track, kind)
    device, start_utc_s, offset_s = root.get("creator"), None, None
    if device == OWN_CREATOR:
        device = markup.text_of(track, "src")
        start_utc_s, offset_s = _own_start(root)
    return Recording(
        source="gpx",
        sport=sport,
        sport_source="name" if hint else "file",
        sub_sport=sub_sport_of(kind),
        device=device,
        time_utc_s=np.concatenate([segment.time_utc_s for segment in group]),
        channels=channels_of(columns),
        breaks=np.cumsum(lengths[:-1], dtype=np.intp),
        totals=Totals(start_utc_s=start_utc_s),
        offset_s=offset_s or next((segment.offset_s for segment in group if segment.offset_s), None),
        indoor=is_indoor(kind),
        virtual="zwift" in (device or "").lower() or "virtual" in (kind or "").lower(),
        notes=notes + hint,
    )


def _own_start(root: "_Element") -> tuple[float | None, float | None]:
    """The start, and its offset from UTC, that a file of our own states in its metadata.

    Other programs write there when the file was made.
    """
    (start_utc_s,), offset_s = markup.times_utc_s([markup.text_of(root, "metadata", "time")])
    return None if np.isnan(start_utc_s) else float(start_utc_s), offset_s


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
