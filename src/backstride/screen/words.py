"""A clearance in words: what to do first, then running, then what is open. The rules bring their own."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from backstride.screen.answers import Answers, Value, check_answers
from backstride.screen.clearance import Clearance, Running, Urgency
from backstride.screen.evaluate import evaluate
from backstride.screen.questions import NUMBER, YES_NO, keys
from backstride.screen.rules import rule_book

_LIMITS = "These are questions, not an examination, and no diagnosis."
_GO = "Going there is right, even if it turns out to be nothing."
_FLAGS_ARE_COMMON = (
    "Warning signs are common and mostly harmless: about four of five people with a sore back have at least "
    "one of them."
)
_FIRST_ANSWER = "Before you run, answer what is still open: some of it could mean that you should not."
_STILL_OPEN = "The questions that matter most are still open."


def heading(clearance: Clearance) -> str:
    """The urgency in a few words."""
    words = rule_book().advice[clearance.urgency].heading
    return f"{words} {_STILL_OPEN}" if clearance.urgent_signs_open else words


def what_to_do(clearance: Clearance) -> str:
    """What to do first."""
    return rule_book().advice[clearance.urgency].do


def about_running(clearance: Clearance) -> str:
    """What running is allowed, and that it is not yet free while a sign that needs care today is open."""
    allowed = rule_book().allowance[clearance.running].text
    if clearance.running is Running.OK and clearance.urgent_signs_open:
        return f"{allowed} {_FIRST_ANSWER}"
    return allowed


def about_running_evidence(clearance: Clearance) -> tuple[str, ...]:
    """The entries of the registry that ``about_running`` rests on."""
    return rule_book().allowance[clearance.running].evidence


def warning(clearance: Clearance) -> list[str]:
    """What every face that speaks of running says first where the clearance does not allow it: what to do,
    that there is to be no run, and why. Empty where it does.
    """
    if clearance.allows_running:
        return []
    parts = [heading(clearance), what_to_do(clearance), about_running(clearance)]
    if clearance.running is Running.OK:
        title, labels = not_answered(clearance)[0]
        return [*parts, f"{title}: {'; '.join(labels)}."]
    return [*parts, *(each.text for each in clearance.reasons if each.running is clearance.running)]


@dataclass(frozen=True, slots=True)
class Signs:
    """Signs that each alone make it so urgent, in the questions' own words, and the rules' evidence."""

    urgency: Urgency
    heading: str
    labels: tuple[str, ...]
    evidence: tuple[str, ...]


@cache
def warning_signs() -> tuple[Signs, ...]:
    """What to look out for, the most urgent first: the rules themselves, asked for one sign at a time."""
    found: dict[Urgency, dict[str, tuple[str, ...]]] = {
        urgency: {} for urgency in (Urgency.EMERGENCY, Urgency.SAME_DAY, Urgency.TWO_WEEKS)
    }
    for key in keys().values():
        if key.kind == NUMBER:
            continue
        signs: list[tuple[Value, str]] = [(True, key.label)] if key.kind == YES_NO else [*key.named.items()]
        for value, label in signs:
            answers = check_answers({key.name: value})
            assert isinstance(answers, Answers)
            said = evaluate(answers)
            if said.urgency in found:
                found[said.urgency][label] = said.reasons[0].evidence
    return tuple(
        Signs(
            urgency,
            rule_book().advice[urgency].heading,
            tuple(labels),
            tuple(dict.fromkeys(each for cited in labels.values() for each in cited)),
        )
        for urgency, labels in found.items()
    )


def urgent_line() -> str:
    """The signs that need care today, in a sentence for each urgency, for the foot of a page."""
    return " ".join(
        f"{signs.heading.rstrip('.')} if back pain comes with any of these: {'; '.join(signs.labels)}."
        for signs in warning_signs()
        if signs.urgency.is_today
    )


def limits(clearance: Clearance) -> str:
    """What this can and cannot tell. Nothing in it lessens a warning that needs care today."""
    return f"{_LIMITS} {_GO if clearance.urgency.is_today else _FLAGS_ARE_COMMON}"


def limits_evidence(clearance: Clearance) -> tuple[str, ...]:
    """The entries of the registry that ``limits`` rests on."""
    return () if clearance.urgency.is_today else ("screen_flags_are_common", "screen_flags_weak")


def not_answered(clearance: Clearance) -> list[tuple[str, list[str]]]:
    """What is open, by name, under what it could mean; no list is empty."""
    today = [each.key for each in clearance.open if each.could_bring.is_today]
    later = [each.key for each in clearance.open if not each.could_bring.is_today]
    listed = [
        ("Not answered, and could mean care today", _labels(today)),
        ("Not answered, and could change what is advised", _labels(later)),
    ]
    return [(title, labels) for title, labels in listed if labels]


def summary(clearance: Clearance) -> str:
    """All of it as one text."""
    parts = [heading(clearance), what_to_do(clearance), about_running(clearance)]
    parts += [f"{title}: {'; '.join(labels)}." for title, labels in not_answered(clearance)]
    if clearance.urgency is Urgency.NONE and not clearance.open:
        parts.append("Every question that could change this was answered.")
    return " ".join([*parts, limits(clearance)])


def _labels(names: Iterable[str]) -> list[str]:
    return [keys()[name].label for name in names]
