"""Archives: opened inside one another, and not believed."""

import gzip
import io
import struct
import subprocess
import sys
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backstride.ingest.containers import (
    DEFAULT,
    Found,
    Leaf,
    Limits,
    Passed,
    Refused,
    walk,
)

MB = 1_000_000
SMALL = Limits(member_bytes=50_000, ratio_free_bytes=20_000, total_free_bytes=200_000, total_ratio=1.0)


def zipped(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def found(data: bytes, name: str = "a.zip", limits: Limits = DEFAULT) -> list[Found]:
    return list(walk(name, io.BytesIO(data), limits))


def refused(data: bytes, limits: Limits = DEFAULT) -> dict[str, str]:
    return {item.name: item.reason for item in found(data, limits=limits) if isinstance(item, Refused)}


def noise(n: int) -> bytes:
    """Bytes that do not compress, the same every time."""
    block, out = b"backstride", b""
    while len(out) < n:
        block = zlib.crc32(block).to_bytes(4, "big") + block[:6]
        out += block[:4]
    return out[:n]


def test_a_plain_file_yields_itself():
    assert found(b"hello", "run.gpx") == [Leaf("run.gpx", b"hello")]
    assert found(b"", "empty.fit") == [Leaf("empty.fit", b"")]


def test_zips_and_gzips_are_opened_in_one_another_and_named_by_their_path():
    inner = zipped({"deep/run.gpx": b"<gpx/>", "run.fit.gz": gzip.compress(b"FIT")})
    outer = zipped({"parts/part1.zip": inner, "settings.csv": b"a,b"})
    assert found(outer, "takeout.zip") == [
        Leaf("takeout.zip/parts/part1.zip/deep/run.gpx", b"<gpx/>"),
        Leaf("takeout.zip/parts/part1.zip/run.fit.gz", b"FIT"),
        Leaf("takeout.zip/settings.csv", b"a,b"),
    ]


def test_content_tells_a_container_not_its_name():
    assert found(gzip.compress(b"<gpx/>"), "run.gpx") == [Leaf("run.gpx", b"<gpx/>")]
    assert found(b"no zip at all", "run.zip") == [Leaf("run.zip", b"no zip at all")]


def test_a_document_that_is_a_zip_inside_is_no_archive():
    table = zipped({"xl/workbook.xml": b"<x/>"})
    assert [type(item) for item in found(zipped({"a.xlsx": table}))] == [Passed]
    assert [type(item) for item in found(table, "a.xlsx")] == [Passed]


def test_a_gzip_of_several_members_and_padding_is_read_to_its_end():
    data = gzip.compress(b"one ") + gzip.compress(b"two") + b"\0" * 512
    assert found(data, "a.fit.gz") == [Leaf("a.fit.gz", b"one two")]


@given(st.lists(st.binary(max_size=200), min_size=1, max_size=4), st.sampled_from((0, 8)), st.integers(0, 2))
@settings(max_examples=50, deadline=None)
def test_what_was_packed_comes_out(files, compression, wraps):
    names = {f"d/{i}.bin": b"x" + data for i, data in enumerate(files)}  # "x": never a magic number
    data = zipped(names, compression)
    for level in range(wraps):
        data = zipped({f"{level}.zip": data}, compression)
    assert sorted(item.data for item in found(data) if isinstance(item, Leaf)) == sorted(names.values())


@given(st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_damaged_archives_never_raise(noise_bytes):
    whole = zipped({"run.gpx": b"<gpx/>" * 20, "run.fit": b"." * 40})
    for data in (noise_bytes, b"PK\x03\x04" + noise_bytes, b"\x1f\x8b\x08" + noise_bytes):
        assert all(isinstance(item, Found) for item in found(data))
    cut = len(noise_bytes) % len(whole)
    patched = whole[:cut] + noise_bytes[:9] + whole[cut + len(noise_bytes[:9]) :]
    assert all(isinstance(item, Found) for item in found(patched))


@pytest.mark.parametrize(
    "name", ["../evil.fit", "a/../../evil.fit", "/etc/evil.fit", "C:/evil.fit", "C:evil.fit"]
)
def test_a_name_that_leads_out_is_refused_by_name_and_the_rest_is_read(name):
    data = zipped({name: b"x", "good.fit": b"y"})
    assert [item for item in found(data) if isinstance(item, Leaf)] == [Leaf("a.zip/good.fit", b"y")]
    assert list(refused(data)) == [f"a.zip/{name}"]


def test_backslashes_do_not_hide_a_way_out():
    data = zipped({"..QevilQ.fit": b"x"}).replace(b"..Qevil", b"..\\evil")
    assert "leads out" in next(iter(refused(data).values()))


def test_a_locked_member_is_refused_and_says_what_to_do():
    data = bytearray(zipped({"run.fit": b"secret", "open.fit": b"y"}))
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + at] |= 1
    assert "password" in refused(bytes(data))["a.zip/run.fit"]
    assert Leaf("a.zip/open.fit", b"y") in found(bytes(data))


def test_an_unknown_compression_is_refused_by_name():
    data = bytearray(zipped({"run.fit": b"x", "open.fit": b"y"}))
    for signature, at in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        data[data.index(signature) + at] = 99
    assert "method 99" in refused(bytes(data))["a.zip/run.fit"]
    assert Leaf("a.zip/open.fit", b"y") in found(bytes(data))


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_compressions_that_cannot_be_bounded_are_not_read(compression):
    assert "is not read" in refused(zipped({"run.fit": b"x" * 100}, compression))["a.zip/run.fit"]


@pytest.mark.parametrize("name", [b"", b"\0"])
def test_a_member_without_a_name_does_not_stop_the_walk(name):
    data = zipped({"Q": b"x", "open.fit": b"y"})
    if name:
        data = data.replace(b"Q", name)
    else:
        data = bytearray(data)
        directory = data.index(b"PK\x01\x02")
        struct.pack_into("<H", data, directory + 28, 0)  # the name's length: what was a name is a comment now
        struct.pack_into("<H", data, directory + 32, 1)
    items = found(bytes(data))
    assert Leaf("a.zip/open.fit", b"y") in items
    assert len(items) == 2


def test_a_member_that_fails_its_checksum_is_refused_and_the_rest_is_read():
    data = zipped({"run.fit": b"before", "open.fit": b"y"}, zipfile.ZIP_STORED).replace(b"before", b"after!")
    assert "damaged" in refused(data)["a.zip/run.fit"]
    assert Leaf("a.zip/open.fit", b"y") in found(data)


@pytest.mark.parametrize("cut", [10, 60, -30, -5])
def test_a_zip_cut_short_is_one_refusal_that_says_why(cut):
    items = found(zipped({"run.fit": noise(300)})[:cut])
    assert len(items) == 1
    assert isinstance(items[0], Refused)
    assert "cannot be opened" in items[0].reason


@pytest.mark.parametrize("damage", ["cut", "flip"])
def test_a_damaged_gzip_is_refused(damage):
    data = bytearray(gzip.compress(noise(3000)))
    if damage == "cut":
        data = data[:-900]
    else:
        data[1500] ^= 0xFF
    assert "damaged" in refused(bytes(data))["a.zip"]


def test_a_picture_is_passed_over_without_being_unpacked():
    data = bytearray(zipped({"media/1.jpg": noise(2000), "run.gpx": b"<gpx/>"}, zipfile.ZIP_STORED))
    data[data.index(noise(2000)) + 5] ^= 0xFF  # would fail its checksum if it were unpacked
    assert found(bytes(data)) == [
        Passed("a.zip/media/1.jpg", "a picture"),
        Leaf("a.zip/run.gpx", b"<gpx/>"),
    ]


def test_members_above_the_limit_are_refused_unless_they_can_hold_no_activity():
    clinical = b'<?xml version="1.0"?>\n<ClinicalDocument xmlns="urn:hl7-org:v3">'
    members = {"big.fit": noise(60_000), "export_cda.xml": clinical + noise(60_000), "run.gpx": b"<gpx/>"}
    items = {item.name: item for item in found(zipped(members), limits=SMALL)}
    assert isinstance(items["a.zip/big.fit"], Refused)
    assert isinstance(items["a.zip/export_cda.xml"], Passed)
    assert isinstance(items["a.zip/run.gpx"], Leaf)
    assert isinstance(found(noise(60_000), "big.fit", SMALL)[0], Refused)
    assert isinstance(found(noise(60_000), "film.mp4", SMALL)[0], Passed)


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_an_inner_zip_larger_than_a_member_is_read_in_place(compression):
    inner = zipped({f"{i}.fit": noise(40_000 + i) for i in range(4)}, zipfile.ZIP_STORED)
    outer = zipped({"inner.zip": inner, "last.fit": b"y"}, compression)
    limits = Limits(member_bytes=50_000, total_free_bytes=10 * MB)
    leaves = found(outer, limits=limits)
    assert [len(item.data) for item in leaves if isinstance(item, Leaf)] == [
        40_000,
        40_001,
        40_002,
        40_003,
        1,
    ]


def test_nesting_has_an_end():
    data = b"<gpx/>"
    for _ in range(DEFAULT.depth + 1):
        data = zipped({"a.zip": data})
    items = found(data)
    assert len(items) == 1
    assert "deep" in items[0].reason


def test_many_members_together_cannot_unpack_to_more_than_the_archive_allows():
    members = {f"{i}.fit": bytes(19_000) for i in range(50)}  # each below the ratio's free size
    items = found(zipped(members), limits=SMALL)
    leaves = [item for item in items if isinstance(item, Leaf)]
    assert len(leaves) <= 200_000 // 19_000
    assert isinstance(items[-1], Refused)
    assert "rest was not read" in items[-1].reason


def test_overlapping_members_are_refused_as_a_crafted_archive():
    data = bytearray(zipped({"a.fit": noise(5000), "b.fit": noise(5000)}, zipfile.ZIP_STORED))
    second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4)
    struct.pack_into("<L", data, second + 42, 100)  # b.fit begins inside a.fit
    assert refused(bytes(data)) == {"a.zip": refused(bytes(data))["a.zip"]}
    assert "overlap" in refused(bytes(data))["a.zip"]


def test_a_size_that_lies_is_not_believed():
    data = bytearray(zipped({"a.fit": noise(15_000)}))
    struct.pack_into("<L", data, data.index(b"PK\x01\x02") + 24, 10)
    assert list(refused(bytes(data))) == ["a.zip/a.fit"]


def test_a_table_of_contents_larger_than_any_real_one_is_not_loaded():
    limits = Limits(directory_bytes=1000)
    data = zipped({f"{i:04}.fit": b"x" for i in range(50)})
    assert "table of contents" in refused(data, limits)["a.zip"]


def with_zip64_end(data: bytes, directory_bytes: int, record_at: int | None = None) -> bytes:
    """``data`` with the end record of a zip beyond 4 GB, which states the size of the table of contents."""
    end = data.index(b"PK\x05\x06")
    size, start = struct.unpack_from("<LL", data, end + 12)
    count = struct.unpack_from("<H", data, end + 10)[0]
    size = size if directory_bytes < 0 else directory_bytes
    record = struct.pack("<4sQHHLLQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, start)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end if record_at is None else record_at, 1)
    last = bytearray(data[end:])
    struct.pack_into("<LL", last, 12, 0xFFFFFFFF, 0xFFFFFFFF)
    return data[:end] + record + locator + bytes(last)


def test_the_end_record_of_a_zip_beyond_4_gb_is_read_and_not_believed():
    data = zipped({"run.gpx": b"<gpx/>"})
    assert found(with_zip64_end(data, -1)) == [Leaf("a.zip/run.gpx", b"<gpx/>")]
    assert "table of contents" in refused(with_zip64_end(data, 10**12))["a.zip"]
    assert "cannot be opened" in refused(with_zip64_end(data, -1, record_at=2**64 - 1))["a.zip"]
    assert "cannot be opened" in refused(with_zip64_end(data, -1, record_at=10**6))["a.zip"]


def test_the_cut_in_ratio_lets_real_texts_through():
    point = '<trkpt lat="60.{0:06}" lon="24.{1:06}"><ele>{2}</ele></trkpt>\n'
    gpx = "".join(point.format(i * 7 % 999_983, i * 13 % 999_979, i % 40) for i in range(60_000)).encode()
    assert len(gpx) > DEFAULT.ratio_free_bytes
    assert found(zipped({"long.gpx": gpx})) == [Leaf("a.zip/long.gpx", gpx)]


MEASURED = """
import sys
sys.path[:0] = {path!r}
import pathlib, re, resource, time
from backstride.ingest.containers import Leaf, Refused, walk
started = time.process_time()
with open({file!r}, "rb") as stream:
    items = list(walk("a.zip", stream))
seconds = time.process_time() - started
# Linux counts the parent's memory into ``ru_maxrss`` of a child; VmHWM begins anew.
status = pathlib.Path("/proc/self/status")
if status.exists():
    peak_kb = int(re.search(r"VmHWM:\\s+(\\d+)", status.read_text()).group(1))
else:
    peak_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(seconds, peak_kb / 1024)
print([i.name for i in items if isinstance(i, Refused)], [i.name for i in items if isinstance(i, Leaf)])
"""


@pytest.fixture(scope="module")
def two_gigabytes_of_zeros() -> bytes:
    """A zip of some 9 MB, with an honest file beside the zeros."""
    block = bytes(1 << 24)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        with archive.open("bomb.fit", "w") as member:
            for _ in range(127):
                member.write(block)
        archive.writestr("run.gpx", "<gpx/>")
    return buffer.getvalue()


def says_five_megabytes(bomb: bytes) -> bytes:
    data = bytearray(bomb)
    struct.pack_into("<L", data, data.index(b"PK\x01\x02") + 24, 5_000_000)
    return bytes(data)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("disguise", "refused_names", "leaves"),
    [
        (lambda bomb: bomb, ["a.zip/bomb.fit"], ["a.zip/run.gpx"]),
        (lambda bomb: zipped({"in.zip": bomb, "b.fit": b"x"}), ["a.zip/in.zip"], ["a.zip/b.fit"]),
        (says_five_megabytes, ["a.zip/bomb.fit"], ["a.zip/run.gpx"]),
        (lambda _: gzip.compress(bytes(1 << 20), 1) * 2048, ["a.zip"], []),
    ],
    ids=["plain", "nested", "lying", "gzip"],
)
def test_two_gigabytes_of_zeros_are_refused_by_name_at_once_and_in_little_memory(
    two_gigabytes_of_zeros, tmp_path, disguise, refused_names, leaves
):
    file = tmp_path / "bomb"
    file.write_bytes(disguise(two_gigabytes_of_zeros))
    script = MEASURED.format(path=sys.path, file=str(file))
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    figures, names = run.stdout.splitlines()
    seconds, peak_mb = map(float, figures.split())
    assert names == f"{refused_names} {leaves}"
    assert seconds < 1.0
    assert peak_mb < 200.0


def test_a_large_archive_is_not_loaded_whole():
    class Counting(io.BytesIO):
        most = 0

        def read(self, size: int | None = -1, /) -> bytes:
            data = super().read(size)
            self.most = max(self.most, len(data))
            return data

    stream = Counting(zipped({f"{i}.jpg": noise(100_000) for i in range(30)}, zipfile.ZIP_STORED))
    size = len(stream.getvalue())
    assert all(isinstance(item, Passed) for item in walk("a.zip", stream))
    assert stream.most < size / 10


def test_more_members_than_any_real_archive_has_are_refused_by_name():
    few = Limits(members=4)
    assert not refused(zipped({"a": b"a", "b": b"", "c": b"c", "d": b""}), few)
    assert refused(zipped(dict.fromkeys("abcde", b"")), few).keys() == {"a.zip"}
    inner = zipped({"c.fit": b"c", "d.fit": b"d"})
    reasons = refused(zipped({"b.zip": inner, "c.zip": inner}), few)
    assert reasons.keys() == {"a.zip/c.zip"}
    assert "more than 4 files" in reasons["a.zip/c.zip"]
