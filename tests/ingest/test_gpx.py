"""GPX in all the shapes in which it is met, a test for each trap."""

import gc
import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backstride.ingest import read
from backstride.records import Failed, Parsed, Skipped, Sport

HOME = ZoneInfo("Europe/Helsinki")
START = datetime(2024, 5, 4, 21, 30, tzinfo=UTC)
NAMESPACE = 'xmlns="http://www.topografix.com/GPX/1/1"'
EXTENSION = "http://www.garmin.com/xmlschemas/TrackPointExtension/v1"


def point(second, inside="", latitude=None, zone="Z", when=None):
    latitude = 52.5 + second * 3 / 111_195 if latitude is None else latitude
    moment = START + timedelta(seconds=second) if when is None else when
    stamp = "" if when == "" else f"<time>{moment:%Y-%m-%dT%H:%M:%S}{zone}</time>"
    return f'<trkpt lat="{latitude:.7f}" lon="13.4">{stamp}{inside}</trkpt>'


def segment(*points):
    return "<trkseg>" + "".join(points) + "</trkseg>"


def gpx(*segments, kind="<type>running</type>", head=NAMESPACE, before=""):
    return f'{before}<gpx version="1.1" {head}><trk>{kind}{"".join(segments)}</trk></gpx>'.encode()


def steady(first=0, last=300):
    return [point(second) for second in range(first, last + 1)]


def only(data, name="x.gpx"):
    outcome = read(name, data, HOME)
    assert isinstance(outcome, Parsed), outcome
    (activity,) = outcome.activities
    return activity


def test_a_track_is_an_activity():
    activity = only(gpx(segment(*steady())))
    assert (activity.sport, activity.source, activity.start_utc) == (Sport.RUN, "gpx", START)
    assert activity.distance_m == pytest.approx(900, rel=1e-3)
    assert (activity.elapsed_s, activity.moving_s) == (300, 300)
    assert activity.local_date == date(2024, 5, 4)


@pytest.mark.parametrize(
    ("head", "before"),
    [
        (NAMESPACE, "\ufeff<?xml version='1.0' encoding='UTF-8'?>"),
        ("", "\n  "),
        (NAMESPACE, "          <?xml version='1.0' encoding='UTF-8'?>"),
        (NAMESPACE, "\ufeff\n<?xml version='1.0' encoding='UTF-8'?>"),
        ('xmlns="http://www.topografix.com/GPX/1/0"', "<?xml version='1.0'?>\n<!-- GPX 1.0 -->"),
    ],
    ids=["byte order mark", "no namespace", "blanks first", "mark and blanks", "GPX 1.0"],
)
def test_heads(head, before):
    outcome = read("x.gpx", gpx(segment(*steady()), head=head, before=before), HOME)
    assert isinstance(outcome, Parsed)
    assert outcome.warnings == ()
    assert len(outcome.activities[0].streams) == 301


def test_utf_16_is_read():
    data = gpx(segment(*steady())).decode()
    assert len(only(f"<?xml version='1.0' encoding='UTF-16'?>{data}".encode("utf-16")).streams) == 301


class TestTimes:
    def test_an_offset_is_the_runner_s_own(self):
        shifted = [point(s, zone="+03:00", when=START + timedelta(hours=3, seconds=s)) for s in range(60)]
        activity = only(gpx(segment(*shifted)))
        assert (activity.offset_source, activity.utc_offset_s) == ("file", 10_800)
        assert (activity.start_utc, activity.local_date) == (START, date(2024, 5, 5))

    @pytest.mark.parametrize("zone", ["Z", "+00:00", ""])
    def test_utc_says_nothing_of_where_the_runner_was(self, zone):
        activity = only(gpx(segment(*[point(s, zone=zone) for s in range(60)])))
        assert (activity.offset_source, activity.start_utc) == ("position", START)

    def test_fractions_of_a_second(self):
        points = [
            point(0, when=START, zone=".2500Z"),
            point(1, when=START + timedelta(seconds=1), zone=".7500Z"),
        ]
        assert only(gpx(segment(*points))).streams.values("time_s").tolist() == [0, 1.5]

    def test_points_without_a_time_are_placed_between_the_others(self):
        points = steady()
        points[100] = point(100, when="")
        activity = only(gpx(segment(*points)))
        assert len(activity.streams) == 301
        assert activity.streams.values("time_s")[100] == 100
        assert any("without a possible time" in note for note in activity.notes)

    def test_no_times_at_all_is_skipped_and_says_so(self):
        outcome = read("x.gpx", gpx(segment(point(0, when=""), point(1, when=""))), HOME)
        assert isinstance(outcome, Skipped)
        assert "no times" in outcome.reason

    @pytest.mark.parametrize("stamp", ["2024-13-04T21:30:00Z", "2024-02-30T00:00:00Z", "soon", "2024"])
    def test_a_time_that_is_none_is_unknown(self, stamp):
        points = [p.replace("2024-05-04T21:31:00Z", stamp) for p in steady()]
        activity = only(gpx(segment(*points)))
        assert activity.elapsed_s == 300
        assert any(note.startswith("1 records") for note in activity.notes)


class TestSegments:
    def test_a_gap_between_segments_is_a_pause(self):
        activity = only(gpx(segment(*steady(0, 100)), segment(*steady(160, 260))))
        assert activity.elapsed_s == 260
        assert activity.moving_s == pytest.approx(200, abs=1)
        assert activity.distance_m == pytest.approx(600, rel=1e-3)  # the way across the gap is not known

    def test_empty_segments_and_points_are_no_matter(self):
        activity = only(gpx(segment(), segment("<trkpt/>", *steady()), segment("<trkpt></trkpt>")))
        assert len(activity.streams) == 301

    def test_a_segment_that_repeats_earlier_content_counts_once(self):
        activity = only(gpx(segment(*steady(0, 100)), segment(*steady(0, 200))))
        assert len(activity.streams) == 201
        assert any("101 points that repeat" in note for note in activity.notes)

    def test_segments_out_of_order_are_put_in_order(self):
        activity = only(gpx(segment(*steady(200, 300)), segment(*steady(0, 100))))
        assert activity.elapsed_s == 300
        assert (np.diff(activity.streams.values("time_s")) >= 0).all()

    def test_a_trip_of_two_days_is_two_activities(self):
        outcome = read("x.gpx", gpx(segment(*steady(0, 99)), segment(*steady(86_400, 86_499))), HOME)
        assert [a.local_date for a in outcome.activities] == [date(2024, 5, 4), date(2024, 5, 5)]

    def test_tracks_far_apart_are_activities_and_tracks_close_by_are_one(self):
        def two(apart_s):
            track = f"</trk><trk><type>running</type>{segment(*steady(apart_s, apart_s + 99))}"
            return read("x.gpx", gpx(segment(*steady(0, 99)), track), HOME).activities

        assert len(two(600)) == 1
        assert len(two(3 * 3600)) == 2

    @pytest.mark.parametrize("latitude", [100.0, 200.0])
    def test_pause_marks_are_no_places(self, latitude):
        points = steady()
        points[150] = point(150, latitude=latitude)
        activity = only(gpx(segment(*points)))
        assert activity.distance_m == pytest.approx(900, rel=1e-3)
        assert any("no place on Earth" in note for note in activity.notes)


class TestExtensions:
    def columns(self, inside, head=NAMESPACE, n=120):
        activity = only(gpx(segment(*[point(s, inside) for s in range(n)]), head=head))
        return {
            name: activity.streams.values(name)[0]
            for name in activity.streams.channels
            if name not in ("time_s", "latitude_deg", "longitude_deg", "distance_m")
        }

    def test_garmin_s(self):
        inside = (
            "<ele>12.5</ele><extensions><g:TrackPointExtension><g:atemp>21.0</g:atemp><g:hr>150</g:hr>"
            "<g:cad>88</g:cad></g:TrackPointExtension><power>250</power></extensions>"
        )
        assert self.columns(inside, f'{NAMESPACE} xmlns:g="{EXTENSION}"') == {
            "altitude_m": 12.5,
            "temperature_c": 21,
            "heart_rate_bpm": 150,
            "cadence_spm": 176,
            "power_w": 250,
        }

    def test_a_prefix_without_its_namespace_is_no_damage(self):
        inside = "<extensions><gpxdata:hr>141</gpxdata:hr><gpxdata:cadence>84</gpxdata:cadence></extensions>"
        data = gpx(segment(*[point(s, inside) for s in range(60)]))
        outcome = read("x.gpx", data, HOME)
        assert outcome.warnings == ()
        assert outcome.activities[0].avg_hr_bpm == 141
        assert outcome.activities[0].avg_cadence_spm == 168

    @pytest.mark.parametrize("inside", ["<speed>2.5</speed>", "<extensions><speed>2.5</speed></extensions>"])
    def test_speed_in_both_places(self, inside):
        assert self.columns(inside) == {"speed_mps": 2.5}

    def test_a_sensor_that_comes_late_keeps_its_place(self):
        points = steady(0, 9) + [point(s, "<extensions><hr>150</hr></extensions>") for s in range(10, 20)]
        rate = only(gpx(segment(*points))).streams.values("heart_rate_bpm")
        assert np.isnan(rate[:10]).all()
        assert (rate[10:] == 150).all()

    def test_a_number_that_cannot_be_read_is_unknown(self):
        points = [point(s, f"<ele>{'-' if s == 3 else s}</ele>") for s in range(20)]
        height = only(gpx(segment(*points))).streams.values("altitude_m")
        assert np.flatnonzero(np.isnan(height)).tolist() == [3]


class TestSport:
    @pytest.mark.parametrize(
        ("kind", "name", "sport"),
        [
            ("<type>9</type>", "x.gpx", Sport.RUN),
            ("<type>cycling</type>", "x.gpx", Sport.RIDE),
            ("<type>kitesurfing</type>", "x.gpx", Sport.OTHER),
            ("<name>Evening Walk</name>", "x.gpx", Sport.WALK),
            ("<name>Untitled</name>", "runs/bike_tour.gpx", Sport.RIDE),
            ("", "x.gpx", Sport.RUN),  # by its speed of 3 m/s
        ],
    )
    def test_by_type_title_file_and_speed(self, kind, name, sport):
        assert only(gpx(segment(*steady()), kind=kind), name).sport is sport

    def test_a_treadmill_is_indoors(self):
        assert only(gpx(segment(*steady()), kind="<type>treadmill_running</type>")).indoor


class TestDamage:
    def test_a_file_cut_short_is_read_up_to_the_fault_with_a_warning(self):
        whole = gpx(segment(*steady()))
        outcome = read("x.gpx", whole[: len(whole) // 2], HOME)
        assert isinstance(outcome, Parsed)
        assert "damaged at line" in outcome.warnings[0]
        assert 140 < len(outcome.activities[0].streams) < 155

    def test_a_file_cut_before_its_first_point_has_failed(self):
        outcome = read("x.gpx", gpx(segment(*steady()))[:120], HOME)
        assert isinstance(outcome, Failed)

    @pytest.mark.parametrize("data", [b"", b"\0\0\0\0", b"   ", b"not XML", b"<gpx", b"<gpx><trk><"])
    def test_no_gpx_at_all_has_failed(self, data):
        assert isinstance(read("x.gpx", data, HOME), Failed)

    @pytest.mark.parametrize(
        "inside",
        [
            "",
            '<rte><rtept lat="1" lon="2"/></rte>',
            '<wpt lat="1" lon="2"/>',
            "<trk/>",
            "<trk><trkseg/></trk>",
        ],
    )
    def test_what_was_planned_was_not_run(self, inside):
        assert isinstance(read("x.gpx", f"<gpx {NAMESPACE}>{inside}</gpx>".encode(), HOME), Skipped)

    def test_a_single_point_is_no_activity(self):
        assert isinstance(read("x.gpx", gpx(segment(point(0))), HOME), Skipped)


LAUGHS = '<!ENTITY l0 "lol">' + "".join(f'<!ENTITY l{i + 1} "{f"&l{i};" * 10}">' for i in range(9))


@pytest.mark.parametrize(
    "doctype",
    [
        f"<!DOCTYPE gpx [{LAUGHS}]>",
        '<!DOCTYPE gpx [<!ENTITY f SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE gpx SYSTEM "http://127.0.0.1:9/evil.dtd">',
    ],
    ids=["billion laughs", "local file", "network"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_and_document_types_are_refused_at_once(doctype, encoding):
    body = gpx(segment(*steady()), kind="<name>&l9;&f;</name>").decode()
    data = f"<?xml version='1.0' encoding='{encoding}'?>{doctype}{body}".encode(encoding)
    started = time.process_time()
    outcome = read("x.gpx", data, HOME)
    assert isinstance(outcome, Failed)
    assert "refused" in outcome.reason
    assert time.process_time() - started < 0.5


def test_deep_nesting_does_no_harm():
    outcome = read("x.gpx", b"<gpx>" + b"<a>" * 200_000, HOME)
    assert isinstance(outcome, Failed | Skipped)


@pytest.mark.parametrize(
    "data",
    [b"<gpx>" + b"<a/>" * 3_000_000, b"<gpx>" + b'<a b="" c="" d=""/>' * 800_000],
    ids=["tags", "attributes"],
)
def test_a_document_of_nothing_but_elements_is_refused_at_once(data):
    started = time.process_time()
    outcome = read("x.gpx", data, HOME)
    assert isinstance(outcome, Failed)
    assert "refused" in outcome.reason
    assert time.process_time() - started < 1.0


def test_reading_takes_time_in_proportion_to_size():
    def seconds(n):
        points = [point(s, f"<ele>{s % 7}</ele>") for s in range(n)]
        data = gpx(segment(*points[: n // 2], point(n // 2), *points[n // 2 :]))  # not of one layout
        rounds = []
        gc.collect()
        gc.disable()  # else the garbage of all the tests before is part of the time
        for _ in range(3):  # the least of them: another process may get in the way of one
            started = time.process_time()
            only(data)
            rounds.append(time.process_time() - started)
        gc.enable()
        return min(rounds)

    seconds(100)
    assert seconds(16_000) < 20 * max(seconds(2_000), 0.01)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=60), st.integers(0, 4000))
def test_no_damage_makes_it_raise(noise, at):
    whole = gpx(segment(*steady(0, 40)))
    at %= len(whole)
    outcome = read("x.gpx", whole[:at] + noise + whole[at + len(noise) :], HOME)
    assert isinstance(outcome, Parsed | Skipped | Failed)
    assert "reader failed" not in getattr(outcome, "reason", "")
