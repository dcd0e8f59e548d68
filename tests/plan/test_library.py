"""The exercises: each has everything, in words that are plain and name no disease; faults are told."""

import re

import pytest

from backstride.evidence import all_entries
from backstride.plan.exercises import EQUIPMENT, Exercise, Group, exercise, exercises
from backstride.plan.exercises.library import LibraryError, parse_library
from backstride.plan.exercises.sessions import slots

ALL = tuple(exercises().values())
each = pytest.mark.parametrize("one", ALL, ids=lambda one: one.id)
NAMES_OF_DISEASES = re.compile(
    r"\b(?:diagnos\w*|disc\w*|disk\w*|herniat\w*|sciatica\w*|stenosis|arthr\w+|slipped|degenerat\w*|tendin\w+"
    r"|injur\w*|strain\w*|fractur\w*|cure\w*|heal|heals|treat\w*|therap\w*|prevent\w*|protect\w*)\b",
    re.IGNORECASE,
)


def words_of(one: Exercise) -> list[str]:
    return [one.name, *one.steps, one.feel, one.stop, one.load]


def test_there_are_some_of_each_group():
    counts = {group: sum(one.group is group for one in ALL) for group in Group}
    assert sum(counts.values()) >= 30
    assert min(counts.values()) >= 4


@each
def test_each_has_everything(one: Exercise):
    assert one.name
    assert len(one.steps) >= 2
    assert one.stop.startswith("Stop ")
    assert one.dose.sets >= 1
    assert (one.dose.reps is None) != (one.dose.hold_s is None)
    assert one.dose.rest_s >= 0
    assert one.equipment <= EQUIPMENT
    assert set(one.evidence) <= {entry.id for entry in all_entries()}
    assert 1 <= len(one.frames) <= 2


@each
def test_its_words_are_plain_and_name_no_disease_and_promise_nothing(one: Exercise):
    text = " ".join(words_of(one))
    assert not NAMES_OF_DISEASES.findall(text)
    assert not re.search(r"[!—–]", text)
    for sentence in re.split(r"(?<=[.;:])\s", text):
        assert len(sentence.split()) <= 24, sentence
    assert max(map(len, re.findall(r"[a-z]+", text.lower()))) <= 12


def test_the_search_for_diseases_finds_one():
    assert NAMES_OF_DISEASES.search("Good for a slipped disc.")


def test_what_is_said_of_one_is_said_of_no_other():
    said = [one.name for one in ALL]
    assert len(set(said)) == len(said)


def test_progressions_form_chains_without_a_ring():
    for one in ALL:
        seen = [one]
        while (harder := seen[-1].progression) is not None:
            assert exercise(harder) not in seen
            assert exercise(harder).group is one.group
            assert exercise(harder).regression == seen[-1].id
            seen.append(exercise(harder))


def test_within_a_session_a_slot_only_ever_goes_on_to_something_harder():
    """Where a later choice of a slot is in the chain of an earlier one, it is further along."""
    for slot in slots():
        for earlier, later in zip(slot.stages, slot.stages[1:], strict=False):
            for name in earlier.any_of:
                easier = set()
                step = exercise(name).regression
                while step is not None:
                    easier.add(step)
                    step = exercise(step).regression
                assert not easier & set(later.any_of[:1])


def test_an_unknown_exercise_is_a_bug():
    with pytest.raises(KeyError, match="no exercise 'handstand'"):
        exercise("handstand")


GOOD = """
[lift]
name = "Lift"
dose = "kind"
evidence = ["known"]
steps = ["Lift."]
feel = "It works."
stop = "Stop if it hurts."
equipment = ["stick"]
[[lift.pose]]
trunk = 90
near = { hip = 10 }
touches = { near_toe = "floor" }
props = [{ kind = "stick", at = "hip" }]
"""
DOSES = '[kind]\nsets = "known"\nreps = "known"\nrest_s = "known"\n'


def read(text: str) -> Exercise:
    return parse_library({Group.TRUNK: text}, DOSES, {"known": 3})["lift"]


def test_a_table_becomes_an_exercise():
    one = read(GOOD)
    assert (one.group, one.dose.sets, one.dose.reps, one.dose.hold_s) == (Group.TRUNK, 3, 3, None)
    assert one.frames[0].pose.far == one.frames[0].pose.near


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('rest_s = "known"\n', "", "has reps, sets; it takes"),
        ("rest_s", 'hold_s = "known"\nrest_s', "it takes sets, reps or hold_s"),
        ('reps = "known"', 'reps = "rumour"', "rests on 'rumour'"),
    ],
)
def test_each_fault_of_a_dose_is_told(old: str, new: str, fault: str):
    assert old in DOSES
    with pytest.raises(LibraryError, match=fault):
        parse_library({Group.TRUNK: GOOD}, DOSES.replace(old, new), {"known": 3})


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('feel = "It works."\n', "", "lacks feel"),
        ('feel = "It works."', 'feel = ""', "has nothing for feel"),
        ('stop = "Stop', 'colour = "red"\nstop = "Stop', "does not take colour"),
        ('dose = "kind"', 'dose = "much"', "the dose 'much'"),
        ('"stick"]', '"stick", "rope"]', "needs rope"),
        ('["known"]', '["rumour"]', "cites 'rumour'"),
        ("equipment", 'progression = "leap"\nequipment', "the progression 'leap'"),
        ("{ hip", "{ tail", "bends tail"),
        ("near_toe", "near_nose", "touches with near_nose"),
        ('"floor"', '"air"', "rests on air"),
        ('{ near_toe = "floor" }', "{}", "touches nothing"),
        ("trunk = 90", 'trunk = 90\nend_on = ["head"]', "turns head"),
        ('kind = "stick"', 'kind = "sofa"', "cannot be drawn"),
        ('equipment = ["stick"]\n', "", "shows a stick"),
        ("trunk = 90\n", "", "pose 1 lacks trunk"),
        ("trunk = 90\n", "trunk = 90\ntail = 3\n", "pose 1 does not take tail"),
    ],
)
def test_each_fault_is_told(old: str, new: str, fault: str):
    assert old in GOOD
    with pytest.raises(LibraryError, match=fault):
        read(GOOD.replace(old, new))
