"""The questions come again when pain jumps, changes or stays, and after a while."""

from datetime import date, timedelta

import pytest

from backstride.evidence import all_entries
from backstride.screen.renewal import Cause, renewal_due

SCREENED = date(2026, 3, 1)


def diary(first: date, *pain_nrs: float | None) -> dict[date, float]:
    return {first + timedelta(days=n): pain for n, pain in enumerate(pain_nrs) if pain is not None}


def cause(pain_nrs: dict[date, float], days_later: int, changed_on: date | None = None) -> Cause | None:
    today = SCREENED + timedelta(days=days_later)
    due = renewal_due(pain_nrs, screened_on=SCREENED, today=today, changed_on=changed_on)
    return None if due is None else due.cause


def test_whoever_was_never_asked_is_asked():
    due = renewal_due({}, screened_on=None, today=SCREENED)
    assert due is not None
    assert due.cause is Cause.NEVER_ASKED


@pytest.mark.parametrize(("days", "expected"), [(0, None), (27, None), (28, Cause.INTERVAL)])
def test_with_pain_it_is_due_after_four_weeks(days: int, expected: Cause | None):
    sore = diary(SCREENED - timedelta(days=5), *[3.0] * 40)
    assert cause(sore, days) is expected


@pytest.mark.parametrize(("days", "expected"), [(28, None), (83, None), (84, Cause.INTERVAL)])
def test_without_pain_it_is_due_after_twelve_weeks(days: int, expected: Cause | None):
    assert cause(diary(SCREENED, *[1.0] * 100), days) is expected


def test_an_unwritten_week_is_not_a_week_without_pain():
    assert cause(diary(SCREENED, *[0.0] * 10), 28) is Cause.INTERVAL
    assert cause(diary(SCREENED, *[0.0] * 30), 28) is None


def test_a_jump_above_the_usual_is_a_reason_and_less_is_not():
    quiet = [1.0] * 14
    before = SCREENED - timedelta(days=13)
    assert cause(diary(before, *quiet, 4.0), 1) is Cause.JUMP
    assert cause(diary(before, *quiet, 3.9), 1) is None
    assert cause(diary(before, *quiet, 4.0, 1.0, 1.0), 3) is Cause.JUMP  # not answered since
    assert cause(diary(before, *quiet[:-1], 4.0), 0) is None  # of the day of the answers itself


def test_a_jump_needs_a_usual_to_be_one():
    assert cause(diary(SCREENED - timedelta(days=2), 0.0, 0.0, 0.0, 8.0), 1) is None
    assert cause(diary(SCREENED - timedelta(days=3), 0.0, 0.0, 0.0, 0.0, 8.0), 1) is Cause.JUMP


def test_days_to_come_do_not_count():
    future = {SCREENED + timedelta(days=30): 9.0, **diary(SCREENED - timedelta(days=9), *[1.0] * 10)}
    assert cause(future, 1) is None


@pytest.mark.parametrize(("day", "expected"), [(-1, None), (0, None), (2, Cause.CHANGE), (9, None)])
def test_a_change_since_the_answers_is_a_reason(day: int, expected: Cause | None):
    assert cause({}, 5, SCREENED + timedelta(days=day)) is expected


def test_pain_that_has_come_to_stay_is_a_reason_once():
    start = SCREENED - timedelta(days=30)
    stays = diary(start, *[5.0] * 80)
    assert cause(stays, 5) is None  # not six weeks yet
    assert cause(stays, 12) is Cause.PERSISTENCE
    later = SCREENED + timedelta(days=20)
    assert renewal_due(stays, screened_on=later, today=later + timedelta(days=3)) is None


def test_pain_that_eases_or_hardly_was_does_not_stay():
    start = SCREENED - timedelta(days=30)
    assert cause(diary(start, *[5.0] * 7, *[4.0] * 28, *[3.4] * 20), 18) is None
    assert cause(diary(start, *[5.0] * 7, *[4.0] * 28, *[3.6] * 20), 18) is Cause.PERSISTENCE
    assert cause(diary(start, *[1.5] * 80), 20) is None


def test_each_cause_has_words_and_evidence():
    known = {entry.id for entry in all_entries()}
    seen = [
        renewal_due({}, screened_on=None, today=SCREENED),
        renewal_due({}, screened_on=SCREENED, today=SCREENED + timedelta(days=28)),
        renewal_due(
            {},
            screened_on=SCREENED,
            today=SCREENED + timedelta(days=2),
            changed_on=SCREENED + timedelta(days=1),
        ),
    ]
    for due in seen:
        assert due is not None
        assert due.text.endswith(".")
        assert set(due.evidence) <= known
        assert due.evidence
