"""Small honest files of every kind, from which the fuzzer starts; real ones beside them, where they are."""

import gzip
import io
import json
import os
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from backstride.samples import apple_writer, fit_writer

START = datetime(2024, 5, 4, 21, 30, tzinfo=UTC)
RECORDS = 40
MPS = 3.0
METRES_PER_DEGREE = 111_195.0
LARGEST_SEED_BYTES = 20_000  # the fuzzer tries thousands of changes a second on small files, a few on large
_GPX_HEAD = '<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><trk>'
_TCX = "http://www.garmin.com/xmlschemas"


def fit(indoor: bool = False, start_utc: datetime = START) -> bytes:
    """A run of some records: with positions, or on a treadmill."""
    time_s = np.arange(float(RECORDS))
    recording = fit_writer.Recording(
        start_utc=start_utc,
        utc_offset_s=7200,
        time_s=time_s,
        distance_m=time_s * MPS,
        speed_mps=np.full(RECORDS, MPS),
        latitude_deg=None if indoor else 52.5 + time_s * MPS / METRES_PER_DEGREE,
        longitude_deg=None if indoor else np.full(RECORDS, 13.4),
        altitude_m=None if indoor else 40.0 + time_s / 8,
        heart_rate_bpm=np.full(RECORDS, 150.0),
        cadence_spm=np.full(RECORDS, 171.0),
        lap_ends_s=(RECORDS // 2,),
        ascent_m=5.0,
        descent_m=0.0,
        indoor=indoor,
    )
    return fit_writer.write(recording)


def fit_chain() -> bytes:
    """Two runs in one file, as watches join them."""
    return fit() + fit(indoor=True, start_utc=START + timedelta(hours=3))


def gpx(segments: int = 2) -> bytes:
    """A run in several segments, with a sensor's readings."""
    parts = []
    for segment in range(segments):
        first = segment * RECORDS * 2
        points = "".join(_gpx_point(second) for second in range(first, first + RECORDS))
        parts.append(f"<trkseg>{points}</trkseg>")
    return f"{_GPX_HEAD}<name>Evening Run</name><type>running</type>{''.join(parts)}</trk></gpx>".encode()


def _gpx_point(second: int) -> str:
    latitude_deg = 52.5 + second * MPS / METRES_PER_DEGREE
    return (
        f'<trkpt lat="{latitude_deg:.7f}" lon="13.4"><ele>40.5</ele>'
        f"<time>{START + timedelta(seconds=second):%Y-%m-%dT%H:%M:%SZ}</time>"
        "<extensions><hr>150</hr><cad>85</cad></extensions></trkpt>"
    )


def tcx(indoor: bool = False, laps: int = 2) -> bytes:
    """A run in laps: with positions, or on a treadmill."""
    parts = []
    for lap in range(laps):
        first = lap * RECORDS
        points = "".join(_tcx_point(second, indoor) for second in range(first, first + RECORDS))
        parts.append(
            f'<Lap StartTime="{_stamp(first)}"><TotalTimeSeconds>{RECORDS}</TotalTimeSeconds>'
            f"<DistanceMeters>{RECORDS * MPS}</DistanceMeters><AverageHeartRateBpm><Value>150</Value>"
            f"</AverageHeartRateBpm><Track>{points}</Track></Lap>"
        )
    return (
        f'<?xml version="1.0"?><TrainingCenterDatabase xmlns="{_TCX}/TrainingCenterDatabase/v2" '
        f'xmlns:x="{_TCX}/ActivityExtension/v2"><Activities><Activity Sport="Running"><Id>{_stamp(0)}</Id>'
        f"{''.join(parts)}</Activity></Activities></TrainingCenterDatabase>"
    ).encode()


def _tcx_point(second: int, indoor: bool) -> str:
    latitude_deg = 52.5 + second * MPS / METRES_PER_DEGREE
    place = (
        f"<Position><LatitudeDegrees>{latitude_deg:.7f}</LatitudeDegrees>"
        "<LongitudeDegrees>13.4</LongitudeDegrees></Position><AltitudeMeters>40.5</AltitudeMeters>"
    )
    return (
        f"<Trackpoint><Time>{_stamp(second)}</Time>{'' if indoor else place}"
        f"<DistanceMeters>{second * MPS}</DistanceMeters><HeartRateBpm><Value>150</Value></HeartRateBpm>"
        "<Extensions><x:TPX><x:Speed>3</x:Speed><x:RunCadence>85</x:RunCadence></x:TPX></Extensions>"
        "</Trackpoint>"
    )


def _stamp(second: int) -> str:
    return f"{START + timedelta(seconds=second):%Y-%m-%dT%H:%M:%SZ}"


def archive(nested: bool = False) -> bytes:
    """A zip of one file of each kind, compressed and stored; ``nested``: and of another zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("activities/1.fit.gz", gzip.compress(fit(), mtime=0))
        opened.writestr("activities/2.gpx", gpx())
        opened.writestr("activities/3.tcx", tcx(), zipfile.ZIP_STORED)
        opened.writestr("activities.csv", "Activity ID,Activity Date\n1,2024-05-04\n")
        if nested:
            opened.writestr("inner.zip", archive())
    return out.getvalue()


def apple() -> bytes:
    """A record of a day: a run with heart rates, and a night."""
    at = [START + timedelta(seconds=5 * number) for number in range(RECORDS)]
    elements = [apple_writer.heart_rate(moment, 140 + moment.second % 9) for moment in at]
    to_bed, up = START - timedelta(hours=20), START - timedelta(hours=13)
    elements.append(apple_writer.sleep(to_bed, up, "AsleepCore"))
    elements.append(apple_writer.workout("Running", START, START + timedelta(minutes=30)))
    return b"".join(apple_writer.document(elements))


STRAVA_LIST = (
    "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,Distance,"
    "Max Heart Rate,Relative Effort,Activity Gear,Filename,Elapsed Time,Moving Time,Distance\n"
    '1001,"May 4, 2024, 9:30:00 PM",Evening,Run,,1800,5.02,171,,Red,activities/1.fit.gz,1800.0,1750.0,5020\n'
    '1002,"May 6, 2024, 7:10:00 AM",Morning,Run,,2400,7.10,168,,Blue,,2400.0,2380.0,7100\n'
)
ACTIVITY_TABLE = (
    "start;sport;distance_km;duration;avg_hr_bpm;indoor\n"
    "2024-05-04 21:30;Laufen;5,02;0:30:00;150;nein\n"
    "2024-05-06T07:10+02:00;run;7,1;0:40:00;;ja\n"
)
DIARY = 'date,pain_nrs,sleep_h,note\n2024-05-04,3,7.5,"stiff, then fine"\n2024-05-05,2,,\n'
MEASURES = "date,kind,value,source\n2024-05-04,sleep_h,7.5,Watch\n2024-05-04,resting_hr_bpm,51,Watch\n"
_GARMIN_RUN = {
    "activityId": 7,
    "activityType": "running",
    "sportType": "RUNNING",
    "name": "Evening",
    "avgHr": 150.0,
    "beginTimestamp": 1.7148546e12,
    "startTimeGmt": 1.7148546e12,
    "startTimeLocal": 1.7148618e12,
    "duration": 1_800_000.0,
    "elapsedDuration": 1_810_000.0,
    "movingDuration": 1_750_000.0,
    "distance": 502_000.0,
    "elevationGain": 2_000.0,
    "elevationLoss": 1_900.0,
    "avgDoubleCadence": 170.0,
}
_GARMIN_NIGHT = {
    "calendarDate": "2024-05-05",
    "deepSleepSeconds": 3_600,
    "lightSleepSeconds": 18_000,
    "remSleepSeconds": 5_400,
    "sleepStartTimestampGMT": "2024-05-04T21:00:00.0",
}
_GARMIN_DAY = {"calendarDate": "2024-05-05", "restingHeartRate": 47, "totalSteps": 9_000}
_EXPORT_SLIP = {"product": "backstride", "format": 1, "version": "0.1", "complete": True, "files": []}


def real(suffixes: tuple[str, ...]) -> Iterator[bytes]:
    """The smaller files of real devices, from the folder that BACKSTRIDE_FIXTURES names; none without it."""
    default = Path(__file__).resolve().parents[3] / "shared" / "fixtures"
    folder = Path(os.environ.get("BACKSTRIDE_FIXTURES", default))
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if path.suffix.lower() in suffixes and path.stat().st_size <= LARGEST_SEED_BYTES:
            yield path.read_bytes()


SYNTHETIC = {
    ".fit": (fit(), fit(indoor=True), fit_chain()),
    ".gpx": (gpx(), gpx(segments=1)),
    ".tcx": (tcx(), tcx(indoor=True, laps=1)),
    ".zip": (archive(), archive(nested=True)),
    ".gz": (gzip.compress(fit(), mtime=0), gzip.compress(gpx(), mtime=0)),
    ".xml": (apple(),),
    ".csv": tuple(table.encode() for table in (STRAVA_LIST, ACTIVITY_TABLE, DIARY, MEASURES)),
    ".json": (
        json.dumps([{"summarizedActivitiesExport": [_GARMIN_RUN]}]).encode(),
        json.dumps([_GARMIN_NIGHT]).encode(),
        json.dumps([_GARMIN_DAY]).encode(),
        json.dumps({**_EXPORT_SLIP, "last_import_date": "2024-05-05", "counts": {}}).encode(),
    ),
}
"""By suffix, at least one honest file of each kind that is read."""
