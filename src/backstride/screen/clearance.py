"""What the screen comes to, and that nobody else can make one."""

from dataclasses import InitVar, dataclass
from enum import StrEnum

SEAL = object()
"""What a Clearance is made with. Only ``evaluate`` takes it, so that a plan can trust what it is handed."""


class Urgency(StrEnum):
    """How soon somebody should look, from the least to the most urgent."""

    NONE = "none"
    ROUTINE = "routine"
    TWO_WEEKS = "two_weeks"
    SAME_DAY = "same_day"
    EMERGENCY = "emergency"

    @property
    def rank(self) -> int:
        """0 for the least urgent, one more for each step."""
        return list(Urgency).index(self)

    @property
    def is_today(self) -> bool:
        """Whether somebody should look today."""
        return self.rank >= Urgency.SAME_DAY.rank


class Running(StrEnum):
    """What running is allowed, from the freest to the strictest.

    ``ok``: these answers do not speak against it. ``hold``: none until seen or until the reason has gone, and
    answering again may lift it. ``stop``: none until a clinician has said that it is safe.
    """

    OK = "ok"
    HOLD = "hold"
    STOP = "stop"

    @property
    def rank(self) -> int:
        """0 for the freest, one more for each step."""
        return list(Running).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A rule that holds: why, what to do about it, and on which entries of the registry it rests."""

    id: str
    urgency: Urgency
    running: Running
    text: str
    do: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """What the answers resemble, described and not diagnosed."""

    id: str
    text: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Open:
    """A key that was not answered, and the highest urgency that it could bring, alone or with others."""

    key: str
    could_bring: Urgency


@dataclass(frozen=True, slots=True, kw_only=True)
class Clearance:
    """How urgent it is, what running is allowed, and why.

    ``reasons`` holds every rule that applies, the most urgent first. ``open`` are the keys that were not
    answered and whose answer could make it more urgent or the running stricter, those that could raise it
    most first. ``patterns`` is empty where somebody should look today: a description must not soften a
    warning.

    Raises TypeError when made anywhere but in ``evaluate``.
    """

    urgency: Urgency
    running: Running
    reasons: tuple[Reason, ...]
    patterns: tuple[Pattern, ...]
    open: tuple[Open, ...]
    seal: InitVar[object] = None

    def __post_init__(self, seal: object) -> None:
        if seal is not SEAL:
            raise TypeError("only backstride.screen.evaluate makes a Clearance")

    @property
    def unanswered(self) -> tuple[str, ...]:
        """The keys that are open."""
        return tuple(each.key for each in self.open)

    @property
    def could_rise_to(self) -> Urgency:
        """The highest urgency that an answer to what is open could bring; at least what it is now."""
        return max((self.urgency, *(each.could_bring for each in self.open)), key=lambda level: level.rank)

    @property
    def urgent_signs_open(self) -> bool:
        """Whether a question is open whose answer could mean care today. Running is then not yet free."""
        return not self.urgency.is_today and self.could_rise_to.is_today

    @property
    def allows_running(self) -> bool:
        """Whether nothing known or open stands against a run. Where False, no face advises one."""
        return self.running is Running.OK and not self.urgent_signs_open
