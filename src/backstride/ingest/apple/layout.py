"""Heart-rate records that differ only in their times and values, as nearly all of one watch do."""

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backstride.ingest.apple.stamps import STAMP_BYTES, usual_stamps
from backstride.ingest.recording import FloatArray, IntArray

BoolArray = npt.NDArray[np.bool_]

_STAMP = b"0" * STAMP_BYTES
_VALUE_BYTES = 8  # up to "100.1234", then the quote
_TAIL = b"".join(
    [_STAMP, b'" startDate="', _STAMP, b'" endDate="', _STAMP, b'" value="', b"0" * (_VALUE_BYTES + 1)]
)
_PLACE_IN_MEMORY = re.compile(rb"(?<=HKDevice: 0x)[0-9a-f]++")
_MARKS = np.array([place for place, sign in enumerate(_TAIL) if sign != ord("0")])
_MARKED = np.frombuffer(_TAIL, dtype=np.uint8)[_MARKS]
START_AT = _TAIL.index(b'startDate="') + len(b'startDate="')
_VALUE_AT = len(_TAIL) - _VALUE_BYTES - 1


@dataclass(frozen=True, slots=True)
class Layout:
    """``prefix``: all of a record up to its first date, which is that of its creation; ``source``: whose
    records begin so, by number.

    A device is written with its place in the phone's memory, which means nothing and differs from batch to
    batch: there, ``prefix`` holds zeros.
    """

    prefix: bytes
    source: int

    @classmethod
    def of(cls, prefix: bytes, source: int) -> "Layout":
        """The layout of a record that begins with ``prefix``."""
        return cls(_PLACE_IN_MEMORY.sub(lambda place: b"0" * len(place[0]), prefix), source)

    def read(self, piece: bytes, begins: IntArray) -> tuple[BoolArray, FloatArray, FloatArray]:
        """Which of the records that begin at places in ``piece`` are of this layout, and of those the times
        (Unix seconds) and beats per minute.

        Those whose dates or value are written in an unusual way are not among them.
        """
        width = len(self.prefix) + len(_TAIL)
        # No two such records are nearer to one another, so the rows below take no more room than the piece.
        apart = np.diff(begins, append=len(piece) + width) >= width - _VALUE_BYTES
        read = apart & (begins >= 0) & (begins <= len(piece) - width)
        if not read.any():
            return read, np.empty(0), np.empty(0)
        windows = np.lib.stride_tricks.sliding_window_view(np.frombuffer(piece, dtype=np.uint8), width)
        cells = windows[begins[read]]
        same = cells[:, : len(self.prefix)] == np.frombuffer(self.prefix, dtype=np.uint8)
        for place in _PLACE_IN_MEMORY.finditer(self.prefix):
            digits = cells[:, place.start() : place.end()]
            same[:, place.start() : place.end()] = (digits != ord('"')) & (digits != ord("<"))
        alike = same.all(axis=1)
        cells = cells[alike, len(self.prefix) :]
        utc_s, _, usual = usual_stamps(cells[:, START_AT : START_AT + STAMP_BYTES])
        bpm, is_number = _numbers(cells[:, _VALUE_AT:])
        usual &= is_number & (cells[:, _MARKS] == _MARKED).all(axis=1)
        alike[alike] = usual
        read[read] = alike
        return read, utc_s[usual], bpm[usual]


def _numbers(cells: npt.NDArray[np.uint8]) -> tuple[FloatArray, BoolArray]:
    """Decimal numbers up to a quote, shape (n, width), and which of them are such numbers."""
    n = len(cells)
    number, after_point = np.zeros(n), np.zeros(n, dtype=np.int64)
    usual, ended, pointed = (
        np.ones(n, dtype=np.bool_),
        np.zeros(n, dtype=np.bool_),
        np.zeros(n, dtype=np.bool_),
    )
    for place, sign in enumerate(cells.T):
        digit = sign - np.uint8(ord("0"))  # what stands below "0" wraps around to above 9
        is_digit = (digit <= 9) & ~ended
        number = np.where(is_digit, number * 10 + digit, number)
        after_point += is_digit & pointed
        is_point = (sign == ord(".")) & ~ended
        ends = (sign == ord('"')) & ~ended
        usual &= ended | is_digit | (is_point & ~pointed) | (ends & (place > 0))
        pointed |= is_point
        ended |= ends
    return number / 10.0**after_point, usual & ended
