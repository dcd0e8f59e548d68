"""Columns that are not wanted are not made, and those that are come out as if all had been made."""

import itertools
from datetime import UTC

import numpy as np

from backstride.ingest.fit import activity, decode
from backstride.ingest.fit.profile import messages, needed_for
from backstride.records import Parsed

SMALL_BYTES = 300_000
RECORD, SESSION = 20, 18


def test_only_what_is_wanted_is_made(fit_bytes):
    fields = [(253, 4, fit_bytes.UINT32), (3, 1, fit_bytes.UINT8), (4, 1, fit_bytes.UINT8)]
    data = fit_bytes().define(0, RECORD, fields).row(0, "IBB", 1000, 140, 80).file()
    table = decode(data, {"record": frozenset({"heart_rate"})}).segments[0].messages["record"]
    assert set(table) == {"heart_rate", "timestamp"}  # records always have their time
    assert len(decode(data, {"lap": frozenset()}).segments[0].messages["record"].columns) == 3


def test_what_a_wanted_field_is_unpacked_from_is_made_too():
    assert needed_for(RECORD, frozenset({"enhanced_speed"})).names >= {"speed", "compressed_speed_distance"}
    assert needed_for(SESSION, frozenset({"avg_running_cadence"})).names >= {"avg_cadence", "sport"}
    for number, message in messages().items():
        everything = needed_for(number, frozenset(message.by_name))
        assert set(everything.names) == set(message.by_name)


def test_a_few_columns_are_the_same_as_among_all(device_files):
    compared = 0
    for name, data in device_files:
        if len(data) > SMALL_BYTES:
            continue
        for whole in decode(data).segments:
            known = {title for title in whole.messages if isinstance(title, str)}
            tables = {title: whole.messages[title] for title in known}
            # A third of the columns at a time: so that what one is made of is mostly not wanted itself.
            for first in range(3):
                wanted = {
                    title: frozenset(
                        field
                        for field in itertools.islice(tables[title], first, None, 3)
                        if isinstance(field, str)
                    )
                    for title in known
                }
                segment = next(s for s in decode(data, wanted).segments if s.start == whole.start)
                for title, fields in wanted.items():
                    part, full = segment.messages[title], tables[title]
                    assert fields <= set(part), (name, title)
                    for field in fields:
                        found, expected = part.columns[field], full.columns[field]
                        assert found[1:] == expected[1:], (name, title, field)
                        np.testing.assert_array_equal(found.raw, expected.raw)
                        compared += 1
    assert compared > 1000


def test_an_activity_needs_no_more_than_it_asks_for(device_files, monkeypatch):
    for name, data in device_files:
        if len(data) > SMALL_BYTES:
            continue
        found = activity.read_fit(name, data, UTC)
        with monkeypatch.context() as patch:
            patch.setattr(activity, "decode", lambda data, wanted: decode(data))
            expected = activity.read_fit(name, data, UTC)
        assert found == expected, name
        if isinstance(found, Parsed) and isinstance(expected, Parsed):
            for one, other in zip(found.activities, expected.activities, strict=True):
                assert list(one.streams.channels) == list(other.streams.channels), name
                for channel in one.streams.channels:
                    np.testing.assert_array_equal(one.streams.values(channel), other.streams.values(channel))
