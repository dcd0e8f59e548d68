"""TCX in all the shapes in which it is met, a test for each trap."""

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
HEAD = (
    '<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2" '
    'xmlns:ns3="http://www.garmin.com/xmlschemas/ActivityExtension/v2">'
)


def stamp(second, zone="Z", shift_h=0):
    return f"{START + timedelta(seconds=second, hours=shift_h):%Y-%m-%dT%H:%M:%S}{zone}"


def point(second, inside="", position=True, distance=True, **zone):
    place = (
        f"<Position><LatitudeDegrees>{52.5 + second * 3 / 111_195:.7f}</LatitudeDegrees>"
        "<LongitudeDegrees>13.4</LongitudeDegrees></Position>"
    )
    way = f"<DistanceMeters>{second * 3.0}</DistanceMeters>"
    return (
        f"<Trackpoint><Time>{stamp(second, **zone)}</Time>{place if position else ''}"
        f"{way if distance else ''}{inside}</Trackpoint>"
    )


def track(first, last, inside="", **options):
    return "<Track>" + "".join(point(s, inside, **options) for s in range(first, last + 1)) + "</Track>"


def lap(*tracks, start=0, seconds=300.0, metres=900.0, inside=""):
    return (
        f'<Lap StartTime="{stamp(start)}"><TotalTimeSeconds>{seconds}</TotalTimeSeconds>'
        f"<DistanceMeters>{metres}</DistanceMeters><Calories>99</Calories>{inside}{''.join(tracks)}</Lap>"
    )


def activity(*laps, sport="Running", inside="", start=0, **zone):
    attribute = f' Sport="{sport}"' if sport else ""
    return f"<Activity{attribute}><Id>{stamp(start, **zone)}</Id>{''.join(laps)}{inside}</Activity>"


def tcx(*activities):
    return f"{HEAD}<Activities>{''.join(activities)}</Activities></TrainingCenterDatabase>".encode()


def only(data, name="x.tcx"):
    outcome = read(name, data, HOME)
    assert isinstance(outcome, Parsed), outcome
    (found,) = outcome.activities
    return found


def test_an_activity_with_its_lap():
    found = only(tcx(activity(lap(track(0, 300)), inside="<Creator><Name>Watch 9</Name></Creator>")))
    assert (found.sport, found.source, found.device) == (Sport.RUN, "tcx", "Watch 9")
    assert (found.start_utc, found.local_date) == (START, date(2024, 5, 4))
    assert (found.distance_m, found.elapsed_s, found.moving_s) == (900, 300, 300)
    assert [(x.start_s, x.elapsed_s, x.moving_s, x.distance_m) for x in found.laps] == [(0, 300, 300, 900)]


def test_a_treadmill_run_without_positions_is_not_lost():
    found = only(tcx(activity(lap(track(0, 300, position=False)))))
    assert (found.indoor, found.distance_m, found.moving_s) == (True, 900, 300)
    assert found.offset_source == "home"


def test_a_lap_without_track_points_is_not_lost():
    rate = "<AverageHeartRateBpm><Value>150</Value></AverageHeartRateBpm>"
    found = only(tcx(activity(lap(seconds=1800.0, metres=5000.0, inside=rate))))
    assert (found.distance_m, found.elapsed_s, found.moving_s) == (5000, 1800, 1800)
    assert (found.avg_hr_bpm, found.indoor) == (150, True)


def test_several_activities_in_one_file():
    day = 86_400
    data = tcx(activity(lap(track(0, 99))), activity(lap(track(day, day + 99), start=day), start=day))
    assert [a.local_date for a in read("x.tcx", data, HOME).activities] == [
        date(2024, 5, 4),
        date(2024, 5, 5),
    ]


def test_a_multisport_session_is_one_activity_per_sport():
    swim = activity(
        lap(track(0, 99, distance=False), metres=300), sport="Other", inside="<Notes>Swim</Notes>"
    )
    run = activity(lap(track(200, 299), start=200, metres=297), start=200)
    data = (
        f"{HEAD}<Activities><MultiSportSession><Id>{stamp(0)}</Id><FirstSport>{swim}</FirstSport>"
        f"<NextSport>{run}</NextSport></MultiSportSession></Activities></TrainingCenterDatabase>"
    )
    found = read("x.tcx", data.encode(), HOME).activities
    assert [a.sport for a in found] == [Sport.SWIM, Sport.RUN]
    assert found[1].distance_m == 297


def test_an_offset_is_the_runner_s_own():
    options = {"zone": "+03:00", "shift_h": 3}
    found = only(tcx(activity(lap(track(0, 99, **options)), **options)))
    assert (found.offset_source, found.utc_offset_s) == ("file", 10_800)
    assert (found.start_utc, found.local_date) == (START, date(2024, 5, 5))


class TestCadence:
    def spm(self, inside):
        return only(tcx(activity(lap(track(0, 99, inside), metres=297)))).avg_cadence_spm

    def test_run_cadence_counts_one_foot(self):
        inside = "<Extensions><ns3:TPX><ns3:Speed>3</ns3:Speed><ns3:RunCadence>88</ns3:RunCadence></ns3:TPX>"
        assert self.spm(inside + "</Extensions>") == 176

    def test_so_does_cadence(self):
        assert self.spm("<Cadence>88</Cadence>") == 176

    def test_a_treadmill_s_doubled_cadence_is_not_doubled_again(self):
        assert self.spm("<Cadence>172</Cadence>") == 172

    def test_run_cadence_goes_before_a_foot_pod_s_zero(self):
        run = "<Extensions><ns3:TPX><ns3:RunCadence>88</ns3:RunCadence></ns3:TPX></Extensions>"
        assert self.spm(f"<Cadence>0</Cadence>{run}") == 176


class TestDistance:
    def test_a_counter_that_restarts_with_each_lap_is_carried_on(self):
        restarted = "<Track>" + "".join(
            point(s, position=False, distance=False).replace(
                "</Trackpoint>", f"<DistanceMeters>{(s - 301) * 3.0}</DistanceMeters></Trackpoint>"
            )
            for s in range(301, 602)
        )
        data = tcx(activity(lap(track(0, 300, position=False)), lap(restarted + "</Track>", start=301)))
        found = only(data)
        assert found.distance_m == 1800
        assert found.streams.values("distance_m")[-1] == pytest.approx(1800)

    def test_zeros_all_along_are_replaced_by_positions(self):
        zeros = (
            track(0, 300)
            .replace("<DistanceMeters>", "<DistanceMeters>0<!--")
            .replace("</DistanceMeters>", "--></DistanceMeters>")
        )
        assert only(tcx(activity(lap(zeros, metres=0)))).distance_m == pytest.approx(900, rel=1e-3)

    def test_steps_in_place_of_a_counter_are_replaced_by_positions(self):
        rng = np.random.default_rng(3)
        points = "".join(
            point(s, f"<DistanceMeters>{3 + rng.normal(0, 0.3):.3f}</DistanceMeters>", distance=False)
            for s in range(301)
        )
        found = only(tcx(activity(lap(f"<Track>{points}</Track>", metres=0))))
        assert found.distance_m == pytest.approx(900, rel=1e-3)

    def test_a_lap_that_states_less_than_was_recorded_is_not_believed(self):
        assert only(tcx(activity(lap(track(0, 300), metres=17.42)))).distance_m == pytest.approx(900)


def test_between_the_tracks_of_a_lap_the_timer_stood():
    found = only(tcx(activity(lap(track(0, 100), track(160, 260), seconds=200))))
    assert (found.elapsed_s, found.moving_s) == (260, pytest.approx(200, abs=1))


def test_a_time_in_minutes_is_not_believed():
    assert only(tcx(activity(lap(track(0, 300), seconds=5)))).moving_s == 300


@pytest.mark.parametrize(
    ("sport", "inside", "name", "expected"),
    [
        ("Biking", "", "x.tcx", Sport.RIDE),
        ("Other", "<Notes>Morning run</Notes>", "x.tcx", Sport.RUN),
        ("Other", "", "hike_2024.tcx", Sport.WALK),
        ("Other", "", "x.tcx", Sport.OTHER),
        ("", "", "x.tcx", Sport.RUN),  # by its speed
    ],
)
def test_sport(sport, inside, name, expected):
    assert only(tcx(activity(lap(track(0, 300)), sport=sport, inside=inside)), name).sport is expected


def test_a_game_s_ride_is_indoors_and_not_where_the_game_is():
    notes = "<Notes>Zwift - Richmond</Notes>"
    found = only(tcx(activity(lap(track(0, 300)), sport="Biking", inside=notes)))
    assert (found.indoor, found.offset_source) == (True, "home")


@pytest.mark.parametrize("inside", ["<Courses><Course/></Courses>", "<Workouts><Workout/></Workouts>", ""])
def test_what_was_planned_was_not_run(inside):
    assert isinstance(read("x", f"{HEAD}{inside}</TrainingCenterDatabase>".encode(), HOME), Skipped)


def test_an_activity_without_any_time_has_failed_and_says_why():
    outcome = read("x.tcx", tcx('<Activity Sport="Running"><Id>?</Id></Activity>'), HOME)
    assert isinstance(outcome, Failed)
    assert "belongs to no day" in outcome.reason


def test_a_file_cut_short_is_read_up_to_the_fault_with_a_warning():
    whole = tcx(activity(lap(track(0, 300))))
    outcome = read("x.tcx", whole[: len(whole) // 2], HOME)
    assert isinstance(outcome, Parsed)
    assert outcome.warnings
    assert 140 < len(outcome.activities[0].streams) < 155


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=60), st.integers(0, 6000))
def test_no_damage_makes_it_raise(noise, at):
    whole = tcx(activity(lap(track(0, 20))))
    at %= len(whole)
    outcome = read("x.tcx", whole[:at] + noise + whole[at + len(noise) :], HOME)
    assert isinstance(outcome, Parsed | Skipped | Failed)
    assert "reader failed" not in getattr(outcome, "reason", "")
