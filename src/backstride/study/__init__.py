"""Many runners: days tables read and written, and an answer for each runner, in parallel."""

from backstride.study.run import AnswerFunction, runner_seed, study
from backstride.study.tables import DaysTable, TableProblem, read_days
from backstride.study.writing import is_table_name, write_answers, write_days

__all__ = [
    "AnswerFunction",
    "DaysTable",
    "TableProblem",
    "is_table_name",
    "read_days",
    "runner_seed",
    "study",
    "write_answers",
    "write_days",
]
