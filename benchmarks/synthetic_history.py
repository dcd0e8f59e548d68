"""A synthetic history of FIT files, as long and as full as those that watches write: about 350 kB a run.

Four devices take turns, and what they write is laid out as real ones lay it out: one record a second of 35 to
65 bytes; a definition before the first message of each kind; laps, pauses and battery readings between the
records; at both ends settings, sensors, zones and messages that only their maker knows.

- *watch*: positions, barometer, heart rate, running dynamics and power (five of ten files);
- *logging watch*: the same, and after every record a message of its maker's (two of ten);
- *watch with a pod*: less of its own, and eight fields that a developer declared (two of ten);
- *treadmill*: no positions (one of ten).

The recordings are those of ``backstride.samples.runs``. A few of them are made and then used again, cut to
another length, moved to another day and place, with noise of their own: no two files share a second of data.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from backstride.export.fit_wire import (
    ENUM,
    FLOAT32,
    SEMICIRCLES_PER_DEG,
    SINT8,
    SINT32,
    UINT8,
    UINT16,
    UINT32,
    UINT32Z,
    Field,
    definition,
    fit_time,
    framed,
    message,
    rows,
    scaled,
)
from backstride.samples import SampleRun
from backstride.samples.fit_writer import SPORT_RUNNING, SUB_SPORT_TREADMILL, Recording
from backstride.samples.runs import UTC_OFFSET_S, record

Table = npt.NDArray[np.void]
FloatArray = npt.NDArray[np.float64]

WATCH, LOGGING_WATCH, POD, TREADMILL = "watch", "logging watch", "watch with a pod", "treadmill"
DEVICES = (WATCH, WATCH, LOGGING_WATCH, WATCH, POD, WATCH, LOGGING_WATCH, TREADMILL, POD, WATCH)
RECORDINGS = 4  # of each device; files are cut from them
DISTANCE_KM = (17.0, 23.5)  # of those recordings
LEAST_SHARE = 0.65  # of a recording that a file has
FIRST_START = datetime(2015, 3, 1, 14, 30, tzinfo=UTC)
LAP_S, BATTERY_S, PAUSE_S = 345, 600, 40
MAKER, PRODUCT = 1, 3_992
RECORD, LAP, LOG, BATTERY, EVENT = range(5)  # local numbers of messages
POD_FIELDS = (
    ("Power", "Watts", UINT16),
    ("Cadence", "RPM", UINT8),
    *(
        (name, units, FLOAT32)
        for name, units in (
            ("Ground Time", "Milliseconds"),
            ("Vertical Oscillation", "Centimeters"),
            ("Air Power", "Watts"),
            ("Form Power", "Watts"),
            ("Leg Spring Stiffness", "kN/m"),
            ("Impact", "Body Weight"),
        )
    ),
)


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    """A recording of one device as rows of record messages, and the definition that goes before them.

    ``rows`` begin at second 0 of no day. ``jitter``: the fields whose last digits are noise.
    """

    defined: bytes
    rows: Table
    jitter: tuple[str, ...]


def write_history(folder: Path, files: int) -> int:
    """Write ``files`` runs of following days into ``folder``; the sum of their sizes in bytes."""
    size = 0
    for number in range(files):
        data = fit_file(number)
        size += (folder / f"{FIRST_START + timedelta(days=number):%Y-%m-%d}.fit").write_bytes(data)
    return size


def fit_file(number: int) -> bytes:
    """The FIT file of one run of the history, the same each time."""
    device = DEVICES[number % len(DEVICES)]
    rng = np.random.default_rng(number)
    block = _block(device, int(rng.integers(RECORDINGS)))
    start = fit_time(FIRST_START + timedelta(days=number, seconds=int(rng.integers(-5_000, 5_000))))
    records = _varied(block, start, rng)
    times = records["f253"].astype(np.int64)
    ends = np.append(np.arange(LAP_S, len(records), LAP_S), len(records))
    laps = _laps(records, ends, device)
    pause_at = int(np.argmax(np.diff(times))) + 1
    between = {
        **{at: _battery(times[at - 1]) for at in range(BATTERY_S, len(records), BATTERY_S)},
        pause_at: _timer(times[pause_at - 1], 4) + _timer(times[pause_at], 0),
    }
    for end, lap in zip(ends.tolist(), laps[1], strict=True):
        between[end] = between.get(end, b"") + lap.tobytes()
    parts = [_beginning(start, number), block.defined, laps[0], _timer(start, 0)]
    from_row = 0
    for at in sorted(between):
        parts += [records[from_row:at].tobytes(), between[at]]
        from_row = at
    parts.append(_end(records, len(ends), device, start))
    return framed(b"".join(parts))


@cache
def _block(device: str, number: int) -> _Block:
    rng = np.random.default_rng([7, number])
    run = SampleRun(
        date=np.datetime64("2015-03-01"),
        distance_km=float(rng.uniform(*DISTANCE_KM)),
        intensity_share=float(rng.uniform(0.0, 0.4)),
        hard_share=0.5,
        descent_m_per_km=float(rng.uniform(2.0, 20.0)),
        warmup=bool(rng.integers(2)),
    )
    recording = record(run, number)
    fields, jitter = _record_fields(recording, device, rng)
    table = rows(fields, RECORD)
    defined = definition(20, fields, RECORD)
    if device == POD:
        return _Block(_pod_declared() + _with_developer(defined), _with_pod(table, rng), jitter)
    if device == LOGGING_WATCH:
        log = [scaled(2, UINT8, 0), scaled(3, UINT16, 0)]
        logged = np.dtype([*table.dtype.descr, ("log", "u1"), ("log2", "u1"), ("log3", "<u2")])
        wide = _widened(table, logged)
        wide["log"], wide["log2"] = LOG, rng.integers(0, 250, len(table))
        return _Block(defined + definition(233, log, LOG), wide, (*jitter, "log3"))
    return _Block(defined, table, jitter)


def _record_fields(
    recording: Recording, device: str, rng: np.random.Generator
) -> tuple[list[Field], tuple[str, ...]]:
    """The fields of a record as the device writes them, and which of them have noise in their last digits."""
    n = len(recording.time_s)
    strides = np.asarray(recording.cadence_spm) / 2.0
    speed_mps = np.asarray(recording.speed_mps)
    power_w = 70.0 * 1.04 * speed_mps + rng.normal(0.0, 4.0, n)
    fields = [
        scaled(253, UINT32, recording.time_s),
        scaled(5, UINT32, recording.distance_m, scale=100),
        scaled(73, UINT32, speed_mps, scale=1000),
        scaled(87, UINT16, 0),
        scaled(3, UINT8, recording.heart_rate_bpm),
        scaled(4, UINT8, np.floor(strides)),
        scaled(13, SINT8, np.round(24.0 + 4.0 * np.exp(-recording.time_s / 900.0))),
        scaled(53, UINT8, strides - np.floor(strides), scale=128),
        scaled(107, UINT16, 1),
        scaled(135, UINT8, recording.heart_rate_bpm),
        scaled(136, UINT8, recording.heart_rate_bpm),
    ]
    jitter = ["f73", "f3"]
    if device != TREADMILL:
        fields += [
            scaled(0, SINT32, np.asarray(recording.latitude_deg), scale=SEMICIRCLES_PER_DEG),
            scaled(1, SINT32, np.asarray(recording.longitude_deg), scale=SEMICIRCLES_PER_DEG),
            scaled(78, UINT32, np.asarray(recording.altitude_m), scale=5, offset=500),
        ]
        jitter += ["f0", "f1"]
    if device != POD:
        rise_mm = 92.0 - 6.0 * (speed_mps - 3.0) + rng.normal(0.0, 2.0, n)
        step_mm = 1_000.0 * speed_mps / (2.0 * strides / 60.0)
        contact_ms = 262.0 - 22.0 * (speed_mps - 3.0) + rng.normal(0.0, 3.0, n)
        fields += [
            scaled(7, UINT16, np.round(power_w)),
            scaled(39, UINT16, rise_mm, scale=10),
            scaled(40, UINT16, contact_ms * strides / 600.0, scale=100),
            scaled(41, UINT16, contact_ms, scale=10),
            scaled(83, UINT16, 100.0 * rise_mm / step_mm, scale=100),
            scaled(84, UINT16, 50.3 + rng.normal(0.0, 0.3, n), scale=100),
            scaled(85, UINT16, step_mm, scale=10),
            scaled(134, UINT32, np.round(90.0 + recording.time_s / 300.0)),
            scaled(140, UINT32, speed_mps, scale=1000),
            scaled(143, UINT8, np.round(80.0 - recording.time_s / 300.0)),
        ]
        jitter += ["f7", "f39", "f41", "f84", "f140"]
    return fields, tuple(jitter)


def _varied(block: _Block, start: int, rng: np.random.Generator) -> Table:
    """The rows of a file: a part of the block on its own day, with a pause, at another place, with noise."""
    n = int(len(block.rows) * rng.uniform(LEAST_SHARE, 1.0))
    records = block.rows[:n].copy()
    records["f253"] += np.uint32(start)
    records["f253"][int(n * rng.uniform(0.2, 0.8)) :] += np.uint32(PAUSE_S)
    if "f0" in block.jitter:
        records["f0"] += np.int32(rng.integers(-10_000, 10_000))
        records["f1"] += np.int32(rng.integers(-10_000, 10_000))
    noise = rng.integers(0, 4, (len(block.jitter), n), dtype=np.uint8)
    for field, digits in zip(block.jitter, noise, strict=True):
        records[field] += digits.astype(records.dtype[field])
    return records


def _widened(table: Table, dtype: "np.dtype[np.void]") -> Table:
    wide = np.zeros(len(table), dtype=dtype)
    for name in table.dtype.names or ():
        wide[name] = table[name]
    return wide


def _with_pod(table: Table, rng: np.random.Generator) -> Table:
    added = [(f"d{number}", base[1]) for number, (_, _, base) in enumerate(POD_FIELDS)]
    wide = _widened(table, np.dtype([*table.dtype.descr, *added]))
    for (name, _), about in zip(added, (230, 87, 255, 6.6, 4, 66, 10.2, 1.9), strict=True):
        wide[name] = about + np.round(rng.normal(0.0, 0.02 * about, len(table)), 1)
    return wide


def _with_developer(defined: bytes) -> bytes:
    """A definition with the pod's fields behind the native ones."""
    sizes = (np.dtype(base[1]).itemsize for _, _, base in POD_FIELDS)
    own = b"".join(bytes((number, size, 0)) for number, size in enumerate(sizes))
    return bytes((defined[0] | 0x20,)) + defined[1:] + bytes((len(POD_FIELDS),)) + own


def _pod_declared() -> bytes:
    """The developer's name, and what its fields are called."""
    application = bytes((0x4F, 0, 0, 207, 0, 2, 1, 16, 0x0D, 3, 1, 0x02, 0x0F)) + bytes(range(1, 17)) + b"\0"
    text = 24
    layout = ((0, 1, 0x02), (1, 1, 0x02), (2, 1, 0x02), (3, text, 0x07), (8, text, 0x07))
    declared = bytes((0x4F, 0, 0, 206, 0, len(layout))) + b"".join(bytes(field) for field in layout)
    for number, (name, units, base) in enumerate(POD_FIELDS):
        words = name.encode().ljust(text, b"\0") + units.encode().ljust(text, b"\0")
        declared += bytes((0x0F, 0, number, base[0])) + words
    return application + declared


def _timer(moment: int, event_type: int) -> bytes:
    return message(21, [scaled(253, UINT32, moment), scaled(0, ENUM, 0), scaled(1, ENUM, event_type)], EVENT)


def _battery(moment: int) -> bytes:
    return message(
        104,
        [scaled(253, UINT32, moment), scaled(0, UINT16, 4_020), scaled(2, UINT8, 87), scaled(3, SINT8, 29)],
        BATTERY,
    )


def _laps(records: Table, ends: npt.NDArray[np.int64], device: str) -> tuple[bytes, Table]:
    """The definition of a lap, and the laps that end before the rows ``ends``."""
    first, last = np.concatenate([[0], ends[:-1]]), ends - 1
    elapsed_s = (records["f253"][last] - records["f253"][first]).astype(np.float64)
    number = np.arange(len(ends))
    fields = [
        scaled(253, UINT32, records["f253"][last]),
        scaled(254, UINT16, number),
        scaled(2, UINT32, records["f253"][first]),
        *_totals(records, first, last, elapsed_s, device),
        scaled(0, ENUM, 9),
        scaled(1, ENUM, 1),
        scaled(24, ENUM, np.where(number == number[-1], 7, 2)),
        scaled(25, ENUM, SPORT_RUNNING),
        scaled(39, ENUM, SUB_SPORT_TREADMILL if device == TREADMILL else 0),
        scaled(15, UINT8, _means(records["f3"], first)),
        scaled(16, UINT8, np.maximum.reduceat(records["f3"], first)),
        scaled(17, UINT8, _means(records["f4"], first)),
        scaled(110, UINT32, _means(records["f73"], first)),
        scaled(111, UINT32, np.maximum.reduceat(records["f73"], first)),
        scaled(21, UINT16, 12),
        scaled(22, UINT16, 11),
        *(scaled(unknown, UINT32, 1_000 + number) for unknown in (145, 148, 149, 150, 151)),
        *(scaled(unknown, UINT16, 300) for unknown in (77, 78, 79, 118, 119, 120, 155, 163)),
        *(scaled(unknown, UINT8, 7) for unknown in (124, 125, 126, 154)),
    ]
    return definition(19, fields, LAP), rows(fields, LAP)


def _means(column: Table, first: npt.NDArray[np.int64]) -> FloatArray:
    return np.round(np.add.reduceat(column, first, dtype=np.float64) / np.diff([*first, len(column)]))


def _totals(
    records: Table, first: npt.ArrayLike, last: npt.ArrayLike, elapsed_s: npt.ArrayLike, device: str
) -> list[Field]:
    distance_cm = records["f5"].astype(np.float64)
    fields = [
        scaled(7, UINT32, elapsed_s, scale=1000),
        scaled(8, UINT32, elapsed_s, scale=1000),
        scaled(9, UINT32, distance_cm[last] - distance_cm[first]),
    ]
    if device != TREADMILL:
        fields += [
            scaled(3, SINT32, records["f0"][first].astype(np.float64)),
            scaled(4, SINT32, records["f1"][first].astype(np.float64)),
        ]
    return fields


def _beginning(start: int, number: int) -> bytes:
    """What a watch writes before the first record: itself, its sensors, the runner, zones."""
    file_id = [
        scaled(0, ENUM, 4),
        scaled(1, UINT16, MAKER),
        scaled(2, UINT16, PRODUCT),
        scaled(3, UINT32Z, 3_400_000_001),
        scaled(4, UINT32, start),
    ]
    devices = np.arange(8)
    device_info = [
        scaled(253, UINT32, start),
        scaled(0, UINT8, devices),
        scaled(1, UINT8, np.array([0, 4, 8, 1, 119, 120, 124, 11])),
        scaled(2, UINT16, MAKER),
        scaled(3, UINT32Z, 3_400_000_001 + devices),
        scaled(4, UINT16, PRODUCT),
        scaled(5, UINT16, 17.03, scale=100),
        scaled(25, ENUM, 5),
        *(scaled(unknown, UINT32, 77) for unknown in (7, 8, 16, 24)),
        *(scaled(unknown, UINT16, 9) for unknown in (10, 13, 15, 29)),
    ]
    settings = [scaled(field, UINT16, 40 + field) for field in range(60, 100)]
    profile = [
        *(scaled(4, UINT16, 62.0, scale=10), scaled(3, UINT8, 1.71, scale=100)),
        *(scaled(field, UINT8, 50 + field) for field in (1, 2, 8, 9, 10, 11, 17)),
    ]
    zones = [
        *(scaled(254, UINT16, np.arange(6)), scaled(1, UINT8, np.arange(105, 195, 15))),
        scaled(2, ENUM, 0),
    ]
    return (
        message(0, file_id, 12)
        + message(49, [scaled(0, UINT16, 1_703), scaled(1, UINT8, 1)], 12)
        + message(23, device_info, 12)
        + message(22, [scaled(253, UINT32, start), scaled(0, UINT8, np.arange(6)), scaled(1, UINT8, 1)], 12)
        + message(2, settings, 12)
        + message(3, profile, 12)
        + message(12, [scaled(0, ENUM, SPORT_RUNNING), scaled(1, ENUM, 0)], 12)
        + message(7, [scaled(1, UINT8, 190), scaled(2, UINT8, 170), scaled(3, UINT16, 320)], 12)
        + message(8, zones, 12)
        + message(147, [scaled(field, UINT32, number + field) for field in range(12)], 12)
    )


def _end(records: Table, laps: int, device: str, start: int) -> bytes:
    """What a watch writes after the last record: the timer's stop, time in zones, the session."""
    end = int(records["f253"][-1])
    elapsed_s = float(end - start)
    session = [
        scaled(253, UINT32, end),
        scaled(254, UINT16, 0),
        scaled(2, UINT32, start),
        *_totals(records, 0, -1, elapsed_s, device),
        *(scaled(124, UINT32, 2_950), scaled(125, UINT32, 4_100)),
        *(scaled(22, UINT16, 120), scaled(23, UINT16, 118)),
        *(scaled(25, UINT16, 0), scaled(26, UINT16, laps)),
        *(scaled(0, ENUM, 9), scaled(1, ENUM, 1), scaled(28, ENUM, 0)),
        scaled(5, ENUM, SPORT_RUNNING),
        scaled(6, ENUM, SUB_SPORT_TREADMILL if device == TREADMILL else 0),
        *(scaled(16, UINT8, np.round(records["f3"].mean())), scaled(17, UINT8, records["f3"].max())),
        *(scaled(18, UINT8, 86), scaled(92, UINT8, 0.5, scale=128)),
        *(scaled(unknown, UINT32, 4_321) for unknown in (29, 30, 31, 32, 152, 178, 181, 192)),
        *(scaled(unknown, UINT16, 321) for unknown in (89, 90, 91, 132, 133, 134, 168, 187, 188)),
        *(scaled(unknown, UINT8, 32) for unknown in (57, 58, 150, 185, 191, 195, 196)),
    ]
    zones = [
        *(scaled(253, UINT32, end), scaled(0, UINT16, 18), scaled(1, UINT16, 0)),
        *(scaled(unknown, UINT32, 600_000) for unknown in range(20, 27)),
    ]
    activity = [
        *(scaled(253, UINT32, end), scaled(0, UINT32, elapsed_s, scale=1000), scaled(1, UINT16, 1)),
        *(scaled(2, ENUM, 0), scaled(3, ENUM, 26), scaled(4, ENUM, 1)),
        scaled(5, UINT32, end + UTC_OFFSET_S),
    ]
    return (
        _timer(end, 4)
        + message(216, zones, 12)
        + message(140, [scaled(field, UINT16, 100 + field) for field in range(30)], 12)
        + message(18, session, 12)
        + message(34, activity, 12)
    )
