"""Answers → clearance."""

from collections.abc import Iterable

from backstride.screen.answers import Answers
from backstride.screen.clearance import SEAL, Clearance, Open, Reason, Running, Urgency
from backstride.screen.questions import keys
from backstride.screen.rules import Rule, rule_book


def evaluate(answers: Answers) -> Clearance:
    """What the rules say to these answers.

    The most urgent rule that holds decides the urgency, the strictest one the running: a further reason never
    lowers either. A rule that waits for an answer raises nothing, and what it waits for is listed as
    unanswered where it would raise something.
    """
    book = rule_book()
    reasons = sorted(
        (rule.says for rule in book.reasons if rule.holds(answers)),
        key=lambda reason: -reason.urgency.rank,
    )
    patterns = tuple(rule.says for rule in book.patterns if rule.holds(answers))
    urgency = max((reason.urgency for reason in reasons), key=_rank, default=Urgency.NONE)
    running = max((reason.running for reason in reasons), key=_rank, default=Running.OK)
    return Clearance(
        urgency=urgency,
        running=running,
        reasons=tuple(reasons),
        patterns=() if urgency.is_today else patterns,
        open=_open(book.reasons, answers, urgency, running),
        seal=SEAL,
    )


def could_lower(answers: Answers) -> frozenset[str]:
    """The unanswered keys that could make it less urgent: none where a reason for the urgency stands firm."""
    holding = [rule for rule in rule_book().reasons if rule.holds(answers)]
    top = max((rule.says.urgency for rule in holding), key=_rank, default=Urgency.NONE)
    lifting = [rule.could_be_lifted_by(answers) for rule in holding if rule.says.urgency is top]
    return frozenset().union(*lifting) if all(lifting) else frozenset()


def _open(
    rules: Iterable[Rule[Reason]], answers: Answers, urgency: Urgency, running: Running
) -> tuple[Open, ...]:
    """The unanswered keys that could make it more urgent or stricter, with the urgency each could bring."""
    found: dict[str, Urgency] = {}
    for rule in rules:
        reason = rule.says
        if reason.urgency.rank > urgency.rank or reason.running.rank > running.rank:
            for key in rule.waits_for(answers):
                found[key] = max(found.get(key, urgency), reason.urgency, key=_rank)
    in_order = sorted(found, key=list(keys()).index)
    return tuple(Open(key, found[key]) for key in sorted(in_order, key=lambda key: -found[key].rank))


def _rank(level: Urgency | Running) -> int:
    return level.rank
