"""May I run today: go, hold or stop, with the reasons, and what to do instead.

Every fact that speaks against a run is a finding with its own severity, and the strictest of them decides: a
further finding never makes the decision laxer. What is not known is a finding too. Safety comes first: where
the clearance says stop, nothing else is said.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum, auto

from backstride.evidence import figure
from backstride.plan import today_words as words
from backstride.plan.model import Gate, Kind, Session
from backstride.plan.morning import Morning
from backstride.plan.outlook import Expectation, Outlook
from backstride.screen import Clearance, Running
from backstride.screen import words as screen_words
from backstride.screen.renewal import Cause, Renewal


class Severity(IntEnum):
    """How far a finding goes: to mention, for a shorter run, against one today, against any for now."""

    NOTE = auto()
    SHORTER = auto()
    HOLD = auto()
    STOP = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One reason, in words, with the entries of the registry that it rests on."""

    id: str
    severity: Severity
    text: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened:
    """What is on record of the screen. ``clearance`` is None where its questions were never answered.

    ``age_d``: days since they were. ``renewal``: why they are due, None where they are not.
    """

    clearance: Clearance | None
    age_d: int | None = None
    renewal: Renewal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """The decision. ``line``: it in one line. ``findings``: the reasons, the strictest first.

    ``at_most_km``: how long a run may be under "go"; None where no length is known, and under the others.
    ``instead``: what to do, in sentences. ``outlook``: None where there is no estimate, or no run to talk of.
    """

    decision: Gate
    line: str
    findings: tuple[Finding, ...]
    instead: tuple[str, ...]
    at_most_km: float | None
    outlook: Outlook | None


def decide(
    morning: Morning, screened: Screened, outlook: Outlook | None = None, planned: Session | None = None
) -> Today:
    """The decision for ``morning``.

    ``planned``: the run of the plan, None for the runner's usual one. ``outlook``: of that run, None where
    the days on record bear no estimate.
    """
    findings = [*_of_screen(screened)]
    if any(finding.severity is Severity.STOP for finding in findings):
        assert screened.clearance is not None
        return Today(
            decision=Gate.STOP,
            line=words.stop_line(screened.clearance),
            findings=tuple(finding for finding in findings if finding.severity is Severity.STOP),
            instead=words.until_seen(screened.clearance),
            at_most_km=None,
            outlook=None,
        )
    distance_km, minutes = _run_in_question(morning, planned)
    findings += _of_pain(morning)
    if not may_run(screened):
        outlook = None  # what to expect of a run is no matter where there is to be none
    else:
        findings += _of_last_run(morning)
        findings += _of_night(morning)
        findings += _of_load(morning, distance_km)
        findings += _of_outlook(morning, outlook)
    # Python's sort keeps the order of those alike: the screen before the pain, the pain before the load.
    findings.sort(key=lambda finding: -finding.severity)
    strictest = findings[0].severity if findings else Severity.NOTE
    if strictest is Severity.HOLD:
        return Today(
            decision=Gate.HOLD,
            line=words.hold_line(findings[0].id),
            findings=tuple(findings),
            instead=words.instead_of_run(
                {finding.id for finding in findings if finding.severity is Severity.HOLD},
                screened.clearance,
                morning.pain_nrs,
                minutes,
            ),
            at_most_km=None,
            outlook=outlook,
        )
    shorter = strictest is Severity.SHORTER
    at_most_km = _at_most_km(morning, distance_km, shorter=shorter)
    cut = at_most_km is not None and distance_km is not None and at_most_km < distance_km
    return Today(
        decision=Gate.GO,
        line=words.go_line(at_most_km, shorter=shorter or cut),
        findings=(*findings, _in_the_run()),
        instead=words.rather_not(minutes),
        at_most_km=at_most_km,
        outlook=outlook,
    )


def may_run(screened: Screened) -> bool:
    """Whether the answers on record allow a run at all, so that it makes sense to speak of one."""
    return screened.clearance is not None and screened.clearance.allows_running


def _run_in_question(morning: Morning, planned: Session | None) -> tuple[float | None, float | None]:
    """Its distance, km, and its time, minutes: the planned run's, else the runner's usual ones."""
    if planned is not None and planned.kind in (Kind.RUN, Kind.RUN_WALK):
        return planned.distance_km, planned.duration_min
    return morning.usual_km, morning.usual_min


def _of_screen(screened: Screened) -> Iterator[Finding]:
    clearance, renewal = screened.clearance, screened.renewal
    if clearance is None:
        yield Finding(
            id="not_screened",
            severity=Severity.HOLD,
            text=words.NOT_SCREENED,
            evidence=("today_screening_first", "screen_review"),
        )
        return
    stops = clearance.urgency.is_today or clearance.running is Running.STOP
    if stops or clearance.running is Running.HOLD:
        severity = Severity.STOP if stops else Severity.HOLD
        yield Finding(
            id="clearance",
            severity=severity,
            text=screen_words.about_running(clearance),
            evidence=screen_words.about_running_evidence(clearance),
        )
        for reason in clearance.reasons:
            if reason.running is clearance.running:  # one that only holds must not soften a stop
                yield Finding(
                    id=f"screen_{reason.id}", severity=severity, text=reason.text, evidence=reason.evidence
                )
    if clearance.urgent_signs_open:
        yield Finding(
            id="signs_open",
            severity=Severity.HOLD,
            text=words.signs_open(clearance),
            evidence=("today_screening_first",),
        )
    age_d = screened.age_d
    if age_d is not None and age_d >= figure("today_screening_most_days"):
        yield Finding(
            id="screening_old",
            severity=Severity.HOLD,
            text=words.screening_old(age_d),
            evidence=("today_screening_most_days",),
        )
    elif renewal is not None:
        blocks = renewal.cause in (Cause.JUMP, Cause.CHANGE, Cause.NEVER_ASKED)
        yield Finding(
            id=f"screen_due_{renewal.cause}",
            severity=Severity.HOLD if blocks else Severity.NOTE,
            text=renewal.text,
            evidence=renewal.evidence,
        )


def _of_pain(morning: Morning) -> Iterator[Finding]:
    pain, usual = morning.pain_nrs, morning.usual_nrs
    if pain is None:
        yield Finding(
            id="pain_unknown",
            severity=Severity.HOLD,
            text=words.pain_unknown(morning),
            evidence=("today_unknown_is_asked",),
        )
        return
    calm, most = figure("today_pain_calm_nrs"), figure("today_pain_most_nrs")
    margin = figure("today_next_morning_margin_nrs")
    if pain > most:
        severity, evidence = Severity.HOLD, ("today_pain_most_nrs", "today_pain_monitoring")
    elif usual is None:
        severity = Severity.HOLD if pain > calm else Severity.NOTE
        evidence = ("today_pain_calm_nrs", "screen_usual_min_days")
    elif pain > usual + margin:
        severity, evidence = Severity.HOLD, ("today_next_morning_margin_nrs", "today_pain_monitoring")
    else:
        severity = Severity.SHORTER if pain > max(calm, usual) else Severity.NOTE
        evidence = ("today_own_usual", "today_pain_monitoring")
    yield Finding(id="pain", severity=severity, text=words.pain(morning, severity.name), evidence=evidence)


def _of_last_run(morning: Morning) -> Iterator[Finding]:
    if morning.ran_today:
        yield Finding(
            id="ran_today", severity=Severity.HOLD, text=words.RAN_TODAY, evidence=("today_one_run",)
        )
    last = morning.last_run
    if last is None or (morning.date - last.date).days > figure("today_last_run_days"):
        return
    after, usual = last.next_morning_nrs, last.usual_nrs
    margin = figure("today_next_morning_margin_nrs")
    if after is None:
        severity = Severity.SHORTER
    elif usual is None:
        severity = Severity.NOTE if after <= figure("today_pain_calm_nrs") else Severity.SHORTER
    else:
        severity = Severity.SHORTER if after > usual + margin else Severity.NOTE
    yield Finding(
        id="last_run",
        severity=severity,
        text=words.last_run(last, settled=severity is Severity.NOTE),
        evidence=("today_next_morning_margin_nrs", "today_pain_monitoring"),
    )


def _of_night(morning: Morning) -> Iterator[Finding]:
    if morning.sleep_h is not None and morning.sleep_h < figure("today_short_night_h"):
        yield Finding(
            id="short_night",
            severity=Severity.SHORTER,
            text=words.short_night(morning.sleep_h),
            evidence=("today_short_night_h", "today_sleep_and_pain"),
        )


def _of_load(morning: Morning, distance_km: float | None) -> Iterator[Finding]:
    evidence = ("spike_ratio_threshold", "spike_window_days")
    if morning.no_recent_run:
        text = words.long_break()
        yield Finding(id="long_break", severity=Severity.SHORTER, text=text, evidence=evidence)
    elif morning.longest_km is not None and distance_km is not None:
        cap_km = morning.longest_km * figure("spike_ratio_threshold")
        if distance_km > cap_km:
            text = words.spike(distance_km, morning.longest_km, cap_km)
            yield Finding(id="spike", severity=Severity.NOTE, text=text, evidence=evidence)


def _of_outlook(morning: Morning, outlook: Outlook | None) -> Iterator[Finding]:
    if outlook is None or morning.usual_nrs is None:
        return
    settled_nrs = morning.usual_nrs + figure("today_next_morning_margin_nrs")
    severity = Severity.NOTE
    if _unsettles(outlook.planned, settled_nrs):
        severity = Severity.HOLD if _unsettles(outlook.shorter, settled_nrs) else Severity.SHORTER
    yield Finding(
        id="own_days",
        severity=severity,
        text=words.own_days(outlook, severity.name),
        evidence=("today_next_morning_margin_nrs", "meaningful_acute"),
    )


def _unsettles(run: Expectation, settled_nrs: float) -> bool:
    """Whether a morning after the run is expected above what counts as settled, and by the run's doing."""
    return run.worst_nrs > settled_nrs and run.added_nrs >= figure("meaningful_acute")


def _at_most_km(morning: Morning, distance_km: float | None, *, shorter: bool) -> float | None:
    if distance_km is None:
        return None
    if morning.longest_km is not None:
        distance_km = min(distance_km, morning.longest_km * figure("spike_ratio_threshold"))
    return distance_km * figure("today_shorter_share") if shorter else distance_km


def _in_the_run() -> Finding:
    return Finding(
        id="in_the_run",
        severity=Severity.NOTE,
        text=words.in_the_run(),
        evidence=("today_pain_calm_nrs", "today_pain_most_nrs", "today_pain_monitoring"),
    )
