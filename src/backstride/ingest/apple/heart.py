"""The heart rates of all of a record's years, kept in eight bytes each until the workouts are known."""

import re
from array import array
from collections import Counter

import numpy as np
import numpy.typing as npt

from backstride.ingest.apple.layout import START_AT, Layout
from backstride.ingest.apple.names import Names
from backstride.ingest.apple.scan import attributes
from backstride.ingest.apple.stamps import stamps
from backstride.ingest.clock import EARLIEST_UTC_S, LATEST_UTC_S
from backstride.ingest.markup import floats
from backstride.ingest.recording import FloatArray
from backstride.ingest.summary import HEART_RATE_BPM

MOST_READINGS = 20_000_000
"""Ten years of a watch that reads every five minutes, and every five seconds in workouts, are ten million."""
SAME_TIME_S = 15.0
"""Readings of two sources that lie no further apart tell the same: one of the two counts."""
MOST_SOURCES_AT_ONCE = 8

_TYPE = b"HKQuantityTypeIdentifierHeartRate"
_OPENING = b'<Record type="'
_UNIT = b"count/min"
_ROWS_AT_ONCE = 1 << 14
_TENTHS = 10.0
_MOST_LAYOUTS = 4  # at once: a piece of the record holds one device's, rarely two's
_WORTH_A_LAYOUT = 8  # records that begin alike

# As Apple writes them. Any other order is read attribute by attribute, which takes twice as long.
_USUAL = re.compile(
    rb'<Record type="HKQuantityTypeIdentifierHeartRate" sourceName="([^"<]*+)"(?: sourceVersion="[^"<]*+")?'
    rb'(?: device="[^"<]*+")? unit="count/min"(?: creationDate="[^"<]*+")? startDate="([^"<]*+)"'
    rb' endDate="[^"<]*+" value="([^"<]*+)"'
)
_BEFORE_DATES = b' creationDate="'

Row = tuple[bytes, bytes, bytes]
UInts = npt.NDArray[np.uint64]


class HeartRates:
    """Heart-rate records: taken piece by piece, then asked for by workout.

    Of each, the second (32 bits), tenths of a beat per minute (16) and the number of its source (16) stand
    in one integer, so that sorting them needs no further memory. ``unreadable`` counts records without a
    time or with a value that no heart has, ``left_out`` those beyond ``MOST_READINGS``.
    """

    def __init__(self, sources: Names) -> None:
        self._sources = sources
        self._layouts: list[Layout] = []
        self._rows: list[Row] = []
        self._keys = array("Q")
        self._in_order: UInts | None = None
        self.unreadable = self.left_out = 0

    def take(self, piece: bytes) -> None:
        """Keep the heart-rate records of a piece."""
        before = piece.split(_TYPE)[:-1]
        if not before:
            return
        lengths = np.fromiter(map(len, before), dtype=np.intp, count=len(before))
        named = np.cumsum(lengths + len(_TYPE)) - len(_TYPE)
        unread = np.ones(len(named), dtype=np.bool_)
        alike: Counter[Layout] = Counter()
        for layout in self._layouts:
            read, utc_s, bpm = layout.read(piece, named[unread] - len(_OPENING))
            self._keep(utc_s, bpm, np.full(len(utc_s), layout.source, dtype=np.uint64))
            alike[layout] = len(utc_s)
            unread[unread] = ~read
        if unread.any():
            searched = np.concatenate([[0], named[:-1] + len(_TYPE)])
            alike.update(self._take_one_by_one(piece, named[unread].tolist(), searched[unread].tolist()))
            self._layouts = [layout for layout, n in alike.most_common(_MOST_LAYOUTS) if n >= _WORTH_A_LAYOUT]

    def _take_one_by_one(self, piece: bytes, named: list[int], searched: list[int]) -> Counter[Layout]:
        """Keep the records whose type is named at some places, each of them after where ``searched`` says;
        how many of them begin alike.
        """
        alike: Counter[Layout] = Counter()
        for at, since in zip(named, searched, strict=True):
            begins = piece.rfind(b"<", since, at)
            if begins < 0:
                continue
            usual = _USUAL.match(piece, begins)
            if usual is not None:
                source, start, value = usual.groups()
                self._rows.append((source, start, value))
                prefix = piece[begins : usual.start(2) - START_AT]
                if prefix.endswith(_BEFORE_DATES):
                    alike[Layout.of(prefix, self._sources.number(source))] += 1
            elif piece.startswith(b"<Record", begins):
                self._take_unusual(piece, begins, at)
        if len(self._rows) >= _ROWS_AT_ONCE:
            self.finish()
        return alike

    def _take_unusual(self, piece: bytes, begins: int, at: int) -> None:
        ends = piece.find(b"<", at)
        found = attributes(piece, begins, len(piece) if ends < 0 else ends)
        if found.get(b"type") != _TYPE:
            return
        if found.get(b"unit", _UNIT) != _UNIT or not {b"startDate", b"value"} <= found.keys():
            self.unreadable += 1
        else:
            self._rows.append((found.get(b"sourceName", b""), found[b"startDate"], found[b"value"]))

    def finish(self) -> None:
        """Keep what was taken and waits to be kept along with more; the counts are then right."""
        if self._rows:
            names, starts, values = zip(*self._rows, strict=True)
            self._rows = []
            source = np.fromiter(map(self._sources.number, names), dtype=np.uint64, count=len(names))
            self._keep(stamps(starts)[0], floats([value.decode("latin-1") for value in values]), source)

    def _keep(self, utc_s: FloatArray, bpm: FloatArray, source: UInts) -> None:
        known = (utc_s >= EARLIEST_UTC_S) & (utc_s <= LATEST_UTC_S)  # NaN is neither
        known &= (bpm >= HEART_RATE_BPM[0]) & (bpm <= HEART_RATE_BPM[1])
        kept = np.flatnonzero(known)[: MOST_READINGS - len(self._keys)]
        self.unreadable += int((~known).sum())
        self.left_out += int(known.sum()) - len(kept)
        tenths = np.round(bpm[kept] * _TENTHS).astype(np.uint64)
        keys = utc_s[kept].astype(np.uint64) << np.uint64(32) | tenths << np.uint64(16) | source[kept]
        self._in_order = None  # it looks into ``_keys``, which may not grow while it does
        self._keys.frombytes(keys.tobytes())

    def during(self, start_s: float, end_s: float, source: int) -> tuple[FloatArray, FloatArray]:
        """Times (Unix seconds) and beats per minute from ``start_s`` to ``end_s``, each second once.

        Several sources may have read the same heart. Those of ``source`` (the workout's own) go first, then
        those of the source that read most often; others fill gaps of more than ``SAME_TIME_S``.
        """
        keys = self._sorted()
        first, last = np.searchsorted(keys, np.array([start_s, end_s + 1], dtype=np.uint64) << np.uint64(32))
        part = np.unique(keys[first:last])
        time_s = (part >> np.uint64(32)).astype(np.float64)
        bpm = ((part >> np.uint64(16)) & np.uint64(0xFFFF)).astype(np.float64) / _TENTHS
        numbers, of_source = np.unique(part & np.uint64(0xFFFF), return_inverse=True)
        readings = np.bincount(of_source, minlength=len(numbers)) + np.where(numbers == source, len(part), 0)
        chosen = np.empty(0, dtype=np.intp)
        for place in np.argsort(-readings, kind="stable")[:MOST_SOURCES_AT_ONCE]:
            more = np.flatnonzero(of_source == place)
            more = more[np.unique(time_s[more], return_index=True)[1]]
            apart = _apart_s(time_s[more], time_s[chosen]) > SAME_TIME_S
            chosen = np.sort(np.concatenate([chosen, more[apart]]))
        return time_s[chosen], bpm[chosen]

    def _sorted(self) -> UInts:
        self.finish()
        if self._in_order is None:
            self._in_order = np.frombuffer(self._keys, dtype=np.uint64)
            self._in_order.sort()
        return self._in_order


def _apart_s(time_s: FloatArray, others_s: FloatArray) -> FloatArray:
    """How far each time is from the nearest of ``others_s`` (in order); infinite where there are none."""
    if len(others_s) == 0:
        return np.full(len(time_s), np.inf)
    after = np.searchsorted(others_s, time_s)
    before_s = time_s - others_s[np.maximum(after - 1, 0)]
    until_s = others_s[np.minimum(after, len(others_s) - 1)] - time_s
    apart: FloatArray = np.minimum(np.abs(before_s), np.abs(until_s))
    return apart
