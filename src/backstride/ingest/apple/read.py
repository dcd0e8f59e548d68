"""A whole Apple Health record, read once from its beginning to its end."""

from collections.abc import Iterator
from datetime import tzinfo

import numpy as np

from backstride.ingest.apple.activity import Clocks, activity_of
from backstride.ingest.apple.heart import HeartRates
from backstride.ingest.apple.names import Names
from backstride.ingest.apple.resting import RestingHeartRates
from backstride.ingest.apple.scan import Pieces, tags
from backstride.ingest.apple.sleep import NIGHT_H, Sleep
from backstride.ingest.apple.stamps import stamps
from backstride.ingest.apple.workout import Workout, workouts_at
from backstride.ingest.containers import Readable
from backstride.records import Activity, Failed, Parsed, ParseOutcome, Skipped

MOST_WORKOUTS = 100_000

_WORKOUT, _ITS_TYPE = b"<Workout", b"workoutActivityType"
_AFTER_NAME = (b" ", b"\n", b"\r", b"\t", b">", b"/")


def read_apple(name: str, stream: Readable, home_zone: tzinfo) -> ParseOutcome:
    """The workouts of an Apple Health record (``export.xml``), its nights and its resting heart rates.

    ``stream`` is read once, in pieces; memory holds eight bytes for each heart rate, and the workouts. A
    workout's positions are in a file of their own beside the record, and no part of the activity. Steps,
    energy and other kinds of record are passed over. Of a damaged record, what stands before the damage is
    kept. ``home_zone``: used for workouts that do not name their time zone (see ``Clocks``).
    """
    record = _Record()
    pieces = Pieces(stream)
    for piece in pieces:
        record.take(piece)
    if not pieces.begun:
        return Failed("its HealthData does not begin: cut short, or saved in an encoding other than UTF-8", 0)
    activities, problems = record.activities(home_zone)
    measures = (*record.sleep.nights(), *record.resting.measures())
    problems += record.problems()
    if pieces.lost_bytes:
        problems.append(f"{pieces.lost_bytes / 1e6:,.0f} MB that belong to no element of a record: left out")
    at = pieces.read_bytes
    cut = f"the file ends (at byte {at:,}) before its record does"
    if activities:
        cuts = [] if pieces.ended else [f"{cut}: what stands before was kept"]
        return Parsed(activities, tuple(cuts + problems), measures)
    if not pieces.ended and not measures:
        return Failed(f"{cut}: no workout could be read", at)
    what = "an Apple Health record without workouts"
    if not pieces.ended:
        what = f"an Apple Health record that is cut short (at byte {at:,}), before any workout"
    kept = f"; {len(measures):,} nights and resting heart rates are in it" if measures else ""
    return Skipped("; ".join([what + kept, *problems]), measures)


class _Record:
    """What has been read so far."""

    def __init__(self) -> None:
        self._sources = Names()
        self.sleep = Sleep(self._sources)
        self.resting = RestingHeartRates(self._sources)
        self._hearts = HeartRates(self._sources)
        self._workouts: dict[tuple[object, ...], Workout] = {}
        self._unreadable = self._left_out = 0
        self._exported: tuple[float, float] | None = None

    def take(self, piece: bytes) -> None:
        """Keep what a piece holds."""
        if self._exported is None:
            self._exported = _export_date(piece)
        self._hearts.take(piece)
        self.sleep.take(piece)
        self.resting.take(piece)
        for workout in self._workouts_in(piece):
            # A record may hold the same workout several times.
            key = (workout.kind, workout.source, workout.start_utc_s, workout.end_utc_s)
            if len(self._workouts) < MOST_WORKOUTS or key in self._workouts:
                self._workouts.setdefault(key, workout)
            else:
                self._left_out += 1

    def _workouts_in(self, piece: bytes) -> Iterator[Workout]:
        if _ITS_TYPE not in piece:  # the longer a word, the faster it is searched for
            return
        at = 0
        while (at := piece.find(_WORKOUT, at)) >= 0:
            if not piece.startswith(_AFTER_NAME, at + len(_WORKOUT)):
                at += len(_WORKOUT)
                continue
            found, at = workouts_at(piece, at, self._sources)
            self._unreadable += not found
            yield from found

    def activities(self, home_zone: tzinfo) -> tuple[tuple[Activity, ...], list[str]]:
        """The activities in the order of their starts, and why others are none."""
        clocks = Clocks(*(self._exported or (np.nan, np.nan)), home_zone)
        ordered = sorted(self._workouts.values(), key=lambda workout: workout.start_utc_s)
        outcomes = [activity_of(workout, self._hearts, clocks) for workout in ordered]
        activities = tuple(outcome for outcome in outcomes if isinstance(outcome, Activity))
        lost = [f"one of its workouts: {outcome}" for outcome in outcomes if isinstance(outcome, str)]
        return activities, lost

    def problems(self) -> list[str]:
        """What could not be read, or was too much, in numbers."""
        self._hearts.finish()
        unreadable = {
            "workouts": self._unreadable,
            "heart rates": self._hearts.unreadable,
            "resting heart rates": self.resting.unreadable,
            "records of sleep": self.sleep.unreadable,
        }
        left_out = {
            "workouts": self._left_out,
            "heart rates": self._hearts.left_out,
            "resting heart rates": self.resting.left_out,
            "records of sleep": self.sleep.left_out,
        }
        told = [f"{n:,} of its {what} cannot be read: left out" for what, n in unreadable.items() if n]
        told += [
            f"it holds too many {what}: the last {n:,} were left out" for what, n in left_out.items() if n
        ]
        if self.sleep.unlikely:
            shortest, longest = NIGHT_H
            unlikely = f"shorter than {shortest:g} or longer than {longest:g} hours"
            told.append(f"{self.sleep.unlikely:,} of its nights, {unlikely}: left out")
        return told


def _export_date(piece: bytes) -> tuple[float, float]:
    """When and at which offset the record was exported, which stands at its beginning; NaN if it does not."""
    at = piece.find(b"<ExportDate")
    for tag in tags(piece, max(at, 0), max(at, 0) + 1000):
        if tag.name == b"ExportDate":
            times_s, offsets_s = stamps([tag.attributes.get(b"value", b"")])
            return float(times_s[0]), float(offsets_s[0])
    return np.nan, np.nan
