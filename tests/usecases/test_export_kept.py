"""Shoes, self-tests, answers about warning signs and the plan: out, into a fresh home, and back again."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from backstride.records import SelfTest, SelfTestKind, Shoe
from backstride.screen import Answers
from backstride.store import Store
from backstride.store.database import FILE_NAME
from backstride.usecases.days import load_days
from backstride.usecases.export import export_all
from backstride.usecases.import_files import ImportReport, import_paths
from backstride.usecases.plan import Wanted, last_plan, plan_for
from backstride.usecases.screening import current_clearance, keep_answers
from backstride.usecases.shoes import add_shoe, assign, make_default, retire_shoe, shoe_uses

NOON = datetime(2024, 5, 20, 12, tzinfo=timezone(timedelta(hours=2)))
LATER = NOON + timedelta(days=30)
TODAY = NOON.date()
KEPT = ("screenings.json", "shoes.csv", "self_tests.csv", "plan.json")
Maker = Callable[..., bytes]


def read(store: Store, *paths: Path, now: datetime = LATER) -> ImportReport:
    return import_paths(store, paths, home_zone=UTC, now=now)


@pytest.fixture
def full(store: Store, tmp_path: Path, gpx: Maker) -> Store:
    """Runs, two pairs (one retired, one by hand and by default), self-tests, two screenings, a plan."""
    watch = tmp_path / "watch"
    watch.mkdir()
    for day in (1, 4, 6, 9):
        (watch / f"{day}.gpx").write_bytes(gpx(day, 2.9 + day / 100))
    read(store, watch, now=NOON)
    add_shoe(store, "Old, blue", km_before=312.5, first_used=date(2023, 7, 1))
    first, second, *_ = store.activities()
    assign(store, [first.id, second.id], "Old, blue")
    retire_shoe(store, "Old, blue", date(2024, 5, 5))
    add_shoe(store, "New", km_before=None, first_used=None)
    make_default(store, "New", date(2024, 5, 8))
    for day, hold_s in ((2, 61.5), (16, 70.0)):
        store.add_self_test(SelfTest(date=date(2024, 5, day), kind=SelfTestKind.PLANK, hold_s=hold_s), NOON)
    keep_answers(store, Answers({"fever": True}), NOON - timedelta(days=40))
    keep_answers(store, Answers({"fever": False, "age_years": 41.0, "leg_pain": "left"}), NOON)
    plan_for(store, TODAY, Wanted(weeks=2), diary_time="morning", seed=1)
    return store


def told(store: Store) -> tuple[object, ...]:
    """What the runner sees of all of it."""
    return (
        current_clearance(store, TODAY),
        shoe_uses(store, TODAY),
        store.shoes(),
        [(entry.activity.start_utc, entry.shoe_id) for entry in store.activities()],
        store.self_tests(),
        store.screenings(),
        store.last_plan(),
        last_plan(store),
        load_days(store, diary_time="morning").shoe_id,
    )


def test_a_fresh_home_has_the_same(full: Store, tmp_path: Path):
    export_all(full, tmp_path / "out")
    with Store.open(tmp_path / "fresh") as fresh:
        report = read(fresh, tmp_path / "out")
        assert (report.failed, report.warnings) == ([], [])
        assert told(fresh) == told(full)
        (use, other) = sorted(shoe_uses(fresh, TODAY)[0], key=lambda use: use.n_runs, reverse=True)
        assert (use.shoe.name, use.n_runs, use.shoe.retired) == ("Old, blue", 2, date(2024, 5, 5))
        assert use.distance_km > 312.5
        assert (other.shoe.name, other.n_runs) == ("New", 1)
        export_all(fresh, tmp_path / "again")
    for name in KEPT:
        assert (tmp_path / "again" / name).read_bytes() == (tmp_path / "out" / name).read_bytes()


def test_undo_takes_all_of_it_away_exactly(full: Store, tmp_path: Path):
    export_all(full, tmp_path / "out")
    with Store.open(tmp_path / "fresh") as fresh:
        nothing = told(fresh)
        read(fresh, tmp_path / "out")
        assert told(fresh) != nothing
        fresh.undo(None, LATER)
        assert told(fresh) == nothing
        read(fresh, tmp_path / "out")  # and in again
        assert told(fresh) == told(full)
        read(fresh, tmp_path / "out")  # twice is once, and the second one's to take back
        fresh.undo(2, LATER)
        assert told(fresh) == told(full)
        fresh.undo(3, LATER)
        assert told(fresh) == nothing


def test_into_the_same_home_it_changes_nothing(full: Store, tmp_path: Path):
    before = told(full)[:1] + told(full)[2:]
    export_all(full, tmp_path / "out")
    read(full, tmp_path / "out")
    assert told(full)[:1] + told(full)[2:] == before


def test_what_was_said_here_goes_before_what_an_export_tells(full: Store, tmp_path: Path):
    export_all(full, tmp_path / "out")
    with Store.open(tmp_path / "other") as other:
        other.save_shoe(Shoe(shoe_id="Old, blue", name="Old, blue", start_distance_m=7000.0))
        own = SelfTest(date=date(2024, 5, 2), kind=SelfTestKind.PLANK, hold_s=99.0)
        other.add_self_test(own, NOON)
        keep_answers(other, Answers({"bladder_change": True}), NOON + timedelta(days=1))
        plan_for(other, TODAY + timedelta(days=1), Wanted(weeks=1), diary_time="morning", seed=1)
        plan = other.last_plan()
        read(other, tmp_path / "out")
        assert [shoe.start_distance_m for shoe in other.shoes()] == [0.0, 7000.0]
        assert [test.hold_s for test in other.self_tests()] == [99.0, 70.0]
        latest = other.latest_screening()
        assert latest is not None
        assert latest.answers == {"bladder_change": True}
        assert len(other.screenings()) == 3
        assert other.last_plan() == plan
        add_shoe(other, "New", km_before=5.0, first_used=None)  # said here now, and so it stays
        other.undo(None, LATER)
        assert [shoe.name for shoe in other.shoes()] == ["New", "Old, blue"]


def test_an_older_export_beside_a_newer_one(full: Store, tmp_path: Path):
    export_all(full, tmp_path / "older")
    keep_answers(full, Answers({"bladder_change": True}), NOON + timedelta(days=1))
    plan_for(full, TODAY + timedelta(days=1), Wanted(weeks=1), diary_time="morning", seed=1)
    export_all(full, tmp_path / "newer")
    for order in (("older", "newer"), ("newer", "older")):
        with Store.open(tmp_path / "-".join(order)) as fresh:
            read(fresh, *(tmp_path / name for name in order))
            assert fresh.latest_screening() == full.latest_screening()
            assert fresh.last_plan() == full.last_plan()


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        (
            "shoes.csv",
            "shoe_id,name,start_distance_m,first_used,retired,default_from\na,A,-5,,,\nb,B,0,,2024-13-01,\n"
            ",C,0,,,\nd,D,0\ne,E,0,,,\n",
            [
                "line 2 was left out: start_distance_m '-5' is no number from 0 to 2e+07",
                "line 3 was left out: retired '2024-13-01' is no date such as 2024-05-31",
                "line 4 was left out: a pair needs a shoe_id of 1 to 64 characters",
                "line 5 was left out: 3 cells where there should be 6",
            ],
        ),
        (
            "self_tests.csv",
            "date,position,hold_s\n2024-05-01,plank,nan\n2024-05-01,headstand,20\n,plank,20\n2099-05-01,plank,20\n",
            [
                "line 2 was left out: hold_s 'nan' is no number from 1 to 3600",
                "line 3 was left out: position 'headstand' is none of plank, side_bridge_left,"
                " side_bridge_right, back_extension",
                "line 4 was left out: date is missing",
                "the test of 2099-05-01 was left out: that is a date in the future",
            ],
        ),
        (
            "screenings.json",
            json.dumps(
                {
                    "product": "backstride",
                    "holds": "screenings",
                    "screenings": [
                        {
                            "answered_at": "2024-05-01T08:00+02:00",
                            "rules_sha256": "x",
                            "answers": {"fevr": 1},
                        },
                        {"answered_at": "2024-05-01T08:00", "rules_sha256": "x", "answers": {}},
                        {"answered_at": "2031-05-01T08:00+02:00", "rules_sha256": "x", "answers": {}},
                        {"answers": {}},
                        7,
                        {
                            "answered_at": "2024-05-01T08:00+02:00",
                            "rules_sha256": "x",
                            "answers": {"fever": True},
                        },
                    ],
                }
            ),
            [
                "screening 1 was left out: fevr: no such question; did you mean fever?",
                "screening 2 was left out: it cannot have been answered at 2024-05-01T08:00:00",
                "screening 3 was left out: it cannot have been answered at 2031-05-01T08:00:00+02:00",
                "screening 4 was left out: when it was answered cannot be read",
                "screening 5 was left out: it is damaged",
            ],
        ),
        (
            "plan.json",
            json.dumps({"product": "backstride", "holds": "plan", "made_on": "2024-05-01"}),
            ["the plan is damaged (KeyError: 'start'): left out"],
        ),
    ],
)
def test_what_cannot_be_used_is_told_by_its_place(
    store: Store, tmp_path: Path, name: str, content: str, problem: list[str]
):
    (tmp_path / name).write_text(content)
    report = read(store, tmp_path / name)
    assert report.failed == []
    assert [warning.reason for warning in report.warnings] == problem
    (skipped,) = report.skipped
    kept = {"shoes.csv": 1, "screenings.json": 1}.get(name, 0)
    assert skipped.reason.endswith(f": {kept} read")
    assert len(store.shoes()) + len(store.screenings()) == kept


def test_a_home_of_the_version_before_is_brought_up_to_it(full: Store, tmp_path: Path):
    import sqlite3
    from contextlib import closing

    before = told(full)
    full.close()
    with closing(sqlite3.connect(full.home / FILE_NAME)) as database:
        database.execute("DROP TABLE told")
        database.execute("DROP TABLE private_place")
        for column in ("pain_places", "surface"):
            database.execute(f"ALTER TABLE check_in DROP COLUMN {column}")
        database.execute("UPDATE alembic_version SET version_num = '0006'")
        database.commit()
    with Store.open(full.home) as again:
        assert told(again) == before
