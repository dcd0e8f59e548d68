"""Answers from a file, and the document that every face shows."""

import json
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from backstride.records import CheckIn, Screening
from backstride.screen import Answers, Running, check_answers
from backstride.screen.renewal import Cause
from backstride.store import Origin, Store
from backstride.usecases.screening import (
    ScreeningError,
    answers_of,
    clearance_document,
    clearance_for,
    current_clearance,
    current_document,
    keep_answers,
)

ANSWERED = datetime(2025, 3, 3, 23, 30, tzinfo=timezone(timedelta(hours=2)))  # already 3 March, here
TODAY = date(2025, 3, 10)


def answers(**known: bool | float | str) -> Answers:
    checked = check_answers(known)
    assert isinstance(checked, Answers)
    return checked


def write(store: Store, day: date, **said: object) -> None:
    store.add_check_ins([CheckIn(date=day, written_at=ANSWERED, **said)], Origin.TYPED)  # type: ignore[arg-type]


def test_answers_are_read_and_judged(tmp_path: Path):
    (tmp_path / "a.json").write_text('{"collapse": true, "fever": null}')
    answers = answers_of(tmp_path / "a.json")
    assert dict(answers.known) == {"collapse": True}
    assert clearance_for(answers).urgency == "emergency"


@pytest.mark.parametrize(("content", "words"), [("", "not JSON"), ('{"fever": 3}', "fever: 3 is not")])
def test_what_cannot_be_used_is_said(tmp_path: Path, content: str, words: str):
    (tmp_path / "a.json").write_text(content)
    with pytest.raises(ScreeningError, match=words):
        answers_of(tmp_path / "a.json")


def test_a_folder_is_no_file(tmp_path: Path):
    with pytest.raises(ScreeningError):
        answers_of(tmp_path)


def test_the_document_is_plain_and_in_the_order_of_urgency():
    answers = check_answers({"cancer_history": True, "persistent_or_severe": True, "gait_unsteady": True})
    assert not isinstance(answers, tuple)
    document = clearance_document(clearance_for(answers))
    assert json.loads(json.dumps(document)) == document
    reasons = document["reasons"]
    assert isinstance(reasons, list)
    assert [reason["urgency"] for reason in reasons] == ["emergency", "two_weeks", "routine"]


def test_without_answers_there_is_no_clearance_and_they_are_due(store: Store):
    current = current_clearance(store, TODAY)
    assert current.clearance is None
    assert current.renewal is not None
    assert current.renewal.cause is Cause.NEVER_ASKED
    assert current_document(current) is None


def test_the_latest_answers_are_judged_anew(store: Store):
    keep_answers(store, answers(bladder_change=True), ANSWERED - timedelta(days=1))
    keep_answers(store, answers(cancer_history=True), ANSWERED)
    current = current_clearance(store, TODAY)
    assert current.clearance == clearance_for(answers(cancer_history=True))
    assert (current.age_d, current.next_due) == (7, date(2025, 3, 31))
    assert current.answered_at == ANSWERED
    assert not current.rules_changed
    assert current.renewal is None
    document = current_document(current)
    assert json.loads(json.dumps(document)) == document


def test_an_answer_that_is_no_longer_understood_is_open(store: Store):
    old = {"bladder_change": "perhaps", "fever_of_the_moon": True, "focal_bony_pain": True}
    store.add_screening(Screening(answered_at=ANSWERED, answers=old, rules_sha256="0" * 64))
    current = current_clearance(store, TODAY)
    assert current.clearance == clearance_for(answers(focal_bony_pain=True))
    assert current.rules_changed
    assert current.clearance is not None
    assert "bladder_change" in current.clearance.unanswered


def test_time_gone_by_is_a_reason_to_ask_again(store: Store):
    keep_answers(store, answers(fever=False), ANSWERED)
    renewal = current_clearance(store, ANSWERED.date() + timedelta(days=28)).renewal
    assert renewal is not None
    assert renewal.cause is Cause.INTERVAL
    write(store, ANSWERED.date() + timedelta(days=27), pain_nrs=0.0)
    assert current_clearance(store, ANSWERED.date() + timedelta(days=28)).renewal is None  # without pain


def test_a_jump_is_a_reason_to_ask_again(store: Store):
    keep_answers(store, answers(fever=False), ANSWERED)
    for back in range(1, 8):
        write(store, TODAY - timedelta(days=back), pain_nrs=2.0)
    assert current_clearance(store, TODAY).renewal is None
    write(store, TODAY, pain_nrs=6.0)
    renewal = current_clearance(store, TODAY).renewal
    assert renewal is not None
    assert renewal.cause is Cause.JUMP


@pytest.mark.parametrize(
    ("later", "is_due"),
    [("left buttock and leg", True), ("Lower back, left", False), (None, False), ("on the", False)],
)
def test_pain_elsewhere_is_a_reason_to_ask_again(store: Store, later: str | None, is_due: bool):
    keep_answers(store, answers(fever=False), ANSWERED)
    write(store, ANSWERED.date() - timedelta(days=3), pain_nrs=3.0, pain_site="lower back")
    write(store, TODAY, pain_nrs=3.0, pain_site=later)
    renewal = current_clearance(store, TODAY).renewal
    assert (renewal is not None and renewal.cause is Cause.CHANGE) == is_due


@pytest.mark.parametrize(
    ("before", "later", "is_due"),
    [
        ("lower_left", "lower_left leg_left", True),  # down the leg for the first time
        (None, "leg_right", True),
        ("lower_left leg_left", "lower_left leg_left", False),
        ("lower_left", "upper_right", True),  # elsewhere altogether
        ("lower_left", "lower_left upper_right", False),
        ("lower_left", "nowhere", False),
    ],
)
def test_other_places_on_the_body_map_are_a_reason_to_ask_again(
    store: Store, before: str | None, later: str, is_due: bool
):
    keep_answers(store, answers(fever=False), ANSWERED)
    write(store, ANSWERED.date() - timedelta(days=3), pain_nrs=3.0, pain_places=before)
    write(store, TODAY, pain_nrs=3.0, pain_places=later)
    renewal = current_clearance(store, TODAY).renewal
    assert (renewal is not None and renewal.cause is Cause.CHANGE) == is_due


def test_a_sign_is_still_a_sign_after_years(store: Store):
    keep_answers(store, answers(major_trauma=True, weeks_since_onset=1.0), ANSWERED)
    current = current_clearance(store, TODAY + timedelta(days=2000))
    assert current.clearance is not None
    assert current.clearance.running is Running.STOP
    assert current.renewal is not None
