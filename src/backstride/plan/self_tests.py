"""Self-tests of the trunk: how long a position is held, beside one's own earlier ones.

Nobody passes or fails: healthy people differ so much in these figures that another's say
nothing of one's own back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from types import MappingProxyType
from typing import Final

from backstride.evidence import figure
from backstride.records import SelfTest, SelfTestKind
from backstride.screen import Clearance, Running

EVIDENCE: Final = ("exercise_hold_no_norm", "self_test_people_differ", "self_test_pain_nrs")
"""The registry's entries on which the tests and their words rest."""

SHOWN_BY: Final = MappingProxyType(
    {
        SelfTestKind.PLANK: "plank",
        SelfTestKind.SIDE_BRIDGE_LEFT: "side_bridge",
        SelfTestKind.SIDE_BRIDGE_RIGHT: "side_bridge",
        SelfTestKind.BACK_EXTENSION: "back_extension",
    }
)
"""The exercise whose position is held."""

NAMES: Final = MappingProxyType(
    {
        SelfTestKind.PLANK: "Plank",
        SelfTestKind.SIDE_BRIDGE_LEFT: "Side bridge, left",
        SelfTestKind.SIDE_BRIDGE_RIGHT: "Side bridge, right",
        SelfTestKind.BACK_EXTENSION: "Back extension hold",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """A self-test beside the earlier ones of its kind.

    ``usual_s`` is their median and ``change_s`` how much longer (shorter below zero) this one was held; both
    None where there is none earlier.
    """

    test: SelfTest
    n_earlier: int
    usual_s: float | None
    change_s: float | None
    text: str


@dataclass(frozen=True, slots=True)
class Advice:
    """Whether these tests are to be left for now, None where that depends on a pain that is not known, and
    why; "" where nothing that is known speaks against them.
    """

    leave: bool | None
    text: str


def trends(tests: Sequence[SelfTest]) -> tuple[Trend, ...]:
    """Each test beside those of its kind with an earlier date, in the order given."""
    return tuple(_trend(test, tests) for test in tests)


def advice_for(*, pain_nrs: float | None, clearance: Clearance | None) -> Advice:
    """Whether to leave these tests for now.

    ``pain_nrs``: today's, None where it is not known; ``clearance``: None where nobody asked for warning
    signs.
    """
    most_nrs = figure("self_test_pain_nrs")
    if clearance is not None and clearance.running is not Running.OK:
        return Advice(
            True,
            "Leave these tests for now: by your answers about warning signs, running has to wait, and so have"
            " they.",
        )
    if clearance is not None and clearance.urgent_signs_open:
        return Advice(
            True,
            "Leave these tests for now: questions about warning signs are still open. Answer them first.",
        )
    if pain_nrs is None:
        return Advice(
            None,
            f"Your pain today is not written down: leave these tests if it is more than {most_nrs:g} of 10.",
        )
    if pain_nrs > most_nrs:
        return Advice(
            True,
            f"Leave these tests for now: your pain today is {pain_nrs:g} of 10. They can wait for a day with"
            f" {most_nrs:g} or less.",
        )
    return Advice(False, "")


def _trend(test: SelfTest, tests: Sequence[SelfTest]) -> Trend:
    earlier = [other.hold_s for other in tests if other.kind is test.kind and other.date < test.date]
    usual_s = median(earlier) if earlier else None
    change_s = None if usual_s is None else test.hold_s - usual_s
    return Trend(
        test=test,
        n_earlier=len(earlier),
        usual_s=usual_s,
        change_s=change_s,
        text=_text(test, len(earlier), usual_s),
    )


def _text(test: SelfTest, n_earlier: int, usual_s: float | None) -> str:
    held = f"{NAMES[test.kind]}: {_seconds(test.hold_s)}."
    if usual_s is None:
        return f"{held} It is the first one; later ones will stand beside it."
    change_s = round(test.hold_s) - round(usual_s)
    one = (
        "Your one earlier test was" if n_earlier == 1 else f"The middle of your {n_earlier} earlier tests is"
    )
    if change_s == 0:
        return f"{held} {one} the same."
    than = f"{_seconds(abs(change_s))} {'longer' if change_s > 0 else 'shorter'}"
    return f"{held} {one} {_seconds(usual_s)}: this one was {than}. Single days go up and down by themselves."


def _seconds(seconds: float) -> str:
    whole = round(seconds)
    return "1 second" if whole == 1 else f"{whole} seconds"
