"""A plan made anew within its week, by somebody for whom nothing has changed."""

from datetime import timedelta

import pytest
from plan_builders import MONDAY, again, ask
from test_held_week import response

from backstride.plan.model import Kind
from backstride.plan.record import Done, Record


def usual_week(lengths_km: tuple[float, ...], weekdays: tuple[int, ...]) -> Record:
    """Nine weeks of the same runs on the same weekdays, and calm mornings."""
    runs = tuple(
        Done(
            date=MONDAY + timedelta(days=weekday - 7 * week),
            kind=Kind.RUN,
            distance_km=km,
            duration_min=6 * km,
        )
        for week in range(1, 10)
        for km, weekday in zip(lengths_km, weekdays, strict=True)
    )
    return Record(done=runs, pain_nrs={MONDAY + timedelta(days=day): 1.0 for day in range(-70, 7)})


@pytest.mark.parametrize("per_km_nrs", [-0.4, -0.1, -0.02, 0.02, 0.2, 0.4])
@pytest.mark.parametrize("base_nrs", [0.0, 1.5])
@pytest.mark.parametrize("weekday", [1, 3, 4])
@pytest.mark.parametrize(
    ("lengths_km", "weekdays"),
    [((8, 8, 8), (1, 3, 6)), ((6, 6, 12), (1, 3, 6)), ((20, 20), (2, 6)), ((5, 5, 5, 15), (0, 2, 4, 6))],
)
def test_a_week_under_way_stays_whatever_runs_do_to_the_back(
    lengths_km, weekdays, weekday, base_nrs, per_km_nrs
):
    """Longer runs that seem to help do not lengthen what is left, and ones that hurt do not shorten it: the
    plan was made with both in mind.
    """
    record = usual_week(lengths_km, weekdays)
    asked = {
        "today": MONDAY + timedelta(days=weekday),
        "weeks": 1,
        "response": response(base_nrs, per_km_nrs),
    }
    plan = ask(record, **asked)
    assert again(plan, record, **asked).days == plan.days
