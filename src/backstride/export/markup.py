"""Columns of numbers and times as the texts of an XML file."""

import re
from datetime import UTC
from xml.sax.saxutils import escape, quoteattr

import numpy as np
import numpy.typing as npt

from backstride.records import Activity, Sport

FloatArray = npt.NDArray[np.float64]

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
SPORT_WORDS = {
    Sport.RUN: "running",
    Sport.WALK: "walking",
    Sport.RIDE: "cycling",
    Sport.SWIM: "swimming",
    Sport.STRENGTH: "strength",
    Sport.OTHER: "other sport",
}
"""What a sport is called in a file that says it in words; an unheard-of kind where it is none of ours."""

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_US_PER_S, _US_PER_MS = 1_000_000, 1000


def text(words: str) -> str:
    """A text as an element's content; characters that XML cannot hold are question marks."""
    return escape(_NO_XML.sub("?", words))


def attribute(words: str) -> str:
    """The same as an attribute's value, with its quotation marks."""
    return quoteattr(_NO_XML.sub("?", words))


def sport_words(activity: Activity) -> str:
    return ("indoor " if activity.indoor else "") + SPORT_WORDS[activity.sport]


def started_at(activity: Activity) -> str:
    """The start on the runner's own clock, with its offset: from it a reader knows the date."""
    return activity.start_local.isoformat()


def times(activity: Activity, time_s: FloatArray) -> list[str]:
    """Moments, ``time_s`` seconds after the start, in UTC; all as finely as the finest of them needs."""
    start = np.datetime64(activity.start_utc.astimezone(UTC).replace(tzinfo=None), "us")
    moments = start + np.round(time_s * _US_PER_S).astype("timedelta64[us]")
    parts = moments.astype(np.int64) % _US_PER_S
    unit = "us" if (parts % _US_PER_MS).any() else "ms" if parts.any() else "s"
    return [f"{moment}Z" for moment in moments.astype(f"datetime64[{unit}]").astype(str).tolist()]


def decimals(values: FloatArray | None, digits: int, before: str, after: str) -> list[str] | None:
    """Numbers between two tags, "" where unknown; None where no value is known."""
    if values is None or not np.isfinite(values).any():
        return None
    form = f"{before}%.{digits}f{after}".replace("%.0f", "%d")
    return [form % value if known else "" for value, known in _pairs(values)]


def whole(values: FloatArray | None, limits: tuple[int, int], before: str, after: str) -> list[str] | None:
    """The same for whole numbers, rounded; what the format's schema has no room for is left out."""
    if values is None:
        return None
    rounded = np.round(values)
    with np.errstate(invalid="ignore"):
        rounded = np.where((rounded >= limits[0]) & (rounded <= limits[1]), rounded, np.nan)
    return decimals(rounded, 0, before, after)


def _pairs(values: FloatArray) -> list[tuple[float, bool]]:
    return list(zip(values.tolist(), np.isfinite(values).tolist(), strict=True))


def joined(columns: list[list[str] | None]) -> list[str] | None:
    """Columns of texts side by side, row by row; those that are None are left out. None if all are."""
    there = [column for column in columns if column is not None]
    return ["".join(row) for row in zip(*there, strict=True)] if there else None


def wrapped(rows: list[str] | None, before: str, after: str) -> list[str] | None:
    """Every row that is not empty between two tags."""
    return None if rows is None else [f"{before}{row}{after}" if row else "" for row in rows]
