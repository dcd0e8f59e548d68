"""Writes docs/exercises.md and its drawings; with --check, says if they are up to date."""

import sys
from collections.abc import Iterator
from pathlib import Path

from backstride.evidence import entry, figure
from backstride.plan.exercises import (
    EQUIPMENT,
    Exercise,
    Group,
    exercise,
    exercises,
    strength_session,
    warmup,
)
from backstride.plan.exercises.sessions import strength_evidence
from backstride.plan.figures import figure_svg
from backstride.plan.model import ExerciseDose
from backstride.plan.self_tests import EVIDENCE, NAMES, SHOWN_BY

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGE = DOCS / "exercises.md"
HEAD = """\
# Exercises

What backstride puts into a session of strength and into a warm-up: all of it, for people and clinicians to
check. Nothing here is a treatment, and no exercise is known to be the best one for a runner's back.

- The doses are what one begins with. They are **design**: the product's own choice. The
  [page of evidence](evidence.md) has each of them, and the source and certainty of every entry.
- Pain that is new and strong, or that goes down a leg, is a reason to stop, not to go on carefully.
- The darker arm and leg of a drawing are the nearer ones. The drawings are made from joint angles.

The exercises stand in `src/backstride/plan/exercises/`; `scripts/exercise_page.py` writes this page from
them.
"""
TITLES = {
    Group.HIPS_LEGS: "Hips and legs",
    Group.TRUNK: "Trunk",
    Group.HINGE: "Hinge",
    Group.MOBILITY: "Mobility",
    Group.WARMUP: "Warm-up",
}


def written() -> dict[Path, str]:
    """Every file that this script writes, with what stands in it."""
    drawings = {
        DOCS / "exercises" / f"{one.id}.svg": figure_svg(one, alone=True) for one in exercises().values()
    }
    return {PAGE: "\n".join([HEAD, *_block(), *_warmups(), *_self_tests(), *_groups(), ""]), **drawings}


def _block() -> Iterator[str]:
    last = int(figure("block_weeks"))
    yield "## A block of strength\n"
    yield f"A block lasts {last} weeks. Legs come first, then the trunk; the hinge comes last, and only while"
    yield "there is little pain. After the block its last exercises stay, with fewer sets."
    yield f"Evidence: {_cited(strength_evidence())}.\n"
    for title, equipment in (
        ("Without any equipment", frozenset[str]()),
        ("With everything at hand", EQUIPMENT),
    ):
        yield f"### {title}\n"
        yield "| weeks | " + " | ".join(["legs", "trunk", "hinge, at little pain"]) + " |"
        yield "|---|---|---|---|"
        weeks: list[tuple[list[int], tuple[ExerciseDose, ...]]] = []
        for week in range(1, last + 2):
            doses = strength_session(block_week=week, low_pain=True, equipment=equipment)
            if weeks and weeks[-1][1] == doses:
                weeks[-1][0].append(week)
            else:
                weeks.append(([week], doses))
        for numbers, doses in weeks:
            by_group = {group: [] for group in (Group.HIPS_LEGS, Group.TRUNK, Group.HINGE)}
            for dose in doses:
                by_group[exercise(dose.name).group].append(_dose_words(dose))
            span = (
                "after" if numbers[0] > last else "-".join(str(n) for n in sorted({numbers[0], numbers[-1]}))
            )
            yield f"| {span} | " + " | ".join("<br>".join(words) for words in by_group.values()) + " |"
        yield ""


def _warmups() -> Iterator[str]:
    yield "## Warm-ups\n"
    yield "A brisk walk, then drills that come ever closer to running; a drill of one side is done on both.\n"
    for minutes in (5, 10):
        yield f"- {minutes} minutes: {', '.join(_dose_words(dose) for dose in warmup(minutes))}"
    yield ""


def _self_tests() -> Iterator[str]:
    yield "## Self-tests\n"
    yield "`backstride self-test` keeps how long a position was held and sets it beside the runner's own"
    yield "earlier ones. Nobody passes or fails, and no table of other people is used."
    most = f"{figure('self_test_pain_nrs'):g}"
    yield f"They are left for another day where pain today is more than {most} of 10, and where answers about"
    yield f"warning signs speak against running or are still open. Evidence: {_cited(EVIDENCE)}.\n"
    for kind, name in NAMES.items():
        yield f"- {name}: `{kind.value.replace('_', '-')}`, held as in [{exercise(SHOWN_BY[kind]).name}]" + (
            f"(#{_anchor(exercise(SHOWN_BY[kind]))})"
        )
    yield ""


def _groups() -> Iterator[str]:
    for group, title in TITLES.items():
        yield f"## {title}\n"
        for one in exercises().values():
            if one.group is group:
                yield from _exercise(one)


def _exercise(one: Exercise) -> Iterator[str]:
    yield f"### {one.name}\n"
    yield f"![{one.name}](exercises/{one.id}.svg)\n"
    yield from (f"{number}. {step}" for number, step in enumerate(one.steps, start=1))
    dose = ExerciseDose(name=one.id, sets=one.dose.sets, reps=one.dose.reps, hold_s=one.dose.hold_s)
    rest = f", {one.dose.rest_s} s of rest in between" if one.dose.rest_s else ""
    needs = f" It needs a {' and a '.join(sorted(one.equipment))}." if one.equipment else ""
    yield f"\nTo begin with: {_amount(dose)}{' on each side' if one.each_side else ''}{rest}.{needs}"
    if one.load:
        yield f"How heavy: {one.load}."
    yield f"\n*What to feel:* {one.feel} *When to stop:* {one.stop}\n"
    ways = [
        f"{word}: [{exercise(other).name}](#{_anchor(exercise(other))})"
        for word, other in (("Easier", one.regression), ("Harder", one.progression))
        if other is not None
    ]
    yield ". ".join([*ways, f"Evidence: {_cited(one.evidence)}"]) + ".\n"


def _dose_words(dose: ExerciseDose) -> str:
    return f"{exercise(dose.name).name} {_amount(dose)}"


def _amount(dose: ExerciseDose) -> str:
    once = f"{dose.reps}" if dose.hold_s is None else f"{dose.hold_s} s"
    if dose.sets == 1:
        return once if dose.hold_s is not None else f"{once} times"
    return f"{dose.sets} × {once}"


def _anchor(one: Exercise) -> str:
    return one.name.lower().replace(" ", "-").replace(",", "")


def _cited(ids: tuple[str, ...]) -> str:
    return ", ".join(_one_cited(entry_id) for entry_id in ids)


def _one_cited(entry_id: str) -> str:
    found = entry(entry_id)
    source = "**design**" if found.source == "design" else found.source
    unread = "" if found.status == "verified" else ", **unverified**"
    return f"`{entry_id}` ({source}{unread})"


if __name__ == "__main__":
    pages = written()
    standing = {PAGE, *(DOCS / "exercises").glob("*.svg")}
    if "--check" in sys.argv[1:]:
        old = {path for path, text in pages.items() if not path.exists() or path.read_text("utf-8") != text}
        if old := old | (standing - set(pages)):
            names = ", ".join(sorted(path.name for path in old))
            sys.exit(f"out of date: {names}: run `python scripts/exercise_page.py`")
    else:
        (DOCS / "exercises").mkdir(exist_ok=True)
        for path in standing - set(pages):
            path.unlink()
        for path, text in pages.items():
            path.write_text(text, "utf-8")
