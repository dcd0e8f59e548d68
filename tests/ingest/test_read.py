"""The entrance: every file comes out as parsed, skipped or failed, and none raises."""

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride import ingest
from backstride.ingest import read
from backstride.records import Failed, Parsed, Skipped

HOME = ZoneInfo("Europe/Helsinki")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("activities.csv", b"Activity ID,Activity Date\n"),
        ("media/1.jpg", b"\xff\xd8\xff\xe0"),
        ("a/.DS_Store", b"\0\0\0\1Bud1"),
        ("__MACOSX/runs/._run.fit", b"\0\5\x16\7" * 20),
        ("user.json", b"{}"),
        (
            "export.xml",
            b"<?xml version='1.0'?><!DOCTYPE HealthData [<!ELEMENT a (b)>]><HealthData></HealthData>",
        ),
        ("export_cda.xml", b"<?xml version='1.0'?><ClinicalDocument xmlns='u'></ClinicalDocument>"),
        ("README", b"hello"),
        ("empty", b""),
    ],
)
def test_what_holds_no_activity_is_skipped_with_a_reason(name, data):
    outcome = read(name, data, HOME)
    assert isinstance(outcome, Skipped)
    assert outcome.reason


@pytest.mark.parametrize("name", ["run.fit", "run.FIT", "run.gpx", "run.tcx", "run.fit.gz"])
@pytest.mark.parametrize("data", [b"", b"\0" * 500, b"\xde\xad" * 40])
def test_what_should_hold_one_and_does_not_has_failed(name, data):
    outcome = read(name, data, HOME)
    assert isinstance(outcome, Failed)
    assert outcome.reason


def test_a_web_page_saved_in_place_of_a_file_is_told_as_what_it_is():
    outcome = read("run.gpx", b"<!DOCTYPE html><html>Please log in</html>", HOME)
    assert isinstance(outcome, Skipped | Failed)
    assert "page" in outcome.reason


@pytest.mark.parametrize("magic", [b"PK\x03\x04", b"\x1f\x8b\x08"])
def test_an_archive_is_no_single_file(magic):
    assert "archive" in read("run.fit", magic + b"...", HOME).reason


@pytest.mark.parametrize(
    ("head", "kind"),
    [(b"7z\xbc\xaf\x27\x1c", "7z"), (b"Rar!\x1a\x07\x00", "RAR"), (b"\0" * 257 + b"ustar", "tar")],
)
def test_an_archive_that_is_not_opened_has_failed_and_says_what_to_do(head, kind):
    outcome = read("runs", head + b"\0" * 100, HOME)
    assert isinstance(outcome, Failed)
    assert kind in outcome.reason
    assert "unpack" in outcome.reason


def test_a_fault_of_ours_costs_one_file_and_is_named(monkeypatch):
    def broken(*_):
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(ingest, "_reader", lambda _: broken)
    outcome = read("run.gpx", b"<gpx/>", HOME)
    assert isinstance(outcome, Failed)
    assert "ZeroDivisionError: a bug" in outcome.reason


@given(st.sampled_from(["a.fit", "a.gpx", "a.tcx", "a"]), st.binary(max_size=400))
def test_no_bytes_make_it_raise_or_find_a_bug(name, data):
    fit = b"\x0e\x10\x00\x00\xff\x00\x00\x00.FIT\x00\x00"
    for head in (b"", fit, b"<gpx>", b"<TrainingCenterDatabase>", b"<HealthData>"):
        outcome = read(name, head + data, HOME)
        assert isinstance(outcome, Parsed | Skipped | Failed)
        assert "reader failed" not in getattr(outcome, "reason", "")
