"""A session of the plan on another day: what that does, shown first and kept when the runner says so."""

from dataclasses import dataclass, replace
from datetime import date

from backstride.plan.changes import changes_between
from backstride.plan.gate import leave_of
from backstride.plan.model import Gate, Plan
from backstride.plan.moving import WHY, Move, MoveError, broken, is_kept, moved
from backstride.plan.pain import Lane
from backstride.plan.planner import Previous
from backstride.plan.rule_words import told
from backstride.records import DiaryTime
from backstride.store import Store
from backstride.usecases.days import load_days
from backstride.usecases.plan import due_of, keep_plan, last_plan, record_of, remade
from backstride.usecases.screening import current_clearance


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """The plan made anew around the move, in which ``plan.changes`` says what that does; ``before`` is the
    one that the runner has.
    """

    move: Move
    before: Previous
    plan: Plan


def check_move(store: Store, today: date, move: Move, *, diary_time: DiaryTime) -> None:
    """MoveError, with the reason, where the session cannot be moved or a rule of the plan forbids it."""
    _tried(store, today, move, diary_time)


def _tried(store: Store, today: date, move: Move, diary_time: DiaryTime) -> tuple[Previous, Plan]:
    previous = last_plan(store)
    if previous is None:
        raise MoveError("There is no plan yet.")
    current = current_clearance(store, today)
    due = due_of(current)
    if leave_of(current.clearance, due).gate is not Gate.GO:
        raise MoveError("No running is planned for now, so that nothing can be moved.")
    after = moved(previous.plan, move, today)
    record = record_of(store, load_days(store, diary_time=diary_time), today, previous.plan)
    found = broken(previous.plan, after, record, today, clearance=current.clearance, due=due)
    if found:
        raise MoveError(" ".join(told(found)))
    return previous, after


def try_move(store: Store, today: date, move: Move, *, diary_time: DiaryTime, seed: int) -> Moved:
    """What the move does: the plan made anew around it, kept nowhere yet. MoveError as ``check_move``, and
    where the plan can only be made by putting the session back.
    """
    previous, after = _tried(store, today, move, diary_time)
    plan = remade(store, today, Previous(plan=after, goal=previous.goal), diary_time=diary_time, seed=seed)
    if not is_kept(plan, after, move):
        raise MoveError("The rest of the plan does not go with it: that week would lack something.")
    changes = changes_between(previous.plan, plan, Lane.GO, waits=False, missed=False, new_goal=False)
    return Moved(
        move=move,
        before=previous,
        plan=replace(plan, changes=tuple(replace(each, why=WHY) for each in changes)),
    )


def accept_move(store: Store, today: date, found: Moved) -> bool:
    """Keep the plan that was shown; False, and nothing kept, where another was made meanwhile."""
    if last_plan(store) != found.before or found.plan.start != today:
        return False
    keep_plan(store, today, found.plan, found.before.goal)
    return True
