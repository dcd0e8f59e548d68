"""A writer of FIT bytes, small enough to be read in one go, for what no device at hand writes."""

import hashlib
import struct
import sys
from pathlib import Path
from typing import Any

import pytest
from fastcrc import crc16

sys.path.insert(0, str(Path(__file__).parent))  # the builders beside the tests

ENUM, SINT8, UINT8, SINT16, UINT16, SINT32, UINT32, TEXT = 0x00, 0x01, 0x02, 0x83, 0x84, 0x85, 0x86, 0x07
FLOAT32, FLOAT64, UINT8Z, UINT16Z, UINT32Z, BYTE, SINT64, UINT64, UINT64Z = (
    0x88,
    0x89,
    0x0A,
    0x8B,
    0x8C,
    0x0D,
    0x8E,
    0x8F,
    0x90,
)


class FitBytes:
    """The data of one FIT segment, message by message."""

    ENUM, SINT8, UINT8, SINT16, UINT16, SINT32, UINT32 = ENUM, SINT8, UINT8, SINT16, UINT16, SINT32, UINT32
    TEXT, FLOAT32, FLOAT64, UINT8Z, UINT16Z, UINT32Z = TEXT, FLOAT32, FLOAT64, UINT8Z, UINT16Z, UINT32Z
    BYTE, SINT64, UINT64, UINT64Z = BYTE, SINT64, UINT64, UINT64Z

    def __init__(self, big_endian: bool = False) -> None:
        self.order = ">" if big_endian else "<"
        self.body = b""

    def define(
        self,
        local: int,
        message: int,
        fields: list[tuple[int, int, int]],
        developer: list[tuple[int, int, int]] | None = None,
    ) -> "FitBytes":
        """A definition:

        ``fields`` are (number, bytes, base type), ``developer`` (number, bytes, developer).
        """
        self.body += bytes([0x40 | local | (0x20 if developer is not None else 0), 0, self.order == ">"])
        self.body += struct.pack(self.order + "H", message)
        self.body += bytes([len(fields)]) + b"".join(bytes(field) for field in fields)
        if developer is not None:
            self.body += bytes([len(developer)]) + b"".join(bytes(field) for field in developer)
        return self

    def row(self, local: int, format_: str, *values: Any) -> "FitBytes":
        """A data message; ``format_`` as in ``struct``, without the byte order."""
        self.body += bytes([local]) + struct.pack(self.order + format_, *values)
        return self

    def compressed(self, local: int, seconds: int, format_: str, *values: Any) -> "FitBytes":
        """A data message whose header carries the low five bits of the time."""
        self.body += bytes([0x80 | local << 5 | seconds]) + struct.pack(self.order + format_, *values)
        return self

    def file(self, header_size: int = 14, promised: int | None = None, crc: int | None = None) -> bytes:
        """The segment with header and checksum; ``promised`` and ``crc`` replace what they should be."""
        size = len(self.body) if promised is None else promised
        header = struct.pack("<BBHI4s", header_size, 0x20, 2100, size, b".FIT").ljust(header_size, b"\0")
        whole = header + self.body
        return whole + struct.pack("<H", crc16.arc(whole) if crc is None else crc)


@pytest.fixture(scope="session")
def fit_bytes() -> type[FitBytes]:
    return FitBytes


@pytest.fixture
def watch(fit_bytes):
    """Makes a ``Watch`` of ``fit_builders``."""
    from fit_builders import Watch

    return lambda **options: Watch(fit_bytes, **options)


class DeviceFiles(list[tuple[str, bytes]]):
    """Files that a failing test does not print: they are somebody's."""

    def __repr__(self) -> str:
        return f"{len(self)} device files"


@pytest.fixture(scope="session")
def device_files(fixtures_dir: Path) -> DeviceFiles:
    """Every distinct FIT file that real devices wrote, by name and content."""
    found: dict[str, tuple[str, bytes]] = {}
    for path in sorted(fixtures_dir.rglob("*")):
        if path.suffix.lower() == ".fit":
            data = path.read_bytes()
            found.setdefault(hashlib.sha256(data).hexdigest(), (path.name, data))
    if not found:
        pytest.skip("no FIT files in the fixtures folder")
    return DeviceFiles(found.values())
