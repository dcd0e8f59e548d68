"""Writes docs/screening.md, the screen's rules for clinicians; with --check, says if it is up to date."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from backstride.evidence import entry
from backstride.screen import Urgency
from backstride.screen.questions import NUMBER, Key, keys
from backstride.screen.rules import Rule, rule_book

PAGE = Path(__file__).resolve().parents[1] / "docs" / "screening.md"
HEAD = """\
# Screening

What backstride asks about warning signs, and what follows from the answers: all of it, for clinicians to
check. It describes and never diagnoses. Please report a rule that you would not sign.

- The most urgent rule that applies decides the urgency, the strictest one the running.
- Unknown is not no: a rule that waits for an answer is not applied, and what it waits for is listed as not
  answered where it could change the result. **Unless** holds a rule back only where it is known to be true.
- Emergency: an emergency department or an ambulance, now. Same day: a clinician today. Two weeks: an
  appointment within two weeks. Routine: an ordinary appointment. None never says that nothing is wrong.
- Most warning signs are weak evidence, and pathways differ. Where they do, the more careful one was taken and
  the evidence entry says so. The [page of evidence](evidence.md) has the source and the certainty of each
  entry; **design** marks the product's own choice, **unverified** what was not yet read in its source.

The rules stand in `src/backstride/screen/rules.toml`, the questions in `questions.toml` beside it;
`scripts/screen_page.py` writes this page from them.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *_said(), *_shared(), *_rules(), *_patterns(), *_questions(), ""])


def _said() -> Iterator[str]:
    yield from ("## What is said\n", "| result | words | evidence |", "|---|---|---|")
    for urgency, advice in rule_book().advice.items():
        yield _row(f"`{urgency}`", f"**{advice.heading}** {advice.do}", "")
    for running, allowance in rule_book().allowance.items():
        yield _row(f"running: `{running}`", allowance.text, _evidence(allowance.evidence))


def _shared() -> Iterator[str]:
    yield from ("\n## Conditions that rules share\n", "| name | holds where |", "|---|---|")
    for shared in rule_book().shared.values():
        yield _row(shared.words(), shared.inner.words())


def _rules() -> Iterator[str]:
    for urgency in reversed(Urgency):
        rules = [rule for rule in rule_book().reasons if rule.says.urgency is urgency]
        if rules:
            yield f"\n## Rules: {urgency.replace('_', ' ')}\n"
            yield "| rule | holds where | running | why, and what to do | evidence |"
            yield "|---|---|---|---|---|"
        for rule in rules:
            said = rule.says
            why = f"{said.text} *{said.do}*"
            yield _row(f"`{said.id}`", _when(rule), said.running, why, _evidence(said.evidence))


def _patterns() -> Iterator[str]:
    yield from ("\n## Patterns\n", "Described only where nothing needs care today.\n")
    yield from ("| pattern | holds where | what is said | evidence |", "|---|---|---|---|")
    for rule in rule_book().patterns:
        yield _row(f"`{rule.says.id}`", _when(rule), rule.says.text, _evidence(rule.says.evidence))


def _questions() -> Iterator[str]:
    yield from ("\n## Questions\n", "| key | question | answers |", "|---|---|---|")
    for key in keys().values():
        yield _row(f"`{key.name}`", key.ask, _answers(key))


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _when(rule: Rule[Any]) -> str:
    return rule.when.words() + ("" if rule.unless is None else f"; **unless** {rule.unless.words()}")


def _evidence(ids: Iterable[str]) -> str:
    return ", ".join(_cited(evidence_id) for evidence_id in ids)


def _cited(evidence_id: str) -> str:
    found = entry(evidence_id)
    source = "**design**" if found.source == "design" else found.source
    unread = "" if found.status == "verified" else ", **unverified**"
    return f"`{evidence_id}` ({source}{unread})"


def _answers(key: Key) -> str:
    if key.kind == NUMBER:
        return f"{key.low:g} to {key.high:g} {key.unit}"
    return ", ".join(key.choices) or "yes, no"


if __name__ == "__main__":
    if "--check" in sys.argv[1:]:
        if not PAGE.exists() or PAGE.read_text("utf-8") != page():
            sys.exit("docs/screening.md is out of date: run `python scripts/screen_page.py`")
    else:
        PAGE.write_text(page(), "utf-8")
