"""Find every message of a FIT segment: which layout it has, and where it stands."""

from array import array
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import repeat
from typing import NoReturn

import numpy as np
import numpy.typing as npt

from backstride.ingest.fit.wire import Layout, layout_of

Offsets = npt.NDArray[np.int64]

_MAX_LAYOUTS = 1_000  # real files define some dozens; a hostile one costs 50 kB of memory for each
MAX_MESSAGES = 1_000_000  # eleven days at a record a second; a hostile file has a message in two bytes
MAX_DEFINITIONS = (
    300_000  # three days of a device that defines each record anew; a change costs a microsecond
)
_BLOCK = 32  # messages walked one by one before a run is looked for
_BLOCK_AFTER_RUN = 4  # what breaks a run (an event, a lap) is mostly short
_PROBE = 16  # messages that must agree before a run is believed to be long
_FIRST_STRIDE, _LONGEST_STRIDE = 128, 65_536  # messages compared at once as a run goes on

# For each record header, the headers of the same kind of message: with five bits of time in it, 32 of them.
_SAME = tuple(
    bytes((header,)) if header < 0x80 else bytes(range(header & 0xE0, (header & 0xE0) + 32))
    for header in range(256)
)


class Group:
    """The rows of one layout: places found one by one, and runs (place, count) that stand back to back."""

    __slots__ = ("layout", "places", "runs")

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.places = array("q")
        self.runs: list[tuple[int, int]] = []

    def __len__(self) -> int:
        return len(self.places) + sum(count for _, count in self.runs)

    def offsets(self) -> Offsets:
        """Where each row stands, in file order."""
        single = np.frombuffer(self.places, dtype=np.int64) if self.places else np.empty(0, np.int64)
        if not self.runs:
            return single
        size = self.layout.size
        parts = [np.arange(at, at + count * size, size, dtype=np.int64) for at, count in self.runs]
        if len(single):
            parts.append(single)
        together = np.concatenate(parts) if len(parts) > 1 else parts[0]
        if len(single):
            together.sort(kind="stable")  # quick on what is almost sorted
        return together

    def add_run(self, at: int, count: int) -> None:
        """Note a run, and the rows right before it that were found one by one, as one run."""
        size, places = self.layout.size, self.places
        while places and places[-1] == at - size:
            places.pop()
            at -= size
            count += 1
        self.runs.append((at, count))

    def drop_last(self, at: int) -> None:
        """Forget the row at ``at``, the last one found."""
        if self.places and self.places[-1] == at:
            self.places.pop()
        else:
            start, count = self.runs.pop()
            if count > 1:
                self.runs.append((start, count - 1))


class _Stop(Exception):  # noqa: N818 - not an error: how the walk ends at a fault
    def __init__(self, at: int, reason: str) -> None:
        self.at = at
        self.reason = reason


class TooManyMessagesError(Exception):
    """More messages than any device writes: no columns are made of them. ``at`` is where it was seen."""

    def __init__(self, at: int) -> None:
        super().__init__("more messages than any device writes")
        self.at = at


@dataclass(slots=True)
class Allowance:
    """How many messages a file may still hold, over all segments of its chain."""

    messages: int = MAX_MESSAGES
    definitions: int = MAX_DEFINITIONS

    def take(self, messages: int, at: int) -> None:
        self.messages -= messages
        if self.messages < 0:
            raise TooManyMessagesError(at)

    def take_definition(self, at: int) -> None:
        self.definitions -= 1
        if self.definitions < 0:
            raise TooManyMessagesError(at)


class _Walk:
    """What the definitions met so far say of each record header: the length of its message, and where to
    note it.
    """

    def __init__(self, body: bytes, allowance: Allowance) -> None:
        self.body = body
        self.allowance = allowance
        self.groups: dict[tuple[bytes, bool], Group] = {}
        self.local: list[Group | None] = [None] * 16
        self.size = [0] * 256
        self.note: list[Callable[[int], object]] = [self.undefined] * 256
        self.note[0x40:0x80] = [self.define] * 64

    def group_of(self, definition: bytes, compressed: bool, at: int) -> Group:
        group = self.groups.get((definition, compressed))
        if group is None:
            if len(self.groups) >= _MAX_LAYOUTS:
                raise _Stop(at, "more different message definitions than any device writes")
            group = self.groups[definition, compressed] = Group(layout_of(definition))
        return group

    def define(self, at: int) -> None:
        body, header = self.body, self.body[at]
        end = at + 6
        if end <= len(body):
            end += 3 * body[at + 5]
            if header & 0x20:
                end += 1 + 3 * body[end] if end < len(body) else 1
        if end > len(body):
            raise _Stop(at, "the data end inside a definition message")
        self.allowance.take_definition(at)
        self.size[header] = end - at
        number = header & 0x0F
        definition, known = body[at + 1 : end], self.local[number]
        if known is not None and known.layout.definition == definition:
            return  # some devices say it before every message
        group = self.local[number] = self.group_of(definition, False, at)
        for plain in (number, number | 0x10, number | 0x20, number | 0x30):
            self.size[plain] = group.layout.size
            self.note[plain] = group.places.append
        if number < 4:
            first = 0x80 | number << 5
            self.size[first : first + 32] = [group.layout.size] * 32
            self.note[first : first + 32] = [self.first_compressed] * 32

    def first_compressed(self, at: int) -> None:
        first = self.body[at] & 0xE0
        group = self.group_at(self.body[at], at)
        self.note[first : first + 32] = [group.places.append] * 32
        group.places.append(at)

    def undefined(self, at: int) -> NoReturn:
        raise _Stop(at, "a data message without a definition")

    def group_at(self, header: int, at: int) -> Group:
        """The group of the message with this record header, which is defined."""
        compressed = header >= 0x80
        plain = self.local[header >> 5 & 3 if compressed else header & 0x0F]
        if plain is None:
            self.undefined(at)
        return self.group_of(plain.layout.definition, True, at) if compressed else plain


def scan(
    body: bytes, allowance: Allowance | None = None
) -> tuple[Mapping[tuple[bytes, bool], Group], int | None, str]:
    """Every message of a segment's data, grouped by layout.

    Returns the groups by (definition, whether the record headers carry five bits of time), the offset of the
    first fault (None if there is none; what stands before it is kept), and its reason. The walk is exact: a
    message's length is known from its definition, and a run of n messages of one header and size s is taken
    as one only if the header stands at every s-th byte, which is just what reading one by one would find.
    TooManyMessagesError where there are more than ``allowance`` has (or what a whole file may hold).
    """
    allowance = allowance or Allowance()
    walk = _Walk(body, allowance)
    size, note = walk.size, walk.note
    at, block, header = 0, _BLOCK, 0
    try:
        while True:
            allowance.take(block, at)
            for _ in repeat(None, block):
                header = body[at]
                note[header](at)
                at += size[header]
            step, same = size[header], _SAME[header]
            probe = body[at : at + step * _PROBE : step]
            if header & 0xC0 == 0x40 or len(probe) < _PROBE or probe.lstrip(same):
                block = _BLOCK
                continue
            count, stride = _PROBE, _FIRST_STRIDE
            allowance.take(_PROBE, at)
            while True:
                ahead = body[at + count * step : at + (count + stride) * step : step]
                alike = len(ahead) - len(ahead.lstrip(same))
                count += alike
                allowance.take(alike, at)
                if alike < stride:
                    break
                stride = min(stride * 8, _LONGEST_STRIDE)
            walk.group_at(header, at).add_run(at, count)
            at += count * step
            block = _BLOCK_AFTER_RUN
    except IndexError:
        pass  # the end of the data, where most walks end
    except _Stop as stop:
        return walk.groups, stop.at, stop.reason
    finally:
        walk.note = []  # which hold the walk, and with it the body, until garbage is looked for
    if at > len(body):
        at -= size[header]
        walk.group_at(header, at).drop_last(at)
        return walk.groups, at, "the data end inside a message"
    return walk.groups, None, ""
