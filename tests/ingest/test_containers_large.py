"""Files larger than memory, in archives and alone: handed over as streams, and not believed either."""

import gzip
import io
import struct
import zipfile
import zlib

import pytest

from backstride.ingest.containers import (
    DEFAULT,
    Large,
    LargeStream,
    Leaf,
    Limits,
    Refused,
    UnreadableError,
    walk,
)
from backstride.samples.apple_writer import document

MB = 1_000_000
SMALL = Limits(member_bytes=50_000, ratio_free_bytes=20_000, total_free_bytes=200_000, total_ratio=1.0)


def zipped(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def refused(data: bytes, limits: Limits = DEFAULT) -> dict[str, str]:
    items = walk("a.zip", io.BytesIO(data), limits)
    return {item.name: item.reason for item in items if isinstance(item, Refused)}


def noise(n: int) -> bytes:
    """Bytes that do not compress, the same every time."""
    return b"".join(zlib.crc32(k.to_bytes(4, "big")).to_bytes(4, "big") for k in range(n // 4))


APPLE = b"".join(document([])).removesuffix(b"</HealthData>\n")


def drained(stream: LargeStream, most: int = 10**9) -> bytes:
    """All that a stream gives, in small pieces."""
    read = b""
    while len(read) <= most and (chunk := stream.read(1000)):
        read += chunk
    return read


def contents(data: bytes, name: str = "a.zip", limits: Limits = DEFAULT) -> dict[str, bytes]:
    """What the large files hold, read twice while they are at hand."""
    read: dict[str, bytes] = {}
    for item in walk(name, io.BytesIO(data), limits):
        if isinstance(item, Large):
            first = drained(item.stream)
            item.stream.rewind()
            read[item.name] = item.stream.read(10**9)
            assert read[item.name] == first
            assert item.size_bytes == len(first)
    return read


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_health_record_of_any_size_is_a_stream_wherever_it_stands(compression):
    small, large = APPLE, APPLE + noise(100_000)
    inner = zipped({"x/export.xml": large, "y.gpx": b"<gpx/>"}, compression)
    assert contents(small, "export.xml", SMALL) == {"export.xml": small}
    assert contents(large, "export.xml", SMALL) == {"export.xml": large}
    assert contents(gzip.compress(small), "export.xml.gz") == {"export.xml.gz": small}
    assert contents(inner, limits=SMALL) == {"a.zip/x/export.xml": large}
    assert contents(zipped({"inner.zip": inner}, compression)) == {"a.zip/inner.zip/x/export.xml": large}


def test_a_health_record_in_a_zip_that_is_read_in_place():
    inner = zipped({"export.xml": APPLE + noise(100_000)}, zipfile.ZIP_STORED)
    outer = zipped({"inner.zip": inner}, zipfile.ZIP_STORED)
    limits = Limits(member_bytes=50_000, total_free_bytes=MB)
    assert list(contents(outer, limits=limits)) == ["a.zip/inner.zip/export.xml"]


def test_the_files_beside_a_health_record_are_found_read_or_not():
    data = zipped({"export.xml": APPLE, "export_cda.xml": b"<ClinicalDocument/>", "routes/1.gpx": b"<gpx/>"})
    kinds = [(type(item), item.name) for item in walk("a.zip", io.BytesIO(data))]
    assert kinds == [
        (Large, "a.zip/export.xml"),
        (Leaf, "a.zip/export_cda.xml"),
        (Leaf, "a.zip/routes/1.gpx"),
    ]


def test_a_health_record_counts_towards_what_an_archive_may_unpack_to():
    """One beyond it is refused by name without being read, and the rest is read."""
    honest, bomb = APPLE + noise(20_000), APPLE + bytes(400_000)
    limits = Limits(total_free_bytes=200_000, total_ratio=1.0, ratio=10_000)
    data = zipped({"1/export.xml": bomb, "2/export.xml": honest, "run.gpx": b"<gpx/>"})
    assert "zip bomb" in refused(data, limits)["a.zip/1/export.xml"]
    assert contents(data, limits=limits) == {"a.zip/2/export.xml": honest}
    many = zipped({f"{n}/export.xml": honest for n in range(20)})
    assert len(contents(many, limits=Limits(total_free_bytes=100_000, total_ratio=0.1))) == 100_000 // len(
        honest
    )


def test_a_health_record_that_swells_beyond_any_is_refused_by_name_and_the_rest_is_read():
    data = zipped({"export.xml": APPLE + bytes(30 * MB), "run.gpx": b"<gpx/>"})
    assert "zip bomb" in refused(data)["a.zip/export.xml"]
    assert Leaf("a.zip/run.gpx", b"<gpx/>") in list(walk("a.zip", io.BytesIO(data)))


def test_a_health_record_never_gives_more_than_its_size_claims():
    data = bytearray(zipped({"export.xml": APPLE + noise(20_000) + bytes(5 * MB)}))
    claimed = len(APPLE) + 1000
    struct.pack_into("<L", data, data.index(b"PK\x01\x02") + 24, claimed)
    for item in walk("a.zip", io.BytesIO(bytes(data))):
        assert isinstance(item, Large)
        with pytest.raises(UnreadableError):  # its checksum is that of more
            drained(item.stream, most=claimed)


def test_a_health_record_whose_checksum_fails_says_so_while_it_is_read():
    data = zipped({"export.xml": APPLE + b"before"}, zipfile.ZIP_STORED).replace(b"before", b"after!")
    for item in walk("a.zip", io.BytesIO(data)):
        assert isinstance(item, Large)
        with pytest.raises(UnreadableError, match="the member of the zip cannot be read"):
            drained(item.stream)


def test_a_disk_that_fails_under_a_health_record_says_so():
    class Failing(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() > 0:
                raise OSError(5, "Input/output error")
            return super().read(size)

    (item,) = walk("export.xml", Failing(APPLE))
    assert isinstance(item, Large)
    item.stream.read(10)
    with pytest.raises(UnreadableError, match="Input/output error"):
        item.stream.read(10)
