"""Plans in the database: every one that was made is kept, and the last one counts."""

from typing import cast

from sqlalchemy import Connection, Table, insert, select

from backstride.store import told
from backstride.store.models import PlanRow
from backstride.store.stored_plan import StoredPlan

_PLAN = cast(Table, PlanRow.__table__)


def add(connection: Connection, plan: StoredPlan) -> None:
    row = {"made_on": plan.made_on, "goal_json": plan.goal_json, "plan_json": plan.plan_json}
    connection.execute(insert(_PLAN), row)


def last(connection: Connection) -> StoredPlan | None:
    """The plan made last here, or one that an export tells, where that was made on a later date."""
    columns = (_PLAN.c.made_on, _PLAN.c.goal_json, _PLAN.c.plan_json, _PLAN.c.id.label("number"))
    query = select(*columns).order_by(_PLAN.c.id.desc()).limit(1)
    row = connection.execute(query).mappings().first()
    own = [] if row is None else [StoredPlan(**row)]
    return max(
        [*own, *told.plans(connection)], key=lambda plan: plan.made_on, default=None
    )  # first of equals
