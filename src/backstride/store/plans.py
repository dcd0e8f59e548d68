"""Plans in the database: every one that was made is kept, and the last one counts."""

from dataclasses import dataclass, field
from datetime import date
from typing import cast

from sqlalchemy import Connection, Table, insert, select

from backstride.store.models import PlanRow

_PLAN = cast(Table, PlanRow.__table__)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPlan:
    """A plan and its goal as JSON (``plan.document``), and the runner's date on which it was made.

    ``number``: 0 before it is kept, then larger than that of any plan made before it.
    """

    made_on: date
    goal_json: str
    plan_json: str
    number: int = field(default=0, compare=False)


def add(connection: Connection, plan: StoredPlan) -> None:
    row = {"made_on": plan.made_on, "goal_json": plan.goal_json, "plan_json": plan.plan_json}
    connection.execute(insert(_PLAN), row)


def last(connection: Connection) -> StoredPlan | None:
    columns = (_PLAN.c.made_on, _PLAN.c.goal_json, _PLAN.c.plan_json, _PLAN.c.id.label("number"))
    query = select(*columns).order_by(_PLAN.c.id.desc()).limit(1)
    row = connection.execute(query).mappings().first()
    return None if row is None else StoredPlan(**row)
