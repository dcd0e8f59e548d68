"""The answer from a store, and its document."""

import json
from dataclasses import fields
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from backstride.records import CheckIn
from backstride.store import Origin, Store
from backstride.usecases.answer import answer_document, answer_for
from backstride.verdict.answer import Answer, Check, DosePoint, EffectRow, Verdict

ROW_COLUMNS = {  # the contract's table
    *("runner_id", "estimand", "mean", "sd", "q05", "q50", "q95", "p_positive", "p_meaningful", "verdict"),
    *("n_days", "n_checkins", "n_run_days", "days_needed", "reason"),
}


def made_answer() -> Answer:
    row = EffectRow(
        runner_id="me",
        estimand="acute",
        verdict=Verdict.AGGRAVATES,
        reason="sure",
        n_days=9,
        n_checkins=8,
        n_run_days=4,
        mean=1.0,
        sd=0.2,
        q05=0.7,
        q50=1.0,
        q95=1.3,
        p_positive=1.0,
        p_meaningful=0.9,
    )
    return Answer(
        runner_id="me",
        sentence="Yes.",
        overall=Verdict.AGGRAVATES_WHEN,
        factors=("hard",),
        effects=(row,),
        checks=(Check(id="placebo", outcome="pass", text="Fine.", value=0.1, unit="points"),),
        advice=("Go on.",),
        evidence=("meaningful_acute",),
        dose_response=(DosePoint(distance_km=5.0, mean=1.0, q05=0.5, q95=1.5),),
    )


def test_document_is_plain_and_complete():
    document = answer_document(made_answer())
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert set(document) == {field.name for field in fields(Answer)}
    (row,) = document["effects"]  # type: ignore[misc]
    assert set(row) == ROW_COLUMNS
    assert row["verdict"] == "aggravates"
    assert row["days_needed"] is None
    assert document["overall"] == "aggravates_when"
    (check,) = document["checks"]  # type: ignore[misc]
    assert check == {
        "id": "placebo",
        "outcome": "pass",
        "text": "Fine.",
        "value": 0.1,
        "unit": "points",
        "lowers": "nothing",
    }


def test_an_empty_store_is_answered(tmp_path: Path):
    with Store.open(tmp_path) as store:
        answer, days = answer_for(store, diary_time="morning", seed=1)
    assert len(days) == 0
    assert answer.overall is Verdict.CANNOT_TELL
    assert answer.advice


@pytest.mark.parametrize("diary_time", ["morning", "evening"])
def test_the_diary_s_time_goes_into_the_days(tmp_path: Path, diary_time: str):
    written = datetime(2026, 1, 5, 7, tzinfo=UTC)
    with Store.open(tmp_path) as store:
        store.add_check_ins([CheckIn(date=date(2026, 1, 5), written_at=written, pain_nrs=3.0)], Origin.TYPED)
        _, days = answer_for(store, diary_time=diary_time, seed=1)  # type: ignore[arg-type]
    assert days.diary_time == diary_time
    assert days["pain_nrs"].tolist() == [3.0]
