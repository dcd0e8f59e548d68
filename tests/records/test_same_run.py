"""The same run twice: what is one activity, what never is, and what is then shown of it."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.records import Activity, Channel, Lap, Sport, Streams
from backstride.records.same_run import Extent, are_one, are_two, groups, joined, richness

MIN, HOUR, DAY = 60.0, 3600.0, 86_400.0


def run(
    start_min: float = 0.0,
    long_min: float | None = 40.0,
    km: float | None = 8.0,
    sport: Sport = Sport.RUN,
    told_by: str = "file",
) -> Extent:
    return Extent(
        1.7e9 + start_min * MIN,
        None if long_min is None else long_min * MIN,
        None if km is None else km * 1000,
        sport,
        told_by,
    )


ONE = {
    "two devices": (run(), run(0.5, 39.5, 8.2)),
    "two formats of one recording": (run(), run(0, 40.01, 8.0003)),
    "a clock wrong by minutes": (run(), run(5)),
    "a clock wrong by ten minutes": (run(0, 60, 10), run(10, 60, 10)),
    "a watch that was stopped hours late": (run(), run(0.5, 400, 8.3)),
    "a watch that was stopped the next day, its clock wrong": (run(), run(4, 25 * 60, 8.3)),
    "a watch that was started an hour early": (run(), run(-60, 101, 8.4)),
    "a watch that was started after a third of the way": (run(), run(13, 27, 5.4)),
    "a device that died half-way": (run(), run(0.3, 20, 4.1)),
    "a device that died soon": (run(), run(0.3, 6, 1.1)),
    "a device that died soon, and another that knows no distance": (run(0, 40, None), run(0.3, 6, 1.1)),
    "a treadmill that counts another distance": (run(0, 40, 8), run(0.2, 40, 6.1)),
    "one knows no distance": (run(), run(0.5, 41, None)),
    "one knows no duration": (run(), run(0.5, None, 8)),
    "neither knows a duration": (run(0, None), run(2, None)),
    "run and walk, as devices disagree": (run(), run(0.2, 40, 8, Sport.WALK)),
    "a run, and a platform that does not know": (run(), run(0.2, 40, 8, Sport.OTHER)),
    "a run, and a ride by its speed": (run(), run(0.2, 40, 8, Sport.RIDE, "speed")),
}
NOT_ONE = {
    "a warm-up jog, then the race": (run(0, 15, 2.5), run(16, 40, 10)),
    "a warm-up jog, then the race, clocks wrong": (run(0, 15, 2.5), run(12, 40, 10)),
    "morning and evening": (run(), run(11 * 60)),
    "a run and a ride at one time": (run(), run(0.2, 40, 8, Sport.RIDE)),
    "a run at the end of a ride": (run(0, 90, 40, Sport.RIDE), run(80, 30, 5)),
    "a run within a triathlon": (run(0, 180, 50, Sport.OTHER), run(130, 45, 10)),
    "a warm-up within a class": (run(0, 60, None, Sport.OTHER), run(0, 10, 1.5)),
    "a piece of what a platform has as one": (run(0, 60, 12), run(35, 25, 5)),
    "a run inside a long walk": (run(0, 240, 18, Sport.WALK), run(60, 30, 5)),
    "a run within a watch that nobody stopped": (run(0, 600, 5), run(300, 30, 5.2)),
    "a start by mistake, then the run": (run(0, 0.5, 0.05), run(1, 40, 8)),
    "starts far apart, no durations": (run(0, None), run(5, None)),
    "two minutes of one, two of another": (run(0, 2, 0.4), run(1.9, 2, 0.4)),
}


@pytest.mark.parametrize(("first", "second"), ONE.values(), ids=ONE)
def test_is_one(first: Extent, second: Extent) -> None:
    assert are_one(first, second)
    assert are_one(second, first)
    assert not are_two(first, second)


@pytest.mark.parametrize(("first", "second"), NOT_ONE.values(), ids=NOT_ONE)
def test_is_not_one(first: Extent, second: Extent) -> None:
    assert not are_one(first, second)
    assert not are_one(second, first)


@st.composite
def extents(draw: st.DrawFn) -> Extent:
    return run(
        draw(st.floats(-120, 120)),
        draw(st.none() | st.floats(0, 300)),
        draw(st.none() | st.floats(0, 60)),
        draw(st.sampled_from(Sport)),
        draw(st.sampled_from(("file", "name", "speed"))),
    )


@given(extents(), extents())
def test_which_is_named_first_does_not_matter(first: Extent, second: Extent) -> None:
    assert are_one(first, second) == are_one(second, first)
    assert are_two(first, second) == are_two(second, first)
    assert not (are_one(first, second) and are_two(first, second))


@given(extents())
def test_a_record_is_one_with_itself(record: Extent) -> None:
    assert are_one(record, record)


def never(first: int, second: int) -> bool:
    return False


@given(st.lists(extents(), max_size=9), st.randoms(use_true_random=False))
def test_groups_hold_each_once_never_two_in_one_and_are_the_same_in_any_order(
    records: list[Extent], chance: random.Random
) -> None:
    found = groups(records, never)
    assert sorted(place for group in found for place in group) == list(range(len(records)))
    for group in found:
        assert not any(are_two(records[one], records[other]) for one, other in combinations(group, 2))

    def told(order: list[int]) -> list[list[str]]:
        shuffled = [records[place] for place in order]
        return sorted(sorted(str(shuffled[place]) for place in group) for group in groups(shuffled, never))

    order = list(range(len(records)))
    chance.shuffle(order)
    assert told(order) == told(sorted(order))


def test_of_two_records_as_like_the_one_of_the_same_sport_is_it_in_any_order() -> None:
    by_name, by_file = run(0, None, None, Sport.RUN, "name"), run(0, None, None, Sport.RUN, "file")
    ride = run(0, None, None, Sport.RIDE, "file")
    assert groups([by_file, by_name, ride], never) == [[0, 1], [2]]
    assert groups([by_name, ride, by_file], never) == [[0, 2], [1]]


def test_what_the_runner_keeps_apart_no_third_record_brings_together() -> None:
    records = [run(0, 40, 8), run(0.1, 40, 8.1), run(0.2, 40, 8.15)]
    assert groups(records, never) == [[0, 1, 2]]
    assert groups(records, lambda one, other: {one, other} == {0, 1}) == [[0], [1, 2]]


def test_a_watch_never_stopped_between_two_runs_does_not_make_one_of_both() -> None:
    morning, evening = run(0, 30, 5), run(600, 30, 5)
    assert groups([morning, run(0.2, 640, 5), evening], never) == [[0, 1], [2]]
    assert groups([morning, run(0.2, 640, 10), evening], never) == [[0, 1], [2]]
    assert groups([run(0, 30, 5), run(31, 60, 10), run(0.2, 96, 10)], never) == [[0, 2], [1]]


def test_a_jog_and_a_race_that_one_platform_has_as_one_stay_two() -> None:
    jog, race, both = run(0, 10, 1.5), run(11, 50, 12), run(0, 61, 13.5)
    assert groups([jog, race, both], never) == [[0], [1, 2]]


def test_a_run_and_a_ride_are_not_brought_together_by_a_platform_that_does_not_know() -> None:
    records = [run(0, 40, 8), run(0.5, 40, 15, Sport.RIDE), run(0, 40, 8, Sport.OTHER)]
    assert groups(records, never) == [[0, 2], [1]]


def year_of_two_runs_a_day(seed: int, days: int = 365) -> list[tuple[int, Extent]]:
    """(number of the run, a record of it): two devices, each on two platforms, with what happens to them."""
    chance = random.Random(seed)
    records: list[tuple[int, Extent]] = []
    for day in range(days):
        at_s = 1.7e9 + day * DAY + chance.uniform(5, 9) * HOUR
        follows_at_once = chance.random() < 0.5  # a warm-up jog, then the race
        first_s = chance.uniform(10, 25) * MIN if follows_at_once else chance.uniform(15, 120) * MIN
        second_s = chance.uniform(15, 180) * MIN
        apart_s = 5 * MIN if follows_at_once else chance.uniform(0.2, 8) * HOUR
        starts_s = (at_s, at_s + first_s + apart_s)
        for half, (start_s, long_s) in enumerate(zip(starts_s, (first_s, second_s), strict=True)):
            free_s = apart_s if half == 0 else 4 * HOUR
            records += [(2 * day + half, record) for record in recorded(chance, start_s, long_s, free_s)]
    return records


def recorded(chance: random.Random, start_s: float, long_s: float, free_s: float) -> list[Extent]:
    """The records of one run; ``free_s``: how long after it the next one begins."""
    speed_mps = chance.uniform(2.2, 4.5)
    told = []
    odd_one = chance.randrange(2)
    for device in range(2):
        its_start_s = start_s + chance.uniform(-90, 90)
        its_s = long_s * chance.uniform(0.98, 1.02)
        its_m = long_s * speed_mps * chance.uniform(0.97, 1.03)
        fate = chance.choice(["died", "late", *["well"] * 6]) if device == odd_one else "well"
        if fate == "died":
            share = chance.uniform(0.25, 0.95)
            its_s, its_m = its_s * share, its_m * share
        elif fate == "late":
            its_s += chance.uniform(0, max(0.0, free_s - 3 * MIN))
            its_m *= chance.uniform(1.0, 1.03)
        told.append(Extent(its_start_s, its_s, its_m, Sport.RUN, "file"))
        platform = Extent(
            round(its_start_s),
            round(its_s) if chance.random() < 0.95 else None,
            None if chance.random() < 0.1 else round(its_m, -1),
            chance.choice([Sport.RUN] * 6 + [Sport.OTHER]),
            "file",
        )
        told.append(platform)
    return told


@pytest.mark.parametrize("seed", range(12))
def test_in_a_year_of_two_runs_a_day_every_run_is_one_and_no_two_are(seed: int) -> None:
    records = year_of_two_runs_a_day(seed)
    random.Random(seed).shuffle(records)
    by_start = sorted(range(len(records)), key=lambda place: records[place][1].start_s)
    found: list[list[int]] = []
    # Only neighbours in time can be one: days are looked at by themselves, and so are as fast as a store.
    for day in range(366):
        places = [p for p in by_start if records[p][0] // 2 == day]
        told = groups([records[p][1] for p in places], never)
        found += [[places[place] for place in group] for group in told]
    runs = [sorted({records[place][0] for place in group}) for group in found]
    assert all(len(numbers) == 1 for numbers in runs), "two runs in one"
    assert len(runs) == 2 * 365


def activity(**changes: object) -> Activity:
    usual: dict[str, object] = {
        "sport": Sport.RUN,
        "start_utc": datetime(2024, 5, 1, 6, tzinfo=UTC),
        "utc_offset_s": 7200,
        "offset_source": "file",
        "source": "fit",
        "distance_m": 10_000.0,
        "elapsed_s": 3600.0,
        "moving_s": 3500.0,
    }
    return Activity(**(usual | changes))  # type: ignore[arg-type]


def streams(**channels: object) -> Streams:
    return Streams({name: Channel(np.asarray(values, dtype=float)) for name, values in channels.items()})


def test_one_record_alone_is_shown_as_it_is() -> None:
    alone = activity(sport=Sport.OTHER, streams=streams(time_s=[0, 1]))
    assert joined([alone]) is alone


def test_figures_are_the_richest_one_s_and_what_it_lacks_is_filled_in() -> None:
    rich = activity(distance_m=10_000.0, avg_hr_bpm=None, ascent_m=None, descent_m=None, gear=None)
    other = activity(
        source="tcx",
        distance_m=10_200.0,
        avg_hr_bpm=151.0,
        max_hr_bpm=180.0,
        ascent_m=12.0,
        descent_m=None,
        gear="Blue",
        device="Strap",
    )
    third = activity(source="gpx", avg_hr_bpm=99.0, descent_m=50.0, ascent_m=49.0, avg_cadence_spm=170.0)
    shown = joined([rich, other, third])
    assert (shown.source, shown.distance_m) == ("fit", 10_000.0)
    assert (shown.avg_hr_bpm, shown.max_hr_bpm, shown.avg_cadence_spm) == (151.0, 180.0, 170.0)
    assert (shown.gear, shown.device) == ("Blue", "Strap")
    assert (shown.ascent_m, shown.descent_m) == (12.0, None), "climbing is of one device, up and down"


def test_the_sport_is_the_one_that_is_best_known() -> None:
    other = activity(sport=Sport.OTHER, sub_sport="cardio")
    guessed = activity(source="gpx", sport=Sport.RIDE, sport_source="speed")
    stated = activity(source="tcx", sport=Sport.RUN, sub_sport="trail")
    shown = joined([other, guessed, stated])
    assert (shown.sport, shown.sport_source, shown.sub_sport) == (Sport.RUN, "file", "trail")
    assert shown.notes == ("its sport is taken from another record of it (tcx)",)
    assert joined([other, guessed]).sport is Sport.RIDE
    assert joined([stated, other]).notes == ()
    assert joined([stated, activity(source="gpx")]).notes == ()


def test_the_offset_is_the_one_that_is_best_known() -> None:
    home = activity(utc_offset_s=3600, offset_source="home")
    placed = activity(utc_offset_s=-18_000, offset_source="position")
    told = activity(utc_offset_s=-14_400, offset_source="file")
    assert joined([home, placed, told]).utc_offset_s == -14_400
    shown = joined([home, placed])
    assert (shown.utc_offset_s, shown.offset_source) == (-18_000, "position")


def test_time_in_motion_is_no_longer_than_the_time_it_is_part_of() -> None:
    shown = joined([activity(elapsed_s=3000.0, moving_s=None), activity(moving_s=3500.0)])
    assert (shown.elapsed_s, shown.moving_s) == (3000.0, 3000.0)
    shown = joined([activity(elapsed_s=None, moving_s=None), activity(elapsed_s=None, moving_s=900.0)])
    assert (shown.elapsed_s, shown.moving_s) == (None, 900.0)


def test_a_device_that_died_gives_its_streams_but_not_how_far_it_was() -> None:
    died = activity(distance_m=4_000.0, elapsed_s=1400.0, moving_s=1390.0, ascent_m=30.0, avg_hr_bpm=150.0)
    plain = activity(source="gpx", distance_m=None, elapsed_s=3610.0, moving_s=None, avg_hr_bpm=155.0)
    whole = activity(source="tcx", ascent_m=90.0, descent_m=88.0)
    shown = joined([died, plain, whole])
    assert (shown.distance_m, shown.elapsed_s, shown.moving_s) == (10_000.0, 3610.0, 3500.0)
    assert (shown.ascent_m, shown.descent_m) == (90.0, 88.0)
    assert (shown.source, shown.avg_hr_bpm) == ("fit", 150.0)


def test_a_watch_stopped_late_and_one_with_another_distance_keep_their_figures() -> None:
    late = activity(elapsed_s=20_000.0)
    assert joined([activity(), late]).elapsed_s == 3600.0
    far = activity(source="gpx", distance_m=14_000.0)
    assert joined([activity(), far]).distance_m == 10_000.0


def test_channels_that_the_richest_lacks_come_from_the_others_at_their_nearest_moment() -> None:
    gps = activity(
        streams=streams(time_s=[0, 10, 20, 30], latitude_deg=[1, 2, 3, 4], longitude_deg=[5, 6, 7, 8])
    )
    strap = activity(
        start_utc=gps.start_utc + timedelta(seconds=9),
        streams=streams(
            time_s=[0, 3, 13, 60], heart_rate_bpm=[110, 113, 123, 160], latitude_deg=[9, 9, 9, 9]
        ),
    )
    foot = activity(streams=streams(time_s=[31], cadence_spm=[170], heart_rate_bpm=[99]))
    shown = joined([gps, strap, foot]).streams
    np.testing.assert_array_equal(shown.values("latitude_deg"), [1, 2, 3, 4])
    np.testing.assert_array_equal(shown.values("heart_rate_bpm"), [np.nan, 110, 123, np.nan])
    np.testing.assert_array_equal(shown.values("cadence_spm"), [np.nan, np.nan, np.nan, 170])
    assert set(shown.channels) == {
        *("time_s", "latitude_deg", "longitude_deg", "heart_rate_bpm", "cadence_spm")
    }


def test_a_channel_that_is_nowhere_near_is_left_out() -> None:
    first = activity(streams=streams(time_s=[0, 1], speed_mps=[3, 3]))
    late = activity(streams=streams(time_s=[900, 901], heart_rate_bpm=[150, 150]))
    assert set(joined([first, late]).streams.channels) == {"time_s", "speed_mps"}
    empty = activity(streams=streams(time_s=[], heart_rate_bpm=[]))
    assert set(joined([first, empty]).streams.channels) == {"time_s", "speed_mps"}


def test_laps_are_told_on_the_clock_of_the_one_that_is_shown() -> None:
    first = activity()
    other = activity(
        start_utc=first.start_utc + timedelta(seconds=30), laps=(Lap(start_s=0.0), Lap(start_s=600.0))
    )
    assert [lap.start_s for lap in joined([first, other]).laps] == [30.0, 630.0]
    mine = replace(first, laps=(Lap(start_s=1.0),))
    assert [lap.start_s for lap in joined([mine, other]).laps] == [1.0]


def test_the_richer_record_is_the_one_with_more_in_it() -> None:
    def with_channels(n: int, *names: str, source: str = "gpx") -> Activity:
        return activity(
            source=source, streams=streams(time_s=np.arange(n), **{name: np.ones(n) for name in names})
        )

    poorest_first = [
        activity(source="strava"),
        activity(source="fit"),
        with_channels(2),
        with_channels(900, source="gpx"),
        with_channels(900, source="fit"),
        with_channels(900, "distance_m"),
        with_channels(9, "heart_rate_bpm"),
        with_channels(9, "latitude_deg"),
        with_channels(9, "latitude_deg", "heart_rate_bpm"),
        with_channels(90, "latitude_deg", "heart_rate_bpm"),
        with_channels(90, "latitude_deg", "heart_rate_bpm", "distance_m"),
    ]
    values = [richness(one) for one in poorest_first]
    assert values == sorted(values)
    assert len(set(values)) == len(values)


@given(
    st.lists(
        st.builds(
            activity,
            sport=st.sampled_from(Sport),
            sport_source=st.sampled_from(("file", "name", "speed")),
            source=st.sampled_from(("fit", "tcx", "gpx", "strava")),
            distance_m=st.none() | st.floats(0, 50_000),
            elapsed_s=st.none() | st.floats(0, 20_000),
            moving_s=st.none() | st.floats(0, 20_000),
            avg_hr_bpm=st.none() | st.floats(40, 200),
        ),
        min_size=1,
        max_size=4,
    ),
    st.randoms(use_true_random=False),
)
def test_what_is_shown_does_not_depend_on_the_order_in_which_records_came(
    parts: list[Activity], chance: random.Random
) -> None:
    def by_richness(records: list[Activity]) -> list[Activity]:
        return sorted(records, key=lambda one: (-richness(one), repr(one)))

    shuffled = chance.sample(parts, len(parts))
    shown = joined(by_richness(parts))
    assert joined(by_richness(shuffled)) == shown
    if len(parts) > 1 and shown.moving_s is not None and shown.elapsed_s is not None:
        assert shown.moving_s <= shown.elapsed_s
    assert shown.distance_m in {one.distance_m for one in parts}
