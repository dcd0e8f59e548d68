"""Activities and records as Parquet: every value, nulls where unknown, one row group for each activity."""

import io
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from made_activities import START, a_run

from backstride.export.parquet import Entry, RecordsWriter, write_activities
from backstride.records import Activity, Channel, Sport, Streams


def records_of(*activities: Activity, channels: list[str]) -> pq.ParquetFile:
    sink = io.BytesIO()
    with RecordsWriter(sink, channels) as writer:
        for number, activity in enumerate(activities, 1):
            writer.add(number, activity)
    return pq.ParquetFile(io.BytesIO(sink.getvalue()))


def test_every_value_of_every_channel_stands_there():
    run = a_run()
    power = Channel(np.array([200.0, np.nan, -1.5]))
    ride = a_run(
        sport=Sport.RIDE, streams=Streams({"time_s": Channel(np.array([0.0, 0.5, 1.25])), "power_w": power})
    )
    channels = sorted({*run.streams.channels, "power_w"})
    file = records_of(run, a_run(streams=Streams()), ride, channels=channels)
    assert file.num_row_groups == 2
    first, second = file.read_row_group(0), file.read_row_group(1)
    assert set(first["activity_id"].to_pylist()) == {1}
    assert set(second["activity_id"].to_pylist()) == {3}
    for name, channel in run.streams.channels.items():
        found = first[name].to_numpy()
        np.testing.assert_array_equal(found, channel.values(), err_msg=name)
        assert first[name].type == pa.float64()
    assert first["heart_rate_bpm"].null_count == 1
    assert first["power_w"].null_count == 121
    assert second["power_w"].to_pylist() == [200.0, None, -1.5]
    assert second["latitude_deg"].null_count == 3
    assert second["time_utc"].to_pylist() == [START + timedelta(seconds=s) for s in (0, 0.5, 1.25)]


def test_no_records_make_a_table_without_rows():
    file = records_of(channels=[])
    assert (file.metadata.num_rows, file.schema_arrow.names) == (0, ["activity_id", "time_utc"])


def test_an_activity_is_a_row_with_all_that_is_known_of_it():
    bare = Activity(
        sport=Sport.SWIM, start_utc=START, utc_offset_s=64_800, offset_source="home", source="strava"
    )
    entries = [
        Entry(7, "activities/a.fit", a_run(), 121, ("watch/1.fit", "export.zip/1.gpx")),
        Entry(9, "activities/b.fit", bare, 0, ()),
    ]
    sink = io.BytesIO()
    write_activities(entries, sink)
    run, swim = pq.read_table(io.BytesIO(sink.getvalue())).to_pylist()
    assert run == {
        "activity_id": 7,
        "file": "activities/a.fit",
        "start_utc": START,
        "utc_offset_s": 3600,
        "local_date": date(2026, 11, 24),
        "sport": "run",
        "sub_sport": "trail",
        "sport_source": "file",
        "source": "fit",
        "device": "Garmin product 1234",
        "gear": "Grüne Schuhe",
        "offset_source": "position",
        "indoor": False,
        "distance_m": 360.0,
        "elapsed_s": 120.0,
        "moving_s": 118.0,
        "ascent_m": 12.0,
        "descent_m": 0.0,
        "avg_hr_bpm": 134.56789,
        "max_hr_bpm": 150.0,
        "avg_cadence_spm": 171.0,
        "laps": [
            {"start_s": 0.0, "elapsed_s": 60.0, "moving_s": 60.0, "distance_m": 180.0},
            {"start_s": 60.0, "elapsed_s": 60.0, "moving_s": 58.0, "distance_m": 180.0},
        ],
        "notes": ["1 position that is no place on Earth: left out"],
        "records": 121,
        "read_from": ["watch/1.fit", "export.zip/1.gpx"],
    }
    assert (swim["local_date"], swim["distance_m"], swim["laps"]) == (date(2026, 11, 25), None, [])


def test_a_row_holds_every_field_of_an_activity():
    """A field that an activity gains has to stand here too."""
    sink = io.BytesIO()
    write_activities([Entry(1, "a", a_run(), 1, ())], sink)
    columns = set(pq.read_schema(io.BytesIO(sink.getvalue())).names)
    assert set(Activity.__slots__) - columns == {"streams"}
