"""Drawings of the exercises: well-formed, told in words, within their box, in the reader's colours."""

import re

import pytest
from lxml import etree

from backstride.plan.exercises import exercise, exercises
from backstride.plan.figures import figure_svg

SVG = "{http://www.w3.org/2000/svg}"
FLOOR = 2.75  # the lower edge of the floor's line
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
each = pytest.mark.parametrize("one", exercises().values(), ids=lambda one: one.id)


@each
def test_it_says_in_words_what_it_shows(one):
    root = etree.fromstring(figure_svg(one).encode())
    title, words = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert (title.text, words.text) == (one.name, " ".join(one.steps))
    assert root.get("role") == "img"
    assert root.get("aria-labelledby").split() == [title.get("id"), words.get("id")]


@each
def test_everything_is_within_the_box_and_no_body_below_the_floor(one):
    root = etree.fromstring(figure_svg(one).encode())
    left, top, width, height = map(float, root.get("viewBox").split())
    for group in root.iter(f"{SVG}g"):
        if group.get("transform") is None:
            continue
        shift = float(NUMBER.search(group.get("transform"))[0])
        for circle in group.iter(f"{SVG}circle"):
            x, y, r = (float(circle.get(name)) for name in ("cx", "cy", "r"))
            assert left <= x + shift - r
            assert x + shift + r <= left + width
            assert top <= y - r
            assert y + r <= FLOOR, "below the floor"
        for foot in group.findall(f"{SVG}g/{SVG}path"):
            ends = re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", foot.get("d"))
            assert max(float(y) for _, y in ends) <= FLOOR
            assert min(float(y) for _, y in ends) >= top
            assert left <= min(float(x) for x, _ in ends) + shift
            assert max(float(x) for x, _ in ends) + shift <= left + width
    assert top + height >= 1


@each
def test_it_takes_the_colours_of_what_is_around_it_and_brings_its_own_where_it_stands_alone(one):
    inside, alone = figure_svg(one), figure_svg(one, alone=True)
    assert "#" not in inside
    assert "currentColor" in inside
    assert "prefers-color-scheme:dark" in alone


def test_two_poses_have_an_arrow_between_them_and_one_has_none():
    def drawings(name: str) -> int:
        root = etree.fromstring(figure_svg(exercise(name)).encode())
        return len(root.findall(f"{SVG}g")), len(root.findall(f"{SVG}path"))

    assert drawings("squat") == (2, 2)  # the floor and the arrow
    assert drawings("plank") == (1, 1)


@pytest.mark.parametrize(
    "name", ["hinge_stick", "barbell_deadlift", "kettlebell_deadlift", "wall_sit", "step_up"]
)
def test_what_an_exercise_needs_is_drawn_in_its_own_colour(name):
    assert "--figure-prop" in figure_svg(exercise(name)).split("<g ", 1)[1]


def test_the_same_exercise_is_drawn_the_same_again():
    assert all(figure_svg(one) == figure_svg(one) for one in exercises().values())
