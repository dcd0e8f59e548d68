"""The pool: the same rows whatever the number of processes, in order, and nobody stops the others."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import fake_answers
import numpy as np
import pytest

from backstride.records import Days
from backstride.study import study
from backstride.study.run import runner_seed
from backstride.verdict.answer import Verdict

MakeDays = Callable[..., Days]


def test_rows_are_the_same_whatever_the_number_of_processes_and_keep_the_order(make_days: MakeDays):
    runners = [make_days(f"r{k}", pain_nrs=[k % 11] * 5) for k in range(12)]
    one, two = (
        list(study(iter(runners), fake_answers.seeded, seed=7, workers=workers)) for workers in (1, 2)
    )
    assert one == two
    assert [rows[0].runner_id for rows in one] == [days.runner_id for days in runners]
    assert [rows[0].mean for rows in one] == [float(k % 11) for k in range(12)]


def test_a_runner_s_seed_depends_on_runner_and_seed_alone(make_days: MakeDays):
    (alone,) = study([make_days("r3")], fake_answers.seeded, seed=7, workers=1)
    assert alone[0].reason == f"seed {runner_seed(7, 'r3')}"
    seeds = {runner_seed(seed, f"r{k}") for seed in range(5) for k in range(200)}
    assert len(seeds) == 1000
    assert all(0 <= seed < 2**63 for seed in seeds)
    assert runner_seed(1, "11") != runner_seed(11, "1")


def test_one_that_fails_cannot_tell_and_the_others_can(make_days: MakeDays):
    bad = make_days("bad", n=4, pain_nrs=[1, np.nan, 2, np.nan], ran=[1, 1, 0, np.nan])
    good, failed, after = study(
        [make_days("a"), bad, make_days("b")], fake_answers.failing_for_bad, seed=1, workers=2
    )
    assert good[0].reason == after[0].reason == "fine"
    assert len(failed) == 8
    assert {row.verdict for row in failed} == {Verdict.CANNOT_TELL}
    assert {row.runner_id for row in failed} == {"bad"}
    assert {row.estimand for row in failed} > {"acute", "factor:spike", "longterm"}
    assert "ArithmeticError: no root" in failed[0].reason
    assert (failed[0].n_days, failed[0].n_checkins, failed[0].n_run_days) == (4, 2, 2)
    assert failed[0].mean is None


def test_one_that_takes_its_process_down_does_not_stop_the_others(make_days: MakeDays):
    names = ["a", "bad1", "b", "c", "d", "e", "bad2", "f"]
    found = list(study(map(make_days, names), fake_answers.dying_for_bad, seed=1, workers=1))
    assert [rows[0].runner_id for rows in found] == names
    assert [rows[0].verdict == Verdict.CANNOT_TELL for rows in found] == [n.startswith("bad") for n in names]
    assert "process" in found[1][0].reason


def test_processes_compute_with_one_thread_each_and_ours_is_left_as_it_was(
    make_days: MakeDays, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    monkeypatch.delenv("MKL_NUM_THREADS", raising=False)
    found = list(
        study([make_days("a"), make_days("b")], fake_answers.telling_of_its_process, seed=1, workers=2)
    )
    for rows in found:
        *threads, process = rows[0].reason.split(",")
        assert threads == ["1", "1", "1"]
        assert int(process) != os.getpid()
    assert os.environ["OMP_NUM_THREADS"] == "3"
    assert "MKL_NUM_THREADS" not in os.environ


def test_runners_are_taken_as_they_are_needed_not_all_at_once(
    make_days: MakeDays, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setenv("SEEN", str(tmp_path))
    taken = 0

    def many() -> Iterator[Days]:
        nonlocal taken
        for k in range(10_000):
            taken += 1
            yield make_days(f"r{k}")

    answers = study(many(), fake_answers.stopping_the_study, seed=1, workers=1)
    next(answers)
    answers.close()
    assert taken < 20
    assert len(list(tmp_path.iterdir())) <= taken


def test_nobody_is_answered_by_nobody():
    assert list(study([], fake_answers.seeded, seed=1, workers=2)) == []
