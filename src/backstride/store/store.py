"""The store: everything that is kept about one runner, behind one object."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from sqlalchemy import Connection, Engine, delete, insert, select
from sqlalchemy.exc import DatabaseError

from backstride.records import Activity, CheckIn, Measure, Screening, SelfTest, Shoe
from backstride.records.places import PrivatePlace
from backstride.records.readings import merged
from backstride.store import (
    activities,
    choosing,
    database,
    diary,
    history,
    places,
    plans,
    screenings,
    self_tests,
    shoes,
    undoing,
)
from backstride.store.activities import StoredActivity
from backstride.store.diary import DiaryLine, Origin
from backstride.store.errors import StoreError
from backstride.store.history import ImportBatch, LogEntry
from backstride.store.importing import Batch
from backstride.store.models import SettingRow
from backstride.store.stored_plan import StoredPlan
from backstride.store.undoing import Undone

if TYPE_CHECKING:
    from backstride.exposure import RunSketch

_RENEWED_AT_ONCE = 50
"""Sketches in one transaction: it keeps other processes waiting for a fraction of a second."""


class Store:
    """One runner's data in one folder. A context manager; safe to use from several processes at once.

    Every method may raise StoreError where the disk or the file fails; its message is for the user.
    """

    def __init__(self, home: Path, engine: Engine, *, writable: bool = True) -> None:
        self.home = home
        self._engine = engine
        self._writable = writable

    @classmethod
    def open(cls, home: Path) -> Self:
        """The store in the folder ``home``, which is made if need be."""
        return cls(home, database.open_database(home))

    @classmethod
    def open_to_read(cls, home: Path) -> Self:
        """The store in the folder ``home`` as it stands, which may be read-only; an empty one where there is
        none. No folder or database is made.
        """
        engine, writable = database.open_to_read(home)
        return cls(home, engine, writable=writable)

    def close(self) -> None:
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def watch(self) -> Iterator[Callable[[], int]]:
        """A question for a number that is another one once anything on record has changed: it takes
        microseconds, so that what is kept of the data can be held to it. One thread at a time may ask.
        """
        with self._reading() as connection:
            yield database.asking_version(connection)

    @contextmanager
    def batch(self, started_at: datetime) -> Iterator[Batch]:
        """An import under way; ``started_at`` is aware, on the runner's own clock."""
        with self._failing_plainly(), database.bulk(self._engine) as connection:
            yield Batch(connection, started_at)

    def last_import_date(self) -> date | None:
        """The runner's date of the last import that ended and read activities: up to it, runs are known."""
        with self._reading() as connection:
            return history.last_import_date(connection)

    def imports(self) -> list[ImportBatch]:
        """Every import there was, oldest first, those taken back included."""
        with self._reading() as connection:
            return history.imports(connection)

    def import_log(self, batch_id: int) -> list[LogEntry]:
        """What an import made of each file that it met, in order. KeyError where there is no such import."""
        with self._reading() as connection:
            return history.log(connection, batch_id)

    def undo(self, batch_id: int | None, now: datetime) -> Undone:
        """Take back an import, the last one by default, exactly; ``now`` is aware. StoreError where there is
        none, or it was taken back before.
        """
        with self._writing() as connection:
            return undoing.undo(connection, batch_id, now)

    def delete_activity(self, activity_id: int, now: datetime) -> int:
        """Show an activity no more, whatever file brings it again; of how many records it is. KeyError where
        there is no such id.
        """
        with self._writing() as connection:
            return choosing.delete(connection, activity_id, now)

    def undelete_activity(self, activity_id: int) -> int:
        """Show a deleted activity again; of how many records it is. KeyError as above."""
        with self._writing() as connection:
            return choosing.undelete(connection, activity_id)

    def separate(self, activity_id: int) -> int:
        """Make an activity of each record of this one, for good; how many it then is. KeyError as above."""
        with self._writing() as connection:
            return choosing.separate(connection, activity_id)

    def rejoin(self, activity_id: int) -> int:
        """Take ``separate`` back; of how many records the activity then is. KeyError as above."""
        with self._writing() as connection:
            return choosing.rejoin(connection, activity_id)

    def measures(self) -> list[Measure]:
        """What devices measured of nights and days, by date: every source's figure."""
        with self._reading() as connection:
            return history.measures(connection)

    def activities(self, *, deleted: bool = False) -> list[StoredActivity]:
        """The activities on record, oldest first, without laps and streams; or those that were deleted."""
        with self._reading() as connection:
            return activities.summaries(connection, deleted=deleted)

    def activities_revision(self) -> str:
        """A text that is another one once ``activities`` would be; it costs next to nothing."""
        with self._reading() as connection:
            return activities.revision(connection)

    def activity(self, activity_id: int) -> Activity:
        """One activity with its laps and streams. KeyError where there is none of this id."""
        with self._reading() as connection:
            return activities.whole(connection, activity_id)

    def channel_names(self) -> list[str]:
        """The names of all channels that any activity on record has, sorted."""
        with self._reading() as connection:
            return activities.channel_names(connection)

    def sketches(self) -> "list[RunSketch]":
        """A sketch per activity, oldest first: what the days are built from. Outdated ones are made anew."""
        with self._reading() as connection:
            if not self._writable:
                return activities.sketches_as_now(connection)
            fresh, stale = activities.sketches(connection)
        if not stale:
            return fresh
        for start in range(0, len(stale), _RENEWED_AT_ONCE):
            with self._writing() as connection:
                for activity_id in stale[start : start + _RENEWED_AT_ONCE]:
                    activities.renew_sketch(connection, activity_id)
        with self._reading() as connection:  # in which another process may have changed others meanwhile
            return activities.sketches_as_now(connection)

    def add_check_ins(self, check_ins: Sequence[CheckIn], origin: Origin) -> None:
        """Add lines to the diary, all or none. A later line corrects an earlier one, which is kept."""
        with self._writing() as connection:
            diary.add_lines(connection, [DiaryLine(check_in, origin) for check_in in check_ins])

    def add_diary_table(self, lines: Sequence[CheckIn], told_at: datetime) -> None:
        """Keep a table of check-ins, and add to the diary what it says that no earlier one did."""
        with self._writing() as connection:
            diary.add_table(connection, lines, told_at)

    def check_ins(self) -> list[CheckIn]:
        """The diary as it counts, by date: one check-in per date, or one per pain reading where a date has
        several (``records.readings.merged``).
        """
        with self._reading() as connection:
            return merged(line.check_in for line in diary.history(connection))

    def diary_lines(self, day: date | None = None) -> list[DiaryLine]:
        """Every line ever written for a date, or at all: by date, then in the order of writing."""
        with self._reading() as connection:
            return diary.history(connection, day)

    def add_self_test(self, test: SelfTest, written_at: datetime) -> None:
        """Keep a self-test; of one kind and date the last one counts. ``written_at`` is aware."""
        with self._writing() as connection:
            self_tests.add(connection, test, written_at)

    def self_tests(self) -> list[SelfTest]:
        """The self-tests that count, by date."""
        with self._reading() as connection:
            return self_tests.counted(connection)

    def add_plan(self, plan: StoredPlan) -> None:
        """Keep a plan behind those made before it."""
        with self._writing() as connection:
            plans.add(connection, plan)

    def last_plan(self) -> StoredPlan | None:
        """The plan made last; None where none was made."""
        with self._reading() as connection:
            return plans.last(connection)

    def shoes(self) -> list[Shoe]:
        """The pairs of shoes that are kept, by id."""
        with self._reading() as connection:
            return shoes.all_shoes(connection)

    def save_shoe(self, shoe: Shoe) -> None:
        """Keep a pair of shoes; one of the same id is replaced."""
        with self._writing() as connection:
            shoes.save(connection, shoe)

    def wear(self, activity_ids: Sequence[int], shoe_id: str | None) -> None:
        """Say which pair these activities were run in, all or none; None takes back what was said. KeyError
        where there is no activity of one of these ids.
        """
        with self._writing() as connection:
            for activity_id in activity_ids:
                choosing.wear(connection, activity_id, shoe_id)

    def private_places(self) -> list[PrivatePlace]:
        """The places that the runner keeps private, in the order in which they were named."""
        with self._reading() as connection:
            return places.all_places(connection)

    def save_private_place(self, place: PrivatePlace) -> None:
        """Keep a place; one of the same id is replaced, one without an id is added."""
        with self._writing() as connection:
            places.save(connection, place)

    def remove_private_place(self, place_id: int) -> None:
        """Forget a place. KeyError where there is none of this id."""
        with self._writing() as connection:
            places.remove(connection, place_id)

    def first_positions(self, n: int) -> dict[int, tuple[float, float]]:
        """Where each of the last ``n`` runs that have positions began: latitude and longitude in degrees, by
        the activity's id, the newest first. Deleted runs are left out.
        """
        with self._reading() as connection:
            return activities.first_positions(connection, n)

    def add_screening(self, screening: Screening) -> None:
        """Keep answers to the screen's questions beside all earlier ones."""
        with self._writing() as connection:
            screenings.add(connection, screening)

    def latest_screening(self) -> Screening | None:
        """The answers that were given last; None where there are none."""
        with self._reading() as connection:
            return screenings.latest(connection)

    def screenings(self) -> list[Screening]:
        """All answers that were ever given, the last first."""
        with self._reading() as connection:
            return screenings.every(connection)

    def setting(self, name: str) -> str | None:
        """A setting's value; None where it was never set."""
        with self._reading() as connection:
            return connection.execute(select(SettingRow.value).where(SettingRow.name == name)).scalar()

    def save_setting(self, name: str, value: str) -> None:
        with self._writing() as connection:
            connection.execute(delete(SettingRow).where(SettingRow.name == name))
            connection.execute(insert(SettingRow), {"name": name, "value": value})

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._failing_plainly(), database.reading(self._engine) as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._failing_plainly(), database.writing(self._engine) as connection:
            yield connection

    @contextmanager
    def _failing_plainly(self) -> Iterator[None]:
        try:
            yield
        except DatabaseError as error:
            raise StoreError(f"cannot use the data in {self.home}: {error.orig}") from error
        except self._engine.dialect.loaded_dbapi.Error as error:  # an import speaks to the driver itself
            raise StoreError(f"cannot use the data in {self.home}: {error}") from error
