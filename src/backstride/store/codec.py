"""A channel as one compressed blob, in the width that the device wrote, and back without a bit lost."""

import numpy as np
import numpy.typing as npt
from numcodecs import Shuffle, lz4, zstd

from backstride.records import Channel

INTEGER_CODEC = "delta+shuffle+zstd"
"""Differences of neighbours (modulo the integer's width), bytes of equal weight together, then Zstandard."""
FLOAT_CODEC = "shuffle+zstd"
"""Without differences: those of floats are not exact."""
SHORT_INTEGER_CODEC, SHORT_FLOAT_CODEC = "delta+lz4", "lz4"
"""For columns so short that Zstandard would spend more on its start than on their bytes."""

SHORT_BYTES = 1024
ZSTD_LEVEL = 1  # higher levels cost several times the CPU time for a few per cent of size
LZ4_ACCELERATION = 1

Column = npt.NDArray[np.generic]

_SHUFFLES = {size: Shuffle(size) for size in (2, 4, 8, 16)}
_DIFFERENCES = (INTEGER_CODEC, SHORT_INTEGER_CODEC)
_SHORT = (SHORT_INTEGER_CODEC, SHORT_FLOAT_CODEC)


def encode(raw: Column) -> tuple[str, str, bytes]:
    """(codec, dtype, blob) of a column of integers or floats, shape (n,); kept little-endian."""
    if raw.ndim != 1 or raw.dtype.kind not in "iuf":
        raise ValueError(f"a channel is a column of integers or floats, not {raw.dtype} of shape {raw.shape}")
    dtype = raw.dtype.newbyteorder("<")
    column = np.ascontiguousarray(raw, dtype=dtype)
    whole = dtype.kind != "f"
    packed = column
    if whole:
        packed = np.empty_like(column)
        packed[:1] = column[:1]
        np.subtract(column[1:], column[:-1], out=packed[1:])  # wraps around; so does the cumulative sum
    if 0 < column.nbytes < SHORT_BYTES:
        codec = SHORT_INTEGER_CODEC if whole else SHORT_FLOAT_CODEC
        return codec, dtype.str, lz4.compress(packed, LZ4_ACCELERATION)
    if dtype.itemsize > 1:
        packed = _SHUFFLES[dtype.itemsize].encode(packed)
    return INTEGER_CODEC if whole else FLOAT_CODEC, dtype.str, zstd.compress(packed, ZSTD_LEVEL)


def decode(codec: str, dtype: str, n: int, blob: bytes) -> Column:
    """The column that ``encode`` was given. ValueError where the blob does not hold ``n`` values."""
    if codec not in (INTEGER_CODEC, FLOAT_CODEC, *_SHORT):
        raise ValueError(f"a stream is packed with {codec!r}, which this version does not know")
    kind = np.dtype(dtype)
    plain = b""
    if n:
        plain = (lz4 if codec in _SHORT else zstd).decompress(blob)
    if len(plain) != n * kind.itemsize:
        raise ValueError(f"a stream of {n} values holds {len(plain)} bytes")
    if kind.itemsize > 1 and n and codec not in _SHORT:
        plain = _SHUFFLES[kind.itemsize].decode(plain)
    column: Column = np.frombuffer(plain, dtype=kind)
    return np.cumsum(column, dtype=kind) if codec in _DIFFERENCES else column


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
