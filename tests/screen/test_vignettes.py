"""The screen on people: never less urgent than a careful clinician, and seldom more."""

from collections import Counter
from typing import Any

import pytest
from screen_builders import VIGNETTES, clear, sit

from backstride.evidence import all_references
from backstride.screen import Running, Urgency, evaluate
from screen_answers import otherwise_no

by_id = pytest.mark.parametrize("vignette", VIGNETTES, ids=[vignette["id"] for vignette in VIGNETTES])


@by_id
def test_the_screen_says_what_a_careful_clinician_would(vignette: dict[str, Any]):
    said = clear(**vignette["answers"])
    assert (said.urgency, said.running) == (vignette["urgency"], vignette["running"]), [
        r.id for r in said.reasons
    ]


@by_id
def test_the_interview_comes_to_the_same(vignette: dict[str, Any]):
    """Somebody who answers no to all that the vignette does not name is asked enough to be told the same."""
    learnt, _ = sit(otherwise_no(vignette["answers"]))
    said = evaluate(learnt)
    assert (said.urgency, said.running) == (vignette["urgency"], vignette["running"]), learnt.known


def test_there_are_enough_of_each_kind():
    assert len(VIGNETTES) >= 40
    assert len({vignette["id"] for vignette in VIGNETTES}) == len(VIGNETTES)
    urgencies = Counter(vignette["urgency"] for vignette in VIGNETTES)
    assert min(urgencies[urgency] for urgency in Urgency) >= 7
    assert {vignette["running"] for vignette in VIGNETTES} == set(Running)


def test_every_vignette_names_where_its_expectation_comes_from():
    known = {*all_references(), "design"}
    assert not {source for vignette in VIGNETTES for source in vignette["source"]} - known
    assert all(vignette["source"] and vignette["story"] for vignette in VIGNETTES)


@pytest.mark.parametrize(
    ("vignette_id", "pattern"),
    [
        ("more_distance_and_sore", None),  # nothing is told of legs or of how long
        ("leans_back_sore_adult", "strain_like"),
        ("sciatica_without_weakness", "disc_radicular"),
        ("stenosis_both_legs", "stenosis_like"),
        ("axial_spa_five_features", "inflammatory"),
        ("bone_stress_classic", "bone_stress"),
        ("leans_back_sore_adult", "posture_linked"),
        ("stenosis_then_bladder", None),  # nothing is described beside an emergency
    ],
)
def test_each_pattern_is_described_where_it_belongs(vignette_id: str, pattern: str | None):
    (vignette,) = [each for each in VIGNETTES if each["id"] == vignette_id]
    found = {each.id for each in clear(**vignette["answers"]).patterns}
    assert (pattern in found) if pattern else not found
