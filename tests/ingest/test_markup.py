"""XML read without trust, and texts turned into numbers and times."""

from backstride.ingest import markup

POINTS = (b"trkpt",)
UNDECLARED = b'<gpx><trk><trkseg><trkpt lat="1" lon="2"><x:hr>141</x:hr></trkpt></trkseg></trk></gpx>'


def test_a_damaged_document_read_before_is_no_fault_of_this_one():
    assert markup.parse(b"<gpx>\n\n\n<trk></gpx>", POINTS).fault == "the file is damaged at line 4 (byte 19)"
    assert markup.parse(UNDECLARED, POINTS).fault is None
    assert markup.parse(b"<gpx>\n<trk></gpx>", POINTS).fault == "the file is damaged at line 2 (byte 17)"
