"""Real files of real devices: nothing crashes, nothing absurd comes out, values are those of other readers.

Oracles, none of which the product imports: gpxpy, tcxreader and Garmin's own FIT decoder.
"""

import gzip
import hashlib
import io
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from backstride.ingest import Leaf, read, sniff, walk
from backstride.ingest.summary import max_speed_mps
from backstride.records import Activity, Failed, Parsed, ParseOutcome, Skipped, Sport

HOME = ZoneInfo("Europe/Helsinki")
MICRODEGREE = 1.01e-7  # what a position is rounded to

NO_DATE = {"DeveloperData.fit", "TestEncode.fit", "Mojstrovka.gpx"}
"""Files without any usable time: they belong to no day."""


@pytest.fixture(scope="module")
def outcomes(fixtures_dir: Path) -> dict[str, tuple[bytes, ParseOutcome]]:
    """Every distinct file of watches and of an activity archive, by its path."""
    found: dict[str, tuple[bytes, ParseOutcome]] = {}
    seen: set[bytes] = set()
    for folder in (fixtures_dir / "watch", fixtures_dir / "archives" / "geo-activity-playground"):
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            with path.open("rb") as stream:
                for leaf in walk(str(path.relative_to(fixtures_dir)), stream):
                    assert isinstance(leaf, Leaf), leaf
                    digest = hashlib.sha256(leaf.data).digest()
                    if digest not in seen:
                        seen.add(digest)
                        found[leaf.name] = (leaf.data, read(leaf.name, leaf.data, HOME))
    return found


def parsed(outcomes, suffix: str):
    for name, (data, outcome) in outcomes.items():
        if name.endswith(suffix) and isinstance(outcome, Parsed):
            yield name, data, outcome


def one(outcomes, ending: str) -> Activity:
    (outcome,) = (o for name, (_, o) in outcomes.items() if name.endswith(ending))
    assert isinstance(outcome, Parsed)
    (activity,) = outcome.activities
    return activity


def test_every_file_is_parsed_skipped_or_failed_with_a_reason(outcomes):
    assert len(outcomes) > 150
    failed = {name.rpartition("/")[2]: o.reason for name, (_, o) in outcomes.items() if isinstance(o, Failed)}
    assert set(failed) <= NO_DATE, failed
    assert all(o.reason for _, o in outcomes.values() if isinstance(o, Skipped | Failed))


def test_what_holds_no_activity_is_skipped(outcomes):
    skipped = {name for name, (_, o) in outcomes.items() if isinstance(o, Skipped)}
    for word in ("Settings", "Monitoring", "WeightScale", "Workout", "route.gpx", "shoes.csv"):
        assert any(word in name for name in skipped), word
    assert not any("/fit/20" in name or "/gpx/" in name or "/tcx/" in name for name in skipped)


def test_the_list_of_a_strava_export_tells_the_activity_of_its_file(outcomes):
    listed = one(outcomes, "Strava Export/activities.csv")
    filed = one(outcomes, "2022-05-29-15-53-35_Laufen_Landal_Park.fit")  # the same bytes as the export's
    assert (listed.source, listed.sport_source) == ("strava", "file")
    assert listed.sport is filed.sport
    assert listed.start_utc == filed.start_utc
    assert listed.local_date == filed.local_date
    for figure in ("elapsed_s", "moving_s", "distance_m"):
        assert getattr(listed, figure) == pytest.approx(getattr(filed, figure), rel=0.02), figure


def test_every_other_table_of_a_strava_export_is_passed_over(outcomes):
    tables = {n: o for n, (_, o) in outcomes.items() if "Strava Export" in n and n.endswith(".csv")}
    assert len(tables) > 30
    for name, outcome in tables.items():
        if not name.endswith("/activities.csv"):
            assert outcome in (Skipped(sniff.A_TABLE), Skipped("an empty file")), (name, outcome)


def test_nothing_absurd_comes_out(outcomes):
    count = 0
    for name, (_, outcome) in outcomes.items():
        if not isinstance(outcome, Parsed):
            continue
        for activity in outcome.activities:
            count += 1
            assert 2005 <= activity.local_date.year <= 2026, name
            time_s = activity.streams.values("time_s")
            if time_s is not None:
                assert (np.diff(time_s) >= 0).all(), name
                assert time_s[0] >= 0, name
            for value in (activity.distance_m, activity.ascent_m, activity.descent_m, activity.moving_s):
                assert value is None or value >= 0, name
            if activity.elapsed_s is not None and activity.moving_s is not None:
                assert activity.moving_s <= activity.elapsed_s + 1, name
                assert activity.elapsed_s < 2 * 86_400, name
            if activity.distance_m and activity.moving_s:
                assert activity.distance_m / activity.moving_s < max_speed_mps(activity.sport), name
            if activity.avg_hr_bpm is not None:
                assert 25 <= activity.avg_hr_bpm <= activity.max_hr_bpm <= 250, name
            if activity.avg_cadence_spm is not None:
                assert activity.sport in (Sport.RUN, Sport.WALK), name
                assert 60 < activity.avg_cadence_spm < 220, name
            assert abs(activity.utc_offset_s) <= 14 * 3600, name
            for channel, column in activity.streams.channels.items():
                assert np.isfinite(column.values()).any(), (name, channel)
    assert count > 100


def test_reading_twice_gives_the_same(outcomes):
    for name, (data, outcome) in list(outcomes.items())[::10]:
        assert read(name, data, HOME) == outcome


def test_a_gzip_holds_the_same_activity_as_the_file_in_it(outcomes):
    name, data, outcome = next(parsed(outcomes, "20210507_run_garmin_fenix_6.fit"))
    (leaf,) = walk(f"{name}.gz", io.BytesIO(gzip.compress(data)))
    assert isinstance(leaf, Leaf)
    assert read(leaf.name, leaf.data, HOME) == outcome


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("20210507_run_coros_pace_2.fit", "20210507_run_garmin_fenix_6.fit"),
        ("20210604_track_run_coros_pace_2.fit", "20210604_track_run_garmin_fenix_6.fit"),
        ("fit/20181108_run_garmin_fenix_3_hr.fit", "tcx/20181108_run_garmin_fenix_3_hr.tcx"),
        ("gpx/run_03_garmin.gpx", "gpx/run_03_iphone_4s.gpx"),
        ("gpx/run_03_garmin.gpx", "tcx/20130309_run_garmin_fr405cx.tcx"),
        ("tcx/20210119_run_garmin_fenix6_sapphire.tcx", "gpx/20210119_run_garmin_fenix6_sapphire.gpx"),
    ],
)
def test_one_run_on_two_devices_is_nearly_the_same(outcomes, first, second):
    a, b = one(outcomes, first), one(outcomes, second)
    assert (a.sport, a.local_date) == (b.sport, b.local_date)
    assert a.distance_m == pytest.approx(b.distance_m, rel=0.03)
    assert a.moving_s == pytest.approx(b.moving_s, rel=0.03)
    assert abs((a.start_utc - b.start_utc).total_seconds()) < 60
    if a.avg_cadence_spm is not None and b.avg_cadence_spm is not None:
        assert a.avg_cadence_spm == pytest.approx(b.avg_cadence_spm, rel=0.03)


def test_a_doubled_or_halved_cadence_is_seen(outcomes):
    for name, (_, outcome) in outcomes.items():
        if isinstance(outcome, Parsed) and "_run_" in name:
            for activity in outcome.activities:
                if activity.sport is Sport.RUN and activity.avg_cadence_spm is not None:
                    assert 140 < activity.avg_cadence_spm < 210, name


class TestAgainstGpxpy:
    def test_points_times_and_heights_are_equal(self, outcomes):
        gpxpy = pytest.importorskip("gpxpy")
        compared = 0
        for name, data, outcome in parsed(outcomes, ".gpx"):
            theirs = gpxpy.parse(data.decode("utf-8-sig"))
            points = [
                p
                for t in theirs.tracks
                for s in t.segments
                if any(q.time for q in s.points)
                for p in s.points
            ]
            if any(point.time is None for point in points) or "first_and_last" in name:
                continue  # times are filled in, or their clock is mended: compared by tests of their own
            compared += 1
            ours = outcome.activities
            assert sum(len(a.streams) for a in ours) == len(points), name
            times = np.concatenate([a.start_utc.timestamp() + a.streams.values("time_s") for a in ours])
            assert times == pytest.approx([p.time.timestamp() for p in points], abs=2e-3), name
            for channel, attribute in (
                ("latitude_deg", "latitude"),
                ("longitude_deg", "longitude"),
                ("altitude_m", "elevation"),
            ):
                their = np.array([getattr(p, attribute) for p in points], dtype=np.float64)
                if channel == "latitude_deg":
                    their[np.abs(their) > 90] = np.nan
                columns = [a.streams.values(channel) for a in ours]
                if any(column is None for column in columns):
                    assert not np.isfinite(their).any(), (name, channel)
                    continue
                our = np.concatenate(columns)
                known = np.isfinite(our)
                assert (known <= np.isfinite(their)).all(), (name, channel)
                tolerance = 5.1e-4 if channel == "altitude_m" else MICRODEGREE
                assert our[known] == pytest.approx(their[known], abs=tolerance), (name, channel)
        assert compared >= 15


class TestAgainstTcxreader:
    def test_points_are_equal(self, outcomes, fixtures_dir):
        reader = pytest.importorskip("tcxreader.tcxreader")
        compared = 0
        for name, _, outcome in parsed(outcomes, ".tcx"):
            theirs = reader.TCXReader().read(str(fixtures_dir / name), only_gps=False)
            (ours,) = outcome.activities
            compared += 1
            assert len(ours.streams) == len(theirs.trackpoints), name
            start = ours.start_utc.replace(tzinfo=None)
            their_times = [(p.time - start).total_seconds() for p in theirs.trackpoints]
            our_times = ours.streams.values("time_s")
            assert our_times == pytest.approx(their_times, abs=2e-3), name
            for channel, attribute, tolerance in (
                ("latitude_deg", "latitude", MICRODEGREE),
                ("longitude_deg", "longitude", MICRODEGREE),
                ("altitude_m", "elevation", 5.1e-4),
                ("heart_rate_bpm", "hr_value", 0.0),
            ):
                their = np.array([getattr(p, attribute) for p in theirs.trackpoints], dtype=np.float64)
                our = ours.streams.values(channel)
                if our is None:
                    assert not np.isfinite(their).any(), (name, channel)
                    continue
                assert np.isfinite(our).tolist() == np.isfinite(their).tolist(), (name, channel)
                known = np.isfinite(our)
                assert our[known] == pytest.approx(their[known], abs=tolerance), (name, channel)
        assert compared >= 9


@pytest.fixture(scope="module")
def sessions(outcomes):
    """(file, Garmin's sessions, its records, our activities) of every file that its decoder reads whole."""
    sdk = pytest.importorskip("garmin_fit_sdk")
    found = []
    for name, data, outcome in parsed(outcomes, ".fit"):
        if len(data) > 300_000:
            continue  # the decoder takes a second for every 2,600 records
        stream = sdk.Stream.from_byte_array(bytearray(data))
        messages, errors = sdk.Decoder(stream).read()
        theirs = messages.get("session_mesgs", [])
        if theirs and not errors and all("start_time" in s for s in theirs):
            records = messages.get("record_mesgs", [])
            found.append((name, sorted(theirs, key=lambda s: s["start_time"]), records, outcome.activities))
    assert len(found) >= 25
    return found


@pytest.mark.slow
class TestAgainstGarmin:
    """Garmin's own decoder reads each file into messages; its sessions are what ours must amount to."""

    def test_sessions_and_records_are_as_many(self, sessions):
        for name, theirs, records, ours in sessions:
            assert len(ours) == len(theirs), name
            assert sum(len(a.streams) for a in ours) == len(records), name

    def test_distances_are_the_session_s_within_a_thousandth(self, sessions):
        compared = 0
        for name, theirs, _, ours in sessions:
            for session, activity in zip(theirs, ours, strict=True):
                if session.get("total_distance"):
                    compared += 1
                    assert activity.distance_m == pytest.approx(session["total_distance"], rel=1e-3), name
        assert compared >= 25

    def test_starts_elapsed_times_and_climbs_are_the_session_s(self, sessions):
        for name, theirs, _, ours in sessions:
            for session, activity in zip(theirs, ours, strict=True):
                assert abs((activity.start_utc - session["start_time"]).total_seconds()) <= 2, name
                assert activity.elapsed_s == pytest.approx(session["total_elapsed_time"], abs=1), name
                if session.get("total_ascent") is not None:
                    assert activity.ascent_m == pytest.approx(session["total_ascent"], abs=1), name

    def test_heart_rates_are_near_the_session_s(self, sessions):
        """Garmin's mean weighs records, ours time; a strap that comes late makes a difference in swims."""
        for name, theirs, _, ours in sessions:
            for session, activity in zip(theirs, ours, strict=True):
                if session.get("avg_heart_rate") and activity.sport is not Sport.SWIM:
                    assert activity.avg_hr_bpm == pytest.approx(session["avg_heart_rate"], abs=3), name
