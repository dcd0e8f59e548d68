"""Real files of real devices, imported, exported and read again: nothing is lost on the way."""

import hashlib
from collections import Counter
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from made_activities import differences

from backstride.export.activity_file import Format, write_activity
from backstride.exposure import sketch
from backstride.ingest import Leaf, read, walk
from backstride.records import Activity, Parsed, Sport

HOME, ELSEWHERE = ZoneInfo("Europe/Helsinki"), ZoneInfo("Asia/Tokyo")

CLAIMS_MORE_THAN_IT_RECORDED = "strava-android-app-201.10-b1218918.fit"
"""An hour and 11 km stated, five minutes recorded: TCX has no place for the former."""


@pytest.fixture(scope="module")
def activities(fixtures_dir: Path) -> list[tuple[str, Activity]]:
    """Every activity of every distinct file of a watch, by the file's name."""
    found: list[tuple[str, Activity]] = []
    seen: set[bytes] = set()
    for path in sorted(p for p in (fixtures_dir / "watch").rglob("*") if p.is_file()):
        with path.open("rb") as stream:
            for leaf in walk(path.name, stream):
                digest = hashlib.sha256(leaf.data).digest() if isinstance(leaf, Leaf) else b""
                if not isinstance(leaf, Leaf) or digest in seen:
                    continue
                seen.add(digest)
                outcome = read(leaf.name, leaf.data, HOME)
                if isinstance(outcome, Parsed):
                    found += [(leaf.name, activity) for activity in outcome.activities]
    assert len(found) > 100
    return found


def read_back(written_as: str, data: bytes) -> Activity:
    outcome = read(f"x.{written_as}", data, ELSEWHERE)
    assert isinstance(outcome, Parsed), outcome
    assert outcome.warnings == ()
    (activity,) = outcome.activities
    return activity


def test_fit_gives_every_activity_back_as_it_was(activities):
    for name, activity in activities:
        found = read_back("fit", write_activity(activity, Format.FIT).data)
        assert differences(activity, found) == [], name
        assert found.local_date == activity.local_date
        assert sketch(found) == sketch(activity), name


def test_other_decoders_read_every_one(activities):
    fitdecode = pytest.importorskip("fitdecode", reason="a decoder that is a test-only oracle")
    sdk = pytest.importorskip("garmin_fit_sdk", reason="the official decoder is a test-only oracle")
    short = [(name, activity) for name, activity in activities if len(activity.streams) < 2000]
    assert len(short) > 50
    for name, activity in short:
        data = write_activity(activity, Format.FIT).data
        messages, errors = sdk.Decoder(sdk.Stream.from_byte_array(bytearray(data))).read()
        assert errors == [], name
        assert len(messages.get("record_mesgs", [])) == len(activity.streams)
        with fitdecode.FitReader(data, error_handling=fitdecode.ErrorHandling.RAISE) as reader:
            frames = Counter(frame.name for frame in reader if frame.frame_type == fitdecode.FIT_FRAME_DATA)
        assert frames["record"] == len(activity.streams)
        assert frames["lap"] == max(1, len(activity.laps))


@pytest.mark.parametrize("wanted", [Format.GPX, Format.TCX])
def test_gpx_and_tcx_keep_what_they_hold(activities, wanted: Format):
    as_wanted = 0
    for name, activity in activities:
        written = write_activity(activity, wanted)
        as_wanted += written.format is wanted
        found = read_back(written.format, written.data)
        same = ("sport", "local_date", "utc_offset_s", "indoor", "device")
        assert [getattr(found, field) for field in same] == [getattr(activity, field) for field in same], name
        assert abs((found.start_utc - activity.start_utc).total_seconds()) < 0.001, name
        compare_records(name, activity, found, written.format)
        if written.format is Format.TCX and activity.distance_m and name != CLAIMS_MORE_THAN_IT_RECORDED:
            assert found.distance_m == pytest.approx(activity.distance_m, abs=1.01), name
    assert as_wanted > 90


def compare_records(name: str, activity: Activity, found: Activity, written_as: Format) -> None:
    ours, theirs = activity.streams, found.streams
    rows = np.ones(len(ours), dtype=bool)
    if written_as is Format.GPX:
        rows = np.isfinite(ours.values("latitude_deg") + ours.values("longitude_deg"))
    assert len(theirs) == rows.sum(), name
    for channel, tolerance in (
        *(("time_s", 0.0011), ("latitude_deg", 1.01e-7), ("longitude_deg", 1.01e-7)),
        *(("altitude_m", 5.1e-4), ("speed_mps", 5.1e-4), ("heart_rate_bpm", 0.5)),
    ):
        values = ours.values(channel)
        if values is None:
            continue
        wanted = values[rows]
        if channel == "heart_rate_bpm":
            wanted = np.where(wanted > 0, wanted, np.nan)
        if np.isfinite(wanted).any():
            np.testing.assert_allclose(
                theirs.values(channel), wanted, atol=tolerance, rtol=0, err_msg=f"{name} {channel}"
            )


def test_the_fixtures_hold_what_makes_this_worth_while(activities):
    found = [activity for _, activity in activities]
    assert {activity.source for activity in found} == {"fit", "gpx", "tcx"}
    assert {activity.sport for activity in found} >= {Sport.RUN, Sport.RIDE, Sport.SWIM, Sport.OTHER}
    assert any(not len(activity.streams) for activity in found) or any(activity.indoor for activity in found)
    assert any(activity.start_utc.microsecond for activity in found)
    assert any(not activity.laps for activity in found)
