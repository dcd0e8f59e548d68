"""FIT files → columns: the entrance of this room."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from fastcrc import crc16

from backstride.ingest.fit import profile
from backstride.ingest.fit.clock import UNKNOWN_TIME, compressed_times
from backstride.ingest.fit.developer import Descriptions, descriptions, developer_pieces
from backstride.ingest.fit.expand import Columns, expand
from backstride.ingest.fit.gather import Budget, Rows, fill, merge, plan_of, rows_of
from backstride.ingest.fit.heart_rate import merge_heart_rate
from backstride.ingest.fit.scan import Allowance, Group, TooManyMessagesError, scan
from backstride.ingest.fit.table import Column, MessageTable
from backstride.ingest.fit.wire import CRC_BYTES, read_header

_MAX_SEGMENTS = 4096  # real chains have a handful; without a bound a hostile file makes one per 14 bytes
_SPARE_BYTES, _GROWTH = 32 << 20, 8
"""A file's columns may take this many times its own size, and some spare room, where its rows are unlike."""

_RECORD, _HR, _FIELD_DESCRIPTION = 20, 132, 206
_READ_HERE = (_HR, _FIELD_DESCRIPTION)  # whatever is wanted of them


@dataclass(frozen=True, slots=True)
class FitFault:
    """The first place at which a file breaks off or breaks the rules; what stands before it was kept."""

    offset: int
    reason: str


class Messages(Mapping[str | int, MessageTable]):
    """The messages of a segment by name (by number where the profile has no name), made into columns when
    asked for.
    """

    def __init__(
        self,
        body: bytes,
        base_at: int,
        groups: Mapping[tuple[bytes, bool], Group],
        budget: Budget,
        wanted: Mapping[str, frozenset[str]],
    ) -> None:
        self._body = body
        self._base_at = base_at
        # All segments of a file that has several: a strap's stored heart rates may stand in one of their own.
        # A single one does not hold itself: its bytes would stay until somebody looks for garbage.
        self.chain: tuple[Messages, ...] = ()
        self._budget = budget
        self._wanted = wanted
        self._all_groups = [(group, compressed) for (_, compressed), group in groups.items()]
        self._groups: dict[int, list[Group]] = {}
        for group, _ in self._all_groups:
            if group.places or group.runs:
                self._groups.setdefault(group.layout.global_number, []).append(group)
        known = profile.messages()
        self._numbers: dict[str | int, int] = {
            known[number].name if number in known else number: number for number in self._groups
        }
        self._tables: dict[str | int, MessageTable] = {}
        self._has_compressed = any(compressed for _, compressed in groups)
        self._times: dict[int, np.typing.NDArray[np.uint32]] | None = None
        self._declared: Descriptions | None = None

    def __len__(self) -> int:
        return len(self._numbers)

    def __iter__(self) -> Iterator[str | int]:
        return iter(self._numbers)

    def __contains__(self, name: object) -> bool:
        return name in self._numbers

    def __getitem__(self, name: str | int) -> MessageTable:
        table = self._tables.get(name)
        if table is None:
            table = self._tables[name] = self._table(self._numbers[name])
        return table

    def count(self, name: str | int) -> int:
        """How many messages of a kind there are, without making them into columns."""
        number = self._numbers.get(name)
        return 0 if number is None else sum(len(group) for group in self._groups[number])

    def _table(self, number: int) -> MessageTable:
        message = profile.messages().get(number)
        rows = rows_of(self._body, self._groups[number])
        wanted = None if message is None or number in _READ_HERE else self._wanted.get(message.name)
        if number == _RECORD and wanted is not None:
            wanted |= {"timestamp"}  # which a strap's heart rates go by
        needed = None if wanted is None else profile.needed_for(number, wanted)
        columns, developer, lost = self._columns(rows, None if needed is None else needed.names)
        if message is not None:
            expand(columns, message, message.derived if needed is None else needed.derived)
        notes = (f"fields left out, they would outgrow the file: {', '.join(lost)}",) if lost else ()
        table = MessageTable(rows.offsets + self._base_at, columns, developer, notes)
        reports = [part["hr"] for part in self.chain or (self,) if "hr" in part] if number == _RECORD else []
        if reports:
            merged_rate = merge_heart_rate(table, reports)
            if merged_rate is not None:
                columns["heart_rate"] = merged_rate
        return table

    def _columns(
        self, rows: Rows, names: frozenset[str] | None
    ) -> tuple[Columns, dict[str, Column], list[str]]:
        """The native and the developers' columns of a message's rows, and what was left out."""
        columns: Columns = {}
        lost: list[str] = []
        plans = plan_of(tuple([part.group.layout for part in rows.parts]), names)
        if len(rows.parts) == 1:
            # As Column(...), which takes twice the time: there are hundreds of columns in a file.
            table, new = rows.parts[0].table, tuple.__new__
            columns = {
                name: new(Column, (table[sources[0][1]], scale, offset, invalid, units))
                for name, scale, offset, units, invalid, sources, kind, _, _ in plans
                if kind is not None
            }
            plans = tuple([plan for plan in plans if plan.kind is None])
        for plan in plans:
            name, scale, offset, units = plan[:4]
            filled = fill(plan, rows, self._budget)
            if filled is None:
                lost.append(str(name))
                continue
            columns[name] = Column(filled[0], scale, offset, filled[1], units)
        if self._has_compressed:
            self._add_times(rows, columns)
        developer: dict[str, Column] = {}
        for part in rows.parts:
            layout = part.group.layout
            if layout.has_developer_fields and layout.global_number != _FIELD_DESCRIPTION:
                developer = self._developer_columns(rows, lost)
                break
        return columns, developer, lost

    def _developer_columns(self, rows: Rows, lost: list[str]) -> dict[str, Column]:
        found: dict[str, Column] = {}
        if self._declared is None:
            self._declared = descriptions(self.get("field_description"))
        for title, (meant, pieces) in developer_pieces(rows, self._declared, self._base_at).items():
            merged = merge(pieces, rows, self._budget)
            if merged is None:
                lost.append(title)
                continue
            found[title] = Column(merged[0], meant.scale, meant.offset, merged[1], meant.units)
        return found

    def _add_times(self, rows: Rows, columns: Columns) -> None:
        """The timestamps of those rows whose record header carries them."""
        if self._times is None:
            self._times = compressed_times(self._body, self._all_groups)
        times = np.full(len(rows.offsets), UNKNOWN_TIME, dtype=np.uint32)
        for part in rows.parts:
            carried = self._times.get(id(part.group))
            if carried is not None:
                times[part.place] = carried
        if rows.in_file is not None:
            times = times[rows.in_file]
        own = columns.get("timestamp")
        if own is not None and own.raw.ndim == 1 and own.invalid == UNKNOWN_TIME:
            times = np.where(own.raw != UNKNOWN_TIME, own.raw, times)
        columns["timestamp"] = Column(times, 1.0, 0.0, UNKNOWN_TIME, "s")


@dataclass(frozen=True, slots=True, eq=False)
class FitSegment:
    """One FIT file of a chain (most files are a chain of one). ``start`` is the byte at which its header
    stands.
    """

    start: int
    messages: Messages


@dataclass(frozen=True, slots=True, eq=False)
class FitFile:
    """What could be read. ``warnings`` are flaws that cost nothing; ``fault`` is where and why reading had
    to stop.
    """

    segments: tuple[FitSegment, ...] = ()
    warnings: tuple[str, ...] = ()
    fault: FitFault | None = None


def is_fit(data: bytes | memoryview) -> bool:
    """Whether the bytes begin like a FIT file. The first 14 bytes are enough to tell."""
    return len(data) >= 12 and data[0] >= 12 and bytes(data[8:12]) == b".FIT"


def decode(data: bytes | memoryview, wanted: Mapping[str, frozenset[str]] | None = None) -> FitFile:
    """Read a FIT file, or a chain of them, as far as it can be read. Never raises on bad bytes.

    The walk over the messages happens here; the columns of a message are made when it is first asked for.
    ``wanted``: by the message's name, the only fields that it then needs to have (beside the developers');
    messages that are not named have all of theirs. A file of more messages than any device writes is
    refused as a whole: it comes without segments, with the fault.
    """
    data = bytes(data)
    segments: list[FitSegment] = []
    budget = Budget(_SPARE_BYTES + _GROWTH * len(data))
    allowance = Allowance()
    warnings: list[str] = []
    fault: FitFault | None = None
    at = 0
    while at < len(data):
        header = read_header(data, at)
        if header is None or len(segments) >= _MAX_SEGMENTS:
            if not segments:
                fault = FitFault(at, "this is not a FIT file: it does not begin with a FIT header")
            else:
                warnings.append(f"{len(data) - at} bytes from byte {at} on are not FIT and were ignored")
            break
        start, end = at + header.size, at + header.size + header.data_size
        if (
            header.data_size == 0
            and len(data) > end + CRC_BYTES
            and read_header(data, end + CRC_BYTES) is None
        ):
            warnings.append(f"the header at byte {at} promises no data, yet there are some: read to the end")
            end = len(data)
        elif end > len(data):
            missing = end - len(data)
            fault = fault or FitFault(len(data), f"the file ends {missing} bytes before its header says")
            end = len(data)
        body = data[start:end]
        try:
            groups, stopped, reason = scan(body, allowance)
        except TooManyMessagesError as error:
            return FitFile((), (), FitFault(start + error.at, str(error)))
        if stopped is not None and (fault is None or fault.offset == len(data)):
            fault = FitFault(start + stopped, reason)
        segments.append(FitSegment(at, Messages(body, start, groups, budget, wanted or {})))
        if end < len(data):
            stored = data[end : end + CRC_BYTES]
            if len(stored) < CRC_BYTES:
                warnings.append(f"the checksum at byte {end} is cut off")
            elif int.from_bytes(stored, "little") != crc16.arc(memoryview(data)[at:end]):
                warnings.append(f"the checksum at byte {end} does not fit: some bytes were changed")
        elif header.data_size and end == start + header.data_size:
            warnings.append("the file ends without its checksum")
        at = end + CRC_BYTES
    if len(segments) > 1:
        chain = tuple(segment.messages for segment in segments)
        for messages in chain:
            messages.chain = chain
    return FitFile(tuple(segments), tuple(warnings), fault)
