"""What a file is, told by its content first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.ingest.sniff import HEAD_BYTES, Kind, kind_of, suffix_of, what_it_is, xml_root
from backstride.samples.apple_writer import document


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\x0e\x10\x00\x00\x00\x00\x00\x00.FIT\x00\x00", Kind.FIT),
        (b"<gpx version='1.1'>", Kind.GPX),
        (b"\xef\xbb\xbf\n  <?xml version='1.0'?><!-- <kml> --><gpx>", Kind.GPX),
        ("\ufeff<?xml version='1.0'?><gpx/>".encode("utf-16-le"), Kind.GPX),
        (b"<?xml version='1.0'?><x:gpx xmlns:x='u'/>", Kind.GPX),
        (b"<!DOCTYPE gpx [<!ENTITY a '>'>]><gpx>", Kind.GPX),
        (b"<TrainingCenterDatabase\n xmlns='u'>", Kind.TCX),
        (b"<?xml version='1.0'?><HealthData locale='en'>", Kind.APPLE),
        (b"<!DOCTYPE HealthData [\n<!ELEMENT HealthData (a)>\n<!-- [x] -->", Kind.APPLE),
        (b"<!DOCTYPE HealthData [<!ELEMENT a ANY>]>\n<HealthDa", Kind.APPLE),
        (b"<!DOCTYPE HealthData [<!ELEMENT a ANY>]>\n", Kind.APPLE),
        (b"PK\x03\x04", Kind.ZIP),
        (b"\x1f\x8b\x08", Kind.GZIP),
    ],
)
def test_content_goes_before_the_name(head, kind):
    assert kind_of("holiday.jpg", head) is kind


@pytest.mark.parametrize(
    ("name", "head", "kind"),
    [
        ("run.FIT", b"", Kind.FIT),
        ("a/run.gpx.gz", b"junk", Kind.GPX),
        ("photo.JPG", b"", Kind.OTHER),
        ("activities.csv", b"Activity ID,", Kind.TABLE),
        ("a/Runs.TSV", b"start\tkm", Kind.TABLE),
        ("runs.csv", "start;km".encode("utf-16"), Kind.TABLE),
        ("runs.csv", b"start\0\1\2", Kind.OTHER),
        ("runs.csv", b"", Kind.OTHER),
        ("runs.xls", b"start;km", Kind.OTHER),
        ("a/1_sleepData.json", b"[{", Kind.JSON),
        ("a/1_sleepData.json", b"\0\0", Kind.OTHER),
        ("way.geojson", b"{", Kind.OTHER),
        ("__MACOSX/._runs.csv", b"start;km", Kind.OTHER),
        ("notes", b"hello", Kind.UNKNOWN),
        ("export_cda.xml", b"<?xml version='1.0'?><ClinicalDocument xmlns='u'>", Kind.OTHER),
        ("a.xml", b"<!DOCTYPE HealthData [<!ELEMENT a ANY>]><other>", Kind.UNKNOWN),
        ("__MACOSX/._run.fit", b"\x00\x05\x16\x07", Kind.OTHER),
    ],
)
def test_the_name_is_asked_where_content_is_silent(name, head, kind):
    assert kind_of(name, head) is kind


@pytest.mark.parametrize("name", ["a.jpg", "a.csv", "a.json", "a/.DS_Store", "__MACOSX/a.fit", "x/._a.fit"])
def test_every_known_kind_of_file_has_a_reason(name):
    assert what_it_is(name, b"")


@pytest.mark.parametrize(
    ("name", "suffix"), [("a/B.Fit.GZ", ".fit"), ("a\\b.tcx", ".tcx"), ("a.d/none", ""), (".hidden", "")]
)
def test_suffix(name, suffix):
    assert suffix_of(name) == suffix


def test_a_record_whose_root_stands_beyond_the_head_is_known_by_its_document_type():
    head = next(document([]))[:HEAD_BYTES]
    assert b"<HealthData " not in head
    assert kind_of("export.xml", head) is Kind.APPLE


@given(st.binary(max_size=300))
def test_no_bytes_make_it_stumble(head):
    kind_of("x", head)
    xml_root(b"<" + head)
    xml_root(b"<!DOCTYPE" + head)
