"""Framing: headers, chains, checksums, truncation, files that lie."""

import gc
import time
import tracemalloc

import numpy as np
import pytest

from backstride.ingest.fit import decode, is_fit

RECORD, FILE_ID = 20, 0


def heart_rates(fit, count, local=0):
    """``count`` records with timestamps 1000, 1001, ... and heart rates 100, 101, ..."""
    file = fit().define(local, RECORD, [(253, 4, fit.UINT32), (3, 1, fit.UINT8)])
    for k in range(count):
        file.row(local, "IB", 1000 + k, 100 + k)
    return file


@pytest.mark.parametrize("header_size", [12, 14, 20])
def test_reads_headers_of_any_length_with_a_zero_header_checksum(fit_bytes, header_size):
    file = decode(heart_rates(fit_bytes, 3).file(header_size))
    assert file.fault is None
    assert file.warnings == ()
    assert file.segments[0].messages["record"].values("heart_rate").tolist() == [100, 101, 102]


def test_takes_a_memoryview(fit_bytes):
    assert len(decode(memoryview(heart_rates(fit_bytes, 2).file())).segments[0].messages["record"]) == 2


def test_order_is_the_place_in_the_file(fit_bytes):
    data = heart_rates(fit_bytes, 2).define(1, 21, [(0, 1, 0)]).row(1, "B", 8).row(0, "IB", 5, 6).file()
    messages = decode(data).segments[0].messages
    rows, event = messages["record"].order, messages["event"].order
    assert rows[0] < rows[1] < event[0] < rows[2]
    assert data[event[0]] == 1
    assert data[event[0] + 1] == 8


def test_reads_a_chain_and_keeps_its_parts_apart(fit_bytes):
    first, second = heart_rates(fit_bytes, 2), heart_rates(fit_bytes, 3)
    data = first.file() + second.file(12)
    file = decode(data)
    assert file.fault is None
    assert [len(segment.messages["record"]) for segment in file.segments] == [2, 3]
    assert [segment.start for segment in file.segments] == [0, len(first.file())]
    assert (file.segments[1].messages["record"].order > file.segments[1].start).all()


def test_what_was_read_leaves_no_garbage(fit_bytes):
    """Nothing holds itself: a file's bytes go at once with the last who holds what was read from them."""
    data = heart_rates(fit_bytes, 100).file()
    decode(data)
    gc.collect()
    gc.disable()
    try:
        decode(data).segments[0].messages["record"].values("heart_rate")
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_a_definition_does_not_outlive_its_segment(fit_bytes):
    orphan = fit_bytes()
    orphan.row(0, "IB", 1, 2)
    start = len(heart_rates(fit_bytes, 1).file())
    file = decode(heart_rates(fit_bytes, 1).file() + orphan.file())
    assert file.fault is not None
    assert file.fault.offset == start + 14
    assert "definition" in file.fault.reason


def test_a_wrong_checksum_is_a_warning_and_costs_nothing(fit_bytes):
    file = decode(heart_rates(fit_bytes, 3).file(crc=0xBEEF))
    assert file.fault is None
    assert len(file.segments[0].messages["record"]) == 3
    assert any("checksum" in warning for warning in file.warnings)


def test_what_follows_and_is_no_fit_is_a_warning(fit_bytes):
    file = decode(heart_rates(fit_bytes, 3).file() + b"trailing rubbish that no one reads")
    assert len(file.segments) == 1
    assert file.fault is None
    assert any("34 bytes" in warning for warning in file.warnings)


def test_every_cut_keeps_the_whole_rows_before_it_and_says_where_it_is(fit_bytes):
    whole = heart_rates(fit_bytes, 40).file()
    rows = decode(whole).segments[0].messages["record"].order
    for cut in range(30, len(whole) - 2):
        file = decode(whole[:cut])
        kept = sum(at + 6 <= cut for at in rows)
        assert file.fault is not None
        assert file.segments[0].messages.count("record") == kept
        if kept:
            assert len(file.segments[0].messages["record"]) == kept
        torn = cut not in {*rows, rows[-1] + 6}
        assert file.fault.offset == (rows[kept] if torn else cut)


def test_a_row_without_a_definition_keeps_what_stands_before_it(fit_bytes):
    data = heart_rates(fit_bytes, 5).row(7, "B", 1).file()
    file = decode(data)
    assert file.fault is not None
    assert file.fault.offset == len(data) - 2 - 2
    assert len(file.segments[0].messages["record"]) == 5


def test_a_header_that_forgot_its_size_is_read_to_the_end(fit_bytes):
    file = decode(heart_rates(fit_bytes, 9).file(promised=0))
    assert len(file.segments[0].messages["record"]) == 9
    assert any("promises no data" in warning for warning in file.warnings)


def test_a_header_that_promises_four_gigabytes_costs_nothing(fit_bytes):
    data = heart_rates(fit_bytes, 9).file(promised=0xFFFFFFFF)
    tracemalloc.start()
    file = decode(data)
    rows = len(file.segments[0].messages["record"])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert rows == 9
    assert file.fault is not None
    assert peak < 4 << 20


def test_unlike_rows_cannot_ask_for_more_memory_than_the_file_could_hold(fit_bytes):
    file = fit_bytes().define(0, 999, [(number, 255, fit_bytes.BYTE) for number in range(200)])
    file.row(0, "51000s", b"x" * 51000).define(1, 999, [(250, 1, fit_bytes.UINT8)])
    file.body += b"\x01\x07" * 900_000
    tracemalloc.start()
    table = decode(file.file()).segments[0].messages[999]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(table) == 900_001
    assert peak < 400 << 20
    assert table.notes
    assert "outgrow" in table.notes[0]


@pytest.mark.parametrize("filler", [b"\x00", b"\x40", b"\x40\x00\x00\x00\x00\x00", b"\x00\x01"])
def test_a_megabyte_of_nothing_is_done_with_quickly(fit_bytes, filler):
    file = fit_bytes().define(0, 999, []).define(1, 999, [])
    file.body += filler * (1_000_000 // len(filler))
    start = time.process_time()
    for segment in decode(file.file()).segments:
        for table in segment.messages.values():
            assert len(table) >= 0
    assert time.process_time() - start < 5


def test_ever_new_definitions_are_refused(fit_bytes):
    file = fit_bytes()
    for number in range(30_000):
        file.body += b"\x40\x00\x00" + number.to_bytes(2, "little") + b"\x00"
    fault = decode(file.file()).fault
    assert fault is not None
    assert "definitions" in fault.reason


def test_millions_of_empty_messages_are_refused(fit_bytes):
    file = fit_bytes().define(0, 999, []).define(1, 998, [])
    file.body += b"\x00\x01" * 2_000_000
    decoded = decode(file.file())
    assert decoded.fault is not None
    assert "more messages" in decoded.fault.reason
    assert decoded.segments == ()


def test_what_is_no_fit_is_a_fault(fit_bytes):
    for data in (b"", b"PK\x03\x04", b"\x0e" * 40, bytes(100)):
        file = decode(data)
        assert file.segments == ()
        assert not is_fit(data)
        assert (file.fault is not None) == bool(data)
    assert is_fit(heart_rates(fit_bytes, 1).file())
    assert is_fit(heart_rates(fit_bytes, 1).file()[:14])


def test_messages_and_fields_without_a_name_go_by_their_number(fit_bytes):
    data = fit_bytes().define(3, 65301, [(77, 2, fit_bytes.UINT16)]).row(3, "H", 513).file()
    messages = decode(data).segments[0].messages
    assert list(messages) == [65301]
    assert messages[65301].values(77).tolist() == [513]


def test_a_missing_field_is_unknown_not_zero(fit_bytes):
    table = decode(heart_rates(fit_bytes, 2).file()).segments[0].messages["record"]
    assert np.isnan(table.values("power")).all()
    assert table.text("power") == [None, None]
    assert "power" not in table
