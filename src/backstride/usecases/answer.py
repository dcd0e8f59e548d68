"""Does running hurt this runner's lower back: the days on record, answered."""

from dataclasses import asdict, replace

from backstride.records import Days, DiaryTime
from backstride.screen import Clearance
from backstride.store import Store
from backstride.study import runner_seed
from backstride.usecases.days import load_days
from backstride.verdict import answer_days
from backstride.verdict.answer import Answer


def answer_for(
    store: Store, *, diary_time: DiaryTime, seed: int, look_back: bool = False
) -> tuple[Answer, Days]:
    """The answer and the days that it rests on. The same days and seed give the same answer, and the figures
    that a study of these days gives. ``look_back``: also what the last week has changed.
    """
    days = load_days(store, diary_time=diary_time)
    return answer_days(days, seed=runner_seed(seed, days.runner_id), look_back=look_back), days


def under(answer: Answer, clearance: Clearance | None) -> Answer:
    """The answer without its advice where the clearance on record does not allow a run: what would make it
    surer is partly to run more, and a warning sign comes first.
    """
    return answer if clearance is None or clearance.allows_running else replace(answer, advice=())


def answer_document(answer: Answer) -> dict[str, object]:
    """The answer as the ``--json`` document: plain types only, None where unknown.

    ``effects`` holds one row per estimand, with the columns that ``study`` writes.
    """
    behind = None if answer.explain is None else asdict(answer.explain)
    if answer.explain is not None and answer.explain.changed is not None:
        changed = asdict(answer.explain.changed)
        behind = {**(behind or {}), "changed": changed | {"verdict_before": changed["verdict_before"].value}}
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
        "explain": behind,
    }
