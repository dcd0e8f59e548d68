"""Which documents are read by layout, which are left to the parser, and that time stays in proportion."""

import gc
import time
from datetime import UTC, datetime, timedelta

import pytest

from backstride.ingest import gpx, markup
from backstride.ingest.layout import MAX_LAYOUTS, cut

START = datetime(2024, 5, 4, 21, 30, tzinfo=UTC)


def point(second, inside="<ele>12.5</ele>", attributes='lat="{lat}" lon="13.4"'):
    stamp = f"<time>{START + timedelta(seconds=second):%Y-%m-%dT%H:%M:%SZ}</time>"
    return f"<trkpt {attributes.format(lat=52.5 + second * 1e-5)}>{inside}{stamp}</trkpt>"


def track(
    *points, head='<gpx xmlns="http://www.topografix.com/GPX/1/1" xmlns:x="http://x/y">', before="", after=""
):
    return f"{head}<trk>{before}<trkseg>{''.join(points)}</trkseg>{after}</trk></gpx>".encode()


def steady(n=30, **options):
    return [point(second, **options) for second in range(n)]


SENSORS = "<extensions><x:E><x:hr>150</x:hr><x:cad>88</x:cad></x:E></extensions>"


class TestReadByLayout:
    @pytest.mark.parametrize(
        "data",
        [
            track(*steady()),
            track(*steady(inside=SENSORS)),
            track(*steady(inside="<extensions><gpxdata:hr>141</gpxdata:hr></extensions>")),
            track(*steady(5), *steady(5, inside=SENSORS), *steady(5)),
            track(*steady(attributes="lon='13.4'  lat='{lat}'")),
            track("\r\n", "\r\n\t".join(steady()), "\r\n"),
            track(*steady(inside='<a xmlns="http://a.b/c"/><a xmlns:d="https://a-b/c/v1"/>')),
            track(*steady(inside="<fix>none, it is 3d</fix><hr/><name></name>\n <ele>5</ele>")),
            track(*steady(), '<trkpt lat="1" lon="2">\n</trkpt>', '<trkpt lat="1" lon="2"/>'),
            track(*steady(), before="<name><![CDATA[<b> & Sons]]></name><!-- a & b -->"),
            track(*steady(), after="<trkseg>\n</trkseg><!-- end -->"),
            track(*steady(), after=f"<trkseg>{point(99)}</trkseg>"),
            b"\xef\xbb\xbf" + track(*steady()),
            b"\n <?xml version='1.0' encoding='utf-8' standalone='no' ?>" + track(*steady()),
            b'<?xml version="1.0" encoding="ISO-8859-1"?>' + track(*steady(), before="<name>\xfc</name>"),
            track(*steady(), before="<name>J\xe4rvi</name>"),
        ],
        ids=lambda data: None,
    )
    def test_these_are(self, both_ways, data):
        assert both_ways.is_by_layout(data, "gpx")
        both_ways.assert_same(data, "gpx")

    def test_a_sensor_that_comes_and_goes_keeps_its_place(self, both_ways):
        rows = [("" if second % 3 else SENSORS) for second in range(30)]
        data = track(*(point(second, inside) for second, inside in enumerate(rows)))
        document = both_ways.document(data, "gpx")
        (columns,) = document.read_ahead.values()
        rate = columns[gpx.FORM.names["hr"]]
        assert rate == [None if second % 3 else "150" for second in range(30)]

    def test_an_empty_element_does_not_hide_the_value_of_another(self, both_ways):
        rates = ["", "", "", "141", *[""] * 30]
        data = track(*(point(second, f"<hr>{rate}</hr>") for second, rate in enumerate(rates)))
        document = both_ways.document(data, "gpx")
        (columns,) = document.read_ahead.values()
        assert columns[gpx.FORM.names["hr"]] == [rate or None for rate in rates]
        both_ways.assert_same(data, "gpx")

    def test_sections_keep_their_own_points(self, both_ways):
        data = track(point(0), point(1), after=f"<trkseg>{point(9)}</trkseg>")
        document = both_ways.document(data, "gpx")
        assert [len(columns[0]) for columns in document.read_ahead.values()] == [2, 1]


class TestLeftToTheParser:
    @pytest.mark.parametrize(
        "data",
        [
            track(*steady(), "<!-- a pause -->", *steady()),
            track(*steady(), "<?pause?>", *steady()),
            track(*steady(), "pause", *steady()),
            track(*steady(), "<extensions/>"),
            track(*steady(), point(99, "<ele>1&#x32;</ele>")),
            track(*steady(), point(99, "<ele><![CDATA[12]]></ele>")),
            track(*steady(), point(99, "<ele> 12 </ele>")),
            track(*steady(), point(99, "<ele>\u0661</ele>")),
            track(*steady(), point(99, f"<ele>{'1' * 300}</ele>")),
            track(*steady(), point(99, "<ele>12<b/></ele>")),
            track(*steady(inside="<hr/><extensions><x:hr>150</x:hr></extensions>")),
            track(*steady(inside="<hr> </hr>")),
            track(*steady(inside='<a xml:id="a"/>')),
            track(*steady(inside='<a xmlns="relative"/>')),
            track(*steady(inside="<fix>3d</fix>"), point(99, "<fix>&none;</fix>")),
            track(*steady(), before="<!-- <trkseg> -->"),
            track(*steady(), before=f"<!-- <trkseg>{point(99)}</trkseg> -->", after="<trkseg ></trkseg>"),
            track(*steady(), before=f"<![CDATA[<trkseg>{point(99)}</trkseg>]]>", after="<trkseg ></trkseg>"),
            track(*steady(), after="<trkseg>\0</trkseg>"),
            point(99).encode() + track(*steady()),
            track(*steady()) + point(99).encode(),
            track(*steady(), before="<!-- <trk> ", after="-->"),
            track(*steady(), before="<?xml-stylesheet?>"),
            track(*steady(), after="<x:trkseg/>"),
            track(*steady(), after="<trkseg />"),
            track(*steady())[:-40],
            track(*steady()).replace(b"</trkseg>", b"</trk>", 1),
            track(*steady(inside="<y a='1' a='1'/>")),
            track(*steady(inside="<a:b:c/>")),
            track(*steady()).decode().encode("utf-16"),
            b'<?xml version="1.0" encoding="UTF-7"?>' + track(*steady()),
            track(*(point(s, "".join(f"<n{i}/>" for i in range(s))) for s in range(MAX_LAYOUTS + 1))),
            track(*steady(inside="<a/>" * 2000)),
        ],
        ids=lambda data: None,
    )
    def test_these_are(self, both_ways, data):
        assert not both_ways.is_by_layout(data, "gpx")
        both_ways.assert_same(data, "gpx")

    @pytest.mark.parametrize(
        "inside",
        [
            "<trkseg></trkseg>",
            "<x:trkseg/>",
            '<trkpt lat="1" lon="2"/>',
            "<ele><b/></ele>",
            "<ele/><ele>1</ele>",
        ],
    )
    def test_a_point_that_is_none_to_rely_on(self, both_ways, inside):
        data = track(*steady(inside=inside))
        assert cut(data, gpx.FORM) is None
        both_ways.assert_same(data, "gpx")

    @pytest.mark.parametrize(
        "data",
        [
            b"L" + track(*steady()),
            track(*steady(), before=point(99)),
            track(*steady(), after=point(99)),
            "".join(steady()).encode(),
            b"",
            b"<trkpt",
            b"<gpx><trk><trkseg><trkpt",
        ],
    )
    def test_points_in_no_section_and_no_document_at_all(self, data):
        assert cut(data, gpx.FORM) is None

    def test_a_point_that_holds_an_activity(self, both_ways):
        stamp = "2024-05-04T21:30:00Z"
        inside = f"<Trackpoint><Time>{stamp}</Time><Activity><Id>{stamp}</Id></Activity></Trackpoint>"
        data = (
            f"<TrainingCenterDatabase><Activities><Activity Sport='Running'><Id>{stamp}</Id><Lap>"
            f"<Track>{inside * 3}</Track></Lap></Activity></Activities></TrainingCenterDatabase>"
        ).encode()
        assert not both_ways.is_by_layout(data, "tcx")
        both_ways.assert_same(data, "tcx")

    def test_a_warning_among_undeclared_prefixes(self, both_ways):
        odd, plain = '<y:a/><b xmlns="relative"/>', '<y:a/><b xmlns="http://a/b"/>'
        for insides in ((odd, plain), (plain, odd), (odd, plain, odd), (plain, odd, plain)):
            data = track(*(point(second, inside) for second, inside in enumerate(insides)))
            both_ways.assert_same(data, "gpx")

    def test_a_short_document(self):
        assert not markup.parse(track(*steady(5)), gpx.FORM).read_ahead


def repeated(n):
    """Documents made to take long, each of them as long as ``n`` says."""
    whole, almost = point(0, "<a/>" * 400), point(0, "<a/>" * 399 + "<b/>")
    return {
        "points that differ at their end": track(whole, almost * (n // 40)),
        "points within points": track("<trkpt>" * n, "</trkpt>" * n),
        "points that begin": track(point(0), '<trkpt lat="1" lon="' * n),
        "blanks": track(point(0), '<trkpt lat="1"' + " " * 20 * n),
        "a long value": track(point(0), '<trkpt lat="' + "1" * 20 * n),
        "open comments": track(point(0), before="<!--" * n),
        "open sections": track(point(0), after="<trkseg>" * n),
        "short sections": track(point(0), after="<trkseg>\n</trkseg>" * n),
        "sections with a point": track(point(0), after=f"<trkseg>{point(0)}</trkseg>" * (n // 4)),
        "layouts": track(*(point(0, "<a/>" * (k % 50)) for k in range(n // 10))),
    }


@pytest.mark.parametrize("case", repeated(40))
def test_time_is_in_proportion_to_length(case):
    def seconds(n):
        data = repeated(n)[case]
        rounds = []
        gc.collect()
        gc.disable()
        for _ in range(3):  # the least of them: another process may get in the way of one
            started = time.process_time()
            cut(data, gpx.FORM)
            rounds.append(time.process_time() - started)
        gc.enable()
        return min(rounds)

    seconds(40)
    assert seconds(32_000) < 20 * max(seconds(4_000), 0.002)


def test_what_is_refused_is_refused_whatever_its_layout(both_ways):
    crowded = track(*steady(1_000, inside="<a/>" * 200))
    assert "far more elements" in both_ways.document(crowded, "gpx").reason
    both_ways.assert_same(crowded, "gpx")
    declared = b"<!DOCTYPE gpx>" + track(*steady())
    assert "refused" in both_ways.document(declared, "gpx").reason


class TestRealFiles:
    @pytest.mark.parametrize(("kind", "least"), [("gpx", 20), ("tcx", 10)])
    def test_come_out_the_same(self, both_ways, fixtures_dir, kind, least):
        by_layout = 0
        for path in sorted(fixtures_dir.rglob(f"*.{kind}")):
            data = path.read_bytes()
            by_layout += bool(both_ways.document(data, kind, markup.MIN_BYTES_AHEAD).read_ahead)
            both_ways.assert_same(data, kind)
        assert by_layout >= least
