"""Expected added pain: a line between the points, its slopes beyond them."""

import pytest

from backstride.plan.model import Intensity
from backstride.plan.response import Response, default_response

OWN = Response(
    at_km=((2.0, 0.1), (4.0, 0.5), (8.0, 0.7)),
    intensity_nrs={Intensity.HARD: 0.4},
    surface_nrs={"hard": 0.3},
    is_own=True,
)


@pytest.mark.parametrize(
    ("km", "nrs"), [(2, 0.1), (3, 0.3), (4, 0.5), (6, 0.6), (8, 0.7), (10, 0.8), (1, -0.1)]
)
def test_it_is_linear_between_the_points_and_beyond_them(km: float, nrs: float) -> None:
    assert OWN.added_nrs(km, Intensity.EASY) == pytest.approx(nrs)


def test_intensity_and_surface_are_added() -> None:
    assert OWN.added_nrs(4, Intensity.HARD, "hard") == pytest.approx(1.2)
    assert OWN.added_nrs(4, Intensity.STEADY, "soft") == pytest.approx(0.5)


def test_the_default_is_weak_and_grows_with_distance() -> None:
    plain = default_response()
    assert not plain.is_own
    assert 0 < plain.added_nrs(5, Intensity.EASY) < plain.added_nrs(10, Intensity.EASY) < 0.3
    assert plain.added_nrs(5, Intensity.HARD) > plain.added_nrs(5, Intensity.EASY)
    assert plain.kindest_surface == "any"
