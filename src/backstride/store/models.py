"""The tables. Column types are portable: nothing here is particular to SQLite.

Times are kept in UTC without a zone (``UtcDateTime`` gives them back aware). What is not known is NULL.
"""

from datetime import UTC, date, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Text,
    TypeDecorator,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware in Python, UTC without a zone in the database (SQLite has no zones)."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone is not an instant")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)


class BatchRow(Base):
    """One import command. It is not finished while it runs, and never will be if it was killed.

    ``covers_until``: the date up to which it tells all runs, where that is not the date on which it ran (an
    export tells what was known when it was written). ``undone_utc``: when it was taken back.
    """

    __tablename__ = "batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    started_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    started_local_date: Mapped[date] = mapped_column(Date)
    covers_until: Mapped[date | None] = mapped_column(Date)
    finished: Mapped[bool] = mapped_column(Boolean)
    undone_utc: Mapped[datetime | None] = mapped_column(UtcDateTime)
    imported: Mapped[int] = mapped_column(default=0)
    duplicates: Mapped[int] = mapped_column(default=0)
    skipped: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)


class SourceFileRow(Base):
    """One content that was met, by the hash of its bytes (uncompressed), and what became of it.

    ``crc64``: in hexadecimal digits; with the size it tells a content again at a fraction of the hash's cost.
    ``batch_id``: the import whose word this is. ``reader_version``: that of the readers who said so.
    """

    __tablename__ = "source_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    crc64: Mapped[str | None] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(Text)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    fate: Mapped[str] = mapped_column(String(16))  # imported, skipped, failed
    reason: Mapped[str | None] = mapped_column(Text)
    warnings_json: Mapped[str] = mapped_column(Text, default="[]")
    byte_offset: Mapped[int | None] = mapped_column(BigInteger)
    reader_version: Mapped[int] = mapped_column(Integer)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), index=True)


class LogRow(Base):
    """What one import made of one file that it met, duplicates and pictures included."""

    __tablename__ = "log_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), index=True)
    source_file_id: Mapped[int | None] = mapped_column(ForeignKey("source_file.id"), index=True)
    name: Mapped[str] = mapped_column(Text)
    fate: Mapped[str] = mapped_column(String(16))  # imported, duplicate, skipped, failed
    reason: Mapped[str | None] = mapped_column(Text)
    warnings_json: Mapped[str] = mapped_column(Text, default="[]")
    byte_offset: Mapped[int | None] = mapped_column(BigInteger)


class ActivityRow(Base):
    """One activity as one record of it has it.

    Several records of one activity share a head, the first of them: ``same_as_id`` is its id, NULL for the
    head itself. ``richness`` orders them (``records.same_run``). The head's sketch is that of all together.
    ``fingerprint``: the hash of all that the record says, so that it is kept once, however many files say it;
    what the runner says of a record is kept under it, and so outlives an import that is taken back.
    """

    __tablename__ = "activity"

    id: Mapped[int] = mapped_column(primary_key=True)
    same_as_id: Mapped[int | None] = mapped_column(Integer, index=True)
    fingerprint: Mapped[str | None] = mapped_column(String(64), index=True)
    richness: Mapped[float] = mapped_column(Float(53))
    sport: Mapped[str] = mapped_column(String(16))
    sport_source: Mapped[str] = mapped_column(String(8))
    sub_sport: Mapped[str | None] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(16))
    device: Mapped[str | None] = mapped_column(Text)
    gear: Mapped[str | None] = mapped_column(Text)
    start_utc: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    utc_offset_s: Mapped[int] = mapped_column(Integer)
    offset_source: Mapped[str] = mapped_column(String(16))
    local_date: Mapped[date] = mapped_column(Date, index=True)
    distance_m: Mapped[float | None] = mapped_column(Float(53))
    elapsed_s: Mapped[float | None] = mapped_column(Float(53))
    moving_s: Mapped[float | None] = mapped_column(Float(53))
    ascent_m: Mapped[float | None] = mapped_column(Float(53))
    descent_m: Mapped[float | None] = mapped_column(Float(53))
    avg_hr_bpm: Mapped[float | None] = mapped_column(Float(53))
    max_hr_bpm: Mapped[float | None] = mapped_column(Float(53))
    avg_cadence_spm: Mapped[float | None] = mapped_column(Float(53))
    indoor: Mapped[bool] = mapped_column(Boolean)
    notes_json: Mapped[str] = mapped_column(Text)
    sketch_json: Mapped[str] = mapped_column(Text)
    sketch_version: Mapped[int] = mapped_column(Integer)


class ActivitySourceRow(Base):
    """Which files an activity was read from, in order."""

    __tablename__ = "activity_source"

    activity_id: Mapped[int] = mapped_column(
        ForeignKey("activity.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    source_file_id: Mapped[int] = mapped_column(
        ForeignKey("source_file.id"), primary_key=True, autoincrement=False, index=True
    )


class ApartRow(Base):
    """Two records (by their fingerprints) that the runner says are of two activities, however alike."""

    __tablename__ = "apart"

    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)
    other_fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)


class DeletedRow(Base):
    """A record (by its fingerprint) whose activity the runner wants to see no more.

    An activity is deleted where any of its records is. ``run_fingerprint``: one for all that were deleted at
    once, so that they come back at once.
    """

    __tablename__ = "deleted"

    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)
    run_fingerprint: Mapped[str] = mapped_column(String(64), index=True)
    deleted_utc: Mapped[datetime] = mapped_column(UtcDateTime)


class MeasureRow(Base):
    """A figure that a file holds for a night or a day (``records.Measure``)."""

    __tablename__ = "measure"

    source_file_id: Mapped[int] = mapped_column(
        ForeignKey("source_file.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    kind: Mapped[str] = mapped_column(String(32), primary_key=True)
    source: Mapped[str] = mapped_column(String(128), primary_key=True)
    date: Mapped[date] = mapped_column(Date, primary_key=True)
    value: Mapped[float] = mapped_column(Float(53))


class LapRow(Base):
    __tablename__ = "lap"

    activity_id: Mapped[int] = mapped_column(
        ForeignKey("activity.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    start_s: Mapped[float] = mapped_column(Float(53))
    elapsed_s: Mapped[float | None] = mapped_column(Float(53))
    moving_s: Mapped[float | None] = mapped_column(Float(53))
    distance_m: Mapped[float | None] = mapped_column(Float(53))


class StreamRow(Base):
    """One channel of one activity: a compressed column (see ``store.codec``)."""

    __tablename__ = "stream"

    activity_id: Mapped[int] = mapped_column(
        ForeignKey("activity.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    channel: Mapped[str] = mapped_column(String(64), primary_key=True)
    codec: Mapped[str] = mapped_column(String(32))
    dtype: Mapped[str] = mapped_column(String(8))
    n: Mapped[int] = mapped_column(Integer)
    scale: Mapped[float] = mapped_column(Float(53))
    # The mark is text because that of a uint64 fits no integer type.
    value_offset: Mapped[float] = mapped_column(Float(53))
    invalid_mark: Mapped[str | None] = mapped_column(String(24))
    data: Mapped[bytes] = mapped_column(LargeBinary)


class DiaryTableRow(Base):
    """A table of check-ins as it was told, all of it: what is new in a later one depends on the earlier ones,
    of which one may be taken back.

    ``source_file_id``: the file that an import read it from; NULL where the runner named the table alone.
    ``lines``: see ``store.diary``.
    """

    __tablename__ = "diary_table"

    id: Mapped[int] = mapped_column(primary_key=True)
    source_file_id: Mapped[int | None] = mapped_column(ForeignKey("source_file.id"), index=True)
    told_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    lines: Mapped[bytes] = mapped_column(LargeBinary)


class CheckInRow(Base):
    """Every line that was ever written in the diary; nothing here is changed or deleted by a correction.

    ``diary_table_id``: the table that it is from, as far as that said something new. ``at_min``: when
    its pain was felt, minutes since midnight on the runner's clock; ``slot``: its place in the day.
    """

    __tablename__ = "check_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    date: Mapped[date] = mapped_column(Date, index=True)
    written_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    written_offset_s: Mapped[int] = mapped_column(Integer)
    origin: Mapped[str] = mapped_column(String(16))  # typed, file
    diary_table_id: Mapped[int | None] = mapped_column(
        ForeignKey("diary_table.id", ondelete="CASCADE"), index=True
    )
    at_min: Mapped[int | None] = mapped_column(Integer)
    slot: Mapped[str | None] = mapped_column(String(16))  # morning, after_run, evening
    pain_nrs: Mapped[float | None] = mapped_column(Float(53))
    sleep_h: Mapped[float | None] = mapped_column(Float(53))
    sitting_h: Mapped[float | None] = mapped_column(Float(53))
    stress_nrs: Mapped[float | None] = mapped_column(Float(53))
    warmup: Mapped[bool | None] = mapped_column(Boolean)
    core: Mapped[bool | None] = mapped_column(Boolean)
    cross_training: Mapped[bool | None] = mapped_column(Boolean)
    pain_site: Mapped[str | None] = mapped_column(Text)
    pain_when: Mapped[str | None] = mapped_column(Text)
    pain_places: Mapped[str | None] = mapped_column(Text)
    surface: Mapped[str | None] = mapped_column(Text)
    event_painkiller: Mapped[bool | None] = mapped_column(Boolean)
    event_physio: Mapped[bool | None] = mapped_column(Boolean)
    event_illness: Mapped[bool | None] = mapped_column(Boolean)
    event_other: Mapped[bool | None] = mapped_column(Boolean)
    event_note: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)


class ShoeRow(Base):
    __tablename__ = "shoe"

    shoe_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    start_distance_m: Mapped[float] = mapped_column(Float(53))
    first_used: Mapped[date | None] = mapped_column(Date)
    retired: Mapped[date | None] = mapped_column(Date)
    default_from: Mapped[date | None] = mapped_column(Date)


class WornRow(Base):
    """Which pair of shoes the runner says a record (by its fingerprint) was run in.

    The pair is one of those kept, or one that a platform names: so it is no foreign key.
    """

    __tablename__ = "worn"

    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)
    shoe_id: Mapped[str] = mapped_column(Text)


class PrivatePlaceRow(Base):
    """A place inside which no position is shown or exported (``records.places``)."""

    __tablename__ = "private_place"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    latitude_deg: Mapped[float] = mapped_column(Float(53))
    longitude_deg: Mapped[float] = mapped_column(Float(53))
    radius_m: Mapped[float] = mapped_column(Float(53))


class ScreeningRow(Base):
    """The answers to the screen's questions as they were given once; never changed."""

    __tablename__ = "screening"

    id: Mapped[int] = mapped_column(primary_key=True)
    answered_utc: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_offset_s: Mapped[int] = mapped_column(Integer)
    answers_json: Mapped[str] = mapped_column(Text)
    rules_sha256: Mapped[str] = mapped_column(String(64))


class SelfTestRow(Base):
    """Every self-test as it was written down; of one kind and date the last one counts."""

    __tablename__ = "self_test"

    id: Mapped[int] = mapped_column(primary_key=True)
    date: Mapped[date] = mapped_column(Date, index=True)
    kind: Mapped[str] = mapped_column(String(32))
    hold_s: Mapped[float] = mapped_column(Float(53))
    written_utc: Mapped[datetime] = mapped_column(UtcDateTime)


class ToldRow(Base):
    """A pair of shoes, a self-test, a screening or a plan as an imported export tells it: ``store.told``."""

    __tablename__ = "told"

    id: Mapped[int] = mapped_column(primary_key=True)
    source_file_id: Mapped[int] = mapped_column(ForeignKey("source_file.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(16))  # shoes, self_tests, screenings, plan
    told_json: Mapped[str] = mapped_column(Text)


class SettingRow(Base):
    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class PlanRow(Base):
    """A plan as it was made; see ``store.plans``."""

    __tablename__ = "runner_plan"

    id: Mapped[int] = mapped_column(primary_key=True)
    made_on: Mapped[date] = mapped_column(Date)
    goal_json: Mapped[str] = mapped_column(Text)
    plan_json: Mapped[str] = mapped_column(Text)
