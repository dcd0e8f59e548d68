"""Self-tests of the trunk: one is written down, all are set beside each other."""

from dataclasses import dataclass
from datetime import date, datetime

from backstride.ingest.diary_csv import date_fault
from backstride.ingest.kept import LONGEST_HOLD_S
from backstride.plan.self_tests import EVIDENCE, Advice, Trend, advice_for, trends
from backstride.records import SelfTest, SelfTestKind
from backstride.records.readings import worst_nrs
from backstride.screen import Clearance
from backstride.store import Store

KINDS = tuple(kind.value for kind in SelfTestKind)


class SelfTestError(ValueError):
    """A self-test that cannot be; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class SelfTests:
    """Self-tests beside the earlier ones of their kind, and whether to leave them for now."""

    trends: tuple[Trend, ...]
    advice: Advice


def record_self_test(
    store: Store, test: SelfTest, *, written_at: datetime, clearance: Clearance | None
) -> SelfTests:
    """Write a self-test down and set it beside the earlier ones of its kind.

    ``written_at``: aware, on the runner's own clock. ``clearance``: None where nobody asked for warning
    signs. SelfTestError, and nothing stored, where it cannot be; StoreError.
    """
    if not 1 <= test.hold_s <= LONGEST_HOLD_S:
        raise SelfTestError(f"{test.hold_s:g} seconds is not between 1 and {LONGEST_HOLD_S:g}")
    if (fault := date_fault(test.date, written_at.date())) is not None:
        raise SelfTestError(f"{test.date} is {fault}")
    store.add_self_test(test, written_at)
    found = self_tests_of(store, today=written_at.date(), clearance=clearance)
    this = tuple(trend for trend in found.trends if trend.test == test)
    return SelfTests(this, found.advice)


def self_tests_of(store: Store, *, today: date, clearance: Clearance | None) -> SelfTests:
    """All self-tests, by date. StoreError."""
    worst = worst_nrs(store.check_ins())
    advice = advice_for(pain_nrs=worst.get(today), clearance=clearance)
    return SelfTests(trends(store.self_tests()), advice)


def self_tests_document(found: SelfTests) -> dict[str, object]:
    """The self-tests as the ``--json`` document: plain types only, null where there is no earlier one."""
    return {
        "tests": [
            {
                "date": trend.test.date.isoformat(),
                "kind": trend.test.kind.value,
                "hold_s": trend.test.hold_s,
                "earlier": trend.n_earlier,
                "usual_s": trend.usual_s,
                "change_s": trend.change_s,
                "text": trend.text,
            }
            for trend in found.trends
        ],
        "leave": found.advice.leave,
        "advice": found.advice.text,
        "evidence": list(EVIDENCE),
    }
