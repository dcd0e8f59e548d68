"""How long a plan of sixteen weeks takes, imports left out: CPU seconds, the slowest of several runners."""

import time
from datetime import date, timedelta

from backstride.plan.exercises import strength_session
from backstride.plan.goals import Aim, Goal
from backstride.plan.model import Kind
from backstride.plan.planner import Asked, Previous, make_plan
from backstride.plan.record import Done, Record
from backstride.screen import check_answers, evaluate
from backstride.screen.answers import Answers
from backstride.screen.questions import NUMBER, YES_NO, keys

WEEKS = 16
LIMIT_S = 2.0
MONDAY = date(2026, 3, 2)


def main() -> None:
    noes = {
        key.name: False if key.kind == YES_NO else "none" for key in keys().values() if key.kind != NUMBER
    }
    answers = check_answers({**noes, "sex": "other"})
    assert isinstance(answers, Answers)
    clearance = evaluate(answers)
    race = Goal(aim=Aim.RACE, distance_km=21.1, race_date=MONDAY + timedelta(days=104))
    runners = {
        "nothing on record": (Record(pain_nrs={}), Goal()),
        "a run every third day": (_every(3, 6.0), Goal()),
        "a run every other day, a race": (_every(2, 8.0), race),
        "a run every day, a race": (_every(1, 8.0), race),
    }
    make_plan(_asked(clearance, Goal(), None), runners["nothing on record"][0])  # loads what is loaded once
    slowest_s = 0.0
    print(f"{'runner':32} {'first s':>8} {'again s':>8}")
    for name, (record, goal) in runners.items():
        start_s = time.process_time()
        plan = make_plan(_asked(clearance, goal, None), record)
        first_s = time.process_time() - start_s
        start_s = time.process_time()
        make_plan(_asked(clearance, goal, Previous(plan=plan, goal=goal)), record)
        again_s = time.process_time() - start_s
        slowest_s = max(slowest_s, first_s, again_s)
        print(f"{name:32} {first_s:8.2f} {again_s:8.2f}")
    print(f"slowest plan of {WEEKS} weeks: {slowest_s:.2f} s (limit {LIMIT_S:g} s)")


def _asked(clearance, goal, previous):  # type: ignore[no-untyped-def]
    return Asked(
        today=MONDAY,
        weeks=WEEKS,
        goal=goal,
        clearance=clearance,
        exercises=strength_session,
        previous=previous,
    )


def _every(days: int, km: float) -> Record:
    back = range(1, 120, days)
    return Record(
        done=tuple(
            Done(date=MONDAY - timedelta(days=n), kind=Kind.RUN, distance_km=km, duration_min=6 * km)
            for n in back
        ),
        pain_nrs={MONDAY - timedelta(days=n): 1.0 for n in range(120)},
    )


if __name__ == "__main__":
    main()
