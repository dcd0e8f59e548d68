"""Known interventions in the diary are adjusted for, and not mistaken for what running does."""

import numpy as np
import pytest
from inference_builders import days_of, running_days

from backstride.inference.design import build_design
from backstride.inference.fit import infer
from backstride.inference.priors import registered_priors
from backstride.records import Days, DiaryTime

N_DAYS = 180
CARRY_OVER, PERSISTENCE = 0.5, 0.6
FIRST_MORNING_NRS = 1.2
ACUTE_NRS = FIRST_MORNING_NRS * (1 + CARRY_OVER + CARRY_OVER**2) / 3
TABLET_NRS, ILLNESS_NRS = -2.0, 3.0
RUNNERS = range(8)
PRIORS = registered_priors()


def runner(seed: int, *, tablets: bool = False, illness: bool = False) -> Days:
    """Pain about 5 that each run raises by 1.2 the next morning, half of it being left a morning later.

    ``tablets``: after four of five long runs, and on some other evenings, a tablet takes two points off the
    next morning. ``illness``: eight times two days in bed, with three points more pain. The runner skips runs
    when the back hurts.
    """
    rng = np.random.default_rng([seed, 7])
    ill = np.zeros(N_DAYS)
    if illness:
        for start in rng.choice(np.arange(1, N_DAYS // 14), 8, replace=False) * 14:
            ill[start : start + 2] = 1
    pain, ran, km, tablet = (np.zeros(N_DAYS) for _ in range(4))
    deviation = carried = 0.0
    for t in range(N_DAYS):
        deviation = PERSISTENCE * deviation + rng.normal(0, 0.6)
        masked = TABLET_NRS * tablet[t - 1] if t else 0.0
        felt = 4.0 + deviation + carried + masked + ILLNESS_NRS * ill[t]
        pain[t] = np.clip(felt + rng.normal(0, 0.5), 0, 10)
        wants = rng.random() < 1 / (1 + np.exp(-(0.2 - 0.5 * (felt - 5))))
        ran[t] = float(wants and not ill[t])
        long = rng.random() < 0.5
        km[t] = ran[t] * rng.uniform(*((10, 16) if long else (4, 8)))
        if tablets:
            tablet[t] = float(rng.random() < (0.8 if km[t] > 9 else 0.04))
        carried = CARRY_OVER * carried + FIRST_MORNING_NRS * ran[t]
    return days_of(
        N_DAYS,
        pain_nrs=np.round(pain, 1),
        ran=ran,
        distance_km=km,
        event_painkiller=tablet if tablets else np.nan,
        event_illness=ill if illness else np.nan,
    )


def without_events(days: Days) -> Days:
    unknown = {name: np.full(len(days), np.nan) for name in days.columns if name.startswith("event_")}
    return Days(days.runner_id, days.date, {**days.columns, **unknown}, days.shoe_id, days.diary_time)


def judged(seeds: range, **kind: bool) -> tuple[np.ndarray, np.ndarray]:
    """Error of the acute effect and its posterior SD, (runners, with and without the events' columns)."""
    draws = [
        [infer(told, seed=seed).acute for told in (days, without_events(days))]
        for seed in seeds
        for days in (runner(seed, **kind),)
    ]
    return (
        np.array([[one.mean() - ACUTE_NRS for one in pair] for pair in draws]),
        np.array([[one.std() for one in pair] for pair in draws]),
    )


def test_tablets_after_long_runs_hide_what_runs_do_unless_they_are_told() -> None:
    error, _ = judged(RUNNERS, tablets=True)
    with_tablets, without = error.mean(axis=0)
    assert without < -0.25
    assert abs(with_tablets) < 0.1


def test_short_illnesses_blur_and_bias_the_answer_unless_they_are_told() -> None:
    error, sd = judged(RUNNERS, illness=True)
    with_illness, without = error.mean(axis=0)
    assert without > 0.08
    assert abs(with_illness) < 0.06
    assert sd[:, 0].mean() < 0.8 * sd[:, 1].mean()


def eventful(diary_time: DiaryTime = "morning") -> Days:
    days = running_days(60, diary_time=diary_time)
    for name, at in (("event_painkiller", [10]), ("event_physio", [20]), ("event_illness", [30, 31])):
        days.columns[name][:] = 0
        days.columns[name][at] = 1
    return days


@pytest.mark.parametrize(("diary_time", "ill"), [("morning", [30, 31]), ("evening", [31, 32])])
def test_an_event_reaches_the_next_morning_and_illness_its_own(diary_time: DiaryTime, ill: list[int]) -> None:
    days = eventful(diary_time)
    design = build_design(days, PRIORS)
    first = int((design.dates[0] - days.date[0]).astype(int))

    def reached(name: str) -> list[int]:
        column = design.nudge[:, design.nudge_names.index(name)]
        return (first + np.flatnonzero(column > 1)).tolist()

    assert reached("event_painkiller") == [11]
    assert reached("event_physio") == [21]
    assert reached("event_illness") == ill


def test_illness_is_part_of_the_decision_to_run_and_a_tablet_is_not() -> None:
    def habits(days: Days) -> int:
        (policy,) = (view for view in build_design(days, PRIORS).views if view.name == "policy")
        return policy.design.shape[1]

    plain = running_days(60)
    ill, tablet = running_days(60), running_days(60)
    ill.columns["event_illness"][:] = eventful()["event_illness"]
    tablet.columns["event_painkiller"][:] = eventful()["event_painkiller"]
    assert habits(ill) == habits(plain) + 1
    assert habits(tablet) == habits(plain)


def test_a_diary_without_events_is_the_same_as_one_that_never_asked() -> None:
    days = running_days(60)
    before = build_design(days, PRIORS).nudge_names
    for name in days.columns:
        if name.startswith("event_"):
            days.columns[name][:] = 0
    assert build_design(days, PRIORS).nudge_names == before


def test_days_on_which_events_are_unknown_are_integrated_over() -> None:
    days = eventful()
    days.columns["event_painkiller"][40:45] = np.nan
    design = build_design(days, PRIORS)
    spread = design.nudge_spread[:, design.nudge_names.index("event_painkiller")]
    np.testing.assert_array_equal(np.flatnonzero(spread == 1), [0, *range(41, 46)])
