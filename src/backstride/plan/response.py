"""How much pain a run is expected to add: the runner's own answer where there is one."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from backstride.evidence import figure
from backstride.plan.model import Intensity


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """The pain that a run is expected to add, as the mean of the three mornings after it, in points of the
    0-10 scale: piecewise linear in the distance, plus what its intensity and its surface add.

    ``at_km``: (distance, points) of an easy run on any surface, by distance, at least one. ``intensity_nrs``
    and ``surface_nrs``: what is added to that, by name; 0 where a name is missing. ``is_own``: whether it
    comes from the runner's own days, and is no default.
    """

    at_km: tuple[tuple[float, float], ...]
    intensity_nrs: Mapping[Intensity, float]
    surface_nrs: Mapping[str, float]
    is_own: bool

    def added_nrs(self, distance_km: float, intensity: Intensity, surface: str = "any") -> float:
        """The expected added pain of one run. Beyond the outermost distances, the outermost slopes go on;
        a single distance is taken as a line from nothing.
        """
        points = self.at_km if len(self.at_km) > 1 else ((0.0, 0.0), *self.at_km)
        below, above = next(
            (pair for pair in pairwise(points) if distance_km <= pair[1][0]), (points[-2], points[-1])
        )
        slope = (above[1] - below[1]) / (above[0] - below[0])
        easy = below[1] + slope * (distance_km - below[0])
        return easy + self.intensity_nrs.get(intensity, 0.0) + self.surface_nrs.get(surface, 0.0)

    @property
    def kindest_surface(self) -> str:
        """The surface to choose: soft or hard where one is expected to add clearly less, else any."""
        soft, hard = (self.surface_nrs.get(name, 0.0) for name in ("soft", "hard"))
        if abs(hard - soft) < figure("plan_surface_nrs"):
            return "any"
        return "soft" if soft < hard else "hard"


def default_response() -> Response:
    """A weak guess for somebody whose days say nothing yet: a little more with distance and with pace, so
    that of two plans that bring one as far, the gentler is taken.
    """
    return Response(
        at_km=((1.0, figure("plan_default_pain_per_km_nrs")),),
        intensity_nrs={Intensity.HARD: figure("plan_default_pain_hard_nrs")},
        surface_nrs={},
        is_own=False,
    )
