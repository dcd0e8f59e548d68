"""What is on record this morning, decided."""

import json
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from backstride.inference.posterior import Posterior
from backstride.plan.model import Gate, Kind, Session
from backstride.records import Activity, CheckIn, Sport
from backstride.screen import Answers, check_answers
from backstride.store import Fate, FileFate, Origin, Store, prepare
from backstride.usecases.screening import keep_answers
from backstride.usecases.today import TodayFound, today_document, today_for
from screen_answers import otherwise_no

FIRST = date(2025, 3, 3)
N_DAYS = 70
TODAY = FIRST + timedelta(days=N_DAYS - 1)


def at(day: date, hour: int = 7) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def no_signs(**known: object) -> Answers:
    plain = {"age_years": 34, "weeks_since_onset": 2, "worst_pain_nrs": 3}
    answers = check_answers(otherwise_no({**plain, **known}))
    assert isinstance(answers, Answers)
    return answers


def fill(store: Store, *, until: date = TODAY, runs: bool = True) -> None:
    """A diary with pain about 2 every morning and a run of 8 km every second day, the last one yesterday."""
    rng = np.random.default_rng(0)
    n = (until - FIRST).days + 1
    pain = np.clip(np.round(2 + rng.normal(0, 0.7, n)), 0, 10)
    lines = [
        CheckIn(date=FIRST + timedelta(days=k), written_at=at(FIRST), pain_nrs=float(pain[k]))
        for k in range(n)
    ]
    lines[-1] = CheckIn(date=until, written_at=at(until), pain_nrs=2.0, sleep_h=7.0)
    store.add_check_ins(lines, Origin.TYPED)
    if not runs:
        return
    made = [
        Activity(
            sport=Sport.RUN,
            start_utc=at(until - timedelta(days=back), 17),
            utc_offset_s=0,
            offset_source="file",
            source="fit",
            distance_m=8000.0 + 100 * back,
            elapsed_s=2880.0,
        )
        for back in range(1, n, 2)
    ]
    with store.batch(at(until)) as batch:
        file = FileFate(name="all.fit", sha256="0" * 64, size_bytes=9, fate=Fate.IMPORTED)
        batch.add(file, [prepare(one) for one in made])
        batch.finish(imported=1, duplicates=0, skipped=0, failed=0)


def found(store: Store, today: date = TODAY, planned: Session | None = None) -> TodayFound:
    return today_for(store, today, diary_time="morning", seed=1, planned=planned)


def test_an_empty_store_is_no_go(store: Store) -> None:
    today = found(store).today
    assert today.decision is Gate.HOLD
    assert {finding.id for finding in today.findings} == {"not_screened", "pain_unknown"}
    document = today_document(found(store))
    assert json.loads(json.dumps(document)) == document
    assert document["clearance"] is None


def test_a_calm_record_is_a_go_with_an_outlook(store: Store) -> None:
    fill(store)
    keep_answers(store, no_signs(), at(TODAY - timedelta(days=1)))
    result = found(store)
    assert result.today.decision is Gate.GO
    assert result.today.outlook is not None
    assert result.today.at_most_km is not None
    assert result.today.outlook.planned.distance_km == pytest.approx(9.6, abs=0.3)
    document = today_document(result)
    assert json.loads(json.dumps(document)) == document
    assert {"date", "decision", "line", "reasons", "instead", "expected", "clearance"} <= document.keys()
    assert document["date"] == TODAY.isoformat()
    clearance = document["clearance"]
    assert isinstance(clearance, dict)
    assert (clearance["running"], clearance["age_d"]) == ("ok", 1)
    assert result.today == found(store).today


def test_a_sign_on_record_stops_it_whatever_the_diary_says(store: Store) -> None:
    fill(store)
    keep_answers(store, no_signs(bladder_change=True), at(TODAY - timedelta(days=1)))
    result = found(store)
    assert result.today.decision is Gate.STOP
    assert today_document(result)["expected"] is None


def test_a_line_that_is_missing_this_morning_is_asked_for(store: Store) -> None:
    fill(store, until=TODAY - timedelta(days=1))
    keep_answers(store, no_signs(), at(TODAY - timedelta(days=1)))
    result = found(store)
    assert result.today.decision is Gate.HOLD
    assert result.today.line.startswith("Cannot tell yet")
    assert result.today.outlook is None


def test_few_days_bear_no_outlook(store: Store) -> None:
    fill(store, runs=False)
    keep_answers(store, no_signs(), at(TODAY))
    result = found(store)
    assert result.today.decision is Gate.GO
    assert result.today.outlook is None
    assert result.today.line == "Go: an easy run."


def test_the_planned_run_is_the_one_in_question(store: Store) -> None:
    fill(store)
    keep_answers(store, no_signs(), at(TODAY))
    result = found(store, planned=Session(kind=Kind.RUN, distance_km=4.0))
    assert result.today.outlook is not None
    assert result.today.outlook.planned.distance_km == 4.0


def test_an_evening_diary_needs_the_line_of_last_evening(store: Store) -> None:
    fill(store, until=TODAY - timedelta(days=1))
    keep_answers(store, no_signs(), at(TODAY))
    today = today_for(store, TODAY, diary_time="evening", seed=1).today
    assert today.decision is Gate.GO
    assert "Last evening's pain is 2" in " ".join(finding.text for finding in today.findings)


def test_a_calculation_that_did_not_settle_speaks_for_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store)
    keep_answers(store, no_signs(), at(TODAY))
    monkeypatch.setattr(Posterior, "settled", property(lambda self: False))
    result = found(store)
    assert result.today.outlook is None
    assert "own_days" not in [finding.id for finding in result.today.findings]
