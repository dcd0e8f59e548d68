"""Resting heart rates, one for a date."""

from collections import Counter
from datetime import date

import numpy as np

from backstride.ingest.apple.names import Names
from backstride.ingest.apple.scan import records
from backstride.ingest.apple.stamps import local_date, stamps
from backstride.ingest.markup import floats
from backstride.ingest.summary import plausible_heart_rate_bpm
from backstride.records import Measure, MeasureKind

MOST_DAYS = 200_000
"""Of all sources together; a watch tells of one day a day."""

_TYPE = b"HKQuantityTypeIdentifierRestingHeartRate"
_UNIT = b"count/min"
_ROWS_AT_ONCE = 1 << 12

Row = tuple[bytes, bytes, bytes, bytes]


class RestingHeartRates:
    """Records of the resting heart rate: taken piece by piece, then told by date.

    ``unreadable`` counts records without a time or with a value that no heart has, ``left_out`` those
    beyond ``MOST_DAYS``.
    """

    def __init__(self, sources: Names) -> None:
        self._sources = sources
        self._rows: list[Row] = []
        self._told: dict[tuple[date, int], tuple[float, float]] = {}
        self.unreadable = self.left_out = 0

    def take(self, piece: bytes) -> None:
        """Keep the resting heart rates of a piece."""
        for found, _, _ in records(piece, _TYPE):
            if found.get(b"unit", _UNIT) != _UNIT:
                self.unreadable += 1
            else:
                row = (found.get(key, b"") for key in (b"sourceName", b"startDate", b"endDate", b"value"))
                self._rows.append(tuple(row))  # type: ignore[arg-type]
        if len(self._rows) >= _ROWS_AT_ONCE:
            self._keep()

    def _keep(self) -> None:
        if not self._rows:
            return
        names, starts, ends, values = zip(*self._rows, strict=True)
        self._rows = []
        start_s, offset_s = stamps(starts)
        end_s = np.fmax(start_s, stamps(ends)[0])
        bpm = plausible_heart_rate_bpm(floats([value.decode("latin-1") for value in values]))
        # The figure is that of a day; the middle of its time is far from midnight, and so from the error of
        # an hour that the stated offset may have.
        local_s = (start_s + end_s) / 2 + offset_s
        known = np.isfinite(local_s + bpm)
        self.unreadable += int((~known).sum())
        for i in np.flatnonzero(known):
            key = local_date(float(local_s[i])), self._sources.number(names[i])
            if key in self._told or len(self._told) < MOST_DAYS:
                self._told[key] = max(self._told.get(key, (0.0, 0.0)), (float(end_s[i]), float(bpm[i])))
            else:
                self.left_out += 1

    def measures(self) -> tuple[Measure, ...]:
        """Beats per minute by date: the day's last figure, of the source that tells most days."""
        self._keep()
        days = Counter(source for _, source in self._told)
        best: dict[date, int] = {}
        for day, source in self._told:
            if day not in best or (days[source], -source) > (days[best[day]], -best[day]):
                best[day] = source
        return tuple(
            Measure(
                date=day,
                kind=MeasureKind.RESTING_HR_BPM,
                value=self._told[day, source][1],
                source=self._sources.text(source) or "",
            )
            for day, source in sorted(best.items())
        )
