"""When something was, as Apple writes it: "2019-06-11 15:00:12 -0700"."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from backstride.ingest.clock import EARLIEST_UTC_S, LATEST_UTC_S
from backstride.ingest.localtime import plausible_offset_s
from backstride.ingest.recording import FloatArray

_LAYOUT = b"0000-00-00 00:00:00 +0000"
STAMP_BYTES = len(_LAYOUT)
_DIGITS = np.array([place for place, sign in enumerate(_LAYOUT) if sign == ord("0")])
_MARKS = np.array([place for place, sign in enumerate(_LAYOUT) if sign not in b"0+"])
_MARKED = np.frombuffer(_LAYOUT, dtype=np.uint8)[_MARKS]
_SIGN = _LAYOUT.index(b"+")

_FEW = 16  # fewer are read faster one by one

_ANY = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)[T\s]*(\d{1,2}):?(\d\d):?(\d\d)\s*(?:([AaPp])\.?\s?[Mm]\.?)?\s*([+-])(\d\d):?(\d\d)"
)
"""A phone that shows twelve hours exports "8:00:12 PM"; the first exports had no marks at all."""

_ZONE = re.compile(r"[A-Za-z][\w+-]{1,30}(?:/[\w+-]{1,30}){0,2}")
_FIXED_ZONE = re.compile(r"GMT([+-])(\d\d):?(\d\d)")


def stamps(texts: Sequence[bytes]) -> tuple[FloatArray, FloatArray]:
    """Unix seconds, and the offset from UTC that is stated (s); both NaN where a text cannot be read.

    The moment is right whatever the offset: that is the phone's own, when it recorded or when it exported.
    """
    if len(texts) < _FEW:
        utc_s, offset_s = np.array([_any_stamp(text) for text in texts]).reshape(-1, 2).T.copy()
    else:
        width = STAMP_BYTES + 1
        cells = np.array(texts, dtype=f"S{width}").view(np.uint8).reshape(len(texts), width)
        utc_s, offset_s, usual = usual_stamps(cells[:, :STAMP_BYTES])
        for i in np.flatnonzero(~usual | (cells[:, -1] != 0)).tolist():
            utc_s[i], offset_s[i] = _any_stamp(texts[i])
    wrong = ~((utc_s >= EARLIEST_UTC_S) & (utc_s <= LATEST_UTC_S) & (np.abs(offset_s) <= 14 * 3600))
    utc_s[wrong] = offset_s[wrong] = np.nan
    return utc_s, offset_s


def usual_stamps(cells: npt.NDArray[np.uint8]) -> tuple[FloatArray, FloatArray, npt.NDArray[np.bool_]]:
    """The same for the letters of texts of ``STAMP_BYTES``, shape (n, STAMP_BYTES), and which of them are
    written as usual: of the others nothing is told.
    """
    letters = cells.T
    digits = letters[_DIGITS] - np.uint8(ord("0"))  # what stands below "0" wraps around to above 9
    west = letters[_SIGN] == ord("-")
    usual = (digits <= 9).all(axis=0) & (letters[_MARKS] == _MARKED[:, None]).all(axis=0)
    usual &= west | (letters[_SIGN] == ord("+"))
    pairs = digits[::2] * np.uint8(10) + digits[1::2]
    century, year, month, day, hour, minute, second, offset_h, offset_min = pairs.astype(np.int64)
    usual &= (month >= 1) & (month <= 12) & (day >= 1) & (hour < 24) & (minute < 60) & (second < 60)
    first_of_month = ((century * 100 + year - 1970) * 12 + month - 1).astype("M8[M]")
    date = first_of_month.astype("M8[D]") + (day - 1)
    usual &= date.astype("M8[M]") == first_of_month
    offset_s = np.where(west, -60.0, 60.0) * (offset_h * 60 + offset_min)
    utc_s = date.astype(np.int64) * 86_400.0 + hour * 3600 + minute * 60 + second - offset_s
    return utc_s, offset_s, usual


def _any_stamp(text: bytes) -> tuple[float, float]:
    found = _ANY.fullmatch(text[:60].decode("utf-8", "replace").strip())
    if found is None:
        return np.nan, np.nan
    year, month, day, hour, minute, second = map(int, found.groups()[:6])
    half, sign, offset_h, offset_min = found.groups()[6:]
    if half is not None:
        hour = hour % 12 + (12 if half in "Pp" else 0)
    offset_s = (int(offset_h) * 3600 + int(offset_min) * 60) * (-1 if sign == "-" else 1)
    try:
        moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return np.nan, np.nan
    return moment.timestamp() - offset_s, offset_s


@lru_cache(maxsize=1000)
def zone_named(name: str | None) -> tzinfo | None:
    """The time zone of that name, as ``HKTimeZone`` gives it; None where there is none."""
    if name is None:
        return None
    fixed = _FIXED_ZONE.fullmatch(name)
    if fixed is not None:
        sign, hours, minutes = fixed.groups()
        offset_s = plausible_offset_s((int(hours) * 3600 + int(minutes) * 60) * (-1 if sign == "-" else 1))
        return None if offset_s is None else timezone(timedelta(seconds=offset_s))
    if not _ZONE.fullmatch(name):
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # no such zone, or the name of a folder of zones
        return None


def offset_in(zone: tzinfo, utc_s: float) -> int:
    """How far the clocks of a zone are ahead of UTC at a moment, seconds."""
    offset = datetime.fromtimestamp(utc_s, tz=UTC).astimezone(zone).utcoffset()
    return 0 if offset is None else int(offset.total_seconds())


def local_date(local_s: float) -> date:
    """The date on a clock that shows ``local_s``: Unix seconds plus the offset from UTC."""
    return datetime.fromtimestamp(local_s, tz=UTC).date()
