"""GPX and TCX as apps write them, point by point, for tests of what becomes of it. A run to the north."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from backstride.ingest import read
from backstride.records import Parsed

HOME = ZoneInfo("Europe/Helsinki")
START = datetime(2024, 5, 4, 21, 30, tzinfo=UTC)  # half past eleven at night in Berlin, where the run is
DAY_S = 86_400
METRES_PER_DEGREE = 111_195.0
GPX = 'xmlns="http://www.topografix.com/GPX/1/1"'
TCX = "http://www.garmin.com/xmlschemas"


def stamp(second, zone="Z", shift_h=0.0):
    return f"{START + timedelta(seconds=second, hours=shift_h):%Y-%m-%dT%H:%M:%S}{zone}"


def point(second, inside="", *, mps=3.0, at_s=None, time=None, latitude=None):
    """A GPX point: where a runner is after ``second``, with the time ``at_s`` if it is not that."""
    latitude = 52.5 + second * mps / METRES_PER_DEGREE if latitude is None else latitude
    time = f"<time>{stamp(second if at_s is None else at_s)}</time>" if time is None else time
    return f'<trkpt lat="{latitude:.7f}" lon="13.4">{time}{inside}</trkpt>'


def points(first, last, inside="", **options):
    return [point(second, inside, **options) for second in range(first, last + 1)]


def segment(*inside):
    return f"<trkseg>{''.join(inside)}</trkseg>"


def gpx(*segments, head=GPX, before="", kind="running"):
    what = f"<type>{kind}</type>" if kind else ""
    return f'{before}<gpx version="1.1" {head}><trk>{what}{"".join(segments)}</trk></gpx>'.encode()


def trackpoint(second, inside="", *, position=True, metres=None, at_s=None, **zone):
    """A TCX point."""
    place = (
        f"<Position><LatitudeDegrees>{52.5 + second * 3 / METRES_PER_DEGREE:.7f}</LatitudeDegrees>"
        "<LongitudeDegrees>13.4</LongitudeDegrees></Position>"
    )
    metres = second * 3.0 if metres is None else metres
    return (
        f"<Trackpoint><Time>{stamp(second if at_s is None else at_s, **zone)}</Time>"
        f"{place if position else ''}"
        f"<DistanceMeters>{metres}</DistanceMeters>{inside}</Trackpoint>"
    )


def track(first, last, inside="", **options):
    return f"<Track>{''.join(trackpoint(s, inside, **options) for s in range(first, last + 1))}</Track>"


def lap(*tracks, start=0, seconds=300.0, metres=900.0, inside="", **zone):
    return (
        f'<Lap StartTime="{stamp(start, **zone)}"><TotalTimeSeconds>{seconds}</TotalTimeSeconds>'
        f"<DistanceMeters>{metres}</DistanceMeters>{inside}{''.join(tracks)}</Lap>"
    )


def activity(*laps, sport="Running", start=0, **zone):
    return f'<Activity Sport="{sport}"><Id>{stamp(start, **zone)}</Id>{"".join(laps)}</Activity>'


def tcx(*activities):
    return (
        f'<TrainingCenterDatabase xmlns="{TCX}/TrainingCenterDatabase/v2" '
        f'xmlns:x="{TCX}/ActivityExtension/v2"><Activities>{"".join(activities)}</Activities>'
        "</TrainingCenterDatabase>"
    ).encode()


def only(name, data, home=HOME):
    outcome = read(name, data, home)
    assert isinstance(outcome, Parsed), outcome
    (found,) = outcome.activities
    return found


def noted(found, *words):
    """The one note that holds all the words."""
    notes = [note for note in found.notes if all(word in note for word in words)]
    assert len(notes) == 1, found.notes
    return notes[0]
