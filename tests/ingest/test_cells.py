"""Cells of tables as spreadsheets write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.ingest.cells import BLANK, CellError, number_in, shown, split, text_of, yes_in


@pytest.mark.parametrize(
    ("text", "value"), [("8.2", 8.2), ("8,2", 8.2), ("8.", 8.0), ("-0,5", -0.5), (",5", 0.5)]
)
def test_numbers_have_points_or_commas(text, value):
    assert number_in(text) == value


@pytest.mark.parametrize("text", ["", "eight", "nan", "inf", "1,234.5", "1_0", "--1", "1e3", "8 km"])
def test_what_is_no_number_is_told(text):
    with pytest.raises(CellError):
        number_in(text)


def test_yes_and_no():
    assert [yes_in(text) for text in ("yes", "NO", "ja", "nein", "1", "0")] == [True, False] * 3
    with pytest.raises(CellError):
        yes_in("perhaps")


def test_a_blank_cell_is_unknown_and_not_zero():
    assert "" in BLANK
    assert "0" not in BLANK


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_in_the_encodings_of_spreadsheets(encoding):
    assert text_of("Rücken;3\r\n".encode(encoding)) == "Rücken;3\r\n"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_lines_keep_their_numbers(delimiter):
    table = split(delimiter.join("ab") + '\n\n"1\n2"' + delimiter + "3\n4" + delimiter + "5\n")
    assert table.delimiter == delimiter
    assert [cells for _, cells in table.lines] == [["a", "b"], ["1\n2", "3"], ["4", "5"]]
    assert [line for line, _ in table.lines] == [1, 3, 5]


def test_a_long_cell_is_shown_in_short():
    assert len(shown("x" * 1000)) == 120


@given(st.binary(max_size=200))
def test_any_bytes_are_lines(data):
    table = split(text_of(data))
    assert all(isinstance(cell, str) for _, cells in table.lines for cell in cells)
