"""A line of the diary."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum


class Slot(StrEnum):
    """A pain reading's place in the day."""

    MORNING = "morning"  # before any training
    AFTER_RUN = "after_run"
    EVENING = "evening"  # after all training


ReadingKey = time | Slot | None
"""What tells the readings of a date apart: the time of day where it is told, else the place in the day, else
None: the date's own reading, of which nothing but the date is told.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn:
    """What the runner wrote for one local date. None is unknown: it was not asked or not answered.

    ``pain_nrs``, ``stress_nrs``: 0-10. ``sleep_h``: the night before the date. ``sitting_h``: during the
    date. ``pain_site`` and ``pain_when`` are the runner's own words; ``pain_places``: places on the body map
    (``records.body_map``). ``surface``: what the date's runs were on (``records.surface``). ``event_...``:
    whether something was done about the back on that date, or the runner was ill; ``event_note`` says what,
    in the runner's words. ``at`` (to the minute, on the runner's clock) and ``slot`` say when on that date
    the pain was felt; they mean nothing for the other answers. ``written_at`` is aware; a later line for the
    same date corrects an earlier one, answer by answer, and the earlier one is kept. The pain of another time
    of the same date is no correction but one more reading: see ``records.readings``.
    """

    date: date
    written_at: datetime
    at: time | None = None
    slot: Slot | None = None
    pain_nrs: float | None = None
    sleep_h: float | None = None
    sitting_h: float | None = None
    stress_nrs: float | None = None
    warmup: bool | None = None
    core: bool | None = None
    cross_training: bool | None = None
    pain_site: str | None = None
    pain_when: str | None = None
    pain_places: str | None = None
    surface: str | None = None
    event_painkiller: bool | None = None
    event_physio: bool | None = None
    event_illness: bool | None = None
    event_other: bool | None = None
    event_note: str | None = None
    note: str | None = None

    @property
    def answers(self) -> dict[str, float | bool | str]:
        """What was answered, by field: without the unknown ones, the date and the times."""
        return {name: value for name in ANSWER_FIELDS if (value := getattr(self, name)) is not None}

    @property
    def reading_key(self) -> ReadingKey:
        """Which reading of its date the line's pain is."""
        return self.slot if self.at is None else self.at

    @property
    def has_reading(self) -> bool:
        """Whether the line says anything about pain."""
        return any(getattr(self, name) is not None for name in READING_FIELDS)


READING_FIELDS = ("pain_nrs", "pain_site", "pain_when", "pain_places")
"""The answers that belong to a time of the day; all others are of the date."""

EVENT_KINDS = ("painkiller", "physio", "illness", "other")
EVENT_FIELDS = tuple(f"event_{kind}" for kind in EVENT_KINDS)

ANSWER_FIELDS = (
    "pain_nrs",
    "sleep_h",
    "sitting_h",
    "stress_nrs",
    "warmup",
    "core",
    "cross_training",
    "pain_site",
    "pain_when",
    "pain_places",
    "surface",
    *EVENT_FIELDS,
    "event_note",
    "note",
)
"""The fields that a line may answer, in the order of the days table."""
