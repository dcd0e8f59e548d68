"""Shoes as a category: columns against the runner's own mix, and what is unknown of them."""

import numpy as np
from inference_builders import running_days

from backstride.inference.fit import infer
from backstride.inference.shoes import shoe_columns
from backstride.records import Days


def worn(days: Days, shoes: list[str | None]) -> Days:
    return Days(days.runner_id, days.date, days.columns, tuple(shoes), days.diary_time)


def alternating(days: Days, names: tuple[str | None, ...] = ("blue", "grey")) -> list[str | None]:
    runs = np.flatnonzero(days["ran"] == 1)
    shoes: list[str | None] = [None] * len(days)
    for k, t in enumerate(runs):
        shoes[t] = names[k % len(names)]
    return shoes


def test_each_pair_stands_against_the_mix():
    days = running_days(80)
    columns = shoe_columns(worn(days, alternating(days)))
    assert columns.names == ("blue", "grey")
    runs = days["ran"] == 1
    np.testing.assert_allclose(columns.values[runs].mean(axis=0), 0.0, atol=1e-12)
    assert (columns.values[~runs] == 0).all()
    assert (columns.spread == 0).all()


def test_a_run_in_unknown_shoes_stands_at_the_mix_and_its_spread_beside_it():
    days = running_days(80)
    shoes = alternating(days)
    first = int(np.flatnonzero(days["ran"] == 1)[0])
    shoes[first] = None
    columns = shoe_columns(worn(days, shoes))
    assert (columns.values[first] == 0).all()
    np.testing.assert_allclose(columns.spread[first], columns.shares * (1 - columns.shares))


def test_one_pair_is_compared_with_nothing():
    days = running_days(80)
    assert shoe_columns(worn(days, alternating(days, ("blue",)))).names == ()
    assert shoe_columns(worn(days, alternating(days, ("blue", None, None, None)))).names == ()
    assert shoe_columns(worn(days, [None] * 80)).names == ()


def test_the_pair_that_hurts_is_found_and_the_others_are_not_blamed():
    """One pair of three brings 1.5 points more on the morning after; two days' runs are in no known pair."""
    rng = np.random.default_rng(4)
    days = running_days(150, seed=4)
    shoes = alternating(days, ("blue", "grey", "red"))
    bad = np.array([shoe == "red" for shoe in shoes], dtype=float)
    after = np.append(0.0, bad[:-1])
    days.columns["pain_nrs"][:] = np.clip(np.round(3 + 1.5 * after + rng.normal(0, 0.7, 150)), 0, 10)
    for t in np.flatnonzero(bad)[:2]:
        shoes[t] = None
    effects = infer(worn(days, shoes), seed=1)
    low = {name: np.quantile(draws, 0.05) for name, draws in effects.shoes.items()}
    mean = {name: draws.mean() for name, draws in effects.shoes.items()}
    assert max(mean, key=mean.__getitem__) == "red"
    assert low["red"] > 0.1
    assert low["blue"] < 0
    assert low["grey"] < 0
