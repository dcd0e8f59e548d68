"""A record cut into whole elements, wherever reading it was interrupted, and tags in every way of writing."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backstride.ingest.apple import scan
from backstride.ingest.apple.scan import Pieces, attributes, metadata, records, tag_at, tags, text_of


class Drip(io.BytesIO):
    """A stream that gives a few bytes at a time."""

    def __init__(self, data: bytes, size: int) -> None:
        super().__init__(data)
        self.size = size

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(self.size)


def pieces_of(data: bytes, size: int = 1 << 20) -> tuple[list[bytes], Pieces]:
    pieces = Pieces(Drip(data, size))
    return list(pieces), pieces


RECORDS = b'<Record a="1"/>\n<Record\n a="2">\n <MetadataEntry key="k" value="v"/></Record>\n'
RECORDS += b'<Workout b="3"></Workout>'
WHOLE = b'<?xml version="1.0"?><!DOCTYPE HealthData [<!-- <Record a="0"/> -->\n<!ELEMENT Record ANY>]>\n'
WHOLE += b'<HealthData locale="en">' + RECORDS + b"<ActivitySummary/></HealthData>\n"


@given(st.integers(1, len(WHOLE)))
def test_the_pieces_are_all_below_the_root_and_each_begins_with_an_element(size):
    found, pieces = pieces_of(WHOLE, size)
    assert b"".join(found) == b' locale="en">' + RECORDS + b"<ActivitySummary/></HealthData>\n"
    assert all(piece.startswith((b"<Record", b"<Workout ", b"<ActivitySummary")) for piece in found[1:])
    assert (pieces.begun, pieces.ended, pieces.read_bytes, pieces.lost_bytes) == (True, True, len(WHOLE), 0)


HIDING = [b"<!-- <Record x='1'/> > -- -->", b"<![CDATA[<Record ]] >]]>", b"<?php <Workout ?>", b"<!---->"]


@given(st.lists(st.sampled_from([*HIDING, b"<Record a='1'/>", b"\n"]), max_size=12), st.integers(1, 40))
def test_what_is_hidden_is_never_shown(parts, size):
    found, _ = pieces_of(b"<HealthData>" + b"".join(parts) + b"</HealthData>", size)
    shown = b"".join(part for part in parts if part not in HIDING)
    assert b"".join(found) == b">" + shown + b"</HealthData>"


def test_a_comment_without_an_end_hides_the_rest_and_the_root_has_no_end():
    found, pieces = pieces_of(b"<HealthData><Record a='1'/><!-- <Record a='2'/></HealthData>", 7)
    assert b"".join(found) == b"><Record a='1'/>"
    assert not pieces.ended


@pytest.mark.parametrize(
    "data", [b"", b"<", b"<HealthDat", b"<HealthDataX>", b"<gpx></gpx>", b"<!-- <HealthData> -->"]
)
def test_without_the_root_nothing_begins(data):
    found, pieces = pieces_of(data)
    assert found == []
    assert not pieces.begun


def test_an_element_larger_than_any_is_left_out_and_what_follows_is_read(monkeypatch):
    monkeypatch.setattr(scan, "MAX_ELEMENT_BYTES", 1000)
    hostile = b'<Record type="' + b"x" * 20_000
    found, pieces = pieces_of(
        b"<HealthData><Record a='1'/>" + hostile + b"\"/><Record a='2'/></HealthData>", 100
    )
    assert max(map(len, found)) <= 1100
    assert b"<Record a='1'/>" in b"".join(found)
    assert b"<Record a='2'/>" in b"".join(found)
    assert 18_000 < pieces.lost_bytes <= 20_000
    assert pieces.ended


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        (b'<R a="1" b="2"/>', {b"a": b"1", b"b": b"2"}),
        (b"<R b='2'\n\ta = \"1\">", {b"a": b"1", b"b": b"2"}),
        (b"""<R a="it's" b='say "hi"'/>""", {b"a": b"it's", b"b": b'say "hi"'}),
        (b'<R a="5 > 4" b="x=y"/>', {b"a": b"5 > 4", b"b": b"x=y"}),
        (b'<R a="" b="/"/>', {b"a": b"", b"b": b"/"}),
        (b'<R a="1" a="2"/>', {b"a": b"1"}),
        (b'<R Health Mate Version="2" a="1"/>', {b"Version": b"2", b"a": b"1"}),  # of the first exports
        (b'<R a=1 b="2"/>', {b"b": b"2"}),
        (b'<R a="1 b=', {}),
        (b"<R a='1\xe2\x80\xaf\x0b'/>", {b"a": b"1\xe2\x80\xaf\x0b"}),
    ],
)
def test_attributes_in_every_way_of_writing(tag, expected):
    assert attributes(tag, 0, len(tag)) == expected


def test_tags_are_told_apart_and_broken_ones_passed_over():
    text = b'<A x="1"><B/><C y=">" /><!-- no --><D z="</D></A  ><E'
    assert [(tag.name, tag.form) for tag in tags(text, 0, len(text))] == [
        *[(b"A", "open"), (b"B", "empty"), (b"C", "empty")],
        *[(b"D", "close"), (b"A", "close")],
    ]
    assert tag_at(text, 0).attributes == {b"x": b"1"}
    assert tag_at(text, 1) is None
    assert tag_at(text, len(text) - 2) is None


def test_records_of_a_type_and_no_others():
    piece = b"""<Record type="T" n="1"/><Record n="2" type='T'></Record><Record type="TX" n="3"/>
    <Record type="U" note="T"/><Statistics type="T" n="4"/><Record type="T" """
    found = [record.get(b"n") for record, _, _ in records(piece, b"T")]
    assert found == [b"1", b"2", None]


def test_metadata_is_found_by_its_key():
    piece = b'<MetadataEntry value="HKTimeZone" key="a"/><MetadataEntry key="HKTimeZone" value="Asia/Tokyo"/>'
    assert metadata(piece, 0, len(piece), b"HKTimeZone") == b"Asia/Tokyo"
    assert metadata(piece, 0, 40, b"HKTimeZone") is None
    assert metadata(piece, 0, len(piece), b"HKIndoorWorkout") is None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, None),
        (b"  ", None),
        (b"&lt;&quot;A&apos;s&quot; &amp; B&gt;&#65;&#x42;", '<"A\'s" & B>AB'),
        (b"&xxe; &#" + b"9" * 9000 + b";", None),
        (b"\xff\xfe", "��"),
    ],
)
def test_entities_of_xml_are_resolved_and_no_others(value, text):
    read = text_of(value)
    assert read == text if value is None or not value.startswith(b"&xxe") else read.startswith("&xxe;")


@given(
    st.lists(
        st.sampled_from([b"<", b">", b'"', b"'", b"=", b" ", b"/", b"a", b"Record", b"\n", b"!--"]),
        max_size=60,
    )
)
@settings(max_examples=300)
def test_no_bytes_make_it_stumble(parts):
    text = b"".join(parts)
    list(tags(text, 0, len(text)))
    list(records(text, b"a"))
    pieces_of(b"<HealthData " + text, 3)
    for name, value in attributes(text, 0, len(text)).items():
        assert name
        assert b"<" not in value
