"""Real GPX and TCX files, value by value, against gpxpy and tcxreader: the same floats, not nearly the same.

Compared is what the reader takes from a file before anything is mended or derived, read by layout wherever
that can be. Where backstride differs from gpxpy on purpose: a speed is read wherever a point has one. gpxpy
reads that of GPX 1.0, hands over the extensions of GPX 1.1 as they are (where it is looked up here), and
passes over one that stands beside time and height in GPX 1.1, which has none (``MISPLACED_SPEED``).
"""

import io
import math
from datetime import UTC

import numpy as np
import pytest

from backstride.ingest import gpx, markup, tcx

gpxpy = pytest.importorskip("gpxpy")
tcxreader = pytest.importorskip("tcxreader.tcxreader")

MISPLACED_SPEED = {"gpx11_with_speed_no_namespace.gpx"}
EXTENSIONS = ("speed_mps", "heart_rate_bpm", "cadence_rpm", "temperature_c", "power_w")


def files(folder, kind):
    found = {path.read_bytes(): path.name for path in sorted(folder.rglob(f"*.{kind}"))}
    return [(name, data) for data, name in found.items()]


@pytest.fixture
def all_by_layout(monkeypatch):
    monkeypatch.setattr(markup, "MIN_BYTES_AHEAD", 0)


def numbers(values):
    return np.array([math.nan if value is None else float(value) for value in values], dtype=np.float64)


def same(ours, theirs):
    return np.array_equal(ours, theirs, equal_nan=True)


def extension_texts(point):
    """The texts of a point's extensions by column; the first of several elements for one column counts."""
    found = {}
    for extension in point.extensions:
        for element in extension.iter():
            place = gpx.FORM.names.get(markup.local_name(element.tag).lower())
            if place is not None:
                found.setdefault(place, element.text)
    return found


@pytest.mark.usefixtures("all_by_layout")
def test_every_value_of_a_gpx_file_is_gpxpy_s(fixtures_dir):
    compared = by_layout = 0
    for name, data in files(fixtures_dir, "gpx"):
        document = markup.parse(data, gpx.FORM)
        theirs = [s for t in gpxpy.parse(data.decode("utf-8-sig")).tracks for s in t.segments]
        ours = [s for t in markup.children(document.root, "trk") for s in markup.children(t, "trkseg")]
        assert len(ours) == len(theirs), name
        by_layout += bool(document.read_ahead)
        for section, segment in zip(ours, theirs, strict=True):
            columns = dict(zip(gpx.COLUMNS, document.columns(section), strict=True))
            points = segment.points
            compared += len(points)
            assert len(columns["time"]) == len(points), name
            times = [None if point.time is None else point.time.timestamp() for point in points]
            assert same(markup.times_utc_s(columns["time"])[0], numbers(times)), name
            for column, attribute in (
                ("latitude_deg", "latitude"),
                ("longitude_deg", "longitude"),
                ("altitude_m", "elevation"),
            ):
                values = numbers(getattr(point, attribute) for point in points)
                assert same(markup.floats(columns[column]), values), (name, column)
            texts = [extension_texts(point) for point in points]
            for column in EXTENSIONS:
                if column == "speed_mps" and name in MISPLACED_SPEED:
                    continue
                values = [found.get(gpx.COLUMNS.index(column)) for found in texts]
                if column == "speed_mps":
                    values = [
                        point.speed if value is None else value
                        for point, value in zip(points, values, strict=True)
                    ]
                assert same(markup.floats(columns[column]), numbers(values)), (name, column)
    assert compared > 20_000
    assert by_layout >= 35


@pytest.mark.usefixtures("all_by_layout")
def test_every_value_of_a_tcx_file_is_tcxreader_s(fixtures_dir):
    compared = by_layout = 0
    for name, data in files(fixtures_dir, "tcx"):
        document = markup.parse(data, tcx.FORM)
        by_layout += bool(document.read_ahead)
        points = tcxreader.TCXReader().read(io.BytesIO(data), only_gps=False).trackpoints
        sections = [document.columns(section) for section in document.root.iter("{*}Track")]
        columns = {
            column: [text for section in sections for text in section[i]]
            for i, column in enumerate(tcx.COLUMNS)
        }
        compared += len(points)
        assert len(columns["time"]) == len(points), name
        times = [point.time.replace(tzinfo=UTC).timestamp() for point in points]
        assert same(markup.times_utc_s(columns["time"])[0], numbers(times)), name
        for column, attribute in (
            ("latitude_deg", "latitude"),
            ("longitude_deg", "longitude"),
            ("altitude_m", "elevation"),
            ("distance_m", "distance"),
            ("heart_rate_bpm", "hr_value"),
            ("cadence_rpm", "cadence"),
        ):
            values = numbers(getattr(point, attribute) for point in points)
            assert same(markup.floats(columns[column]), values), (name, column)
        for column, key in (("speed_mps", "Speed"), ("power_w", "Watts"), ("run_cadence_rpm", "RunCadence")):
            values = numbers(point.tpx_ext.get(key) for point in points)
            assert same(markup.floats(columns[column]), values), (name, column)
    assert compared > 10_000
    assert by_layout >= 10
