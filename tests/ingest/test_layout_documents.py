"""Any document comes out the same, whether its points are read by layout or by the parser."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

START = datetime(2024, 5, 4, 21, 30, tzinfo=UTC)
POINTS = {"gpx": "trkpt", "tcx": "Trackpoint"}
ODD_VALUES = (
    *("", " ", " 12 ", "1,5", "1e3", "nan", "-", "1_0"),
    *("&amp;", "&#49;", "\xe9", "1" * 300, "]]", "1\n2", "a=b"),
)
NUMBERS = ("0", "12", "-3.25", "150", "52.1234567", "8.80000019073486328125")
GAPS = st.sampled_from(("", "\n", "\r\n  ", " \t"))


@st.composite
def values(draw, odd):
    return draw(st.sampled_from(NUMBERS + ODD_VALUES if odd and draw(st.integers(0, 9)) == 0 else NUMBERS))


@st.composite
def times(draw, second, odd):
    stamp = f"{START + timedelta(seconds=second):%Y-%m-%dT%H:%M:%S}"
    endings = ("Z", ".25Z", "+01:00", "") if odd else ("Z",)
    return stamp + draw(st.sampled_from(endings))


def gpx_pieces(number, stamp):
    return (
        f"<time>{stamp}</time>",
        f"<ele>{number}</ele>",
        f"<extensions><x:E><x:hr>{number}</x:hr>\n<x:cad>{number}</x:cad></x:E></extensions>",
        f"<extensions><power>{number}</power></extensions>",
        f"<speed>{number}</speed>",
        "<atemp/>",
        "<fix>3d, good</fix>",
        '<link href="a?b"><text>t</text></link>',
    )


def tcx_pieces(number, stamp):
    return (
        f"<Time>{stamp}</Time>",
        f"<Position><LatitudeDegrees>{number}</LatitudeDegrees>\n"
        f"<LongitudeDegrees>{number}</LongitudeDegrees></Position>",
        f"<AltitudeMeters>{number}</AltitudeMeters>",
        f"<DistanceMeters>{number}</DistanceMeters>",
        f'<HeartRateBpm xsi:type="x"><Value>{number}</Value></HeartRateBpm>',
        f"<Cadence>{number}</Cadence>",
        f'<Extensions><TPX xmlns="http://t/x"><Speed>{number}</Speed><RunCadence>{number}</RunCadence></TPX>'
        "</Extensions>",
        "<SensorState>Present</SensorState>",
    )


@st.composite
def sections(draw, kind, odd, first, layouts):
    """The points of a section, of a few layouts which take turns."""
    gap, inner = draw(GAPS), draw(GAPS)
    points = []
    for second in range(first, first + draw(st.integers(0, 9))):
        chosen = [0, *draw(st.sampled_from(layouts))]
        number, stamp = draw(values(odd)), draw(times(second, odd))
        pieces = gpx_pieces(number, stamp) if kind == "gpx" else tcx_pieces(number, stamp)
        inside = inner.join(pieces[i] for i in chosen)
        attributes = f' lat="{draw(values(odd))}" lon="13.{second}"' if kind == "gpx" else ""
        tag = POINTS[kind]
        points.append(f"<{tag}{attributes}>{inner}{inside}{inner}</{tag}>")
    return gap + gap.join(points) + gap


@st.composite
def documents(draw, kind, odd=True):
    prefixes = draw(
        st.sampled_from(('xmlns:x="http://x/y" xmlns:xsi="http://x/i"', "") if odd else ('xmlns:x="u:x"',))
    )
    declaration = draw(
        st.sampled_from(("", '<?xml version="1.0" encoding="UTF-8"?>\n', "<?xml version='1.0'?>"))
    )
    title = draw(st.sampled_from(("Run", "J\xe4rvi &amp; co", "<![CDATA[a <b>]]>", "<!-- old -->Walk")))
    layouts = draw(st.lists(st.lists(st.integers(1, 7), max_size=4, unique=True), min_size=1, max_size=3))
    found = [draw(sections(kind, odd, 100 * i, layouts)) for i in range(draw(st.integers(1, 3)))]
    if kind == "gpx":
        joined = "".join(f"<trkseg>{section}</trkseg>\n" for section in found)
        text = f"<gpx creator='c' {prefixes}><trk><name>{title}</name>{joined}</trk></gpx>"
    else:
        laps = "".join(
            f'<Lap StartTime="2024-05-04T21:3{i}:00Z"><TotalTimeSeconds>60</TotalTimeSeconds>'
            f"<Track>{section}</Track></Lap>"
            for i, section in enumerate(found)
        )
        text = (
            f"<TrainingCenterDatabase {prefixes}><Activities><Activity Sport='Running'>"
            f"<Id>2024-05-04T21:30:00Z</Id><Notes>{title}</Notes>{laps}</Activity></Activities>"
            "</TrainingCenterDatabase>"
        )
    encodings = ("utf-8", "utf-8-sig", "utf-16", "latin-1") if odd else ("utf-8", "utf-8-sig")
    return (declaration + text).encode(draw(st.sampled_from(encodings)), errors="xmlcharrefreplace")


SNIPPETS = [
    snippet.encode()
    for line in (
        "<!-- x -->|<!--|-->|<![CDATA[1]]>|<![CDATA[|]]>|<?pi?>|&amp;|&|<|>|\0|\xe9|\r\n",
        '<trkseg>|</trkseg>|<trkseg/>|<x:trkseg>|<trkpt/>|</trkpt>|<trkpt lat="1" lon="2"/>|<ele/>',
        "<Track>|</Track>|<Track />|<Trackpoint/>|</Trackpoint>|<Activity/>|<Activity>|<Time/>",
        "<hr>1</hr>|<Value>9</Value>| lat='3'| xmlns='u'| xml:id='i'",
    )
    for snippet in line.split("|")
]
INSTEAD_OF_VALUES = b"7|1234567890|http://u/v w|x y|-1,5|a.b:c|\xc3\xa9||]|!".split(b"|")

LEAF = re.compile(rb"<([\w:]+)[^<>]*>[^<]*</\1>")
POINT = re.compile(rb"<(trkpt|Trackpoint)\b.*?</\1>", re.DOTALL)
VALUE = re.compile(rb"(?<=[>\"])[^<>\"]+(?=[<\"])")
TAG = re.compile(rb"<[^<>]*>")


@st.composite
def changed(draw, kind):
    """A document that is still well-formed, mostly, and whose points are no longer all alike."""
    data = draw(documents(kind, odd=False))
    for _ in range(draw(st.integers(1, 3))):
        pattern = draw(st.sampled_from((LEAF, POINT, VALUE, TAG)))
        start, end = draw(st.sampled_from([found.span() for found in pattern.finditer(data)] or [(0, 0)]))
        kept = data[start:end]
        if pattern is VALUE:
            instead = draw(st.sampled_from(INSTEAD_OF_VALUES))
        elif pattern is TAG:
            blank = draw(st.sampled_from([b" ", b"\r\n", b"\n\t", b"<!-- x -->", b"<a/>", b"t"]))
            instead = draw(
                st.sampled_from([kept + blank, blank + kept, kept.replace(b'"', b"'"), kept[:-1] + b" >"])
            )
        else:
            instead = draw(st.sampled_from([b"", kept + kept, kept.replace(b"><", b">\n<"), kept.swapcase()]))
        data = data[:start] + instead + data[end:]
    return data


@st.composite
def damaged(draw, kind):
    data = draw(documents(kind, odd=draw(st.booleans())))
    for _ in range(draw(st.integers(1, 3))):
        tags = [found.span() for found in TAG.finditer(data)] or [(0, len(data))]
        start, end = draw(st.sampled_from(tags))
        at = draw(st.integers(0, len(data)))
        data = draw(
            st.sampled_from(
                (
                    data[:start] + data[end:],  # a tag is missing
                    data[:end] + data[start:],  # or there twice
                    data[:at] + draw(st.sampled_from(SNIPPETS)) + data[at:],
                    data[:start] + draw(st.sampled_from(SNIPPETS)) + data[start:],
                    data[:at] + draw(st.binary(min_size=1, max_size=3)) + data[at + 2 :],
                    data[:at] + data[at + 30 :],
                    data[: at + 30] + data[at:],
                    data[:at],
                )
            )
        )
    return data


@pytest.mark.parametrize("kind", ["gpx", "tcx"])
class TestAnyDocument:
    @settings(max_examples=150, deadline=None)
    @given(data=st.data())
    def test_plain_ones_are_read_by_layout_as_by_the_parser(self, both_ways, kind, data):
        document = data.draw(documents(kind, odd=False))
        assert both_ways.is_by_layout(document, kind) == (f"<{POINTS[kind]}".encode() in document)
        both_ways.assert_same(document, kind)

    @settings(max_examples=150, deadline=None)
    @given(data=st.data())
    def test_odd_ones_come_out_the_same(self, both_ways, kind, data):
        both_ways.assert_same(data.draw(documents(kind)), kind)

    @settings(max_examples=250, deadline=None)
    @given(data=st.data())
    def test_changed_ones_come_out_the_same(self, both_ways, kind, data):
        both_ways.assert_same(data.draw(changed(kind)), kind)

    @settings(max_examples=250, deadline=None)
    @given(data=st.data())
    def test_damaged_ones_come_out_the_same(self, both_ways, kind, data):
        both_ways.assert_same(data.draw(damaged(kind)), kind)
