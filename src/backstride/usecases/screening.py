"""Warning signs: answers from a file or on record, what the screen says to them, when they are due again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from backstride.records import CheckIn, Screening
from backstride.records.body_map import LEGS, places_in
from backstride.records.readings import worst_nrs
from backstride.screen import Answers, Clearance, check_answers, evaluate, read_answers, words
from backstride.screen.questions import keys
from backstride.screen.renewal import Renewal, last_change, next_due, renewal_due
from backstride.screen.rules import rules_sha256
from backstride.store import Store

_LARGEST_FILE_BYTES = 1_000_000  # some sixty short answers; more is another file


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrentClearance:
    """What the latest answers on record say by the rules of now. ``clearance`` is None without any.

    ``age_d``: days since they were given. ``renewal``: why the questions are due, None where they are not.
    ``next_due``: when time alone makes them due. ``rules_changed``: since they were answered.
    """

    clearance: Clearance | None
    answered_at: datetime | None
    age_d: int | None
    renewal: Renewal | None
    next_due: date | None
    rules_changed: bool


class ScreeningError(ValueError):
    """Answers that cannot be used; the message says in one line what is wrong with them."""


def answers_of(path: Path) -> Answers:
    """The answers in a JSON file. ScreeningError, with every fault, where one of them cannot be used."""
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST_FILE_BYTES + 1)
    except OSError as error:
        raise ScreeningError((error.strerror or str(error)).lower()) from error
    if len(data) > _LARGEST_FILE_BYTES:
        raise ScreeningError("too large for answers")
    answers = read_answers(data)
    if isinstance(answers, tuple):
        raise ScreeningError("; ".join(map(str, answers)))
    return answers


def clearance_for(answers: Answers) -> Clearance:
    """What the screen says to these answers."""
    return evaluate(answers)


def keep_answers(store: Store, answers: Answers, answered_at: datetime) -> None:
    """Put the answers on record; ``answered_at`` is aware, on the runner's own clock. Raises StoreError."""
    store.add_screening(
        Screening(answered_at=answered_at, answers=answers.known, rules_sha256=rules_sha256())
    )


def current_clearance(store: Store, today: date) -> CurrentClearance:
    """What the latest answers say, made anew from them, and whether they are due. Raises StoreError.

    An answer that this version no longer understands counts as open: its question is then asked again.
    """
    latest = store.latest_screening()
    check_ins = store.check_ins()
    pain_nrs = worst_nrs(check_ins)
    if latest is None:
        renewal = renewal_due(pain_nrs, screened_on=None, today=today)
        return CurrentClearance(
            clearance=None, answered_at=None, age_d=None, renewal=renewal, next_due=None, rules_changed=False
        )
    screened_on = latest.answered_at.date()
    changed_on = _changed_on(check_ins, screened_on, today)
    return CurrentClearance(
        clearance=evaluate(_understood(latest)),
        answered_at=latest.answered_at,
        age_d=(today - screened_on).days,
        renewal=renewal_due(pain_nrs, screened_on=screened_on, today=today, changed_on=changed_on),
        next_due=next_due(pain_nrs, screened_on=screened_on, today=today),
        rules_changed=latest.rules_sha256 != rules_sha256(),
    )


def _understood(screening: Screening) -> Answers:
    """The answers whose keys and values this version knows."""
    one_by_one = (check_answers({key: value}) for key, value in screening.answers.items() if key in keys())
    known = {key: value for one in one_by_one if isinstance(one, Answers) for key, value in one.known.items()}
    answers = check_answers(known)
    assert isinstance(answers, Answers)  # each was checked by itself
    return answers


def _changed_on(check_ins: Sequence[CheckIn], screened_on: date, today: date) -> date | None:
    """The last date on which the runner's words for where it hurts, or for when, became others, the places on
    the body map did, or pain down a leg was marked for the first time.
    """
    found = []
    for field in ("pain_site", "pain_when"):
        described = {line.date: text for line in check_ins if (text := getattr(line, field))}
        found.append(last_change(described, screened_on=screened_on, today=today))
    places = {line.date: places_in(line.pain_places) for line in check_ins if line.pain_places}
    marked = {day: " ".join(place.replace("_", "") for place in named) for day, named in places.items()}
    found.append(last_change(marked, screened_on=screened_on, today=today))
    first_leg = min((day for day, named in places.items() if named & LEGS), default=None)
    found.append(first_leg if first_leg is not None and screened_on < first_leg <= today else None)
    return max((day for day in found if day is not None), default=None)


def current_document(current: CurrentClearance) -> dict[str, object] | None:
    """What is on record as the ``--json`` documents have it; None without any answers."""
    if current.clearance is None or current.answered_at is None or current.next_due is None:
        return None
    renewal = current.renewal
    return clearance_document(current.clearance) | {
        "answered_at": current.answered_at.isoformat(timespec="seconds"),
        "age_d": current.age_d,
        "next_due": current.next_due.isoformat(),
        "rules_changed": current.rules_changed,
        "renewal": None
        if renewal is None
        else {"id": renewal.cause.value, "text": renewal.text, "evidence": list(renewal.evidence)},
    }


def clearance_document(clearance: Clearance) -> dict[str, object]:
    """The clearance as the ``--json`` document: plain types only."""
    return {
        "urgency": clearance.urgency.value,
        "running": clearance.running.value,
        "text": words.summary(clearance),
        "reasons": [
            {
                "id": reason.id,
                "urgency": reason.urgency.value,
                "running": reason.running.value,
                "text": reason.text,
                "do": reason.do,
                "evidence": list(reason.evidence),
            }
            for reason in clearance.reasons
        ],
        "patterns": [
            {"id": pattern.id, "text": pattern.text, "evidence": list(pattern.evidence)}
            for pattern in clearance.patterns
        ],
        "unanswered": list(clearance.unanswered),
        "could_rise_to": clearance.could_rise_to.value,
    }
