"""Three ways to live the same weeks: backstride's plan, a generic plan, and as one likes."""

from collections import Counter
from datetime import timedelta

import numpy as np

from backstride.evidence import figure
from backstride.inference.fit import bears_estimate, count, infer
from backstride.plan.exercises import strength_session
from backstride.plan.goals import Aim, Goal, reach_of
from backstride.plan.model import Gate, Intensity, Kind, Plan, Session
from backstride.plan.morning import LastRun, Morning
from backstride.plan.own_response import own_response
from backstride.plan.pain import read_mornings, usual_nrs
from backstride.plan.planner import Asked, Previous, make_plan
from backstride.plan.record import RUNS, Done, Record
from backstride.plan.response import Response
from backstride.plan.today import Screened, decide
from backstride.screen import Answers, Clearance, check_answers, evaluate
from backstride.screen.questions import NUMBER, YES_NO, keys
from closed_loop.person import FIRST, PACE_MIN_PER_KM, Person, Run, Weeks, scaled
from validity.life import BURN_IN_DAYS, runs_today

ADHERENCE = 0.8  # share of the sessions that are done, by lot
MORE = 1.5  # the goal: a run of so many times the usual long one
ANSWER_EVERY_DAYS = 28  # how often the runner's own answer is worked out anew
WEEKLY_RISE = 1.1  # of the generic plan
LONG_PARTS = 1.6  # its long run, against its other runs; as in the habits
PLANNED_INTENSITY = {Intensity.EASY: 0.05, Intensity.STEADY: 0.1, Intensity.HARD: 0.6}
PLANNED_HARD_GROUND = {"soft": 0.05, "hard": 0.95}


def no_warning_signs() -> Clearance:
    """Of somebody who answers no to everything."""
    noes = {
        key.name: False if key.kind == YES_NO else "none" for key in keys().values() if key.kind != NUMBER
    }
    answers = check_answers({**noes, "sex": "other"})
    assert isinstance(answers, Answers)
    return evaluate(answers)


def pain_keeps_from_it(weeks: Weeks) -> bool:
    """Whether this morning's pain keeps this person from a run, by the same lot in every way to live."""
    habits, worse = weeks.person.habits, weeks.worse_nrs[weeks.t]
    gate = 1.0 / (1.0 + np.exp(-(worse - habits.limit_nrs) / habits.limit_width_nrs))
    return bool(weeks.person.life.chance[0, weeks.t] < habits.yield_share * gate)


class AsOneLikes:
    """By habit, skipping and shortening when it hurts, with lapses of one's own. ``share``: of each run's
    length, to reach another distance in all.
    """

    def __init__(self, share: float = 1.0) -> None:
        self.share = share
        self.missed = False

    def __call__(self, weeks: Weeks) -> Run | None:
        one, t = weeks.person, weeks.t
        runs, km = runs_today(
            one.habits, one.life, t, np.array([weeks.worse_nrs[t]]), np.array([self.missed]), hidden=False
        )
        self.missed = bool(one.life.plan[t] > 0.5 and not runs[0])
        return one.usual_run(t, float(km[0]) * self.share) if runs[0] else None


class Generic:
    """Ten per cent more each week until the goal's weekly distance, on the most usual days, one run of them
    long. Four of five are done; pain keeps from them as it does from any run of this person.
    """

    def __init__(self, weeks: Weeks, share: float = 1.0) -> None:
        habits = weeks.person.habits
        before = weeks.km[weeks.t - 28 : weeks.t]
        n_runs = int(np.clip(round((before > 0.0).sum() / 4), 2, 5))
        others = [
            int(day) for day in np.argsort(-habits.plan, kind="stable") if day != habits.long_run_weekday
        ]
        self.days = {habits.long_run_weekday, *others[: n_runs - 1]}
        self.start_km = float(before.sum()) / 4
        record = record_of(weeks, [])
        reach = reach_of(goal_of(weeks), record.ledger(), weeks.date(weeks.t), PACE_MIN_PER_KM)
        self.most_km = max(reach.week_km, self.start_km)
        self.share = share

    def __call__(self, weeks: Weeks) -> Run | None:
        t, long_day = weeks.t, weeks.person.habits.long_run_weekday
        weekday = (t - BURN_IN_DAYS) % 7
        if weekday not in self.days or weeks.person.chance[t] >= ADHERENCE or pain_keeps_from_it(weeks):
            return None
        week_km = min(self.start_km * WEEKLY_RISE ** (1 + (t - FIRST) // 7), self.most_km)
        parts = LONG_PARTS if weekday == long_day else 1.0
        km = week_km * parts / (len(self.days) - 1 + LONG_PARTS)
        return scaled(weeks.person.usual_run(t, km), self.share)


class Backstride:
    """The plan, made anew every morning, and what ``today`` says to its run. Four of five sessions are done,
    by the same lot as the generic plan's; nothing else keeps from them. ``known``: how the back answers to
    runs, where the plan need not find it out.
    """

    def __init__(self, weeks: Weeks, clearance: Clearance, known: Response | None = None) -> None:
        self.clearance, self.goal = clearance, goal_of(weeks)
        self.plan: Plan | None = None
        self.response, self.is_known = known, known is not None
        self.others: list[Done] = []
        self.seen: Counter[str] = Counter()

    def __call__(self, weeks: Weeks) -> Run | None:
        one, t = weeks.person, weeks.t
        if not self.is_known and (t - FIRST) % ANSWER_EVERY_DAYS == 0:
            self.response = _response(weeks)
        record = record_of(weeks, self.others)
        self.plan = make_plan(
            Asked(
                today=weeks.date(t),
                weeks=1,
                goal=self.goal,
                clearance=self.clearance,
                exercises=strength_session,
                response=self.response,
                previous=None if self.plan is None else Previous(plan=self.plan, goal=self.goal),
            ),
            record,
        )
        self.seen[f"lane {read_mornings(record, weeks.date(t)).lane.value}"] += 1
        self.seen["own response"] += self.response is not None
        sessions = self.plan.days[0].sessions
        done = one.chance[t] < ADHERENCE
        run = next((each for each in sessions if each.kind in RUNS), None)
        if done:
            self.others += [
                Done(date=weeks.date(t), kind=each.kind, duration_min=each.duration_min)
                for each in sessions
                if each.kind not in (*RUNS, Kind.REST)
            ]
        if run is None:
            return None
        self.seen["planned"] += 1
        said = decide(_morning(weeks, record), Screened(clearance=self.clearance, age_d=0), None, run)
        self.seen[f"today {said.decision.value}"] += 1
        self.seen["today shorter"] += said.at_most_km is not None and said.at_most_km < (
            run.distance_km or 0.0
        )
        if said.decision is not Gate.GO or not done:
            return None
        km = run.distance_km or 0.0
        return _as_planned(one, t, run, km if said.at_most_km is None else min(km, said.at_most_km))


def goal_of(weeks: Weeks) -> Goal:
    """Half as far again as the usual long run, from what was run before anybody had a plan."""
    usual_km = float(np.median([weeks.km[t : t + 7].max() for t in range(FIRST - 56, FIRST, 7)]))
    return Goal(aim=Aim.DISTANCE, distance_km=round(max(MORE * usual_km, 5.0), 1))


def record_of(weeks: Weeks, others: list[Done]) -> Record:
    """What the watch and the diary hold on this morning; the watch was there before the diary."""
    hard_from = figure("plan_hard_share")
    runs = [
        Done(
            date=weeks.date(t),
            kind=Kind.RUN,
            distance_km=run.km,
            duration_min=run.km * PACE_MIN_PER_KM,
            hard=run.intensity_share >= hard_from,
        )
        for t, run in weeks.runs.items()
    ]
    pain_nrs = {weeks.date(t): float(weeks.written_nrs[t]) for t in range(BURN_IN_DAYS, weeks.t + 1)}
    return Record(done=(*runs, *others), pain_nrs=pain_nrs)


def _response(weeks: Weeks) -> Response | None:
    days = weeks.days()
    if not bears_estimate(count(days)):
        return None
    effects = infer(days, seed=weeks.person.number)
    return own_response(effects, seed=weeks.person.number) if effects.posterior.settled else None


def _morning(weeks: Weeks, record: Record) -> Morning:
    """The facts of this morning. The runner's own outlook is not among what decides: it would take a fit of
    every morning.
    """
    t, today = weeks.t, weeks.date(weeks.t)
    pain, month = record.pain_nrs, int(figure("spike_window_days"))
    recent = [run.km for at, run in weeks.runs.items() if at >= t - month]
    last = max(weeks.runs)
    after = weeks.date(last) + timedelta(days=1)
    return Morning(
        date=today,
        pain_nrs=pain[today],
        usual_nrs=usual_nrs(pain, today),
        sleep_h=round(2 * float(weeks.person.life.sleep_h[0, t])) / 2,
        last_run=LastRun(
            date=weeks.date(last), next_morning_nrs=pain.get(after), usual_nrs=usual_nrs(pain, after)
        ),
        usual_km=float(np.median(recent)) if recent else None,
        longest_km=max(recent, default=None),
        no_recent_run=not recent,
    )


def _as_planned(one: Person, t: int, session: Session, km: float) -> Run:
    """The run as the plan has it: its pace, its ground where it names one, and a warm-up."""
    usual = one.usual_run(t, km)
    return Run(
        km=km,
        intensity_share=PLANNED_INTENSITY[session.intensity or Intensity.EASY],
        hard_share=PLANNED_HARD_GROUND.get(session.surface, usual.hard_share),
        descent_m_per_km=usual.descent_m_per_km,
        warmup=1.0 if session.warmup_min > 0 else usual.warmup,
    )
