"""Where the days are to stay as they are, the week is one like the runner's usual ones."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from plan_builders import FREE, MONDAY, ask, sessions

from backstride.plan.model import Intensity, Kind
from backstride.plan.pain import Lane, read_mornings
from backstride.plan.record import Done, Record
from backstride.plan.response import Response
from backstride.plan.violations import violations

TUE_THU_SUN = (1, 3, 6)


def weeks_of(lengths_km: Sequence[float], weekdays: Sequence[int], *, once_km: float | None = None) -> Record:
    """Nine such weeks at an even pain of 4.5, the last but one with a single run; ``once_km``: the longest of
    the month, run once instead of another.
    """
    done = {
        MONDAY - timedelta(days=7 * week - day): km
        for week in range(1, 10)
        for km, day in zip(lengths_km, weekdays, strict=True)
        if week != 2 or day == weekdays[0]
    }
    if once_km is not None:
        done[MONDAY - timedelta(days=21 - weekdays[-1])] = once_km
    runs = tuple(
        Done(date=day, kind=Kind.RUN, distance_km=km, duration_min=6 * km) for day, km in done.items()
    )
    return Record(done=runs, pain_nrs={MONDAY - timedelta(days=back): 4.5 for back in range(70)})


def response(base_nrs: float, per_km_nrs: float) -> Response:
    return Response(
        at_km=tuple((km, base_nrs + per_km_nrs * km) for km in (2.0, 10.0)),
        intensity_nrs={Intensity.HARD: 1.0},
        surface_nrs={},
        is_own=True,
    )


DISTANCE_HURTS = response(0.0, 0.2)


@pytest.mark.parametrize(
    "back",
    [None, response(0.9, 0.0), DISTANCE_HURTS, response(0.0, -0.1), response(0.9, -0.05)],
    ids=["unknown", "each run hurts", "distance hurts", "distance helps", "few long ones are best"],
)
@pytest.mark.parametrize(
    ("lengths_km", "weekdays", "once_km"),
    [
        ((8.0, 8.0, 8.0), TUE_THU_SUN, None),
        ((8.0, 8.0, 8.0), TUE_THU_SUN, 12.0),
        ((6.0, 6.0, 12.0), TUE_THU_SUN, None),
        ((5.0, 5.0, 5.0, 5.0), (0, 2, 4, 6), 9.0),
    ],
)
def test_a_held_week_has_the_usual_runs(
    lengths_km: tuple[float, ...], weekdays: tuple[int, ...], once_km: float | None, back: Response | None
):
    """As many as usual, and as long, whatever the month's longest was. Where the runner's own back answers to
    distance, the long one may be as short as the others.
    """
    record = weeks_of(lengths_km, weekdays, once_km=once_km)
    assert read_mornings(record, MONDAY).lane is Lane.HOLD
    plan = ask(record, weeks=1, response=back)
    assert violations(plan, record, clearance=FREE) == []
    planned = sorted(each.distance_km or 0.0 for _, each in sessions(plan, Kind.RUN))
    usual = sorted(lengths_km)
    if back == DISTANCE_HURTS:
        usual[-1] = usual[0]
    assert planned == pytest.approx(usual, abs=0.1)


def test_a_held_week_that_is_to_be_lighter_has_all_its_runs_shorter():
    full = weeks_of((6.0, 6.0, 12.0), TUE_THU_SUN)
    more = (
        Done(date=MONDAY - timedelta(days=14 - day), kind=Kind.RUN, distance_km=km, duration_min=6 * km)
        for km, day in ((6.0, 3), (12.0, 6))
    )
    record = Record(done=(*full.done, *more), pain_nrs=full.pain_nrs)
    plan = ask(record, weeks=1)
    assert violations(plan, record, clearance=FREE) == []
    planned = sorted(each.distance_km or 0.0 for _, each in sessions(plan, Kind.RUN))
    assert len(planned) == 3
    assert sum(planned) <= record.ledger().lighter_limit_km(MONDAY)  # type: ignore[operator]
    assert planned[2] == pytest.approx(2 * planned[0], rel=0.05)
