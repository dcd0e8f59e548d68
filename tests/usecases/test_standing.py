"""The answer is kept under the name of its days, comes back the same, and is not taken for other days'."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from backstride.records import Days
from backstride.samples import RunnerSpec, simulate
from backstride.usecases import standing
from backstride.verdict import answer_days
from backstride.verdict.answer import Verdict


@pytest.fixture(scope="module")
def days() -> Days:
    return simulate(1, RunnerSpec.harmed(), 60).days


def test_an_answer_comes_back_as_it_was(days: Days, tmp_path: Path):
    answer = standing.answer_and_keep(tmp_path, days, {})
    assert standing.kept_answer(tmp_path) == (standing.fingerprint(days, {}), answer)
    assert (tmp_path / standing.FILE_NAME).stat().st_mode & 0o077 == 0


def test_it_is_the_one_that_the_command_gives(days: Days, tmp_path: Path):
    from backstride.study import runner_seed

    assert standing.answer_and_keep(tmp_path, days, {}) == answer_days(
        days, seed=runner_seed(1, days.runner_id)
    )


def test_other_days_have_another_name(days: Days):
    name = standing.fingerprint(days, {})
    assert standing.fingerprint(replace(days), {}) == name
    assert standing.fingerprint(days, {"acute": Verdict.HELPS}) != name
    assert standing.fingerprint(replace(days, diary_time="evening"), {}) != name
    pain = days["pain_nrs"].copy()
    pain[-1] = 7.0 if np.isnan(pain[-1]) else np.nan
    assert standing.fingerprint(replace(days, columns={**days.columns, "pain_nrs": pain}), {}) != name
    assert standing.fingerprint(replace(days, date=days.date + np.timedelta64(1, "D")), {}) != name


@pytest.mark.parametrize("text", ["", "{", "[]", '{"fingerprint": "x", "answer": {}}', '{"answer": null}'])
def test_what_cannot_be_read_is_none(tmp_path: Path, text: str):
    (tmp_path / standing.FILE_NAME).write_text(text)
    assert standing.kept_answer(tmp_path) is None


def test_a_folder_that_cannot_be_written_still_gives_the_answer(days: Days, tmp_path: Path):
    assert standing.answer_and_keep(tmp_path / "gone", days, {}).effects


def test_what_lies_behind_an_answer_is_kept_with_it(tmp_path):
    days = simulate(2, RunnerSpec.harmed(1.2), 120).days
    answer = standing.answer_and_keep(tmp_path, days, {})
    assert answer.explain is not None
    assert standing.kept_answer(tmp_path) == (standing.fingerprint(days, {}), answer)


def test_another_engine_has_another_name_for_the_same_days(monkeypatch):
    days = simulate(1, RunnerSpec.null(), 20).days
    name = standing.fingerprint(days, {})
    monkeypatch.setattr(standing, "engine", lambda: "another model")
    assert standing.fingerprint(days, {}) != name
