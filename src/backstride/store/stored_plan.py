"""A plan as it is kept."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPlan:
    """A plan and its goal as JSON (``plan.document``), and the runner's date on which it was made.

    ``number``: 0 before it is kept, then larger than that of any plan made before it.
    """

    made_on: date
    goal_json: str
    plan_json: str
    number: int = field(default=0, compare=False)
