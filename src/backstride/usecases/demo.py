"""The demo: a sample runner's files go the ordinary way, and the answer is set against the truth."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone
from pathlib import Path
from typing import Final

from backstride.records import Days
from backstride.samples import RunnerSpec, SampleRunner, simulate
from backstride.samples.comparison import Comparison, compare
from backstride.samples.history import diary_csv, fit_files
from backstride.samples.runs import UTC_OFFSET_S
from backstride.store import Store
from backstride.usecases.answer import answer_for
from backstride.usecases.diary import DiaryReport, import_diary
from backstride.usecases.import_files import ImportReport, import_paths
from backstride.verdict.answer import Answer

SEED: Final = 1
DIARY_DAYS: Final = 150
ACUTE_NRS: Final = 1.0
HOME_ZONE: Final = timezone(timedelta(seconds=UTC_OFFSET_S))
MORNING: Final = time(9, 0)
WATCH: Final = "watch"
DIARY: Final = "diary.csv"


@dataclass(frozen=True, slots=True)
class Step:
    """What the demo is at, in words, and how far: ``done`` of ``total``."""

    name: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Demo:
    """What became of the demo: what was planted, imported and answered, and how the answer compares."""

    runner: SampleRunner
    imported: ImportReport
    diary: DiaryReport
    days: Days
    answer: Answer
    comparison: Comparison


def run_demo(files: Path, home: Path, *, on_step: Callable[[Step], None] = lambda step: None) -> Demo:
    """Write a sample runner's files into ``files``, import them into ``home``, answer, and compare.

    ``files``: a folder that is there and empty; ``watch`` and ``diary.csv`` are made in it. The runner is the
    same each time, with a clock that stands at the morning after the diary's last day.
    """
    runner = simulate(SEED, RunnerSpec.harmed(ACUTE_NRS), DIARY_DAYS)
    write_files(runner, files, on_step)
    now = datetime.combine(runner.spec.first_date + timedelta(days=DIARY_DAYS), MORNING, HOME_ZONE)
    with Store.open(home) as store:
        imported = import_paths(
            store,
            [files / WATCH],
            home_zone=HOME_ZONE,
            now=now,
            on_progress=lambda at: on_step(Step("Importing them", at.files, len(runner.runs))),
        )
        diary = import_diary(store, (files / DIARY).read_bytes(), now=now)
        on_step(Step("Answering from them", 0, 1))
        answer, days = answer_for(store, diary_time=runner.spec.diary_time, seed=SEED)
        on_step(Step("Answering from them", 1, 1))
    return Demo(runner, imported, diary, days, answer, compare(runner.truth, answer))


def write_files(
    runner: SampleRunner, files: Path, on_step: Callable[[Step], None] = lambda step: None
) -> None:
    """Write the watch files into ``files / WATCH``, which is made, and the diary to ``files / DIARY``."""
    (files / WATCH).mkdir()
    for done, (name, data) in enumerate(fit_files(runner), 1):
        (files / WATCH / name).write_bytes(data)
        on_step(Step("Writing a sample runner's watch files", done, len(runner.runs)))
    (files / DIARY).write_text(diary_csv(runner), encoding="utf-8")
