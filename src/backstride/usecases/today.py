"""May I run today: what is on record this morning, decided."""

from dataclasses import asdict, dataclass
from datetime import date
from math import isfinite

from backstride.inference.fit import bears_estimate, count, infer
from backstride.plan.model import Kind, Session
from backstride.plan.morning import Morning, RunDone, days_until, morning_of
from backstride.plan.outlook import Outlook, outlook
from backstride.plan.today import Screened, Today, decide, may_run
from backstride.records import Days, DiaryTime, Sport
from backstride.store import Store
from backstride.study import runner_seed
from backstride.usecases.days import load_days
from backstride.usecases.screening import CurrentClearance, current_clearance, current_document

_DIGITS = 2  # of points and kilometres in a JSON document
_S_PER_MIN = 60
_M_PER_KM = 1000


@dataclass(frozen=True, slots=True)
class TodayFound:
    """The decision for a date, and what is on record of the screen."""

    date: date
    today: Today
    screening: CurrentClearance


def today_for(
    store: Store, today: date, *, diary_time: DiaryTime, seed: int, planned: Session | None = None
) -> TodayFound:
    """The decision for the local date ``today``; ``planned``: the session that the plan has for it, if any.

    The model is asked only where its answer can matter: where the clearance allows a run, and this morning's
    pain is known. The same record, date and seed give the same decision. Raises StoreError.
    """
    screening = current_clearance(store, today)
    days = days_until(load_days(store, diary_time=diary_time), today)
    morning = morning_of(days, _runs(store))
    screened = Screened(clearance=screening.clearance, age_d=screening.age_d, renewal=screening.renewal)
    asked = morning.pain_nrs is not None and may_run(screened)
    found = decide(morning, screened, _outlook(days, morning, planned, seed) if asked else None, planned)
    return TodayFound(today, found, screening)


def _outlook(days: Days, morning: Morning, planned: Session | None, seed: int) -> Outlook | None:
    if not bears_estimate(count(days)):
        return None
    effects = infer(days, seed=runner_seed(seed, days.runner_id))
    if not effects.posterior.settled:
        return None  # a calculation that did not settle speaks for nothing
    is_run = planned is not None and planned.kind in (Kind.RUN, Kind.RUN_WALK)
    distance_km = planned.distance_km if planned is not None and is_run else morning.usual_km
    return outlook(effects, distance_km, morning.longest_km)


def _runs(store: Store) -> list[RunDone]:
    return [
        RunDone(
            date=run.local_date,
            distance_km=None if run.distance_m is None else run.distance_m / _M_PER_KM,
            duration_min=None if run.duration_s is None else run.duration_s / _S_PER_MIN,
        )
        for run in store.sketches()
        if run.sport is Sport.RUN and not run.is_aborted
    ]


def today_document(found: TodayFound) -> dict[str, object]:
    """The decision as the ``--json`` document: plain types only, None where unknown."""
    today = found.today
    return {
        "date": found.date.isoformat(),
        "decision": today.decision.value,
        "line": today.line,
        "at_most_km": _rounded(today.at_most_km),
        "reasons": [
            {
                "id": finding.id,
                "severity": finding.severity.name.lower(),
                "text": finding.text,
                "evidence": list(finding.evidence),
            }
            for finding in today.findings
        ],
        "instead": list(today.instead),
        "expected": None if today.outlook is None else _plain(asdict(today.outlook)),
        "clearance": current_document(found.screening),
    }


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, tuple):
        return [_plain(inner) for inner in value]
    return _rounded(value) if isinstance(value, float) else value


def _rounded(value: float | None) -> float | None:
    return None if value is None or not isfinite(value) else round(value, _DIGITS)
