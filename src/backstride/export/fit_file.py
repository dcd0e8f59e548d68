"""Any activity as a FIT file, which other programs read, and which is read back here without a bit lost.

Everything that the format has a field for stands in that field, rounded to the field's scale. What is lost by
that (a third decimal of a distance, the height between steps of 20 cm, a start's part of a second) or has no
field there (where the offset came from, the notes, an unheard-of channel) stands beside it in fields of
backstride's own, which the format provides for (developer fields). ``ingest.fit.own`` reads them.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt

from backstride.export import fit_wire as wire
from backstride.export.fit_native import NativeFields, or_nan
from backstride.export.fit_wire import FLOAT64, SINT32, UINT8, UINT16, UINT32, Field
from backstride.ingest.fit import decode, own
from backstride.records import Activity, Channel, Lap, Sport

FloatArray = npt.NDArray[np.float64]

_FILE_ID, _SESSION, _LAP, _RECORD, _EVENT, _DEVICE_INFO, _ACTIVITY = 0, 18, 19, 20, 21, 23, 34
_MEMO_GLOB, _FIELD_DESCRIPTION, _DEVELOPER_DATA_ID = 145, 206, 207
_STOP_ALL = 4
_OUR_INDEX = 0  # of the developers in the file
_MOST_FIELDS = 255
_MEMO_BYTES = 240  # in one message

_NARROW: Final = {
    np.dtype(base.dtype): base
    for base in (
        *(wire.SINT8, UINT8, wire.SINT16, UINT16, SINT32, UINT32, wire.SINT64, wire.UINT64),
        *(wire.FLOAT32, FLOAT64),
    )
}
_UNITS = {"mps": "m/s", "deg": "degrees", "bpm": "bpm", "spm": "steps/min", "rpm": "rpm", "w": "watts"}
_UNITS |= {"c": "C", "us": "us"} | {unit: unit for unit in ("m", "s", "mm", "ms", "percent")}


def write_fit(activity: Activity) -> bytes:
    """The activity as a FIT file; the same activity gives the same bytes.

    ValueError where the start lies before 1990, or a channel's name has no bytes or more than
    ``fit_wire.TEXT_BYTES``: no activity that was imported has them.
    """
    native = NativeFields(activity)
    session, laps, records = native.session(), native.laps(), native.records()
    said = _read_back(session, laps, records, activity.sport)
    ours = _Ours()
    of_session = ours.of_session(activity, said.figures)
    of_laps = ours.of_laps(activity.laps, said.laps)
    of_records = ours.of_records(activity.streams.channels, said.channels)
    messages = [
        wire.message(_FILE_ID, native.file_id()),
        *ours.declarations(),
        wire.message(_DEVICE_INFO, native.device_info()),
        wire.message(_EVENT, native.timer_event(native.start, 0)),
        wire.message(_RECORD, [*records, *of_records]) if records else b"",
        wire.message(_EVENT, native.timer_event(native.end, _STOP_ALL)),
        wire.message(_LAP, [*laps, *of_laps]),
        wire.message(_SESSION, [*session, *of_session]),
        _memo(activity),
        wire.message(_ACTIVITY, native.activity_summary()),
    ]
    return wire.framed(b"".join(messages))


def _read_back(
    session: Sequence[Field], laps: Sequence[Field], records: Sequence[Field], sport: Sport
) -> own.Natives:
    """What our reader finds in the format's own fields: that tells what they lose, no table of roundings."""
    plain = wire.message(_SESSION, session) + wire.message(_LAP, laps)
    plain += wire.message(_RECORD, records) if records else b""
    (segment,) = decode(wire.framed(plain)).segments
    return own.natives(segment.messages, sport)


class _Ours:
    """What the format's fields do not hold, in fields of backstride's own, each declared once."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, wire.BaseType], int] = {}

    def of_session(self, activity: Activity, said: Mapping[str, float]) -> list[Field]:
        counts = {own.RECORDS: len(activity.streams), own.LAPS: len(activity.laps)}
        fields = [self._field(name, UINT32, count) for name, count in counts.items()]
        if activity.start_utc.microsecond:
            fields.append(self._field(own.START_US, UINT32, activity.start_utc.microsecond))
        fields.append(self._field(own.UTC_OFFSET_S, SINT32, activity.utc_offset_s))
        fields.append(self._field(own.INDOOR, UINT8, int(activity.indoor)))
        for name in own.FIGURES:
            value = or_nan(getattr(activity, name))
            if not _same(np.array([value]), np.array([said[name]])):
                fields.append(self._field(name, FLOAT64, value))
        fields += [
            replace(wire.text(self._number(name, wire.TEXT), value), developer=_OUR_INDEX)
            for name, value in _texts(activity).items()
            if value is not None
        ]
        return fields

    def of_laps(self, laps: tuple[Lap, ...], said: Mapping[str, FloatArray]) -> list[Field]:
        """Nothing where there is no lap."""
        fields = []
        for name in own.LAP_FIGURES if laps else ():
            values = np.array([getattr(lap, name) for lap in laps], dtype=np.float64)
            if not _same(values, said[name]):
                fields.append(self._field(name, FLOAT64, values))
        return fields

    def of_records(self, channels: Mapping[str, Channel], said: Mapping[str, Channel]) -> list[Field]:
        """The channels that the format's fields do not give back bit by bit."""
        fields = []
        for name, channel in channels.items():
            native = said.get(name)
            if native is not None and _same(channel.values(), native.values()):
                continue
            base = _base_of(channel)
            if base is None:
                fields.append(self._field(name, FLOAT64, channel.values()))
            else:
                fields.append(self._field(name, base, _with_mark(channel, base)))
        return fields

    def declarations(self) -> Iterable[bytes]:
        """Whose fields they are, and what they are called: both stand before the first use."""
        yield wire.message(
            _DEVELOPER_DATA_ID,
            [
                wire.byte_rows(1, wire.BYTE, own.APPLICATION_ID, len(own.APPLICATION_ID)),
                wire.scaled(3, UINT8, _OUR_INDEX),
                wire.scaled(4, UINT32, own.VERSION),
            ],
        )
        for (name, base), number in self._numbers.items():
            unit = _UNITS.get(name.rpartition("_")[2])
            yield wire.message(
                _FIELD_DESCRIPTION,
                [
                    wire.scaled(0, UINT8, _OUR_INDEX),
                    wire.scaled(1, UINT8, number),
                    wire.scaled(2, UINT8, base.code),
                    wire.text(3, name),
                    *([wire.text(8, unit)] if unit else []),
                ],
            )

    def _field(self, name: str, base: wire.BaseType, raw: npt.ArrayLike) -> Field:
        return replace(wire.stored(self._number(name, base), base, raw), developer=_OUR_INDEX)

    def _number(self, name: str, base: wire.BaseType) -> int:
        if not name or "\0" in name:
            raise ValueError(f"a field cannot be called {name!r}")
        number = self._numbers.setdefault((name, base), len(self._numbers))
        if number >= _MOST_FIELDS:
            raise ValueError(f"more than {_MOST_FIELDS} fields")
        return number


def _base_of(channel: Channel) -> wire.BaseType | None:
    """The type in which a channel's own numbers can be stored; None where it takes a float of each value.

    Not those with a scale: programs do not agree on whether a developer's field may have one.
    """
    base = _NARROW.get(channel.raw.dtype.newbyteorder("<"))
    if base is None or channel.scale != 1.0 or channel.offset or base is FLOAT64:
        return None
    if base.unknown is None:
        return base if channel.invalid is None else None
    known = channel.raw != channel.invalid if channel.invalid is not None else slice(None)
    return None if (channel.raw[known] == base.unknown).any() else base


def _with_mark(channel: Channel, base: wire.BaseType) -> npt.NDArray[np.generic]:
    """The channel's numbers, with the format's mark for those that are unknown."""
    if channel.invalid is None or base.unknown is None:
        return channel.raw
    return np.where(channel.raw == channel.invalid, np.array(base.unknown, channel.raw.dtype), channel.raw)


def _texts(activity: Activity) -> dict[str, str | None]:
    """The texts that fit a field; None for those that are missing, or too long or too odd for one."""
    notes = activity.notes if not any("\n" in note or not note for note in activity.notes) else ()
    said = {name: getattr(activity, name) for name in own.TEXTS} | {"notes": "\n".join(notes)}
    return {name: text if text and _fits(text) else None for name, text in said.items()}


def _fits(text: str) -> bool:
    data = text.encode("utf-8", "replace")
    return len(data) <= wire.TEXT_BYTES and "\0" not in text and data.decode("utf-8") == text


def _memo(activity: Activity) -> bytes:
    """The texts that fit no field, whole, as JSON over as many messages as it takes; else nothing."""
    in_fields = _texts(activity)
    said = {name: getattr(activity, name) for name in own.TEXTS}
    left = {
        name: text
        for name, text in said.items()
        if in_fields[name] is None and text is not None and text != ()
    }
    if not left:
        return b""
    data = json.dumps(left).encode("ascii")
    rows = wire.byte_rows(4, wire.UINT8Z, data, _MEMO_BYTES)
    return wire.message(
        _MEMO_GLOB,
        [
            wire.scaled(250, UINT32, np.arange(len(rows.raw))),
            wire.scaled(1, UINT16, _SESSION),
            wire.scaled(2, UINT16, 0),
            rows,
        ],
    )


def _same(ours: FloatArray, native: FloatArray) -> bool:
    """Whether two columns are one, bit by bit; every NaN is unknown."""
    if ours.shape != native.shape:
        return False
    bits = ours.view(np.int64) == native.view(np.int64)
    return bool((bits | (np.isnan(ours) & np.isnan(native))).all())
