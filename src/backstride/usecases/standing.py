"""The answer as it stands: kept beside the data it rests on: the same days are not worked out twice."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from backstride import __version__
from backstride.records import DAY_COLUMNS, Days
from backstride.study import runner_seed
from backstride.verdict import answer_days
from backstride.verdict.answer import (
    Answer,
    Check,
    CurvePoint,
    DosePoint,
    EffectRow,
    Explained,
    Gap,
    ShoeEffect,
    Verdict,
    WeekPull,
)

FILE_NAME: Final = "answer.json"
SEED: Final = 1
"""The seed that ``backstride answer`` has by default: both show the same figures."""


_ENGINE: Final = ("evidence", "inference", "verdict")
"""The rooms that an answer is made in: another model, threshold or wording makes another answer."""


@cache
def engine() -> str:
    """A name for what answers: the version, and every file of the rooms that an answer is made in."""
    digest = sha256(__version__.encode())
    package = Path(__file__).parents[1]
    for room in _ENGINE:
        for path in sorted((package / room).rglob("*")):
            if path.suffix in (".py", ".toml"):
                digest.update(path.relative_to(package).as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


def fingerprint(days: Days, earlier: Mapping[str, Verdict]) -> str:
    """A name for these days, what was told before (``told_before``) and what answers them: where anything
    differs, it is another one.
    """
    digest = sha256(f"{engine()} {days.runner_id} {days.diary_time}".encode())
    digest.update(json.dumps(dict(earlier), sort_keys=True).encode())
    digest.update(days.date.astype("datetime64[D]").astype("<i8").tobytes())
    for name in DAY_COLUMNS:
        digest.update(days[name].astype("<f8").tobytes())
    digest.update(json.dumps(days.shoe_id).encode())
    return digest.hexdigest()


def kept_answer(home: Path) -> tuple[str, Answer] | None:
    """The answer that was kept last and the fingerprint of its days; None where none can be read."""
    try:
        document = json.loads((home / FILE_NAME).read_text("utf-8"))
        return str(document["fingerprint"]), _answer(document["answer"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def answer_and_keep(home: Path, days: Days, earlier: Mapping[str, Verdict]) -> Answer:
    """Answer from these days and keep the answer in ``home``; where it cannot be written, it is not kept.

    ``earlier``: what was told before, as ``answer_for`` takes it.
    """
    answer = answer_days(days, seed=runner_seed(SEED, days.runner_id), earlier=earlier)
    document = {"fingerprint": fingerprint(days, earlier), "answer": asdict(answer)}
    partial = home / f".{FILE_NAME}.part"
    try:
        partial.touch(mode=0o600)
        partial.write_text(json.dumps(document), encoding="utf-8")
        partial.replace(home / FILE_NAME)
    except OSError:
        partial.unlink(missing_ok=True)
    return answer


def _answer(document: Mapping[str, Any]) -> Answer:
    """An answer out of its own ``asdict``. Raises KeyError, TypeError or ValueError where it is none."""
    return Answer(
        runner_id=document["runner_id"],
        sentence=document["sentence"],
        overall=Verdict(document["overall"]),
        factors=tuple(document["factors"]),
        effects=tuple(
            EffectRow(**{**row, "verdict": Verdict(row["verdict"])}) for row in document["effects"]
        ),
        checks=tuple(Check(**check) for check in document["checks"]),
        advice=tuple(document["advice"]),
        evidence=tuple(document["evidence"]),
        dose_response=tuple(DosePoint(**point) for point in document["dose_response"]),
        explain=None if document["explain"] is None else _explained(document["explain"]),
    )


def _explained(document: Mapping[str, Any]) -> Explained:
    """What lies behind the answer, which is kept without what a week has changed."""
    before, after = (
        None if document[name] is None else Gap(**document[name]) for name in ("before_run", "after_run")
    )
    return Explained(
        **{name: document[name] for name in document if name.endswith("_text") or name == "caution"},
        mornings=tuple(CurvePoint(**point) for point in document["mornings"]),
        effort=tuple(CurvePoint(**point) for point in document["effort"]),
        weeks=tuple(WeekPull(**pull) for pull in document["weeks"]),
        before_run=before,
        after_run=after,
        shoes=tuple(
            ShoeEffect(**(pair | {"verdict": Verdict(pair["verdict"])})) for pair in document["shoes"]
        ),
    )
