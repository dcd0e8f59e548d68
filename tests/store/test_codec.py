"""A stream comes back bit by bit, whatever it held."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from backstride.store.codec import (
    FLOAT_CODEC,
    INTEGER_CODEC,
    SHORT_BYTES,
    SHORT_FLOAT_CODEC,
    SHORT_INTEGER_CODEC,
    decode,
    encode,
)

COLUMNS = st.one_of(
    hnp.integer_dtypes(endianness="?"), hnp.unsigned_integer_dtypes(endianness="?"), hnp.floating_dtypes()
).flatmap(lambda dtype: hnp.arrays(dtype, st.integers(0, 600)))


@given(COLUMNS)
def test_a_column_comes_back_bit_by_bit(column: np.ndarray) -> None:
    codec, dtype, blob = encode(column)
    back = decode(codec, dtype, len(column), blob)
    assert back.dtype == column.dtype.newbyteorder("<")
    assert back.tobytes() == column.astype(back.dtype).tobytes()


@pytest.mark.parametrize("dtype", ["u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8"])
@pytest.mark.parametrize(("times", "expected"), [(1, SHORT_INTEGER_CODEC), (300, INTEGER_CODEC)])
def test_the_ends_of_every_width_survive_their_difference(dtype: str, times: int, expected: str) -> None:
    ends = np.iinfo(dtype)
    column = np.array([ends.max, ends.min, ends.max, 0, ends.min] * times, dtype=dtype)
    codec, name, blob = encode(column)
    assert codec == expected
    np.testing.assert_array_equal(decode(codec, name, len(column), blob), column)


@pytest.mark.parametrize(("times", "expected"), [(1, SHORT_FLOAT_CODEC), (300, FLOAT_CODEC)])
def test_floats_keep_the_sign_of_zero_and_their_nans(times: int, expected: str) -> None:
    column = np.array([0.0, -0.0, np.nan, np.inf, 5e-324] * times)
    codec, name, blob = encode(column)
    assert codec == expected
    assert decode(codec, name, len(column), blob).tobytes() == column.tobytes()


def test_a_view_with_gaps_is_packed_as_its_values() -> None:
    records = np.zeros(50, dtype=[("a", "<u4"), ("b", "<u1")])
    records["a"] = np.arange(50) * 7
    codec, name, blob = encode(records["a"])
    np.testing.assert_array_equal(decode(codec, name, 50, blob), np.arange(50) * 7)


def test_a_steady_column_shrinks_far_below_its_size() -> None:
    assert len(encode(np.arange(10_000, dtype="<u4"))[2]) < 400


@pytest.mark.parametrize("column", [np.zeros((2, 2)), np.array(["a"]), np.array([True])])
def test_what_is_no_column_of_numbers_is_refused(column: np.ndarray) -> None:
    with pytest.raises(ValueError, match="a channel is a column"):
        encode(column)


@pytest.mark.parametrize("n", [10, SHORT_BYTES])
def test_a_blob_of_another_length_is_refused(n: int) -> None:
    codec, name, blob = encode(np.arange(n, dtype="<u2"))
    with pytest.raises(ValueError, match=f"{n + 1} values"):
        decode(codec, name, n + 1, blob)


def test_an_unknown_packing_is_refused() -> None:
    _, name, blob = encode(np.arange(10, dtype="<u2"))
    with pytest.raises(ValueError, match="does not know"):
        decode("lz77", name, 10, blob)
