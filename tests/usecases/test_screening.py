"""Answers from a file, and the document that every face shows."""

import json
from pathlib import Path

import pytest

from backstride.screen import check_answers
from backstride.usecases.screening import ScreeningError, answers_of, clearance_document, clearance_for


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
