"""The demo goes the ordinary way: what was planted comes back, and the answer is held against it."""

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from backstride.samples import RunnerSpec, simulate
from backstride.samples.runs import holds_its_attributes
from backstride.store import Store
from backstride.usecases.days import load_days
from backstride.usecases.demo import DIARY, HOME_ZONE, WATCH, Demo, Step, run_demo, write_files
from backstride.usecases.diary import import_diary
from backstride.usecases.import_files import import_paths

FROM_DIARY = ("pain_nrs", "sleep_h", "sitting_h", "stress_nrs", "core", "cross_training")


def test_days_planted_come_back_from_the_files(tmp_path: Path):
    n_days = 60
    runner = simulate(3, RunnerSpec.harmed(), n_days)
    write_files(runner, tmp_path)
    now = datetime.combine(runner.spec.first_date + timedelta(days=n_days), datetime.min.time(), HOME_ZONE)
    with Store.open(tmp_path / "home") as store:
        report = import_paths(store, [tmp_path / WATCH], home_zone=HOME_ZONE, now=now)
        diary = import_diary(store, (tmp_path / DIARY).read_bytes(), now=now)
        days = load_days(store, diary_time="morning")
    assert (report.imported, report.failed, report.skipped, report.warnings) == (len(runner.runs), [], [], [])
    assert diary.problems == ()

    first = int((runner.days.date[0] - days.date[0]).astype(int))
    kept = len(days) - first
    for name in FROM_DIARY:
        np.testing.assert_array_equal(days[name][first:], runner.days[name][:kept], err_msg=name)
    np.testing.assert_array_equal(days["ran"][first:], runner.days["ran"][:kept])
    for name, tolerance in (("distance_km", 1e-4), ("spike_ratio", 1e-4), ("descent_m_per_km", 0.2)):
        np.testing.assert_allclose(
            days[name][first:], runner.days[name][:kept], atol=tolerance, rtol=0, err_msg=name
        )
    clear = [run for run in runner.runs if holds_its_attributes(run)]
    assert len(clear) > 20
    for run in clear:
        t = int((run.date - days.date[0]).astype(int))
        assert days["warmup"][t] == run.warmup
        assert days["intensity_share"][t] == pytest.approx(run.intensity_share, abs=0.03)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Demo, list[Step], Path]:
    folder = tmp_path_factory.mktemp("demo")
    steps: list[Step] = []
    (folder / "files").mkdir()
    return run_demo(folder / "files", folder / "home", on_step=steps.append), steps, folder


def test_demo_imports_every_file_it_wrote(demo):
    done, _, folder = demo
    assert done.imported.imported == done.imported.files == len(list((folder / "files" / WATCH).iterdir()))
    assert 80 <= done.imported.imported <= 120
    assert done.diary.stored == np.isfinite(done.runner.days["pain_nrs"]).sum()


def test_demo_answers_and_holds_the_answer_against_the_truth(demo):
    done, _, _ = demo
    assert done.answer.sentence
    (acute,) = (effect for effect in done.comparison.effects if effect.estimand == "acute")
    assert acute.truth_nrs == done.runner.truth["acute"] == pytest.approx(1.0, abs=0.05)
    assert acute.covered == (acute.q05 <= acute.truth_nrs <= acute.q95)
    assert done.comparison.outcome == "right"


def test_demo_tells_how_far_it_is(demo):
    _, steps, _ = demo
    names = list(dict.fromkeys(step.name for step in steps))
    assert len(names) == 3
    assert all(0 <= step.done <= step.total for step in steps)
    assert steps[-1].done == steps[-1].total
