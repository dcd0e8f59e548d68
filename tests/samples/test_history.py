"""A sample runner's files: one per run, and a diary that says what the days table says."""

import csv
import io

import numpy as np
import pytest

from backstride.samples import RunnerSpec, simulate
from backstride.samples.history import DIARY_COLUMNS, diary_csv, fit_files


def test_a_file_per_run_under_its_own_name_and_the_same_each_time():
    runner = simulate(1, RunnerSpec.harmed(), 30)
    files = list(fit_files(runner))
    assert len(files) == len(runner.runs) > 20
    assert len({name for name, _ in files}) == len(files)
    assert files[0][0].startswith(str(runner.runs[0].date))
    assert files == list(fit_files(simulate(1, RunnerSpec.harmed(), 30)))


def test_diary_says_what_the_days_say():
    runner = simulate(2, RunnerSpec.harmed().but(missing_share=0.3, step_nrs=0.5), 60)
    rows = {row["date"]: row for row in csv.DictReader(io.StringIO(diary_csv(runner)))}
    for t, date in enumerate(runner.days.date):
        answers = {name: runner.days[name][t] for name in DIARY_COLUMNS}
        if np.isnan(list(answers.values())).all():
            assert str(date) not in rows
            continue
        for name, value in answers.items():
            written = rows[str(date)][name]
            assert (written == "") == bool(np.isnan(value))
            if written:
                assert float(written) == pytest.approx(value)
    assert 30 < len(rows) < 60
