"""Whatever the bytes: no exception, no hang, no column of the wrong length."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backstride.ingest.fit import decode
from backstride.ingest.fit.profile import messages
from backstride.ingest.fit.scan import MAX_DEFINITIONS, MAX_MESSAGES, scan

pytestmark = pytest.mark.filterwarnings("error")


def read_everything(data):
    file = decode(data)
    for segment in file.segments:
        for table in segment.messages.values():
            for name, column in (*table.columns.items(), *table.developer.items()):
                assert len(column.raw) == len(table), name
                assert column.values().shape[0] == len(table)
                assert len(column.texts()) == len(table)
                assert column.known().shape == (len(table),)
            assert (table.order[1:] > table.order[:-1]).all()
            assert len(table) == 0 or table.order[-1] < len(data)
    return file


KNOWN = sorted(messages())
DEFINITIONS = st.tuples(
    st.integers(0, 15),
    st.sampled_from([*KNOWN, 20, 20, 132, 206, 21, 999]),
    st.booleans(),
    st.lists(
        st.tuples(
            st.one_of(st.integers(0, 20), st.sampled_from([253, 254, 73, 78]), st.integers(0, 255)),
            st.one_of(st.sampled_from([1, 2, 4]), st.integers(0, 24)),
            st.one_of(st.sampled_from([0, 2, 0x84, 0x86, 7, 0x0D]), st.integers(0, 255)),
        ),
        max_size=8,
    ),
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 9), st.integers(0, 2)), max_size=2),
)


@st.composite
def bodies(draw):
    """Segments of legal framing and senseless content:

    Every type in every field, every field in every message.
    """
    body, sizes = b"", {}
    for _ in range(draw(st.integers(1, 8))):
        local, message, big, fields, developer = draw(DEFINITIONS)
        body += bytes([0x60 | local, 0, big]) + message.to_bytes(2, "big" if big else "little")
        body += bytes([len(fields)]) + b"".join(bytes(field) for field in fields)
        body += bytes([len(developer)]) + b"".join(bytes(field) for field in developer)
        sizes[local] = sum(size for _, size, _ in fields) + sum(size for _, size, _ in developer)
        for _ in range(draw(st.integers(0, 40))):
            local = draw(st.sampled_from(sorted(sizes)))
            header = (
                0x80 | local << 5 | draw(st.integers(0, 31)) if local < 4 and draw(st.booleans()) else local
            )
            body += bytes([header]) + draw(st.binary(min_size=sizes[local], max_size=sizes[local]))
    return body


def framed(body):
    return b"\x0e\x20\x00\x00" + len(body).to_bytes(4, "little") + b".FIT\x00\x00" + body + b"\x00\x00"


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(body=bodies())
def test_senseless_content_is_read_without_a_fault(body):
    assert read_everything(framed(body)).fault is None


@settings(max_examples=150, deadline=None)
@given(data=st.binary(max_size=300))
def test_any_bytes(data):
    read_everything(data)
    read_everything(framed(data))


def walked_one_by_one(body):
    """The plain walk that ``scan`` makes quick:

    (definition, is the header compressed, place) of every row.
    """
    at, rows, local = 0, [], {}
    while at < len(body):
        header = body[at]
        if header & 0xC0 == 0x40:
            end = at + 6 + 3 * body[at + 5]
            if header & 0x20:
                end += 1 + 3 * body[end]
            content = body[at + 1 : end]
            fields = 5 + 3 * content[4]
            local[header & 15] = content, sum(content[6:fields:3]) + sum(content[fields + 2 :: 3])
            at = end
        else:
            content, size = local[header >> 5 & 3 if header & 0x80 else header & 15]
            rows.append((content, header >= 0x80, at))
            at += 1 + size
    return sorted(rows)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(body=bodies(), repeats=st.integers(1, 60))
def test_the_quick_walk_finds_what_the_plain_walk_finds(body, repeats):
    body *= repeats
    groups, fault, _ = scan(body)
    assert fault is None
    found = [
        (content, compressed, place)
        for (content, compressed), group in groups.items()
        for place in group.offsets().tolist()
    ]
    assert sorted(found) == walked_one_by_one(body)
    assert all(len(group) == len(group.offsets()) for group in groups.values())


SMALL_BYTES = 8000


@settings(max_examples=200, deadline=None)
@given(
    which=st.integers(0, 10**6),
    changes=st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=12),
    cut=st.floats(0, 1),
)
def test_damaged_device_files(device_files, which, changes, cut):
    small = [data for _, data in device_files if len(data) < SMALL_BYTES]
    data = bytearray(small[which % len(small)])
    for at, value in changes:
        data[at % len(data)] = value
    read_everything(bytes(data[: max(int(cut * len(data)), 1)]))
    read_everything(bytes(data))


@pytest.mark.parametrize("stored", [float("inf"), -float("inf"), float("nan"), 1e300])
def test_wild_floats_where_whole_numbers_belong(fit_bytes, stored):
    fit = fit_bytes
    file = fit().define(0, 132, [(253, 8, fit.FLOAT64), (9, 8, fit.FLOAT64), (6, 8, fit.FLOAT64)])
    file.row(0, "3d", stored, 1.0, 60.0).row(0, "3d", stored, stored, stored)
    file.define(1, 20, [(253, 8, fit.FLOAT64), (5, 8, fit.FLOAT64), (8, 3, fit.BYTE)])
    file.row(1, "dd3s", stored, stored, b"abc").row(1, "dd3s", 1e9, 5.0, b"abc").row(
        1, "dd3s", stored, 5.0, b"abd"
    )
    file.define(2, 206, [(number, 8, fit.FLOAT64) for number in (0, 1, 2, 6, 7)]).row(2, "5d", *[stored] * 5)
    file.row(2, "5d", 0, 0, 2, stored, stored).define(1, 20, [], [(0, 1, 0)]).row(1, "B", 7)
    read_everything(file.file())


RECORD_OF_ONE_TIME = b"\x40\0\0\x14\0\x01\xfd\x04\x86"


def test_a_flood_of_messages_is_refused_as_a_whole():
    record = b"\0" + (1_000_000_000).to_bytes(4, "little")
    file = decode(framed(RECORD_OF_ONE_TIME + record * (MAX_MESSAGES + 1)))
    assert file.segments == ()
    assert "more messages than any device writes" in file.fault.reason


def test_a_flood_is_one_however_many_segments_share_it():
    record = b"\0" + (1_000_000_000).to_bytes(4, "little")
    segment = framed(RECORD_OF_ONE_TIME + record * (MAX_MESSAGES // 4))
    assert len(decode(segment * 3).segments) == 3
    assert decode(segment * 5).segments == ()


def test_a_flood_of_definitions_is_refused_before_they_are_all_read():
    definitions = [RECORD_OF_ONE_TIME, RECORD_OF_ONE_TIME.replace(b"\x86", b"\x8c")]
    file = decode(framed(b"".join(definitions) * (MAX_DEFINITIONS // 2 + 1)))
    assert file.segments == ()
    assert file.fault.offset == 14 + MAX_DEFINITIONS * len(RECORD_OF_ONE_TIME)


@pytest.mark.parametrize("days", [1, 7])
def test_days_at_a_record_a_second_are_read(days):
    n = days * 86_400
    rows = np.zeros(n, dtype=[("header", "u1"), ("timestamp", "<u4")])
    rows["timestamp"] = 1_000_000_000 + np.arange(n)
    file = decode(framed(RECORD_OF_ONE_TIME + rows.tobytes()))
    assert file.fault is None
    assert file.segments[0].messages.count("record") == n


def test_a_day_of_records_each_defined_anew_is_read():
    record = RECORD_OF_ONE_TIME + b"\0" + (1_000_000_000).to_bytes(4, "little")
    file = decode(framed(record * 86_400))
    assert file.fault is None
    assert file.segments[0].messages.count("record") == 86_400
