"""Fields: widths, byte orders, arrays, strings, and rows of unlike definitions."""

import math
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.ingest.fit import decode

RECORD = 20


def table(file, name="record"):
    decoded = decode(file.file())
    assert decoded.fault is None
    return decoded.segments[0].messages[name]


@pytest.mark.parametrize("big_endian", [False, True])
def test_numbers_of_every_width_in_both_byte_orders(fit_bytes, big_endian):
    fit = fit_bytes
    bases = [
        fit.SINT8,
        fit.UINT8,
        fit.SINT16,
        fit.UINT16,
        fit.SINT32,
        fit.UINT32,
        fit.FLOAT32,
        fit.FLOAT64,
        fit.SINT64,
        fit.UINT64,
    ]
    codes, sizes = "bBhHiIfdqQ", [1, 1, 2, 2, 4, 4, 4, 8, 8, 8]
    stored = [-5, 200, -300, 60_000, -70_000, 3_000_000_000, 1.5, -2.25, -(2**40), 2**63 + 2**40]
    file = fit(big_endian).define(0, 999, [(k, sizes[k], bases[k]) for k in range(len(bases))])
    file.row(0, codes, *stored)
    rows = table(file, 999)
    for number, value in enumerate(stored):
        assert rows.columns[number].raw.tolist() == [value]
        assert rows.values(number).tolist() == [float(value)]


@pytest.mark.parametrize("rows", [1, 50])
@pytest.mark.parametrize(
    ("base", "code", "invalid"),
    [
        ("ENUM", "B", 0xFF),
        ("SINT8", "b", 0x7F),
        ("UINT8", "B", 0xFF),
        ("SINT16", "h", 0x7FFF),
        ("UINT16", "H", 0xFFFF),
        ("SINT32", "i", 0x7FFFFFFF),
        ("UINT32", "I", 0xFFFFFFFF),
        ("UINT8Z", "B", 0),
        ("UINT16Z", "H", 0),
        ("UINT32Z", "I", 0),
        ("SINT64", "q", 2**63 - 1),
        ("UINT64", "Q", 2**64 - 1),
        ("UINT64Z", "Q", 0),
        ("BYTE", "B", 0xFF),
    ],
)
def test_the_invalid_value_of_every_type_is_unknown(fit_bytes, base, code, invalid, rows):
    file = fit_bytes().define(0, 999, [(1, struct.calcsize(code), getattr(fit_bytes, base))])
    for _ in range(rows):
        file.row(0, code, invalid).row(0, code, 5)
    values = table(file, 999).values(1)
    assert np.isnan(values[::2]).all()
    assert (values[1::2] == 5).all()


def test_an_all_ones_float_is_unknown(fit_bytes):
    file = fit_bytes().define(0, 999, [(1, 4, fit_bytes.FLOAT32)]).row(0, "I", 0xFFFFFFFF).row(0, "f", 2.5)
    values = table(file, 999).values(1)
    assert math.isnan(values[0])
    assert values[1] == 2.5


@given(stored=st.lists(st.integers(0, 0xFFFE), min_size=1, max_size=40))
def test_scale_and_offset_are_the_same_for_few_and_many_rows(fit_bytes, stored):
    file = fit_bytes().define(0, RECORD, [(2, 2, fit_bytes.UINT16)])
    for value in stored:
        file.row(0, "H", value)
    assert table(file).values("altitude").tolist() == [value / 5 - 500 for value in stored]


def test_arrays_have_two_dimensions_and_unknown_elements(fit_bytes):
    file = fit_bytes().define(0, RECORD, [(17, 3, fit_bytes.UINT8)]).row(0, "BBB", 16, 255, 48)
    assert np.array_equal(table(file).values("speed_1s"), [[1.0, math.nan, 3.0]], equal_nan=True)


def test_an_array_of_bytes_is_unknown_only_as_a_whole(fit_bytes):
    file = (
        fit_bytes()
        .define(0, 999, [(1, 3, fit_bytes.BYTE)])
        .row(0, "BBB", 1, 255, 3)
        .row(0, "3B", 255, 255, 255)
    )
    values = table(file, 999).values(1)
    assert values[0].tolist() == [1, 255, 3]
    assert np.isnan(values[1]).all()


@pytest.mark.parametrize(
    ("stored", "texts"),
    [
        (b"Laufen\0\0\0", ("Laufen",)),
        (b"Laufen-12", ("Laufen-12",)),  # no NUL at the end
        (b"a\0bc\0def", ("a", "bc", "def")),  # an array of strings
        (b"\0\0\0\0\0\0\0\0\0", ()),
        (b"Gr\xc3\xbc\xc3\x9fe\xc3\0", ("Grüße",)),  # a letter cut in half
    ],
)
def test_strings(fit_bytes, stored, texts):
    file = fit_bytes().define(0, 12, [(3, 9, fit_bytes.TEXT)]).row(0, "9s", stored)
    rows = table(file, "sport")
    assert rows.columns["name"].texts() == [texts]
    assert rows.text("name") == [texts[0] if texts else None]
    assert np.isnan(rows.values("name")).all()


def test_a_size_that_does_not_fit_the_type_is_read_as_bytes(fit_bytes):
    fit = fit_bytes
    file = (
        fit()
        .define(0, 999, [(1, 3, fit.UINT16), (2, 2, fit.UINT16), (3, 1, 0x1E)])
        .row(0, "3BHB", 1, 2, 3, 777, 9)
    )
    rows = table(file, 999)
    assert rows.values(1).tolist() == [[1, 2, 3]]
    assert rows.values(2).tolist() == [777]
    assert rows.values(3).tolist() == [9]


def test_fields_without_bytes_are_left_out(fit_bytes):
    file = fit_bytes().define(0, 999, [(1, 0, fit_bytes.UINT16), (2, 1, fit_bytes.UINT8)]).row(0, "B", 4)
    assert list(table(file, 999)) == [2]


def test_of_a_number_that_stands_twice_the_last_known_value_counts(fit_bytes):
    file = fit_bytes().define(
        0, RECORD, [(3, 1, fit_bytes.UINT8), (4, 1, fit_bytes.UINT8), (3, 1, fit_bytes.UINT8)]
    )
    file.row(0, "BBB", 100, 80, 110).row(0, "BBB", 101, 81, 255).row(0, "BBB", 255, 82, 255)
    rows = table(file)
    assert np.array_equal(rows.values("heart_rate"), [110, 101, math.nan], equal_nan=True)
    assert rows.values("cadence").tolist() == [80, 81, 82]


@pytest.mark.parametrize("interleaved", [False, True])
def test_rows_of_unlike_definitions_meet_in_file_order(fit_bytes, interleaved):
    fit = fit_bytes
    file = fit().define(0, RECORD, [(253, 4, fit.UINT32), (3, 1, fit.UINT8)])
    file.define(1, RECORD, [(253, 4, fit.UINT32), (7, 2, fit.UINT16), (17, 2, fit.UINT8)])
    plain, rich = (lambda t: file.row(0, "IB", t, 120)), (lambda t: file.row(1, "IHBB", t, 250, 16, 32))
    kinds = [0, 1, 0, 1, 0, 1] if interleaved else [0, 0, 0, 1, 1, 1]
    for second, kind in enumerate(kinds):
        (rich if kind else plain)(second)
    rows = table(file)
    assert rows.values("timestamp").tolist() == list(range(6))
    rich_rows = np.array(kinds, dtype=bool)
    assert np.array_equal(np.isnan(rows.values("heart_rate")), rich_rows)
    assert np.array_equal(np.isnan(rows.values("power")), ~rich_rows)
    assert np.array_equal(np.isnan(rows.values("speed_1s")).all(axis=1), ~rich_rows)
    assert (rows.values("power")[rich_rows] == 250).all()


def test_unlike_widths_of_a_field_meet_in_the_wider_one(fit_bytes):
    fit = fit_bytes
    file = fit().define(0, 999, [(1, 1, fit.UINT8)]).row(0, "B", 255).row(0, "B", 7)
    file.define(0, 999, [(1, 4, fit.UINT32)]).row(0, "I", 255).row(0, "I", 0xFFFFFFFF)
    file.define(0, 999, [(1, 2, fit.UINT8)]).row(0, "BB", 8, 9)
    expected = [[math.nan, math.nan], [7, math.nan], [255, math.nan], [math.nan, math.nan], [8, 9]]
    assert np.array_equal(table(file, 999).values(1), expected, equal_nan=True)


def test_byte_orders_may_change_between_definitions(fit_bytes):
    file, big = fit_bytes(), fit_bytes(big_endian=True)
    file.define(0, RECORD, [(5, 4, file.UINT32)]).row(0, "I", 12345)
    big.define(0, RECORD, [(5, 4, file.UINT32)]).row(0, "I", 12346)
    file.body += big.body
    assert table(file).values("distance").tolist() == [123.45, 123.46]


def test_a_text_that_becomes_a_number_is_kept_where_it_is_text(fit_bytes):
    fit = fit_bytes
    file = fit().define(0, 999, [(1, 4, fit.TEXT)]).row(0, "4s", b"abc")
    file.define(0, 999, [(1, 2, fit.UINT16)]).row(0, "H", 5)
    assert table(file, 999).text(1) == ["abc", None]
