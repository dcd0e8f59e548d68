"""Does running hurt this runner's lower back: the days on record, answered."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import date

from backstride.records import Days, DiaryTime
from backstride.screen import Clearance
from backstride.store import Store
from backstride.study import runner_seed
from backstride.usecases.days import load_days
from backstride.verdict import answer_days
from backstride.verdict.answer import Answer, Verdict

_TOLD = "told"  # the setting that keeps what the runner was told


def answer_for(
    store: Store,
    *,
    diary_time: DiaryTime,
    seed: int,
    today: date | None = None,
    look_back: bool = False,
    slow: Callable[[], None] = lambda: None,
) -> tuple[Answer, Days]:
    """The answer and the days that it rests on. The same days and seed give the same figures: those that a
    study of these days gives, but where the fast calculation does not settle and the extra ``nuts`` is there
    to do it in full; ``slow`` is called before it does. ``today``: what was told on an earlier date is
    withdrawn less easily than it was given; nothing was told unless given. ``look_back``: also what the last
    week has changed.
    """
    days = load_days(store, diary_time=diary_time)
    earlier = {} if today is None else told_before(store, today)
    seed = runner_seed(seed, days.runner_id)
    return answer_days(days, seed=seed, look_back=look_back, earlier=earlier, slow=slow), days


def told_before(store: Store, today: date) -> Mapping[str, Verdict]:
    """The verdicts last told on a date before ``today``, by estimand; empty where there are none."""
    kept: dict[str, dict[str, str]] = json.loads(store.setting(_TOLD) or "{}")
    dates = [day for day in kept if day < today.isoformat()]
    return {name: Verdict(verdict) for name, verdict in kept[max(dates)].items()} if dates else {}


def keep_told(store: Store, answer: Answer, today: date) -> None:
    """Keep what the runner is told today, and what was told last before: an answer asked for twice in a day
    is the same.
    """
    kept: dict[str, dict[str, str]] = json.loads(store.setting(_TOLD) or "{}")
    now = {row.estimand: row.verdict.value for row in answer.effects}
    before = max((day for day in kept if day < today.isoformat()), default=None)
    latest = ({before: kept[before]} if before is not None else {}) | {today.isoformat(): now}
    if latest != kept:
        store.save_setting(_TOLD, json.dumps(latest))


def under(answer: Answer, clearance: Clearance | None) -> Answer:
    """The answer without its advice where the clearance on record does not allow a run: what would make it
    surer is partly to run more, and a warning sign comes first.
    """
    return answer if clearance is None or clearance.allows_running else replace(answer, advice=())


def answer_document(answer: Answer) -> dict[str, object]:
    """The answer as the ``--json`` document: plain types only, None where unknown.

    ``effects`` holds one row per estimand, with the columns that ``study`` writes.
    """
    return {
        "runner_id": answer.runner_id,
        "sentence": answer.sentence,
        "overall": answer.overall.value,
        "factors": list(answer.factors),
        "effects": [asdict(row) | {"verdict": row.verdict.value} for row in answer.effects],
        "checks": [asdict(check) for check in answer.checks],
        "advice": list(answer.advice),
        "evidence": list(answer.evidence),
        "dose_response": [asdict(point) for point in answer.dose_response],
        "explain": None if answer.explain is None else _plain(asdict(answer.explain)),
    }


def _plain(value: object) -> object:
    """Enumerations as their values, all the way down."""
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value.value if isinstance(value, Verdict) else value
