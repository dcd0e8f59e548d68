"""Warning signs: answers from a file, and what the screen says to answers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from backstride.records import CheckIn
from backstride.screen import Answers, Clearance, check_answers, evaluate, read_answers, words
from backstride.screen.renewal import Renewal, renewal_due
from backstride.store import Store

_LARGEST_FILE_BYTES = 1_000_000  # some sixty short answers; more is another file


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


_ON_RECORD = "screening"


@dataclass(frozen=True, slots=True)
class Screening:
    """The last answers on record, when they were given (aware), and what the screen says to them today."""

    answers: Answers
    answered_at: datetime
    clearance: Clearance


def record_screening(store: Store, answers: Answers, now: datetime) -> None:
    """Keep these answers as the last ones; ``now`` is aware."""
    document = {"answers": dict(answers.known), "answered_at": now.isoformat()}
    store.save_setting(_ON_RECORD, json.dumps(document))


def screening_on_record(store: Store) -> Screening | None:
    """The last answers; None where there are none, or they are of another version and cannot be read."""
    text = store.setting(_ON_RECORD)
    if text is None:
        return None
    document = json.loads(text)
    answers = check_answers(document["answers"])
    if not isinstance(answers, Answers):
        return None
    return Screening(answers, datetime.fromisoformat(document["answered_at"]), evaluate(answers))


def questions_due(
    screening: Screening | None, check_ins: Mapping[date, CheckIn], today: date
) -> Renewal | None:
    """Why the questions should be answered on ``today``; None where they need not be."""
    pain_nrs = {day: line.pain_nrs for day, line in check_ins.items() if line.pain_nrs is not None}
    screened_on = None if screening is None else screening.answered_at.date()
    return renewal_due(pain_nrs, screened_on=screened_on, today=today)
