"""What a sample runner is like: the truth to plant, and the habits and the diary that hide it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Literal, Self

from backstride.records import DiaryTime

Range = tuple[float, float]
"""A personal constant is drawn evenly from (low, high), once per runner; equal ends fix it."""

FACTORS = ("distance", "intensity", "hard", "downhill", "spike", "no_warmup")

NO_FACTORS: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True)
class RunnerSpec:
    """A kind of runner. Effects are in points of the latent pain scale, before the diary's floor and
    rounding.

    ``acute_nrs``: the mean over the three mornings after a usual run, against rest. ``factors_nrs``: the same
    for each factor's high against its low value (distance 1.5x against 1x, intensity 0.7 against 0.1, hard
    surface 1 against 0, downhill 20 against 0 m/km, a spike of 1.5 against none, no warm-up against one).
    ``adaptation_nrs``: what months of the usual volume add to the level of pain (below zero: running
    protects).
    """

    name: str
    acute_nrs: float = 0.0
    factors_nrs: Mapping[str, float] = field(default_factory=lambda: NO_FACTORS)
    adaptation_nrs: float = 0.0

    # the pain process
    level_nrs: Range = (2.0, 4.5)  # about the mean pain while running as usual
    carry_over: Range = (0.35, 0.65)  # of a run's effect, from one morning to the next
    persistence: Range = (0.5, 0.8)  # AR(1) coefficient of the deviations
    deviation_nrs: Range = (0.6, 1.0)  # stationary SD of the deviations that nothing explains
    drift_nrs: Range = (0.1, 0.5)  # SD of the slow level from one four-week knot to the next
    opening_flare_nrs: Range = (0.0, 1.5)  # many begin a diary when the back is at its worst
    flare_day_share: float = 0.01  # share of days on which a heavy-tailed flare begins
    flare_nrs: float = 1.0  # its mean size

    # what drives both pain and running; per hour or point, entering the deviations
    sleep_nrs_per_h: float = -0.15
    stress_nrs_per_point: float = 0.08
    sitting_nrs_per_h: float = 0.06
    core_nrs: float = -0.1
    hidden_lifting_nrs: float = 0.0  # heavy days that no column records: more pain, and less running

    # habits
    runs_logit: Range = (-0.2, 0.8)  # the usual weekday's propensity to run
    skip_per_point: Range = (0.2, 1.0)  # fall in the log-odds of running, per point of the morning's pain
    shorten_per_point: Range = (0.0, 0.15)  # relative shortening of a run, per point above the usual pain
    usual_km: Range = (5.0, 10.0)
    hard_share: Range = (0.35, 0.65)  # of the runs on asphalt
    warmup_share: Range = (0.35, 0.65)
    leap_share: float = 0.05  # runs of a sudden 1.4 to 2 times the planned distance

    # the diary
    diary_time: DiaryTime = "morning"
    measurement_nrs: Range = (0.4, 0.7)
    scale_log_ratio: Range = (
        1.0,
        1.0,
    )  # diary/10 = (latent/10) ** ratio; above one: low numbers are preferred
    step_nrs: float = 1.0  # answers are rounded to this; 0 leaves them as they are
    missing: Literal["random", "good_days", "bad_days"] = "random"
    missing_share: float = 0.12
    unknown_share: Mapping[str, float] = field(
        default_factory=lambda: MappingProxyType({"hard_share": 0.2, "warmup": 0.1, "sleep_h": 0.05})
    )
    first_date: date = date(2025, 3, 3)

    def __post_init__(self) -> None:
        unheard = set(self.factors_nrs) - set(FACTORS)
        if unheard:
            raise ValueError(f"no such factor: {', '.join(sorted(unheard))}; there are {', '.join(FACTORS)}")

    @classmethod
    def null(cls) -> Self:
        """Running changes nothing; pain still drives running."""
        return cls(name="null")

    @classmethod
    def harmed(cls, acute_nrs: float = 1.0) -> Self:
        """Every run hurts."""
        return cls(name="harmed", acute_nrs=acute_nrs)

    @classmethod
    def mild(cls, acute_nrs: float = 0.5) -> Self:
        """Every run hurts a little."""
        return cls(name="mild", acute_nrs=acute_nrs)

    @classmethod
    def helped(cls, acute_nrs: float = -0.7) -> Self:
        """A run eases the back for some mornings."""
        return cls(name="helped", acute_nrs=acute_nrs)

    @classmethod
    def adapting(cls, adaptation_nrs: float = -1.0) -> Self:
        """A single run does nothing, months of running lower the level."""
        return cls(name="adapting", adaptation_nrs=adaptation_nrs)

    @classmethod
    def factor_harmed(cls, factor: str, factor_nrs: float, acute_nrs: float = 0.0) -> Self:
        """Runs hurt by one factor; ``acute_nrs`` stays the effect of the usual mix of runs."""
        return cls(
            name=f"{factor}_harmed", acute_nrs=acute_nrs, factors_nrs=MappingProxyType({factor: factor_nrs})
        )

    @classmethod
    def spike_harmed(cls, factor_nrs: float = 2.0) -> Self:
        """Only sudden long runs hurt."""
        return cls.factor_harmed("spike", factor_nrs)

    @classmethod
    def surface_harmed(cls, factor_nrs: float = 1.5) -> Self:
        """Runs on asphalt hurt, those on soft ground do not."""
        return cls.factor_harmed("hard", factor_nrs, acute_nrs=0.5 * factor_nrs)

    @classmethod
    def warmup_harmed(cls, factor_nrs: float = 1.5) -> Self:
        """Runs without a warm-up hurt, those with one do not."""
        return cls.factor_harmed("no_warmup", factor_nrs, acute_nrs=0.5 * factor_nrs)

    def but(self, **changes: object) -> Self:
        """The same kind of runner with some fields changed."""
        return replace(self, **changes)  # type: ignore[arg-type]
