"""A line of the diary."""

from dataclasses import dataclass, replace
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn:
    """What the runner wrote for one local date. None is unknown: it was not asked or not answered.

    ``pain_nrs``, ``stress_nrs``: 0-10. ``sleep_h``: the night before the date. ``sitting_h``: during the
    date. ``pain_site`` and ``pain_when`` are the runner's own words. ``written_at`` is aware; a later line
    for the same date corrects an earlier one, field by field, and the earlier one is kept.
    """

    date: date
    written_at: datetime
    pain_nrs: float | None = None
    sleep_h: float | None = None
    sitting_h: float | None = None
    stress_nrs: float | None = None
    warmup: bool | None = None
    core: bool | None = None
    cross_training: bool | None = None
    pain_site: str | None = None
    pain_when: str | None = None
    note: str | None = None

    @property
    def answers(self) -> dict[str, float | bool | str]:
        """What was answered, by field: without the unknown ones, the date and the time of writing."""
        return {name: value for name in ANSWER_FIELDS if (value := getattr(self, name)) is not None}

    def corrected_by(self, later: "CheckIn") -> "CheckIn":
        """The two lines of a date as one: what the later one answers counts, the rest stands as it was."""
        return replace(self, written_at=later.written_at, **later.answers)  # type: ignore[arg-type]


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
    "note",
)
"""The fields that a line may answer, in the order of the days table."""
