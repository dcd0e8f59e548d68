"""Counters that roll over: compressed timestamps, and the packed fields that count on."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from backstride.ingest.fit.gather import gather
from backstride.ingest.fit.scan import Group
from backstride.ingest.fit.wire import TIMESTAMP_FIELD

Counts = npt.NDArray[np.int64]

UNKNOWN_TIME = 0xFFFFFFFF
_TIME_BITS = 5


def count_on(values: Counts, absolute: npt.NDArray[np.bool_], bits: int) -> Counts:
    """Undo the roll-over of a counter of ``bits`` bits.

    ``values`` are in the order in which they were written; those that are ``absolute`` are complete and
    stand as they are, of the others only the low bits are there, and each goes on from the value before it.
    """
    if not len(values):
        return values
    steps = np.diff(values, prepend=values[:1]) & ((1 << bits) - 1)
    steps[absolute] = 0
    total = np.cumsum(steps)
    start = np.maximum.accumulate(np.where(absolute, np.arange(len(values)), 0))
    counted: Counts = values[start] + total - total[start]
    return counted


def compressed_times(body: bytes, groups: Iterable[tuple[Group, bool]]) -> dict[int, npt.NDArray[np.uint32]]:
    """The timestamps of rows whose record header carries the five low bits of the time.

    ``groups`` are all groups of a segment, each with whether its headers are compressed: any message's full
    timestamp sets the clock. Returns the times by ``id`` of the compressed groups; unknown before the clock
    was first set.
    """
    places, stamps, complete = [], [], []
    compressed: list[tuple[Group, Counts]] = []
    for group, short in groups:
        if not len(group):
            continue
        slots = [
            (str(k), slot) for k, slot in enumerate(group.layout.slots) if slot.number == TIMESTAMP_FIELD
        ]
        offsets = group.offsets()
        if slots and slots[-1][1].invalid == UNKNOWN_TIME:
            full = gather(body, group, offsets)[slots[-1][0]].astype(np.int64)
            full = full if full.ndim == 1 else full[:, 0]
            known = full != UNKNOWN_TIME
            places.append(offsets[known])
            stamps.append(full[known])
            complete.append(np.ones(int(known.sum()), dtype=np.bool_))
        elif short:
            compressed.append((group, offsets))
            places.append(offsets)
            stamps.append((np.frombuffer(body, np.uint8)[offsets] & ((1 << _TIME_BITS) - 1)).astype(np.int64))
            complete.append(np.zeros(len(offsets), dtype=np.bool_))
    if not compressed:
        return {}
    place = np.concatenate(places)
    by_place = place.argsort()
    absolute = np.concatenate(complete)[by_place]
    times = count_on(np.concatenate(stamps)[by_place], absolute, _TIME_BITS)
    times[~np.logical_or.accumulate(absolute)] = UNKNOWN_TIME
    place = place[by_place]
    return {
        id(group): times[np.searchsorted(place, offsets)].astype(np.uint32) for group, offsets in compressed
    }
