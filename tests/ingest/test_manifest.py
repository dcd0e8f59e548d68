"""The slip in an exported folder: read when it is one, and never trusted with the names of others' files."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.export.tables import manifest_json
from backstride.ingest.manifest import DERIVED, DIARY, MANIFEST, MEASURES, Manifest, read_manifest

FILES = (
    *("activities/2026-11-24_0712_run_000123.fit", "activities/2020-01-01_0000_other_1234567.gpx"),
    *(DIARY, MEASURES, MANIFEST, *DERIVED),
)
WHOLE = Manifest(
    version="0.1.0",
    last_import_date=date(2026, 11, 24),
    complete=True,
    activities=2,
    check_ins=40,
    measures=3,
    days=400,
    files=FILES,
)


@pytest.mark.parametrize("last", [date(2026, 11, 24), None])
@pytest.mark.parametrize("complete", [True, False])
def test_what_was_written_is_read(last: date | None, complete: bool):
    manifest = Manifest(version="0.1.0", last_import_date=last, complete=complete, days=4, files=FILES)
    assert read_manifest(manifest_json(manifest)) == manifest
    assert read_manifest(manifest_json(WHOLE)) == WHOLE


@pytest.mark.parametrize(
    "name",
    [
        *(
            "../diary.csv",
            "/etc/passwd",
            "activities/../../x_run_000001.fit",
            "activities",
            "notes.txt",
            "a.fit",
        ),
        *(
            "activities/2026-11-24_0712_run_000123.fit/x",
            "activities/2026-11-24_0712_run_000123.fit\n",
            7,
            None,
        ),
    ],
)
def test_a_file_that_no_export_writes_is_not_taken_for_its_own(name: object):
    document = json.loads(manifest_json(WHOLE)) | {"files": [DIARY, name]}
    found = read_manifest(json.dumps(document).encode())
    assert isinstance(found, Manifest)
    assert found.files == (DIARY,)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"product": "other"}, "not the slip"),
        ({"format": 2}, "an export of format 2; this version reads format 1"),
        ({"counts": None}, "damaged"),
        ({"files": "all"}, "damaged"),
        ({"last_import_date": "yesterday"}, "no date"),
        ({"last_import_date": 7}, "no date"),
    ],
)
def test_what_is_none_is_told_in_words(change: dict[str, object], reason: str):
    found = read_manifest(json.dumps(json.loads(manifest_json(WHOLE)) | change).encode())
    assert isinstance(found, str)
    assert reason in found


@given(
    st.binary(max_size=60)
    | st.recursive(st.none() | st.text(), st.lists).map(lambda x: json.dumps(x).encode())
)
def test_nothing_raises(data: bytes):
    assert isinstance(read_manifest(data), str)


def test_deep_nesting_raises_nothing():
    assert read_manifest(b"[" * 200_000) == "it cannot be read as JSON"
