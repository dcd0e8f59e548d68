"""A channel as one compressed blob, in the width that the device wrote, and back without a bit lost."""

import numpy as np
import numpy.typing as npt
from numcodecs import Shuffle
from numcodecs.zstd import compress, decompress

from backstride.records import Channel

INTEGER_CODEC = "delta+shuffle+zstd"
"""Differences of neighbours (modulo the integer's width), bytes of equal weight together, then Zstandard."""
FLOAT_CODEC = "shuffle+zstd"
"""Without differences: those of floats are not exact."""

ZSTD_LEVEL = 1  # higher levels cost several times the CPU time for a few per cent of size

Column = npt.NDArray[np.generic]


def encode(raw: Column) -> tuple[str, str, bytes]:
    """(codec, dtype, blob) of a column of integers or floats, shape (n,); kept little-endian."""
    if raw.ndim != 1 or raw.dtype.kind not in "iuf":
        raise ValueError(f"a channel is a column of integers or floats, not {raw.dtype} of shape {raw.shape}")
    dtype = raw.dtype.newbyteorder("<")
    column = np.ascontiguousarray(raw, dtype=dtype)
    if dtype.kind == "f":
        codec, packed = FLOAT_CODEC, column
    else:
        codec, packed = INTEGER_CODEC, np.empty_like(column)
        packed[:1] = column[:1]
        np.subtract(column[1:], column[:-1], out=packed[1:])  # wraps around; so does the cumulative sum
    return codec, dtype.str, compress(_shuffle(packed) if dtype.itemsize > 1 else packed, ZSTD_LEVEL)


def _shuffle(column: Column) -> Column:
    return Shuffle(column.itemsize).encode(column)  # type: ignore[no-any-return]


def decode(codec: str, dtype: str, n: int, blob: bytes) -> Column:
    """The column that ``encode`` was given. ValueError where the blob does not hold ``n`` values."""
    kind = np.dtype(dtype)
    plain = decompress(blob) if n else b""
    if len(plain) != n * kind.itemsize:
        raise ValueError(f"a stream of {n} values holds {len(plain)} bytes")
    if kind.itemsize > 1 and n:
        plain = Shuffle(kind.itemsize).decode(plain)
    column: Column = np.frombuffer(plain, dtype=kind)
    if codec == INTEGER_CODEC:
        return np.cumsum(column, dtype=kind)
    if codec == FLOAT_CODEC:
        return column
    raise ValueError(f"a stream is packed with {codec!r}, which this version does not know")


def stream_row(channel: Channel) -> dict[str, object]:
    """The columns of table ``stream`` that hold a channel."""
    codec, dtype, blob = encode(channel.raw)
    return {
        "codec": codec,
        "dtype": dtype,
        "n": len(channel.raw),
        "scale": channel.scale,
        "value_offset": channel.offset,
        "invalid_mark": None if channel.invalid is None else str(channel.invalid),
        "data": blob,
    }
