"""A plan's sessions in words."""

import re
from datetime import date

import pytest
from hypothesis import given

from backstride.evidence import all_entries, entry
from backstride.plan.model import Gate, Kind, Session
from backstride.report import plan_words
from made_plans import CROSS, HARD_RUN, REST, RUN, RUN_WALK, STRENGTH, WALK, WHY, sessions


@pytest.mark.parametrize(
    ("session", "title"),
    [
        (RUN, "Easy run, 5.25 km"),
        (HARD_RUN, "Hard run, 30 min"),
        (RUN_WALK, "Easy run-walk, 6 × (2 min run, 1 min walk)"),
        (WALK, "Walk, 30 min"),
        (STRENGTH, "Strength, 4 exercises"),
        (Session(kind=Kind.STRENGTH, exercises=STRENGTH.exercises[:1]), "Strength, 1 exercise"),
        (CROSS, "Easy cross-training, 40 min"),
        (Session(kind=Kind.WALK), "Walk"),
        (REST, "Rest"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_titles(session: Session, title: str):
    assert plan_words.title(session) == title


@pytest.mark.parametrize(
    ("session", "steps"),
    [
        (
            RUN,
            [
                "Warm up: 5 min, gently.",
                "Run 5.25 km, about 33 min.",
                "Easy: you could talk in whole sentences.",
                "On soft ground where you can.",
            ],
        ),
        (
            HARD_RUN,
            [
                "Warm up: 10 min, gently.",
                "Run for 30 min.",
                "Hard: you could hardly talk.",
                "On hard ground.",
            ],
        ),
        (
            RUN_WALK,
            [
                "Warm up: 5 min, gently.",
                "6 times: run 2 min, then walk 1 min.",
                "Easy: you could talk in whole sentences.",
            ],
        ),
        (WALK, ["Walk for 30 min."]),
        (
            STRENGTH,
            [
                "Warm up: 3 min, gently.",
                "Squat: 3 × 8, with 10 kg in each hand.",
                "Calf raise: 3 × 12.",
                "Side bridge: 2 × 30 s on each side.",
                "Plank of old: 1 × 10.",
            ],
        ),
        (Session(kind=Kind.RUN, distance_km=3), ["Run 3 km."]),
        (Session(kind=Kind.WALK), ["Walk for as long as feels right."]),
        (REST, ["No training today. Everyday moving is fine."]),
    ],
    ids=lambda value: str(value.kind) if isinstance(value, Session) else "",
)
def test_steps(session: Session, steps: list[str]):
    assert plan_words.steps(session) == steps


def test_cross_training_says_what_would_do():
    assert "such as cycling or swimming" in " ".join(plan_words.steps(CROSS))


def test_why_gives_each_claim_once_without_its_figures_and_says_what_was_not_yet_read():
    spike, soon = plan_words.why([WHY[0], WHY[1], WHY[0]])
    assert "(rate ratio" in entry(WHY[0]).claim
    assert spike == entry(WHY[0]).claim.split(" (rate ratio")[0]
    assert entry(WHY[1]).status == "unverified"
    assert soon == f"{entry(WHY[1]).claim} (not yet read in its source)"


def test_a_choice_of_our_own_stands_with_its_figure():
    assert entry("weekly_window_days").source == "design"
    assert plan_words.why(["weekly_window_days", "screen_running_ok"]) == [
        f"{entry('weekly_window_days').claim}: 7 days",
        entry("screen_running_ok").claim,
    ]


def test_a_reason_that_is_a_whole_sentence_says_its_figure_itself():
    own = [each for each in all_entries() if each.source == "design" and each.claim.endswith(".")]
    assert len(own) >= 7
    for each in own:
        (said,) = plan_words.why([each.id])
        assert said == each.claim
        assert each.figure is None or re.search(rf"\b{re.escape(f'{each.figure:g}')}\b", said), each.id


def test_why_knows_no_other_ids():
    with pytest.raises(KeyError, match="no entry 'nonsense'"):
        plan_words.why(["nonsense"])


def test_a_plan_that_may_hold_no_runs_is_said_to_hold_none():
    assert plan_words.notice(Gate.GO) is None
    for gate in (Gate.HOLD, Gate.STOP):
        heading, text = plan_words.notice(gate) or ("", "")
        assert heading.startswith("No running")
        assert "holds no runs" in text


@pytest.mark.parametrize(
    ("of_m", "words"), [(None, ""), (400, "400 m"), (999.4, "999 m"), (5000, "5 km"), (12345, "12.35 km")]
)
def test_distances(of_m: float | None, words: str):
    assert plan_words.distance(of_m) == words


@pytest.mark.parametrize(
    ("of_s", "words"), [(None, ""), (0, "0 s"), (45, "45 s"), (90, "1 min 30 s"), (3600, "60 min")]
)
def test_durations(of_s: float | None, words: str):
    assert plan_words.duration(of_s) == words


def test_dates():
    assert plan_words.short_day(date(2026, 9, 1)) == "1 Sep"
    assert plan_words.weekday(date(2026, 11, 29)) == "Sunday"


@given(session=sessions)
def test_every_session_has_a_title_and_steps_in_whole_sentences(session: Session):
    assert plan_words.title(session).startswith(tuple("ESHRWC"))
    for line in plan_words.steps(session):
        assert line
        assert line.endswith(".")
        assert "None" not in line
