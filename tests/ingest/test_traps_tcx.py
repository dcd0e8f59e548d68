"""Traps that TCX files hold, each in a test that names it: what comes out, and the note beside it."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from trap_builders import DAY_S, HOME, START, activity, lap, noted, only, stamp, tcx, track, trackpoint

from backstride.ingest import read
from backstride.records import Failed, Parsed, Skipped, Sport


def run(*activities, **options):
    return only("x.tcx", tcx(*activities), **options)


def test_a_treadmill_without_positions_is_not_lost():
    found = run(activity(lap(track(0, 300, position=False))))
    assert (found.sport, found.indoor, found.distance_m, found.moving_s) == (Sport.RUN, True, 900, 300)
    assert found.offset_source == "home"


def test_a_treadmill_s_cadence_of_both_feet_is_not_doubled():
    found = run(activity(lap(track(0, 300, "<Cadence>172</Cadence>", position=False))))
    assert found.avg_cadence_spm == 172


@pytest.mark.parametrize(("cadence", "spm"), [(0, None), (255, None), (86, 172)])
def test_cadence_of_0_and_of_255(cadence, spm):
    assert run(activity(lap(track(0, 300, f"<Cadence>{cadence}</Cadence>")))).avg_cadence_spm == spm


def test_several_activities_are_separated():
    data = tcx(
        activity(lap(track(0, 300))),
        activity(lap(track(DAY_S, DAY_S + 300), start=DAY_S), start=DAY_S, sport="Biking"),
    )
    first, second = read("x.tcx", data, HOME).activities
    assert (first.sport, first.local_date, first.distance_m) == (Sport.RUN, date(2024, 5, 4), 900)
    assert (second.sport, second.local_date, second.distance_m) == (Sport.RIDE, date(2024, 5, 5), 900)


def test_one_bad_activity_among_several_costs_only_itself():
    bad = activity().replace(stamp(0), "yesterday")
    outcome = read("x.tcx", tcx(bad, activity(lap(track(0, 300)))), HOME)
    assert len(outcome.activities) == 1
    assert "belongs to no day" in outcome.warnings[0]


def test_multisport_is_split():
    swim = activity(lap(track(0, 99, position=False), metres=297), sport="Other")
    inside = (
        f"<FirstSport>{swim}</FirstSport><NextSport>{activity(lap(track(200, 300), start=200), start=200)}"
    )
    data = tcx(f"<MultiSportSession><Id>{stamp(0)}</Id>{inside}</NextSport></MultiSportSession>")
    assert [a.sport for a in read("x.tcx", data, HOME).activities] == [Sport.OTHER, Sport.RUN]


def test_an_offset_of_plus_one_hour():
    """Half past midnight on the runner's clock, in a time zone an hour east of UTC."""
    late = {"zone": "+01:00", "shift_h": 3}  # 00:30 there is 23:30 in UTC
    found = run(activity(lap(track(0, 300, **late), **late), **late))
    assert (found.utc_offset_s, found.offset_source) == (3600, "file")
    assert (found.local_date, f"{found.start_utc:%d %H:%M}") == (date(2024, 5, 5), "04 23:30")


@pytest.mark.parametrize("home", ["Pacific/Auckland", "America/Los_Angeles"])
def test_the_phone_s_current_zone_does_not_move_a_run(home):
    found = run(activity(lap(track(0, 300))), home=ZoneInfo(home))
    assert (found.local_date, found.offset_source) == (date(2024, 5, 4), "position")


def test_a_start_in_1989_does_not_move_the_records():
    found = run(activity(lap(track(0, 300))).replace(f"<Id>{stamp(0)}", "<Id>1989-12-31T00:00:00Z"))
    assert (found.start_utc, found.elapsed_s) == (START, 300)


def test_a_start_years_from_the_records_is_told():
    found = run(activity(lap(track(0, 300))).replace(f"<Id>{stamp(0)}", "<Id>2004-09-18T00:00:00Z"))
    assert found.local_date == date(2024, 5, 4)
    noted(found, "states a start on 2004-09-18", "begin on 2024-05-04")


def test_a_negative_pause():
    """The second track of the lap begins before the first one ends: the clock was set back between them."""
    second = "".join(trackpoint(s, at_s=s - 120) for s in range(301, 601))
    found = run(activity(lap(track(0, 300), f"<Track>{second}</Track>", seconds=600, metres=1800)))
    assert (found.elapsed_s, found.distance_m) == (pytest.approx(600, abs=1), 1800)
    noted(found, "clock was set once (by up to -119 s)")


def test_a_pause_between_tracks():
    later = "".join(trackpoint(s, at_s=s + 900) for s in range(301, 601))
    found = run(activity(lap(track(0, 300), f"<Track>{later}</Track>", seconds=600, metres=1800)))
    assert (found.elapsed_s, found.moving_s) == (1500, pytest.approx(600, abs=1))


def test_20_days_between_two_laps_are_a_clock_that_was_set():
    later = "".join(trackpoint(s, at_s=s + 20 * DAY_S) for s in range(301, 601))
    laps = lap(track(0, 300)), lap(f"<Track>{later}</Track>", start=301 + 20 * DAY_S)
    found = run(activity(*laps))
    assert (found.elapsed_s, found.distance_m) == (pytest.approx(600, abs=1), 1800)
    noted(found, "clock was set once")
    noted(found, "1 laps outside the activity")


def test_a_lap_of_20_days_of_timer():
    found = run(activity(lap(track(0, 300), seconds=20 * DAY_S)))
    assert (found.elapsed_s, found.moving_s) == (300, 300)
    noted(found, "states a time of 1728000 s within 300 s")


def test_a_lap_of_20_days_without_a_track_point():
    found = run(activity(lap(seconds=20 * DAY_S, metres=5000)))
    assert (found.elapsed_s, found.moving_s) == (None, None)
    noted(found, "20 days from start to end")


@pytest.mark.parametrize("metres", [39_462_000, 1e300])
def test_a_stated_distance_of_39_462_km(metres):
    found = run(activity(lap(track(0, 300), metres=metres)))
    assert found.distance_m == 900
    assert noted(found, "km in 300 s", "left out")
    assert found.laps[0].distance_m is None


def test_a_lap_of_39_462_km_without_a_track_point():
    found = run(activity(lap(metres=39_462_000, seconds=0)))
    assert found.distance_m is None
    noted(found, "39,462.0 km in an unknown time")


@pytest.mark.parametrize("metres", [-5.0, float("nan"), float("inf")])
def test_a_distance_that_is_no_number_or_negative(metres):
    found = run(activity(lap(track(0, 300), metres=metres)))
    assert found.distance_m == 900


def test_a_counter_of_39_462_km():
    inside = "".join(trackpoint(s, metres=s * 131_540.0) for s in range(301))
    found = run(activity(lap(f"<Track>{inside}</Track>", metres=0)))
    assert found.distance_m == pytest.approx(900, rel=1e-2)  # by its positions
    assert found.notes


@pytest.mark.parametrize("rate", [255, 300])
def test_a_mean_heart_rate_of_255(rate):
    stated = f"<AverageHeartRateBpm><Value>{rate}</Value></AverageHeartRateBpm>"
    found = run(activity(lap(track(0, 300), inside=stated)))
    assert found.avg_hr_bpm is None
    noted(found, f"mean heart rate of {rate}", "left out")


def test_an_activity_of_one_point():
    found = run(activity(lap(track(0, 0), seconds=1800, metres=5000)))
    assert (found.distance_m, found.elapsed_s, found.moving_s) == (5000, None, 1800)


def test_laps_that_overlap():
    laps = lap(track(0, 300), seconds=500), lap(track(301, 600), start=301, seconds=500)
    found = run(activity(*laps))
    assert [(one.start_s, one.elapsed_s, one.moving_s) for one in found.laps] == [
        (0, 301, 301),
        (301, 299, 299),
    ]


def test_a_last_lap_that_states_nothing():
    found = run(activity(lap(track(0, 200), seconds=200, metres=600), lap(start=201, seconds=0, metres=0)))
    assert found.distance_m == 600


def test_a_planned_course_and_zero_bytes():
    course = tcx().replace(b"Activities>", b"Courses>").replace(b"</Courses>", b"<Course/></Courses>")
    assert isinstance(read("x.tcx", course, HOME), Skipped)
    for data in (b"", b"\0" * 900):
        assert isinstance(read("x.tcx", data, HOME), Failed)


def test_newest_first_with_an_offset_and_a_doubled_cadence():
    zone = {"zone": "+02:00", "shift_h": 2}
    inside = "".join(
        trackpoint(s, "<Cadence>172</Cadence>", metres=9.0, position=False, **zone)
        for s in range(600, -1, -3)
    )
    found = run(activity(lap(f"<Track>{inside}</Track>", seconds=600, metres=1800, **zone), **zone))
    assert (found.elapsed_s, found.distance_m, found.avg_cadence_spm) == (600, 1800, 172)
    assert (found.start_utc, found.utc_offset_s) == (START, 7200)


def test_a_cut_file_with_a_jump_in_it_keeps_what_stands_before_the_cut():
    later = "".join(trackpoint(s, at_s=s + 20 * DAY_S) for s in range(301, 601))
    whole = tcx(activity(lap(track(0, 300), f"<Track>{later}</Track>")))
    outcome = read("x.tcx", whole[: len(whole) * 3 // 4], HOME)
    assert isinstance(outcome, Parsed)
    assert outcome.activities[0].elapsed_s == pytest.approx(450, abs=10)
    assert outcome.warnings
