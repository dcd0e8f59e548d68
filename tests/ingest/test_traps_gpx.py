"""Traps that GPX files hold, each in a test that names it: what comes out, and the note beside it."""

from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from trap_builders import DAY_S, GPX, START, gpx, noted, only, point, points, segment, stamp

from backstride.ingest import read
from backstride.records import Failed, Parsed, Skipped, Sport


def run(*segments, **options):
    return only("x.gpx", gpx(*segments, **options))


class TestTimes:
    def test_no_times(self):
        outcome = read("x.gpx", gpx(segment(*points(0, 99, time=""))), ZoneInfo("UTC"))
        assert isinstance(outcome, Skipped)
        assert "no times" in outcome.reason

    def test_some_times(self):
        inside = points(0, 300)
        inside[50:150] = points(50, 149, time="")
        found = run(segment(*inside))
        assert (found.elapsed_s, len(found.streams)) == (300, 301)
        assert found.distance_m == pytest.approx(900, rel=1e-3)
        noted(found, "100 records without a possible time", "placed between their neighbours")

    def test_times_at_the_ends_only(self):
        inside = points(0, 300, time="")
        inside[0], inside[-1] = point(0), point(300)
        found = run(segment(*inside))
        assert (found.elapsed_s, found.moving_s) == (300, 300)
        noted(found, "299 records without a possible time")

    def test_a_segment_without_times_beside_one_with_them(self):
        found = run(segment(*points(0, 99, time="")), segment(*points(100, 300)))
        assert found.elapsed_s == 200
        noted(found, "1 segments without times", "left out")

    def test_all_times_the_same(self):
        found = run(segment(*points(0, 99, at_s=0)))
        assert (found.elapsed_s, found.moving_s) == (None, None)
        assert found.local_date == date(2024, 5, 4)
        noted(found, "all its records bear one time")

    @pytest.mark.parametrize("year", ["1989", "2093", "0001", "9999"])
    def test_a_year_that_cannot_be(self, year):
        data = gpx(segment(*points(0, 99))).replace(b"2024-", f"{year}-".encode())
        outcome = read("x.gpx", data, ZoneInfo("UTC"))
        assert isinstance(outcome, Failed)
        assert "belongs to no day" in outcome.reason

    def test_newest_point_first(self):
        found = run(segment(*[point(second) for second in range(600, -1, -10)]))
        assert (found.start_utc, found.elapsed_s) == (START, 600)
        assert found.distance_m == pytest.approx(1800, rel=1e-3)
        noted(found, "did not stand in the order of their times")

    def test_a_time_jump_of_20_days(self):
        found = run(segment(*points(0, 300), *(point(s, at_s=s + 20 * DAY_S) for s in range(301, 600))))
        assert found.elapsed_s == pytest.approx(599, abs=1)
        assert found.distance_m == pytest.approx(1797, rel=1e-2)
        noted(found, "clock was set once", "the times were joined")

    def test_a_jump_of_hours_that_is_taken_back(self):
        """Too short to be told from a pause by itself: that it is undone tells."""
        odd = [point(s, at_s=s + 20 * 3600) for s in range(300, 304)]
        found = run(segment(*points(0, 299), *odd, *points(304, 600)))
        assert found.elapsed_s == pytest.approx(600, abs=2)
        noted(found, "clock was set 2 times")

    def test_a_backwards_clock(self):
        found = run(segment(*points(0, 300), *(point(s, at_s=s - 7200) for s in range(301, 601))))
        assert found.elapsed_s == 600
        assert (np.diff(found.streams.values("time_s")) >= 0).all()
        noted(found, "clock was set once (by up to -7199 s)")

    def test_a_stray_time_does_not_tear_a_trip_apart_or_join_two(self):
        first = [point(5, at_s=30 * 365 * DAY_S), *points(0, 299)]
        second = [f"</trkseg></trk><trk><type>running</type><trkseg>{''.join(points(DAY_S, DAY_S + 300))}"]
        outcome = read("x.gpx", gpx(segment(*first, *second)), ZoneInfo("UTC"))
        assert [a.local_date for a in outcome.activities] == [date(2024, 5, 4), date(2024, 5, 5)]
        assert [a.elapsed_s for a in outcome.activities] == pytest.approx([299, 300], abs=1)
        joined = run(segment(*points(0, 99)), segment(point(100, at_s=-20 * 365 * DAY_S), *points(101, 300)))
        assert joined.elapsed_s == 300


class TestDay:
    def test_an_offset_that_moved_a_run_to_the_wrong_day(self):
        """Half past midnight on the runner's clock is half past ten at night in UTC."""
        inside = [point(s, time=f"<time>{stamp(s, '+03:00', 3)}</time>") for s in range(300)]
        found = run(segment(*inside))
        assert (found.local_date, found.offset_source) == (date(2024, 5, 5), "file")
        assert found.start_utc == START

    @pytest.mark.parametrize("home", ["Pacific/Auckland", "America/Los_Angeles", "UTC"])
    def test_the_phone_s_current_zone_does_not_move_a_run(self, home):
        found = only("x.gpx", gpx(segment(*points(0, 300))), ZoneInfo(home))
        assert (found.local_date, found.offset_source, found.utc_offset_s) == (
            date(2024, 5, 4),
            "position",
            7200,
        )

    def test_a_platform_s_own_offset_is_told_where_it_moves_the_day(self):
        inside = [point(s, time=f"<time>{stamp(s, '+11:00', 11)}</time>") for s in range(300)]
        found = run(segment(*inside))
        assert (found.local_date, found.start_utc) == (date(2024, 5, 5), START)
        noted(found, "+11 h from UTC", "the place has +2 h", "2024-05-04")

    def test_an_offset_that_no_place_has(self):
        inside = [point(s, time=f"<time>{stamp(s, '+17:00', 17)}</time>") for s in range(300)]
        found = run(segment(*inside))
        assert (found.local_date, found.offset_source) == (date(2024, 5, 4), "position")
        noted(found, "which no place has")


class TestShapes:
    def test_routes_only(self):
        inside = "".join(points(0, 99)).replace("trkpt", "rtept")
        outcome = read("x.gpx", f"<gpx {GPX}><rte>{inside}</rte></gpx>".encode(), ZoneInfo("UTC"))
        assert isinstance(outcome, Skipped)
        assert "only a route" in outcome.reason

    @pytest.mark.parametrize(
        ("head", "before"), [(GPX, "\ufeff"), ("", ""), ("", "\ufeff"), ('xmlns=""', "\ufeff\n ")]
    )
    def test_byte_order_mark_and_no_namespace(self, head, before):
        found = run(segment(*points(0, 300)), head=head, before=before)
        assert (found.elapsed_s, found.notes) == (300, ())

    def test_a_pause_shown_only_by_a_segment_gap(self):
        """The runner took a bus between the two: neither its time nor its way are the run's."""
        later = [point(s, at_s=s - 1000) for s in range(3000, 3301)]
        found = run(segment(*points(0, 300)), segment(*later))
        assert (found.elapsed_s, found.moving_s) == (2300, pytest.approx(600, abs=1))
        assert found.distance_m == pytest.approx(1800, rel=1e-3)

    def test_pause_sentinels_of_latitude_100_and_200(self):
        """What lies between the two is a pause; taken for places they once made 39,462 km."""
        marks = [point(301, latitude=100.0), point(302, at_s=900, latitude=200.0)]
        later = [point(s, at_s=s - 1100) for s in range(2001, 2302)]
        found = run(segment(*points(0, 300), *marks, *later))
        assert found.distance_m == pytest.approx(1800, rel=1e-2)
        assert (found.elapsed_s, found.moving_s) == (1201, pytest.approx(600, abs=5))
        noted(found, "2 positions that are no place on Earth")

    def test_repeated_segments(self):
        once = points(0, 300)
        found = run(segment(*once), segment(*once), segment(*points(200, 600)))
        assert (found.elapsed_s, len(found.streams)) == (600, 601)
        assert found.distance_m == pytest.approx(
            1797, rel=1e-3
        )  # the step into the next segment is not known
        noted(found, "402 points that repeat an earlier segment")

    def test_empty_track_points(self):
        empty = ['<trkpt lat="" lon=""/>', "<trkpt/>", '<trkpt lat="x" lon="y"><time/></trkpt>']
        found = run(segment(*empty, *points(0, 300), *empty))
        assert (found.elapsed_s, found.distance_m) == (300, pytest.approx(900, rel=1e-3))

    @pytest.mark.parametrize("inside", ["", segment(), segment(point(0))])
    def test_nothing_or_one_point(self, inside):
        assert isinstance(read("x.gpx", gpx(inside), ZoneInfo("UTC")), Skipped)

    def test_several_activities_are_separated(self):
        later = segment(*points(DAY_S, DAY_S + 300))
        outcome = read("x.gpx", gpx(segment(*points(0, 300)), f"</trk><trk>{later}"), ZoneInfo("UTC"))
        assert [a.elapsed_s for a in outcome.activities] == [300, 300]

    def test_zero_bytes(self):
        for data in (b"", b"\0" * 900):
            outcome = read("x.gpx", data, ZoneInfo("UTC"))
            assert isinstance(outcome, Failed)


class TestFigures:
    def test_a_way_of_39_462_km_between_fixes(self):
        inside = points(0, 300)
        inside[100:110] = [point(s, latitude=-33.0) for s in range(100, 110)]
        found = run(segment(*inside))
        assert found.distance_m == pytest.approx(900, rel=0.05)
        noted(found, "2 leaps between positions")

    def test_a_run_at_the_speed_of_a_ride(self):
        found = run(segment(*points(0, 2400, mps=10.0)))
        assert (found.sport, found.distance_m) == (Sport.RUN, None)
        assert "distance_m" not in found.streams.channels
        noted(found, "2400 s at a speed that no one runs")

    def test_a_walk_at_40_km_an_hour(self):
        found = run(segment(*points(0, 2400, mps=11.1)), kind="walking")
        assert (found.sport, found.distance_m) == (Sport.WALK, None)

    def test_a_ride_at_40_km_an_hour_is_one(self):
        found = run(segment(*points(0, 2400, mps=11.1)), kind="cycling")
        assert found.distance_m == pytest.approx(26_640, rel=1e-3)
        assert found.notes == ()

    def test_a_drive_home_with_the_app_on(self):
        drive = [point(s, latitude=52.5 + (1800 * 3 + (s - 1800) * 18) / 111_195) for s in range(1801, 2401)]
        found = run(segment(*points(0, 1800), *drive))
        assert found.distance_m == pytest.approx(5400, rel=0.02)
        assert found.moving_s == pytest.approx(1800, rel=0.03)
        noted(found, "as if driven")

    def test_sprints_are_no_drive(self):
        """Twelve times 200 m at 8 m/s, as on a track, with a jog between them."""
        metres, inside = 0.0, []
        for second in range(1800):
            metres += 8.0 if second % 150 < 25 else 2.0
            inside.append(point(second, latitude=52.5 + metres / 111_195))
        found = run(segment(*inside))
        assert found.distance_m == pytest.approx(metres, rel=1e-2)
        assert found.notes == ()

    def test_jitter_that_amounts_to_a_sprint(self):
        rng = np.random.default_rng(5)
        inside = [point(s, latitude=52.5 + rng.normal(0, 8) / 111_195) for s in range(1800)]
        found = run(segment(*inside))
        assert found.distance_m is None or found.distance_m / found.moving_s < 6
        assert found.notes

    @pytest.mark.parametrize("height", ["-9999", "-32768", "65535", "1e30"])
    def test_heights_that_stand_for_unknown(self, height):
        inside = points(0, 600, "<ele>40</ele>")
        inside[200:205] = points(200, 204, f"<ele>{height}</ele>")
        found = run(segment(*inside))
        assert (found.ascent_m, found.descent_m) == (0, 0)
        assert np.nanmax(np.abs(found.streams.values("altitude_m"))) == 40

    @pytest.mark.parametrize(("cadence", "spm"), [("0", None), ("255", None), ("88", 176), ("176", 176)])
    def test_cadence_of_0_and_of_255_and_a_doubled_one(self, cadence, spm):
        found = run(segment(*points(0, 300, f"<extensions><cad>{cadence}</cad></extensions>")))
        assert found.avg_cadence_spm == spm

    @pytest.mark.parametrize("rate", ["255", "-1", "1000"])
    def test_heart_rate_of_255(self, rate):
        found = run(segment(*points(0, 300, f"<extensions><hr>{rate}</hr></extensions>")))
        assert (found.avg_hr_bpm, found.max_hr_bpm) == (None, None)
        noted(found, "301 heart rates at which no heart beats")


class TestTwoTrapsAtOnce:
    def test_a_repeated_segment_a_jump_and_a_pause_mark(self):
        first = points(0, 300)
        marks = [point(300, latitude=100.0), point(301, at_s=20 * DAY_S + 301, latitude=200.0)]
        later = [point(s, at_s=20 * DAY_S + s) for s in range(302, 601)]
        found = run(segment(*first, *marks, *later), segment(*first))
        assert found.elapsed_s == pytest.approx(600, abs=10)
        assert found.distance_m == pytest.approx(1800, rel=0.02)

    def test_newest_first_without_some_times_in_two_segments(self):
        inside = [point(second) for second in range(600, -1, -5)]
        inside[20:30] = [point(s, time="") for s in range(20, 30)]
        found = run(segment(*inside[:60]), segment(*inside[60:]))
        assert found.elapsed_s == pytest.approx(600, abs=5)
        assert found.distance_m == pytest.approx(1800, rel=0.1)

    def test_a_cut_file_whose_last_point_has_half_a_time(self):
        whole = gpx(segment(*points(0, 300)))
        at = whole.index(stamp(200).encode()) + 10
        outcome = read("x.gpx", whole[:at], ZoneInfo("UTC"))
        assert isinstance(outcome, Parsed)
        assert outcome.activities[0].elapsed_s == 199
        assert "what could be read was kept" in outcome.warnings[0]
