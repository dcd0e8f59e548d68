"""Readings that no sensor truly takes."""

import numpy as np
import pytest

from backstride.ingest.readings import is_cadence, is_heart_rate, without_impossible_readings
from backstride.records import Channel


def cleaned(name, values, **options):
    notes = []
    channels = without_impossible_readings({name: Channel(np.array(values), **options)}, notes)
    return channels.get(name), notes


@pytest.mark.parametrize(
    ("name", "values", "wrong"),
    [
        ("heart_rate_bpm", [0.0, 24, 25, 180, 250, 251, np.nan], [1, 5]),
        ("cadence_spm", [0.0, 80, 250, 260, 510], [3, 4]),
        ("altitude_m", [-9999.0, -430, 0, 8849, -32_768, 20_000], [0, 4, 5]),
    ],
)
def test_what_no_heart_foot_or_place_has_is_made_unknown_and_counted(name, values, wrong):
    channel, notes = cleaned(name, values)
    unknown = np.isnan(channel.values()) & ~np.isnan(values)
    assert np.flatnonzero(unknown).tolist() == wrong
    assert len(notes) == 1
    assert notes[0].startswith(f"{len(wrong)} ")


def test_columns_keep_their_width_and_honest_ones_stay_as_they_are():
    raw = np.array([150, 251, 255, 0], dtype=np.uint8)
    channel, _ = cleaned("heart_rate_bpm", raw, invalid=255)
    assert channel.raw.tolist() == [150, 255, 255, 0]
    assert channel.raw.dtype == np.uint8
    honest = {"heart_rate_bpm": Channel(np.array([150.0])), "power_w": Channel(np.array([9e9]))}
    notes = []
    assert without_impossible_readings(honest, notes) is honest
    assert notes == []


def test_a_column_of_nothing_else_is_none():
    assert cleaned("heart_rate_bpm", [255.0, 254.0])[0] is None


def test_hearts_and_feet():
    assert [is_heart_rate(bpm) for bpm in (0, 24, 25, 180, 250, 251)] == [
        False,
        False,
        True,
        True,
        True,
        False,
    ]
    assert not is_heart_rate(float("nan"))
    assert [is_cadence(spm) for spm in (0, 1, 250, 251)] == [False, True, True, False]
