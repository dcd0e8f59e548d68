"""Heart rates that a strap stored and sent later."""

import numpy as np

from backstride.ingest.fit import decode

RECORD, HR = 20, 132
START = 1000


def pack12(values):
    """Eight 12-bit numbers, lowest bits first."""
    return sum(value << 12 * k for k, value in enumerate(values)).to_bytes(12, "little")


def strap(fit, beats, clock=5.0, tie_at=START):
    """HR messages:

    A tie of the strap's clock to ``tie_at`` + 0.5 s, then ``beats`` (seconds after it, bpm) by eights.
    """
    tie = [(253, 4, fit.UINT32), (0, 2, fit.UINT16), (6, 1, fit.UINT8), (9, 4, fit.UINT32)]
    file = fit().define(0, HR, tie).row(0, "IHBI", tie_at, 16384, beats[0][1], int(clock * 1024))
    file.define(1, HR, [(6, 8, fit.UINT8), (10, 12, fit.BYTE)])
    for at in range(0, len(beats), 8):
        eight = beats[at : at + 8]
        ticks = [int((clock + second) * 1024) % 4096 for second, _ in eight]
        file.row(1, "8B12s", *(bpm for _, bpm in eight), pack12(ticks))
    return file


def records(file, seconds):
    fit = type(file)
    file.define(2, RECORD, [(253, 4, fit.UINT32), (3, 1, fit.UINT8)])
    for second in seconds:
        file.row(2, "IB", START + second, 0xFF)
    return file


def rates(data):
    return decode(data).segments[0].messages["record"].values("heart_rate")


def test_stored_rates_are_laid_onto_the_records_by_time(fit_bytes):
    beats = [(0.5 * k, 100 + k) for k in range(16)]  # the tie is half a second after START
    file = records(strap(fit_bytes, beats), range(1, 8))
    # In (t - 1, t] stand, every 250 ms: the rate before, twice the one of t - 0.5, and the one of t.
    expected = [(100 + 2 * t - 3 + 2 * (100 + 2 * t - 2) + 100 + 2 * t - 1) / 4 for t in range(2, 8)]
    assert rates(file.file())[1:].tolist() == expected


def test_the_straps_clock_counts_on_past_twelve_bits(fit_bytes):
    beats = [(0.75 * k, 60 + k) for k in range(40)]  # 30 s, seven roll-overs of 4 s
    table = decode(records(strap(fit_bytes, beats), [1]).file()).segments[0].messages["hr"]
    event = table.values("event_timestamp")[1:].ravel()
    assert np.allclose(event, 5.0 + 0.75 * np.arange(40))


def test_rates_may_stand_in_a_segment_of_their_own(fit_bytes):
    beats = [(float(k), 150) for k in range(16)]
    data = records(fit_bytes(), range(3, 9)).file() + strap(fit_bytes, beats).file()
    assert rates(data).tolist() == [150] * 6


def test_a_rate_is_carried_for_five_seconds_and_no_longer(fit_bytes):
    file = strap(fit_bytes, [(0.0, 80)] * 8)
    file.body += strap(fit_bytes, [(0.0, 90)] * 8, tie_at=START + 20).body
    values = rates(records(file, range(1, 22)).file())
    assert (values[:6] == 80).all()  # from START + 0.5 s to START + 5.5 s
    assert np.isnan(values[6:20]).all()
    assert values[20] == 90


def test_a_record_keeps_its_own_rate_where_the_strap_is_silent(fit_bytes):
    fit = fit_bytes
    file = strap(fit, [(float(k), 150) for k in range(8)])
    file.define(2, RECORD, [(253, 4, fit.UINT32), (3, 1, fit.UINT8)])
    file.row(2, "IB", START + 3, 120).row(2, "IB", START + 100, 121).row(2, "IB", START + 500, 122)
    assert rates(file.file()).tolist() == [150, 150, 122]


def test_rates_without_a_tie_to_the_time_of_day_are_left_alone(fit_bytes):
    fit = fit_bytes
    file = (
        fit()
        .define(1, HR, [(6, 8, fit.UINT8), (10, 12, fit.BYTE)])
        .row(1, "8B12s", *[99] * 8, pack12(range(8)))
    )
    assert np.isnan(rates(records(file, [1, 2]).file())).all()
