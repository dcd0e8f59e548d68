"""A plan written to disk: whole files, the workouts of an earlier plan gone, clear errors."""

from datetime import datetime, timedelta, timezone
from pathlib import Path

import ics
import pytest
from garmin_fit_sdk import Decoder, Stream

from backstride.plan.model import Gate, Plan
from backstride.usecases.plan_export import PlanExportError, calendar_of, write_plan
from made_plans import HARD_RUN, REST, RUN, START, WALK, full_plan, make_plan

NOW = datetime(2026, 12, 1, 0, 30, tzinfo=timezone(timedelta(hours=2)))  # 30 November in UTC


def write(
    plan: Plan, *, ics: Path | None = None, workouts: Path | None = None, printable: Path | None = None
) -> list[Path]:
    return write_plan(plan, ics=ics, workouts=workouts, printable=printable, now=NOW)


def sequence(data: bytes) -> int:
    (number,) = {line for line in data.split(b"\r\n") if line.startswith(b"SEQUENCE:")}
    return int(number.removeprefix(b"SEQUENCE:"))


def test_writes_what_is_asked_for_and_says_what_it_wrote(tmp_path: Path):
    calendar, watch, page = tmp_path / "plan.ics", tmp_path / "watch" / "new", tmp_path / "week.html"
    written = write(full_plan(), ics=calendar, workouts=watch, printable=page)
    assert written == [calendar, *sorted(watch.iterdir()), page]
    assert len(ics.Calendar(calendar.read_bytes().decode()).events) == 16
    html = page.read_text("utf-8")
    assert "30 November to 6 December 2026" in html
    assert html.count("<figure>") == html.count("<svg ") == 3  # and none of one that the library lacks
    assert [path.name for path in written[1:4]] == [
        "backstride_2026-11-23_1_run.fit",
        "backstride_2026-11-23_2_strength.fit",
        "backstride_2026-11-24_1_walk.fit",
    ]
    for path in watch.iterdir():
        assert Decoder(Stream.from_file(str(path))).check_integrity()


def test_writes_nothing_that_is_not_asked_for(tmp_path: Path):
    assert write(full_plan()) == []
    assert write(full_plan(), ics=tmp_path / "plan.ics") == [tmp_path / "plan.ics"]
    assert [path.name for path in tmp_path.iterdir()] == ["plan.ics"]


def test_replaces_files_and_leaves_nothing_unfinished(tmp_path: Path):
    calendar, page = tmp_path / "plan.ics", tmp_path / "week.html"
    for path in (calendar, page):
        path.write_bytes(b"old")
    write(full_plan(), ics=calendar, printable=page)
    assert calendar.read_bytes() == calendar_of(full_plan(), now=NOW)
    assert page.read_bytes().startswith(b"<!doctype html>")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plan.ics", "week.html"]


def test_workouts_that_the_plan_no_longer_has_go_and_other_files_stay(tmp_path: Path):
    write(make_plan((RUN,), (HARD_RUN,), (WALK,)), workouts=tmp_path)
    (tmp_path / "intervals.fit").write_bytes(b"somebody's own")
    (tmp_path / "backstride_notes.txt").write_bytes(b"somebody's own")
    write(make_plan((RUN,), (REST,), (WALK,), gate=Gate.HOLD), workouts=tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "backstride_2026-11-25_1_walk.fit",
        "backstride_notes.txt",
        "intervals.fit",
    ]


def test_a_plan_without_workouts_leaves_an_empty_folder(tmp_path: Path):
    assert write(make_plan((REST,)), workouts=tmp_path / "watch") == []
    assert list((tmp_path / "watch").iterdir()) == []


def test_a_later_plan_is_a_later_version_of_the_calendar():
    first, later = (calendar_of(full_plan(), now=NOW + timedelta(seconds=wait)) for wait in (0, 1))
    assert 0 < sequence(first) < sequence(later) < 2**31
    before = datetime(2019, 1, 1, tzinfo=NOW.tzinfo)
    assert sequence(calendar_of(full_plan(), now=before)) == 0


@pytest.mark.parametrize("which", ["ics", "printable", "workouts"])
def test_what_cannot_be_written_is_said_with_its_name(tmp_path: Path, which: str):
    (tmp_path / "file").write_bytes(b"old")
    target = tmp_path / "file" / "plan"
    with pytest.raises(PlanExportError, match=r"cannot write .*plan: not a directory"):
        write(full_plan(), **{which: target})
    assert (tmp_path / "file").read_bytes() == b"old"


def test_a_missing_folder_and_a_folder_in_the_place_of_a_file_are_said(tmp_path: Path):
    with pytest.raises(PlanExportError, match=r"cannot write .*plan\.ics: no such file or directory"):
        write(full_plan(), ics=tmp_path / "none" / "plan.ics")
    with pytest.raises(PlanExportError, match=r"cannot write .*: is a directory"):
        write(full_plan(), printable=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_one_file_cannot_be_the_calendar_and_the_page(tmp_path: Path):
    with pytest.raises(PlanExportError, match="name two files"):
        write(full_plan(), ics=tmp_path / "plan", printable=tmp_path / "." / "plan")
    assert list(tmp_path.iterdir()) == []


def test_the_page_is_of_the_runners_own_date_not_of_utc(tmp_path: Path):
    plan = make_plan(*[(REST,)] * 21)
    monday = datetime.combine(START + timedelta(7), NOW.timetz())
    write_plan(plan, ics=None, workouts=None, printable=tmp_path / "week.html", now=monday)
    assert "Week 2 of 3." in (tmp_path / "week.html").read_text("utf-8")
