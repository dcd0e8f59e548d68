"""XML read without trust, and texts turned into numbers and times."""

import math
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.ingest import markup
from backstride.ingest.gpx import FORM

START = datetime(2024, 5, 4, 21, 30, tzinfo=UTC)
UNDECLARED = b'<gpx><trk><trkseg><trkpt lat="1" lon="2"><x:hr>141</x:hr></trkpt></trkseg></trk></gpx>'


def test_a_damaged_document_read_before_is_no_fault_of_this_one():
    assert markup.parse(b"<gpx>\n\n\n<trk></gpx>", FORM).fault == "the file is damaged at line 4 (byte 19)"
    assert markup.parse(UNDECLARED, FORM).fault is None
    assert markup.parse(b"<gpx>\n<trk></gpx>", FORM).fault == "the file is damaged at line 2 (byte 17)"


class TestFloats:
    @pytest.mark.parametrize(
        ("texts", "expected"),
        [
            (["1", "-2.5", "8.80000019073486328125"], [1, -2.5, 8.80000019073486328125]),
            (["1", None, "", " 3 "], [1, math.nan, math.nan, 3]),
            (["1", "2,5", "-", None], [1, 2.5, math.nan, math.nan]),
            ([], []),
        ],
    )
    def test_what_cannot_be_read_is_unknown(self, texts, expected):
        found = markup.floats(texts)
        assert found.dtype == np.float64
        assert np.array_equal(found, expected, equal_nan=True)


MOMENTS = st.integers(0, 4_102_444_800).map(lambda second: datetime.fromtimestamp(second, UTC))
ENDINGS = ("Z", ".5Z", ".250Z", ".123456Z", "+00:00", "+02:00", "-03:30", "", " ", ".Z", ".1234567890Z")


class TestTimes:
    @given(st.lists(MOMENTS, min_size=1, max_size=5), st.sampled_from(ENDINGS))
    def test_those_of_one_layout_are_as_if_read_alone(self, moments, ending):
        texts = [f"{moment:%Y-%m-%dT%H:%M:%S}{ending}" for moment in moments]
        together, offset_s = markup.times_utc_s(texts)
        for text, second in zip(texts, together.tolist(), strict=True):
            try:
                moment = datetime.fromisoformat(text.strip())
            except ValueError:
                assert math.isnan(second)
                continue
            moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            assert second == pytest.approx(moment.timestamp(), abs=2e-6)
            assert (offset_s or 0) == moment.utcoffset().total_seconds()

    @given(st.lists(st.sampled_from(ENDINGS), min_size=2, max_size=6))
    def test_those_of_several_layouts_too(self, endings):
        texts = [f"2024-05-04T21:30:0{i}{ending}" for i, ending in enumerate(endings)]
        alone = [markup.times_utc_s([text])[0][0] for text in texts]
        assert markup.times_utc_s(texts)[0] == pytest.approx(alone, abs=2e-6, nan_ok=True)

    def test_those_that_only_together_have_one_layout_have_none(self):
        texts = ["2024-05-04T21:30:00", "Z\n2024-05-04T21:30:01Z", None]
        for given_texts in (texts[:2], texts, ["\n".join(texts[:1] * 2), ""]):
            found = markup.times_utc_s(given_texts)[0]
            assert np.isnan(found[1:]).all()

    @pytest.mark.parametrize("text", ["2024-02-30T00:00:00Z", "2024-13-01T00:00:00Z", "2024-01-01T12:60:00Z"])
    def test_a_moment_that_never_was_is_unknown(self, text):
        found = markup.times_utc_s(["2024-01-01T00:00:00Z", text])[0]
        assert np.isfinite(found).tolist() == [True, False]

    def test_an_offset_is_the_first_that_is_not_zero(self):
        stamps = [START.isoformat(), (START + timedelta(hours=1)).isoformat()[:-6] + "+01:00"]
        found, offset_s = markup.times_utc_s(stamps)
        assert (found.tolist(), offset_s) == ([START.timestamp()] * 2, 3600)
