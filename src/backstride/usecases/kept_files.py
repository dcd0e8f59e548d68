"""Reading back what an export holds of shoes, self-tests, answers about warning signs and the plan."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from backstride.ingest.clock import has_not_been
from backstride.ingest.diary_csv import date_fault
from backstride.ingest.kept import parse_self_tests, parse_shoes
from backstride.plan.document import goal_document, goal_of, plan_document, plan_of
from backstride.records import KeptKind, Screening, SelfTest
from backstride.screen import check_answers
from backstride.store import StoredPlan
from backstride.store.told import Told


@dataclass(frozen=True, slots=True)
class KeptFile:
    """What a file tells, and what in it cannot be used, by its place."""

    told: Sequence[Told]
    problems: Sequence[str]


def read_kept(kind: KeptKind, data: bytes, now: datetime) -> KeptFile:
    """The content of a file of this kind; ``now`` is aware, on the runner's own clock."""
    if kind is KeptKind.SHOES:
        shoes, faults = parse_shoes(data)
        return KeptFile(shoes, [f"line {fault.line} was left out: {fault.reason}" for fault in faults])
    if kind is KeptKind.SELF_TESTS:
        return _self_tests(data, now.date())
    document = json.loads(data)
    return _screenings(document, now) if kind is KeptKind.SCREENINGS else _plan(document)


def _self_tests(data: bytes, today: date) -> KeptFile:
    found, faults = parse_self_tests(data)
    problems = [f"line {fault.line} was left out: {fault.reason}" for fault in faults]
    tests: list[SelfTest] = []
    for test in found:
        fault = date_fault(test.date, today)
        if fault is None:
            tests.append(test)
        else:
            problems.append(f"the test of {test.date} was left out: that is {fault}")
    return KeptFile(tests, problems)


def _screenings(document: Mapping[str, Any], now: datetime) -> KeptFile:
    listed = document.get("screenings")
    if not isinstance(listed, list):
        return KeptFile([], ["it is damaged: no list of screenings"])
    found: list[Screening] = []
    problems: list[str] = []
    for number, each in enumerate(listed, start=1):
        read = _screening(each, now)
        if isinstance(read, str):
            problems.append(f"screening {number} was left out: {read}")
        else:
            found.append(read)
    return KeptFile(found, problems)


def _screening(document: object, now: datetime) -> Screening | str:
    """One screening, or why it is none: all of its answers count, or none does."""
    if not isinstance(document, Mapping):
        return "it is damaged"
    try:
        answered_at = datetime.fromisoformat(document["answered_at"])
        rules_sha256 = str(document["rules_sha256"])
    except (KeyError, TypeError, ValueError):
        return "when it was answered cannot be read"
    if answered_at.utcoffset() is None or has_not_been(answered_at, now):
        return f"it cannot have been answered at {answered_at.isoformat()}"
    answers = check_answers(document.get("answers"))
    if isinstance(answers, tuple):
        return "; ".join(map(str, answers))
    return Screening(answered_at=answered_at, answers=answers.known, rules_sha256=rules_sha256)


def _plan(document: Mapping[str, Any]) -> KeptFile:
    try:
        plan, goal = plan_of(document), goal_of(document["wanted"])
        made_on = date.fromisoformat(document["made_on"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        return KeptFile([], [f"the plan is damaged ({type(error).__name__}: {error}): left out"])
    goal_json, plan_json = json.dumps(goal_document(goal)), json.dumps(plan_document(plan))
    return KeptFile([StoredPlan(made_on=made_on, goal_json=goal_json, plan_json=plan_json)], [])
