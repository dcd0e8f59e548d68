"""Whatever a format's reader hands over, however absurd: what comes out of it can be true."""

from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backstride.ingest.build import activity_from
from backstride.ingest.recording import Recording, StatedLap, Totals
from backstride.records import Activity, Channel, Parsed, Sport
from fuzz.invariants import check

pytestmark = pytest.mark.filterwarnings("error")

HOME = ZoneInfo("Europe/Helsinki")
T0 = 1_714_858_200.0
WILD = (0.0, -1.0, 1e-300, 1e12, 39_462_000.0, 255.0, float("inf"), -float("inf"), float("nan"))
HUMAN = {
    "distance_m": (0.0, 4.0),
    "speed_mps": (0.0, 6.0),
    "altitude_m": (-5.0, 5.0),
    "heart_rate_bpm": (100.0, 180.0),
    "cadence_rpm": (60.0, 100.0),
}


def figures(low, high):
    """Mostly what a device states, sometimes nothing, sometimes nonsense."""
    return st.one_of(st.none(), st.floats(low, high), st.sampled_from(WILD))


@st.composite
def times(draw, n):
    """Honest seconds with jumps, steps back, unknown times, and times of another century in them."""
    steps = np.full(n, draw(st.sampled_from([0.0, 1.0, 5.0, 60.0, 4000.0])))
    for at, step in draw(st.lists(st.tuples(st.integers(0, n), st.floats(-2e6, 2e6)), max_size=4)):
        steps[at % n] = step
    found = T0 + np.cumsum(steps)
    odd = st.sampled_from([np.nan, 0.0, -1e12, 1e12, 4e9, np.inf, T0 + 3e7])
    for at, value in draw(st.lists(st.tuples(st.integers(0, n), odd), max_size=4)):
        found[at % n] = value
    return found[::-1] if draw(st.booleans()) and draw(st.booleans()) else found


@st.composite
def channels(draw, n):
    rng = np.random.default_rng(draw(st.integers(0, 999)))
    found = {}
    for name in draw(st.sets(st.sampled_from(sorted(HUMAN)))):
        values = rng.uniform(*HUMAN[name], n)
        if name in ("distance_m", "altitude_m"):
            values = np.cumsum(values)
        for at, value in draw(st.lists(st.tuples(st.integers(0, n), st.sampled_from(WILD)), max_size=3)):
            values[at % n :: draw(st.integers(1, 9))] = value
        found[name] = Channel(values * draw(st.sampled_from([1.0, 1.0, 1.0, 30.0])))
    if draw(st.booleans()):
        latitude = 52.5 + np.cumsum(rng.uniform(0, draw(st.sampled_from([5.0, 15.0, 1e6])), n)) / 111_195
        for at, value in draw(st.lists(st.tuples(st.integers(0, n), st.sampled_from([0, 100, 200, -33.0])))):
            latitude[at % n] = value
        found |= {"latitude_deg": Channel(latitude), "longitude_deg": Channel(np.full(n, 13.4))}
    return found


@st.composite
def recordings(draw):
    n = draw(st.one_of(st.integers(0, 3), st.integers(4, 120)))
    around = st.floats(T0 - 1e5, T0 + 1e5)
    starts = st.one_of(st.just(T0), around, st.sampled_from([0.0, 1e12, -1e12]))
    laps = st.builds(
        StatedLap,
        start_utc_s=starts,
        elapsed_s=figures(0, 4000),
        timer_s=figures(0, 4000),
        distance_m=figures(0, 9000),
    )
    totals = Totals(
        start_utc_s=draw(st.one_of(st.none(), starts)),
        elapsed_s=draw(figures(0, 9000)),
        timer_s=draw(figures(0, 9000)),
        distance_m=draw(figures(0, 20_000)),
        ascent_m=draw(figures(0, 500)),
        descent_m=draw(figures(0, 500)),
        avg_hr_bpm=draw(figures(60, 200)),
        max_hr_bpm=draw(figures(60, 200)),
        avg_cadence_spm=draw(figures(100, 200)),
    )
    return Recording(
        source="test",
        sport=draw(st.sampled_from([None, Sport.RUN, Sport.RUN, *Sport])),
        time_utc_s=draw(times(n)) if n else np.empty(0),
        channels=draw(channels(n)) if n else {},
        breaks=np.array(sorted(draw(st.sets(st.integers(1, n - 1), max_size=3))) if n > 1 else [], np.intp),
        pauses=tuple(draw(st.lists(st.tuples(around, around), max_size=3))),
        totals=totals,
        laps=tuple(draw(st.lists(laps, max_size=4))),
        offset_s=draw(st.one_of(st.none(), st.floats(-1e5, 1e5), st.sampled_from([0.0, 7200.0, -12_600.0]))),
        virtual=draw(st.booleans()) and draw(st.booleans()),
        local_clock=draw(st.booleans()) and draw(st.booleans()),
    )


@settings(max_examples=400, deadline=None)
@given(recordings())
def test_what_comes_out_can_be_true(recording):
    outcome = activity_from(recording, HOME)
    if isinstance(outcome, Activity):
        check(Parsed((outcome,)), 0)
    else:
        assert outcome
