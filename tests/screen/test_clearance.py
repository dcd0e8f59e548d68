"""Only the screen makes a clearance, so that a plan can trust the one it is handed."""

import copy
import dataclasses
from pathlib import Path

import pytest
from screen_builders import clear

from backstride.screen import Clearance, Open, Running, Urgency

SRC = Path(__file__).resolve().parents[2] / "src" / "backstride"
FREE = {"urgency": Urgency.NONE, "running": Running.OK, "reasons": (), "patterns": (), "open": ()}


@pytest.mark.parametrize("seal", [{}, {"seal": None}, {"seal": object()}, {"seal": True}])
def test_nobody_makes_one_by_hand(seal: dict[str, object]):
    with pytest.raises(TypeError, match=r"only backstride\.screen\.evaluate"):
        Clearance(**FREE, **seal)


def test_one_that_was_made_cannot_be_changed_or_made_anew_with_other_values():
    said = clear(fever=True)
    with pytest.raises(dataclasses.FrozenInstanceError):
        said.running = Running.OK  # type: ignore[misc]
    with pytest.raises((TypeError, ValueError)):
        dataclasses.replace(said, running=Running.OK)
    assert copy.copy(said) == said


def test_the_seal_is_taken_by_evaluate_alone():
    takers = {path.name for path in SRC.rglob("*.py") if "SEAL" in path.read_text("utf-8")}
    assert takers == {"clearance.py", "evaluate.py"}


def test_levels_are_ranked_from_the_least_to_the_most():
    assert [level.rank for level in Urgency] == [0, 1, 2, 3, 4]
    assert [level.value for level in Urgency] == ["none", "routine", "two_weeks", "same_day", "emergency"]
    assert [level.value for level in Running] == ["ok", "hold", "stop"]
    assert [level for level in Urgency if level.is_today] == [Urgency.SAME_DAY, Urgency.EMERGENCY]


def test_what_is_open_tells_how_far_it_could_rise():
    said = clear(cancer_history=True)
    assert said.could_rise_to is Urgency.EMERGENCY
    assert said.urgent_signs_open
    assert Open("leg_weakness", Urgency.EMERGENCY) in said.open
    assert not clear(bladder_change=True).urgent_signs_open
