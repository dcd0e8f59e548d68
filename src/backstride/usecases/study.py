"""The answer for every runner of a days table."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from backstride.records import DiaryTime, Failed
from backstride.study import AnswerFunction, TableProblem, read_days, study, write_answers
from backstride.verdict.answer import EffectRow


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
    on_progress: Callable[[int, int], None] = lambda done, runners: None,
    answer: AnswerFunction | None = None,
) -> StudyReport | Failed:
    """Answer every runner of the days table ``days`` into the table ``out`` (CSV or Parquet, by its name).

    ``on_progress`` is told the runners done and in all; ``answer`` replaces the product's own. ``Failed``
    where ``days`` is no days table. OSError where ``out`` cannot be written; it appears when it is whole.
    """
    if answer is None:
        from backstride.verdict import effect_rows

        chosen: AnswerFunction = effect_rows
    else:
        chosen = answer
    table = read_days(days, diary_time=diary_time)
    if isinstance(table, Failed):
        return table

    def rows() -> Iterator[EffectRow]:
        on_progress(0, len(table))
        for done, answered in enumerate(study(table, chosen, seed=seed, workers=workers), 1):
            yield from answered
            on_progress(done, len(table))

    written = write_answers(rows(), out)
    return StudyReport(len(table), written, out, table.problems, table.notes)
