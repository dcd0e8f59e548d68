"""What a date's runs were on: it reaches the days table and the answer, and outlives an import taken back."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from backstride.records import Activity, CheckIn, Sport
from backstride.store import Fate, FileFate, Origin, Store, prepare
from backstride.usecases.check_in_form import read_form
from backstride.usecases.days import load_days
from backstride.usecases.diary import CheckInError, record_check_in
from backstride.usecases.export import export_all
from backstride.usecases.import_files import import_paths
from backstride.verdict import answer_days
from backstride.verdict.answer import EffectRow

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
DAYS = 100


def imported(store: Store) -> int:
    """A run every second day; the import's number."""
    with store.batch(NOW) as batch:
        for back in range(2, DAYS, 2):
            start = NOW - timedelta(days=back)
            run = Activity(
                sport=Sport.RUN,
                start_utc=start,
                utc_offset_s=0,
                offset_source="file",
                source="fit",
                distance_m=5000.0 + 100 * (back % 7),
                elapsed_s=1800.0,
                moving_s=1800.0,
            )
            content = FileFate(name=f"{back}.fit", sha256=f"{back:064}", size_bytes=9, fate=Fate.IMPORTED)
            batch.add(content, [prepare(run)], (), ())
        batch.finish(imported=DAYS // 2, duplicates=0, skipped=0, failed=0)
        return batch.id


def wrote(store: Store) -> None:
    """Pain is 3 on the mornings after a run on asphalt, which every other one was, else 1."""
    rng = np.random.default_rng(1)
    lines = []
    for back in range(DAYS):
        pain = (3.0 if back % 4 == 1 else 1.0) + float(rng.normal(0, 0.3))
        day = (NOW - timedelta(days=back)).date()
        lines.append(CheckIn(date=day, written_at=NOW, pain_nrs=round(max(pain, 0.0), 1)))
    store.add_check_ins(lines, Origin.TYPED)


def say_surfaces(store: Store) -> None:
    for back in range(2, DAYS, 2):
        fields = read_form({"surface": "asphalt" if back % 4 == 2 else "grass"})
        day = (NOW - timedelta(days=back)).date()
        record_check_in(store, CheckIn(date=day, written_at=NOW, **fields))


def hard(store: Store) -> EffectRow:
    answer = answer_days(load_days(store, diary_time="morning"), seed=1)
    return next(row for row in answer.effects if row.estimand == "factor:hard")


def test_it_reaches_the_days_table_and_changes_the_answer(store: Store):
    imported(store)
    wrote(store)
    before = load_days(store, diary_time="morning")
    assert np.isnan(before["hard_share"]).all()
    unknown = hard(store)
    say_surfaces(store)
    after = load_days(store, diary_time="morning")
    ran = after["ran"] == 1
    assert set(after["hard_share"][ran]) == {0.0, 1.0}
    assert np.isnan(after["hard_share"][~ran]).all()
    for name in set(before.columns) - {"hard_share"}:
        np.testing.assert_array_equal(before[name], after[name])
    known = hard(store)
    assert unknown.mean is None or unknown.sd > known.sd
    assert known.mean > 0.3


def test_it_outlives_an_import_taken_back(store: Store):
    batch = imported(store)
    say_surfaces(store)
    before = load_days(store, diary_time="morning")["hard_share"]
    store.undo(batch, NOW)
    assert np.isnan(load_days(store, diary_time="morning")["hard_share"]).all()
    imported(store)
    np.testing.assert_array_equal(load_days(store, diary_time="morning")["hard_share"], before)


def test_what_was_said_is_taken_back_by_saying_that_it_is_not_known(store: Store):
    imported(store)
    say_surfaces(store)
    day = (NOW - timedelta(days=2)).date()
    record_check_in(store, CheckIn(date=day, written_at=NOW, surface="unknown"))
    days = load_days(store, diary_time="morning")
    assert np.isnan(days["hard_share"][days.date == np.datetime64(day)]).all()


def test_it_comes_back_from_an_export(store: Store, tmp_path: Path):
    imported(store)
    say_surfaces(store)
    export_all(store, tmp_path / "out")
    with Store.open(tmp_path / "fresh") as fresh:
        import_paths(fresh, [tmp_path / "out"], home_zone=UTC, now=NOW)
        ours, theirs = (load_days(each, diary_time="morning")["hard_share"] for each in (store, fresh))
    np.testing.assert_array_equal(ours, theirs)
    assert np.isfinite(ours).sum() == DAYS // 2 - 1


def test_another_word_is_refused():
    with pytest.raises(CheckInError, match="no surface"):
        read_form({"surface": "lava"})
