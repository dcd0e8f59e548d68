"""Activities for the tests of what is written: one that looks like a run, and any that there could be."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from hypothesis import strategies as st

from backstride.records import Activity, Channel, Lap, Sport, Streams

START = datetime(2026, 11, 24, 6, 12, 30, tzinfo=UTC)
OFFSETS_S = [*range(-43_200, 50_401, 3_600), -34_200, -12_600, 12_600, 20_700, 31_500, 45_900]
"""Those on which clocks stand, whole hours and some of the others."""
CHANNELS = (
    *("latitude_deg", "longitude_deg", "altitude_m", "distance_m", "speed_mps", "heart_rate_bpm"),
    *("cadence_spm", "cadence_rpm", "power_w", "temperature_c", "vertical_oscillation_mm", "stance_time_ms"),
    *("stance_time_percent", "vertical_ratio_percent", "stance_time_balance_percent", "step_length_mm"),
)


def a_run(**changes: Any) -> Activity:
    """A run of two minutes and two laps along an invented road, with every usual channel."""
    n = 121
    time_s = np.arange(n)
    heart_rate = (120 + time_s // 4).astype(np.uint8)
    heart_rate[7] = 255
    channels = {
        "time_s": Channel(time_s.astype(np.int32)),
        "latitude_deg": Channel((480_000_000 + 270 * time_s).astype(np.int32), 1e7),
        "longitude_deg": Channel(np.full(n, 115_000_000, np.int32), 1e7),
        "altitude_m": Channel((5 * (520 + time_s / 10) + 2500).astype(np.uint16), 5.0, 500.0, 65535),
        "distance_m": Channel((300 * time_s).astype(np.uint32), 100.0, 0.0, 2**32 - 1),
        "speed_mps": Channel(np.full(n, 3000, np.uint16), 1000.0, 0.0, 65535),
        "heart_rate_bpm": Channel(heart_rate, invalid=255),
        "cadence_spm": Channel(np.full(n, 85 * 128 + 64, np.uint16), 64.0, 0.0, 65535),
    }
    figures: dict[str, Any] = {
        "sport": Sport.RUN,
        "start_utc": START,
        "utc_offset_s": 3600,
        "offset_source": "position",
        "source": "fit",
        "sub_sport": "trail",
        "device": "Garmin product 1234",
        "gear": "Grüne Schuhe",
        "distance_m": 360.0,
        "elapsed_s": 120.0,
        "moving_s": 118.0,
        "ascent_m": 12.0,
        "descent_m": 0.0,
        "avg_hr_bpm": 134.56789,
        "max_hr_bpm": 150.0,
        "avg_cadence_spm": 171.0,
        "laps": (
            Lap(start_s=0.0, elapsed_s=60.0, moving_s=60.0, distance_m=180.0),
            Lap(start_s=60.0, elapsed_s=60.0, moving_s=58.0, distance_m=180.0),
        ),
        "streams": Streams(channels),
        "notes": ("1 position that is no place on Earth: left out",),
    }
    return Activity(**(figures | changes))


def differences(one: Activity, other: Activity) -> list[str]:
    """In what two activities differ, their streams' values included; zeros of unlike signs do."""
    found = [] if repr(_summary(one)) == repr(_summary(other)) else [f"{_summary(one)} / {_summary(other)}"]
    ours, theirs = values(one.streams), values(other.streams)
    found += [f"channel {name}" for name in ours.keys() ^ theirs.keys()]
    return found + [name for name in ours.keys() & theirs.keys() if not same(ours[name], theirs[name])]


def same(one: "np.ndarray[Any, Any]", other: "np.ndarray[Any, Any]") -> bool:
    unknown = np.isnan(one) & np.isnan(other)
    return one.shape == other.shape and bool(
        (unknown | ((one == other) & (np.signbit(one) == np.signbit(other)))).all()
    )


def values(streams: Streams) -> Mapping[str, "np.ndarray[Any, Any]"]:
    return {name: channel.values() for name, channel in streams.channels.items()}


def _summary(activity: Activity) -> dict[str, Any]:
    return {name: getattr(activity, name) for name in activity.__slots__ if name != "streams"}


_FIGURES = st.none() | st.floats(allow_nan=False, allow_infinity=False) | st.integers(0, 40_000).map(float)
_TEXTS = st.text(max_size=12) | st.text(min_size=100, max_size=400) | st.sampled_from(["trail", "treadmill"])
# What an import lets through: it leaves characters that cannot be shown out of the names of things.
_SHOWN = st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs", "Co", "Cn"]), max_size=400)
_NAMES = (
    st.sampled_from(CHANNELS)
    | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=60)
    | st.sampled_from(["Power", "records", "laps", "a#1", "  ", "moving_s"])
)
_WHOLE = ("u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8", ">u2", ">i4")


@st.composite
def channels(draw: Any, n: int) -> Channel:
    """A column of any kind: integers with any mark for unknown ones, or floats."""
    scale, offset = draw(
        st.sampled_from(
            [(1.0, 0.0), (5.0, 500.0), (1000.0, 0.0), (100.0, 0.0), (64.0, 0.0), (1e7, 0.0), (3.7, -1.0)]
        )
    )
    if draw(st.booleans()):
        kind = draw(st.sampled_from(["f4", "f8", "f2"]))
        width = 8 * np.dtype(kind).itemsize
        floats = draw(st.lists(st.floats(width=width), min_size=n, max_size=n))
        return Channel(np.array(floats, kind), scale, offset)
    kind = np.dtype(draw(st.sampled_from(_WHOLE)))
    limits = np.iinfo(kind)
    usual = st.integers(max(int(limits.min), 0), min(int(limits.max), 200))
    whole = st.lists(usual | st.integers(int(limits.min), int(limits.max)), min_size=n, max_size=n)
    raw = np.array(draw(whole), kind)
    mark = draw(st.sampled_from([None, int(limits.max), int(limits.min), 0, int(raw[0])]))
    return Channel(raw, scale, offset, mark)


@st.composite
def times(draw: Any, n: int) -> Channel:
    """Times that run forwards, of whole seconds or finer."""
    steps = draw(st.lists(st.integers(0, 5_000), min_size=n, max_size=n))
    scale = draw(st.sampled_from([1.0, 1000.0, 7.0]))
    if draw(st.booleans()):
        return Channel(np.cumsum(steps).astype(np.int32), scale)
    return Channel(np.cumsum(steps) / scale)


@st.composite
def activities(draw: Any) -> Activity:
    """Any activity that an import could have made, and many that none would."""
    n = draw(st.integers(0, 12))
    streams = {}
    if n:
        names = draw(st.lists(_NAMES, max_size=6, unique=True))
        streams = {"time_s": draw(times(n))} | {name: draw(channels(n)) for name in names}
    lap = st.builds(
        Lap,
        start_s=st.integers(0, 9_000).map(float) | st.floats(0, 1e6),
        elapsed_s=_FIGURES,
        moving_s=_FIGURES,
        distance_m=_FIGURES,
    )
    whole_start = st.integers(-600_000_000, 950_000_000).map(lambda s: START + timedelta(seconds=s))
    part = st.just(0) | st.integers(0, 999_999)
    return Activity(
        sport=draw(st.sampled_from(Sport)),
        start_utc=draw(whole_start) + timedelta(microseconds=draw(part)),
        utc_offset_s=draw(st.sampled_from(OFFSETS_S)),
        offset_source=draw(st.sampled_from(["file", "position", "home"])),
        source=draw(st.sampled_from(["fit", "gpx", "tcx", "strava", "apple"])),
        sport_source=draw(st.sampled_from(["file", "name", "speed"])),
        sub_sport=draw(st.none() | _TEXTS),
        device=draw(st.none() | _SHOWN),
        gear=draw(st.none() | _SHOWN),
        **{
            name: draw(_FIGURES)
            for name in (
                *("distance_m", "elapsed_s", "moving_s", "ascent_m", "descent_m"),
                *("avg_hr_bpm", "max_hr_bpm", "avg_cadence_spm"),
            )
        },
        indoor=draw(st.booleans()),
        laps=tuple(draw(st.lists(lap, max_size=4))),
        streams=Streams(streams),
        notes=tuple(draw(st.lists(_TEXTS, max_size=4))),
    )
