"""Every rule that a plan breaks, found without the solver that made it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from backstride.evidence import figure
from backstride.plan.gate import Leave, leave_of
from backstride.plan.model import Gate, Intensity, Kind, Plan, PlanDay, Session
from backstride.plan.pain import Lane, keeps_from_run, read_mornings
from backstride.plan.record import DAYS_PER_WEEK, RUNS, Ledger, Record, days_from, monday_of, usual_run_min
from backstride.screen import Clearance

# Distances come from sums of decimal fractions: below a metre a difference is rounding.
_TOL_KM = 1e-3


@dataclass(frozen=True, slots=True)
class Violation:
    """A broken rule (an id of the registry), where, and how."""

    rule: str
    date: date
    text: str


def violations(
    plan: Plan,
    record: Record,
    *,
    clearance: Clearance | None,
    due: str | None = None,
    previous: Plan | None = None,
) -> list[Violation]:
    """What in a plan breaks a rule; empty for a plan that keeps them all.

    What was done before the plan is never a fault of it: a week that the runner has overdone already may
    hold no more running, and that is all that is asked.
    """
    ledger = record.ledger()
    for day in plan.days:
        ledger.add_planned(day)
    found = [*_gate(plan, leave_of(clearance, due)), *_shape(plan)]
    mornings = read_mornings(record, plan.start)
    if keeps_from_run(record.pain_nrs, plan.start) and any(
        each.kind in RUNS for each in plan.days[0].sessions
    ):
        found.append(
            Violation("today_next_morning_margin_nrs", plan.start, "a run on a morning of more pain")
        )
    for day in plan.days:
        found += _day(day, ledger)
        found += _neighbours(day, plan, ledger)
    for monday in _mondays(plan):
        found += _week(plan, ledger, monday)
        if monday < plan.start + timedelta(days=DAYS_PER_WEEK):
            found += _after_mornings(plan, ledger, record, monday, mornings.lane)
        if plan.gate is Gate.GO and mornings.lane is not Lane.STOP:
            found += _strength(plan, ledger, monday)
    if previous is not None:
        found += _made_up(plan, previous, record)
    return found


def _mondays(plan: Plan) -> list[date]:
    first, last = monday_of(plan.start), plan.days[-1].date
    return [monday for monday in days_from(first, (last - first).days + 1) if monday.weekday() == 0]


def _sessions(plan: Plan, monday: date) -> list[tuple[date, Session]]:
    end = monday + timedelta(days=DAYS_PER_WEEK)
    return [(day.date, each) for day in plan.days if monday <= day.date < end for each in day.sessions]


def _runs(plan: Plan, monday: date) -> list[tuple[date, Session]]:
    return [(day, each) for day, each in _sessions(plan, monday) if each.kind in RUNS]


def _gate(plan: Plan, leave: Leave) -> Iterator[Violation]:
    if plan.gate is not leave.gate:
        yield Violation("plan_unscreened", plan.start, f"gate {plan.gate} where {leave.gate} is due")
    allowed = set(Kind)
    if leave.gate is not Gate.GO:
        allowed = {Kind.REST, Kind.WALK} if leave.walking else {Kind.REST}
    for day in plan.days:
        for each in day.sessions:
            if each.kind not in allowed:
                yield Violation("screen_running_hold", day.date, f"{each.kind} is not allowed")


def _shape(plan: Plan) -> Iterator[Violation]:
    if [day.date for day in plan.days] != days_from(plan.start, DAYS_PER_WEEK * plan.weeks):
        yield Violation("plan_rest_days", plan.start, "the days are not those of the plan's weeks")
    for day in plan.days:
        kinds = [each.kind for each in day.sessions]
        if not kinds or len(set(kinds)) < len(kinds) or (Kind.REST in kinds and len(kinds) > 1):
            yield Violation("plan_rest_days", day.date, "no session, one twice, or rest beside another")


def _day(day: PlanDay, ledger: Ledger) -> Iterator[Violation]:
    base_km = ledger.longest_before(day.date)
    most_km = figure("plan_first_run_km") if base_km is None else figure("spike_ratio_threshold") * base_km
    for each in day.sessions:
        if each.kind in RUNS:
            km = each.distance_km or 0.0
            if km > most_km + _TOL_KM:
                yield Violation("spike_ratio_threshold", day.date, f"{km} km, and {most_km:.2f} is the most")
            hard = each.intensity is Intensity.HARD
            needed = figure("plan_warmup_hard_min" if hard else "plan_warmup_min")
            if each.warmup_min < needed:
                yield Violation("plan_warmup_min", day.date, f"{each.warmup_min} min before the first step")
        if each.kind is Kind.STRENGTH and not each.exercises:
            yield Violation("exercise_legs_first", day.date, "strength without exercises")
    if len(ledger.runs_on(day.date)) > 1:
        yield Violation("spike_ratio_threshold", day.date, "a second run on the day")


def _neighbours(day: PlanDay, plan: Plan, ledger: Ledger) -> Iterator[Violation]:
    """Against the day before it, done or planned."""
    kinds = {each.kind for each in day.sessions}
    before = day.date - timedelta(days=1)
    kinds_before = {each.kind for each in ledger.on(before)}
    ran_before = bool(ledger.runs_on(before))
    if ran_before and kinds & set(RUNS) and Kind.RUN_WALK in kinds | kinds_before:
        yield Violation("plan_return_runs", day.date, "a run on the day after another, in an early stage")
    if kinds & set(RUNS) and _is_hard_day(ledger, day.date) and _is_hard_day(ledger, before):
        yield Violation("plan_hard_day_share", day.date, "a hard day after another")
    if Kind.STRENGTH in kinds and Kind.STRENGTH in kinds_before:
        yield Violation("plan_strength_most", day.date, "strength on the day after strength")


def _is_hard_day(ledger: Ledger, day: date) -> bool:
    base_km = ledger.longest_before(day)
    return any(
        run.hard
        or base_km is None
        or (run.distance_km or 0.0) > figure("plan_hard_day_share") * base_km + _TOL_KM
        for run in ledger.runs_on(day)
    )


def _week(plan: Plan, ledger: Ledger, monday: date) -> Iterator[Violation]:
    runs = _runs(plan, monday)
    km = ledger.week_km(monday)
    high_km = ledger.highest_week_km(monday)
    if runs:
        start_km = figure("plan_return_runs") * figure("plan_first_run_km")
        most_km = max(figure("plan_weekly_rise_ratio") * high_km, start_km)
        if km > most_km + _TOL_KM:
            yield Violation("plan_weekly_rise_ratio", monday, f"{km:.1f} km, and {most_km:.1f} is the most")
        lighter_km = ledger.lighter_limit_km(monday)
        if lighter_km is not None and km > lighter_km + _TOL_KM:
            yield Violation(
                "plan_light_week_every", monday, f"{km:.1f} km where {lighter_km:.1f} is the most"
            )
        longest_km = max(ledger.longest_on(day) for day in days_from(monday, DAYS_PER_WEEK))
        further = km > high_km + _TOL_KM or longest_km > (ledger.longest_before(monday) or 0.0) + _TOL_KM
        harder = ledger.week_hard_km(monday) > ledger.highest_week_hard_km(monday) + _TOL_KM
        if further and harder:
            yield Violation("plan_pace_or_distance", monday, "both pace and distance are raised")
    end = monday + timedelta(days=DAYS_PER_WEEK)
    if end <= plan.days[-1].date + timedelta(days=1):
        free = sum(not ledger.on(day) for day in days_from(monday, DAYS_PER_WEEK))
        if free < figure("plan_rest_days") and any(
            each.kind is not Kind.REST for _, each in _sessions(plan, monday)
        ):
            yield Violation("plan_rest_days", monday, "no day of rest")


def _strength(plan: Plan, ledger: Ledger, monday: date) -> Iterator[Violation]:
    planned = sum(each.kind is Kind.STRENGTH for _, each in _sessions(plan, monday))
    whole = plan.start <= monday and monday + timedelta(days=DAYS_PER_WEEK - 1) <= plan.days[-1].date
    total = sum(ledger.has(day, [Kind.STRENGTH]) for day in days_from(monday, DAYS_PER_WEEK))
    if planned and total > figure("plan_strength_most"):
        yield Violation("plan_strength_most", monday, f"{total} sessions of strength")
    if whole and total < figure("plan_strength_least"):
        yield Violation("plan_strength_least", monday, f"{total} sessions of strength")


def _after_mornings(
    plan: Plan, ledger: Ledger, record: Record, monday: date, lane: Lane
) -> Iterator[Violation]:
    """The rules for the days that follow mornings that are not calm."""
    runs = _runs(plan, monday)
    for day, each in _sessions(plan, monday):
        if each.kind is Kind.CROSS_TRAINING:
            if lane is not Lane.CUT:
                yield Violation("plan_cross_training", day, "cross-training where no run was taken out")
            if each.duration_min != usual_run_min(record.ledger(), plan.start):
                yield Violation("plan_cross_training", day, "not as long as the run that it stands for")
        if lane is Lane.STOP and each.kind in (*RUNS, Kind.STRENGTH, Kind.CROSS_TRAINING):
            yield Violation("today_pain_most_nrs", day, f"{each.kind} at high pain")
    longest_km = ledger.longest_before(monday)
    if lane in (Lane.GO, Lane.STOP) or not runs or longest_km is None:
        return
    kept = 1.0 - figure("plan_cut_share") if lane is Lane.CUT else 1.0
    rule = "plan_cut_share" if lane is Lane.CUT else "today_pain_calm_nrs"
    if ledger.week_km(monday) > kept * ledger.highest_week_km(monday) + _TOL_KM:
        yield Violation(rule, monday, "more in the week than the mornings allow")
    for day, each in runs:
        if (each.distance_km or 0.0) > kept * longest_km + _TOL_KM:
            yield Violation(rule, day, "a longer run than the mornings allow")


def _made_up(plan: Plan, previous: Plan, record: Record) -> Iterator[Violation]:
    """After a missed run, no week has more on the days of the plan before than that one had on them."""
    ledger = record.ledger()
    past = [day for day in previous.days if day.date < plan.start]
    planned = sum(any(each.kind in RUNS for each in day.sessions) for day in past)
    if sum(bool(ledger.runs_on(day.date)) for day in past) >= planned:
        return
    was = {day.date: day for day in previous.days}
    for monday in _mondays(plan):
        days = [day for day in plan.days if monday_of(day.date) == monday and day.date in was]
        before, now = ([run for day in some for run in day.sessions if run.kind in RUNS]
                       for some in ([was[day.date] for day in days], days))  # fmt: skip
        if (
            sum(run.distance_km or 0.0 for run in now)
            > sum(run.distance_km or 0.0 for run in before) + _TOL_KM
        ):
            yield Violation("plan_missed", monday, "a missed run is made up")
