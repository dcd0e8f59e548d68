"""Names without what no screen can show."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.ingest.printable import with_printable_names
from backstride.records import Activity, Failed, Parsed, Sport


def parsed(device: str | None, gear: str | None = None) -> Parsed:
    start = datetime(2024, 5, 4, 7, tzinfo=UTC)
    return Parsed(
        (
            Activity(
                sport=Sport.RUN,
                start_utc=start,
                utc_offset_s=0,
                offset_source="file",
                source="test",
                device=device,
                gear=gear,
                notes=("first",),
            ),
        )
    )


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Forerunner\x00\x00", "Forerunner"),
        ("\x1b[31mForerunner\x1b[0m", "[31mForerunner[0m"),
        ("Fore\r\nrunner\t 55", "Fore runner 55"),
        ("Uhr \u202egnul", "Uhr gnul"),
        ("\x07\x08", None),
        ("Café\u00a055", "Café\u00a055"),
        ("時計", "時計"),
        (None, None),
    ],
)
def test_what_cannot_be_shown_is_left_out_with_a_note(name: str | None, shown: str | None):
    before = parsed(name, name)
    after = with_printable_names(before)
    assert isinstance(after, Parsed)
    (activity,) = after.activities
    assert (activity.device, activity.gear) == (shown, shown)
    notes = tuple(
        f"the name of the {what} held characters that cannot be shown: left out"
        for what in ("device", "gear")
    )
    assert activity.notes == (("first",) if name == shown else ("first", *notes))
    assert with_printable_names(after) == after


def test_what_is_no_activity_is_left_alone():
    assert with_printable_names(Failed("no")) == Failed("no")


@given(st.text())
def test_no_name_keeps_a_control_character(name: str):
    found = with_printable_names(parsed(name))
    assert isinstance(found, Parsed)
    device = found.activities[0].device
    assert device is None or not any(ord(char) < 32 or ord(char) == 127 for char in device)
