"""Sleep records → hours asleep in each night, counted once however many devices slept along."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from backstride.ingest.apple.names import Names
from backstride.ingest.apple.scan import metadata, records
from backstride.ingest.apple.stamps import local_date, offset_in, stamps, zone_named
from backstride.records import Measure, MeasureKind

MOST_INTERVALS = 2_000_000
"""A watch that tells stages writes some thirty a night, an app that copies them as many again."""
MAX_INTERVAL_H = 24.0  # longer is a tracker that was never stopped
APART_S = 2 * 3600.0
"""Waking for longer than this parts two sleeps, each of which is a night's or a nap."""
NAP_FROM_H, NAP_UNTIL_H = 10.0, 21.0
"""A sleep that begins and ends between these hours of one day is a nap."""
NIGHT_H = (1.0, 16.0)
"""Less is a device put on at dawn, more one that was left lying: such a night is not known."""
COVERED_SHARE = 0.5
"""A device that saw less than this of what another saw was not worn, or ran out, in that night."""

_TYPE = b"HKCategoryTypeIdentifierSleepAnalysis"
_IN_BED, _ASLEEP, _STAGED = 0, 1, 2
_KINDS = {
    b"InBed": _IN_BED,
    b"Asleep": _ASLEEP,
    b"AsleepUnspecified": _ASLEEP,
    b"AsleepCore": _STAGED,
    b"AsleepDeep": _STAGED,
    b"AsleepREM": _STAGED,
    b"Awake": None,
}
_VALUE = b"HKCategoryValueSleepAnalysis"
_USUAL_ZONE = re.compile(rb'<MetadataEntry key="HKTimeZone" value="([^"<]*+)"')
_ROWS_AT_ONCE = 1 << 14
_MAX_INSIDE_BYTES = 1 << 14  # of what a record holds beside its attributes
_ROW = np.dtype(
    [("source", "u2"), ("kind", "u1"), ("start_s", "u4"), ("end_s", "u4"), ("offset_s", "i4"), ("zone", "u2")]
)
Rows = npt.NDArray[np.void]


@dataclass(frozen=True, slots=True)
class _Tag:
    source: bytes
    kind: int
    start: bytes
    end: bytes
    zone: int


@dataclass(slots=True)
class _Night:
    """What one source tells of one night."""

    asleep_s: float = 0.0
    in_bed_s: float = 0.0
    staged: bool = False

    @property
    def told_s(self) -> float:
        """Time in bed stands in only where the source tells nothing of sleep."""
        return self.asleep_s or self.in_bed_s

    @property
    def rank(self) -> int:
        return _STAGED if self.staged else _ASLEEP if self.asleep_s else _IN_BED


class Sleep:
    """Sleep records: taken piece by piece, then added up by night.

    ``unreadable`` counts records without two times or with a value that is not known, ``left_out`` those
    beyond ``MOST_INTERVALS``, ``unlikely`` (after ``nights``) the nights outside ``NIGHT_H``.
    """

    def __init__(self, sources: Names) -> None:
        self._sources = sources
        self._zones = Names()
        self._tags: list[_Tag] = []
        self._kept: list[Rows] = []
        self._intervals = 0
        self.unreadable = self.left_out = self.unlikely = 0

    def take(self, piece: bytes) -> None:
        """Keep the sleep records of a piece."""
        for found, begins, ends in records(piece, _TYPE):
            value = found.get(b"value", b"")
            kind = _KINDS.get(value.removeprefix(_VALUE), -1)
            if kind is None:
                continue
            if kind < 0 or not {b"startDate", b"endDate"} <= found.keys():
                self.unreadable += 1
                continue
            zone = self._zone(piece, begins, ends)
            self._tags.append(
                _Tag(found.get(b"sourceName", b""), kind, found[b"startDate"], found[b"endDate"], zone)
            )
        if len(self._tags) >= _ROWS_AT_ONCE:
            self._keep()

    def _zone(self, piece: bytes, begins: int, ends: int) -> int:
        """The number of the time zone that stands within the record, or that of a blank one."""
        usual = _USUAL_ZONE.match(piece, ends)
        if usual is not None:
            return self._zones.number(usual[1])
        name = None
        if not piece[begins:ends].rstrip().endswith(b"/>"):
            closes = piece.find(b"Record", ends, ends + _MAX_INSIDE_BYTES)  # its end, or the next one
            name = metadata(piece, ends, closes, b"HKTimeZone") if closes > 0 else None
        return self._zones.number(name or b"")

    def _keep(self) -> None:
        if not self._tags:
            return
        tags, self._tags = self._tags, []
        start_s, _ = stamps([tag.start for tag in tags])
        end_s, offset_s = stamps([tag.end for tag in tags])
        known = (end_s > start_s) & (end_s - start_s <= MAX_INTERVAL_H * 3600)  # NaN is neither
        self.unreadable += int((~known).sum())
        kept = np.flatnonzero(known)[: MOST_INTERVALS - self._intervals]
        self.left_out += int(known.sum()) - len(kept)
        self._intervals += len(kept)
        rows = np.zeros(len(kept), dtype=_ROW)
        rows["source"] = [self._sources.number(tags[i].source) for i in kept]
        rows["kind"] = [tags[i].kind for i in kept]
        rows["zone"] = [tags[i].zone for i in kept]
        rows["start_s"], rows["end_s"], rows["offset_s"] = start_s[kept], end_s[kept], offset_s[kept]
        self._kept.append(rows)

    def nights(self) -> tuple[Measure, ...]:
        """Hours asleep in the night before each date, one figure for a night.

        Of each source the union of its intervals counts. Where several sources tell of one night, one of
        them is believed and none is added to it: one that tells stages before one that only tells sleep
        before one that only tells time in bed; a source that saw less than ``COVERED_SHARE`` of the longest
        sleep told steps back; among equals the one that tells most nights, so that nights compare.
        """
        self._keep()
        told = self._told()
        ranks = Counter((source, night.rank) for (_, source), night in told.items())
        by_date: dict[date, list[tuple[int, _Night]]] = {}
        for (day, source), night in told.items():
            by_date.setdefault(day, []).append((source, night))
        measures = []
        for day, nights in sorted(by_date.items()):
            longest_s = max(night.asleep_s for _, night in nights)
            source, night = max(
                ((s, n) for s, n in nights if n.asleep_s >= COVERED_SHARE * longest_s),
                key=lambda one: (one[1].rank, ranks[one[0], one[1].rank], one[1].told_s, -one[0]),
            )
            hours = night.told_s / 3600
            if NIGHT_H[0] <= hours <= NIGHT_H[1]:
                name = self._sources.text(source) or ""
                measures.append(
                    Measure(date=day, kind=MeasureKind.SLEEP_H, value=round(hours, 3), source=name)
                )
            else:
                self.unlikely += 1
        return tuple(measures)

    def _told(self) -> dict[tuple[date, int], _Night]:
        """What each source tells of each night, by the date of waking on the runner's own clock."""
        told: dict[tuple[date, int], _Night] = {}
        rows = np.unique(np.concatenate([np.zeros(0, dtype=_ROW), *self._kept]))
        # Sources, and within them time in bed and sleep, are put on stretches of time of their own, so that
        # all are added up at once.
        own = (rows["source"].astype(np.int64) * 2 + (rows["kind"] > _IN_BED)) << 33
        order = np.argsort(own + rows["start_s"], kind="stable")
        rows, start_s, end_s = rows[order], (own + rows["start_s"])[order], (own + rows["end_s"])[order]
        reach_s = np.maximum.accumulate(end_s)
        before_s = np.concatenate([start_s[:1], reach_s[:-1]])
        added_s = reach_s - np.maximum(before_s, start_s)
        first = np.flatnonzero(start_s - before_s > APART_S)
        first = np.unique(np.concatenate([np.zeros(min(len(rows), 1), dtype=np.intp), first]))
        if len(first) == 0:
            return told
        last = np.append(first[1:], len(rows)) - 1
        total_s = np.add.reduceat(added_s, first)
        best_kind = np.maximum.reduceat(rows["kind"], first)
        for i, (begins, ends) in enumerate(zip(first.tolist(), last.tolist(), strict=True)):
            from_s, until_s = int(rows["start_s"][begins]), int(reach_s[ends] & ((1 << 33) - 1))
            zone = zone_named(self._zones.text(rows["zone"][ends]))
            offset_s = int(rows["offset_s"][ends]) if zone is None else offset_in(zone, until_s)
            day = _waking_date(from_s + offset_s, until_s + offset_s)
            if day is None:
                continue
            night = told.setdefault((day, int(rows["source"][begins])), _Night())
            if best_kind[i] == _IN_BED:
                night.in_bed_s += float(total_s[i])
            else:
                night.asleep_s += float(total_s[i])
                night.staged = night.staged or best_kind[i] == _STAGED
        return told


def _waking_date(from_local_s: int, until_local_s: int) -> date | None:
    """The date whose night a sleep belongs to; None for a nap. Who wakes late in an evening sleeps on."""
    day_s = 24 * 3600
    begins_h, ends_h = from_local_s % day_s / 3600, until_local_s % day_s / 3600
    one_day = from_local_s // day_s == until_local_s // day_s
    if one_day and begins_h >= NAP_FROM_H and ends_h <= NAP_UNTIL_H:
        return None
    return local_date(until_local_s + (24 - NAP_UNTIL_H) * 3600)
