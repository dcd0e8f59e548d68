"""The answer for every runner of a days table."""

import hashlib
import os
import shutil
import sqlite3
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from backstride import __version__
from backstride.records import Days, DiaryTime, Failed
from backstride.study import AnswerFunction, TableProblem, read_days, study, write_answers
from backstride.study.population import learn_priors
from backstride.study.tables import DaysTable
from backstride.study.workfile import Workfile, open_work, work_folder
from backstride.verdict import effect_rows
from backstride.verdict.answer import EffectRow, Verdict

Stage = Literal["reading", "learning", "answering"]
OnProgress = Callable[[Stage, int, int], None]


@dataclass(frozen=True, slots=True)
class StudyReport:
    """What a study did. ``problems`` are the first of what the table held and could not be understood."""

    runners: int
    rows: int
    out: Path
    problems: tuple[TableProblem, ...]
    notes: tuple[str, ...]


def run_study(
    days: Path,
    out: Path,
    *,
    diary_time: DiaryTime,
    seed: int,
    workers: int,
    population_prior: bool = False,
    on_progress: OnProgress = lambda stage, done, runners: None,
    answer: AnswerFunction | None = None,
) -> StudyReport | Failed:
    """Answer every runner of the days table ``days`` into the table ``out`` (CSV or Parquet, by its name).

    What is done is kept in a folder beside ``out`` until all is: a study that was interrupted or killed goes
    on from there when it is run again with the same days and options, and ends with the same file. ``out``
    appears when it is whole. ``population_prior``: learn a prior of the nuisances from the runners first.
    ``on_progress`` is told the stage, and the runners done and in all (none of either while reading);
    ``answer`` replaces the product's own. ``Failed`` where ``days`` is no days table. OSError where ``out``
    cannot be written, or where another study is at work there.
    """
    on_progress("reading", 0, 0)
    try:
        fingerprint = _fingerprint(days)
    except OSError as error:
        return Failed((error.strerror or str(error)).lower())
    key = {
        "days table": fingerprint,
        "time of the diary": diary_time,
        "seed": seed,
        "version": __version__,
        "population prior": population_prior,
        "way to answer": None if answer is None else getattr(answer, "__qualname__", repr(answer)),
    }
    folder = work_folder(out)
    try:
        work, said = open_work(folder, key)
        with work:
            table = read_days(days, diary_time=diary_time, work=work)
            if isinstance(table, DaysTable):
                notes = [said] if said else []
                if before := work.count("answer"):
                    notes.append(f"went on with an unfinished study, where {before} runners were answered")
                if population_prior:
                    answer, note = _learnt(table, work, seed, workers, on_progress)
                    notes += [note] if note else []
                _answer_all(table, work, answer or effect_rows, seed, workers, on_progress)
                written = _write(work, folder, out)
                found = StudyReport(len(table), written, out, table.problems, (*table.notes, *notes))
    except sqlite3.Error as error:
        raise OSError(str(error)) from error
    shutil.rmtree(folder)
    return table if isinstance(table, Failed) else found


def _fingerprint(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "blake2b").hexdigest()


def _learnt(
    table: DaysTable, work: Workfile, seed: int, workers: int, on_progress: OnProgress
) -> tuple[AnswerFunction, str | None]:
    learning = partial(on_progress, "learning")
    priors = learn_priors(table, work, seed=seed, workers=workers, on_progress=learning)
    if priors is None:
        return effect_rows, "too few runners for a population prior: each was answered alone"
    return partial(effect_rows, priors=priors), None


def _answer_all(
    table: DaysTable, work: Workfile, answer: AnswerFunction, seed: int, workers: int, on_progress: OnProgress
) -> None:
    """Answer whoever is not answered yet, and keep each answer as it comes."""
    asked: deque[int] = deque()

    def waiting() -> Iterator[Days]:
        for number, name in work.runners(without="answer"):
            asked.append(number)
            yield table.days(number, name)

    done, runners = work.count("answer"), len(table)
    on_progress("answering", done, runners)
    with closing(study(waiting(), answer, seed=seed, workers=workers)) as answers:
        for rows in answers:
            work.keep("answer", asked.popleft(), [asdict(row) for row in rows])
            done += 1
            on_progress("answering", done, runners)


def _write(work: Workfile, folder: Path, out: Path) -> int:
    """The answers as a table, in the order of the runners; the number of rows. Then it takes its place."""
    rows = (
        EffectRow(**{**row, "verdict": Verdict(row["verdict"])})
        for answered in work.kept("answer")
        for row in answered
    )
    finished = folder / out.name
    written = write_answers(rows, finished)
    with finished.open("rb") as file:
        os.fsync(file.fileno())
    finished.replace(out)
    return written
