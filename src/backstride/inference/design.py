"""From a days table to the arrays of the model."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from backstride.evidence import figure
from backstride.inference.factors import FactorColumns, factor_columns
from backstride.inference.priors import Priors
from backstride.inference.shoes import ShoeColumns, shoe_columns
from backstride.records import Days

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.intp]

SCALE_MAX_NRS = 10.0
DAYS_PER_WEEK = 7
_MONDAY = "1970-01-05"
_GRID_UNITS = (2.0, 1.0, 0.5, 0.1)  # the steps that people and apps use on a 0-10 scale
_GRID_LEAST_VALUES = 3  # different answers: two that lie on a step by chance say little
_GRID_LEAST_ANSWERS = 8  # above zero, which lies on every step
_GRID_KNOTS = 16  # of the slow drift, at most
_GRID_RIDGE_DAYS = 0.5  # days' worth of data that speak for no effect of a run on the night after it
_TOL_UNITS = 1e-6  # of a step, for decimal fractions that binary numbers miss


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """One kind of data that sees the latent pain: ``slope x (pain - centre) + design @ coefficients``.

    ``rows``: the days it sees; ``value``: what it saw there; ``design``: column by column in memory.
    ``kind``: "censored" (pain itself, slope 1; ``floor`` and ``ceiling`` mark the readings at the ends of the
    scale), "logistic" (0 or 1) or "gaussian" (with spread ``sd``). ``decides_later``: it is a choice of the
    day after an evening line, made when part of the change to the next line has already come. ``prior_sd``:
    of the coefficients. ``slope_mean``, ``slope_sd``: prior of the slope, which is a hyper-parameter.
    """

    name: str
    kind: str
    rows: IntArray
    value: FloatArray
    design: FloatArray
    prior_sd: FloatArray
    slope_mean: float = 1.0
    slope_sd: float = 0.0
    sd: float = 1.0
    decides_later: bool = False
    floor: BoolArray = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))
    ceiling: BoolArray = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))

    @property
    def at_end(self) -> BoolArray:
        """Which readings are at an end of the scale, (n_rows,)."""
        return self.floor | self.ceiling


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """All that the likelihood needs; shapes over n_days of the diary's span.

    ``level``: columns that stand in the level of pain as they are. ``impulse``: what a day brings that is
    carried over to the mornings after it with the run's carry-over, one column for running, one a factor and
    one a pair of shoes. ``nudge``: what else a day brings (sleep, sitting, ...), by the morning that it
    reaches first; what it does then and what is left of it later are separate, since a bad night may be over
    by the next morning.
    ``impulse_spread``, ``nudge_spread``: the variances of their values, 0 where these are known.
    ``ran``: 1, 0 or NaN. ``factors``: see there. ``centre_nrs``: where the slopes of the views have their
    zero.
    """

    dates: npt.NDArray[np.datetime64]
    level: FloatArray
    level_sd: FloatArray
    level_names: tuple[str, ...]
    impulse: FloatArray
    impulse_spread: FloatArray
    nudge: FloatArray
    nudge_spread: FloatArray
    nudge_sd: FloatArray
    nudge_names: tuple[str, ...]
    ran: FloatArray
    distance_km: FloatArray
    factors: FactorColumns
    shoes: ShoeColumns
    usual_run: npt.NDArray[np.bool_]
    views: tuple[View, ...]
    centre_nrs: float
    unit_nrs: float

    @property
    def n_days(self) -> int:
        return len(self.dates)

    @property
    def evening(self) -> bool:
        """Whether the readings are of evenings, and so the decisions to run lie between them."""
        return any(view.decides_later for view in self.views)

    @property
    def pain_view(self) -> View:
        """The readings of pain themselves, which every diary has."""
        return next(view for view in self.views if view.name == "pain")


def aligned_pain(days: Days) -> FloatArray:
    """Pain by the morning it speaks for, shape (n_days,).

    An evening line is written after the day's run and so speaks for what the next morning would: it moves
    one day on (the last evening's line falls off the end of the table, having no later day to stand on).
    """
    pain = days["pain_nrs"]
    if days.diary_time == "morning":
        return pain
    return np.concatenate([[np.nan], pain[:-1]])


def rounding_unit(pain_nrs: FloatArray) -> float:
    """The coarsest step of the scale that this runner's answers all lie on; the coarsest of all wants some
    answers that differ.
    """
    known = pain_nrs[np.isfinite(pain_nrs)]
    varied = len(np.unique(known)) >= _GRID_LEAST_VALUES and (known > 0).sum() >= _GRID_LEAST_ANSWERS
    units = _GRID_UNITS if varied else _GRID_UNITS[1:]
    for unit in units:
        if np.allclose(known / unit, np.round(known / unit), atol=_TOL_UNITS):
            return unit
    return _GRID_UNITS[-1] / 10


def build_design(days: Days, priors: Priors) -> Design:
    """The model's arrays over the span of the diary.

    Days before the first line count only through the load they leave behind. Unknown runs stand at the
    runner's own rate of running, all else that is unknown at the mean of what is known; the spread about it
    stands beside it, for the fit to integrate over.
    """
    pain = aligned_pain(days)
    load = _smoothed_load(days, priors.adaptation_window_d, int(priors.adaptation_delay_d))
    first, last = _span(pain)
    cut = slice(first, last + 1)
    days = _sliced(days, cut)
    pain, load = pain[cut], load[cut]

    ran = days["ran"]
    spike = days["spike_ratio"]
    usual_run = (ran == 1) & ~(spike > figure("spike_ratio_threshold"))
    factors = factor_columns(days, usual_run)
    shoes = shoe_columns(days)
    impulse, impulse_spread = _impulses(ran, factors, shoes)
    level, level_sd, level_names = _level_columns(len(days), load, priors)
    nudge, nudge_spread, nudge_sd, nudge_names = _nudges(days, impulse, priors)
    unit = rounding_unit(pain)
    known = np.isfinite(pain)
    return Design(
        dates=days.date,
        level=level,
        level_sd=level_sd,
        level_names=level_names,
        impulse=impulse,
        impulse_spread=impulse_spread,
        nudge=nudge,
        nudge_spread=nudge_spread,
        nudge_sd=nudge_sd,
        nudge_names=nudge_names,
        ran=ran,
        distance_km=days["distance_km"],
        factors=factors,
        shoes=shoes,
        usual_run=usual_run,
        views=_views(days, pain, unit, priors),
        centre_nrs=float(pain[known].mean()),
        unit_nrs=unit,
    )


def _impulses(ran: FloatArray, factors: FactorColumns, shoes: ShoeColumns) -> tuple[FloatArray, FloatArray]:
    """The impulses of every day and the variances of what is unknown in them, each (n_days, n_impulse).

    A day that may or may not have had a run has, with the run's own chance, all that runs may have.
    """
    rate = float(np.nanmean(ran))
    kinds = np.hstack([factors.values, shoes.values])
    spread = np.column_stack([np.zeros(len(ran)), factors.spread, shoes.spread])
    unknown = np.isnan(ran)
    if unknown.any():
        spread[unknown] = rate * np.append(1.0 - rate, (kinds[ran == 1] ** 2).mean(axis=0))
    return np.column_stack([np.where(unknown, rate, ran), kinds]), spread


def _span(pain: FloatArray) -> tuple[int, int]:
    known = np.flatnonzero(np.isfinite(pain))
    return int(known[0]), int(known[-1])


def _sliced(days: Days, cut: slice) -> Days:
    return Days(
        runner_id=days.runner_id,
        date=days.date[cut],
        columns={name: column[cut] for name, column in days.columns.items()},
        shoe_id=days.shoe_id[cut],
        diary_time=days.diary_time,
    )


def _smoothed_load(days: Days, window_d: float, delay_d: int) -> FloatArray:
    """Exponentially weighted load up to ``delay_d`` days before, 1 = the runner's mean; from its steady
    state.

    lambda = 2 / (N + 1) (Williams 2017), with the latest days left out, against that paper: what a run does
    within days is its acute effect, and a load that held them too would take part of it. Load is distance
    where it is known and the mean run's otherwise.
    """
    ran, distance = days["ran"], days["distance_km"]
    usual = np.nanmean(distance[ran == 1]) if np.isfinite(distance[ran == 1]).any() else 1.0
    load = np.where(
        ran == 1, np.where(np.isfinite(distance), distance, usual), np.where(ran == 0, 0.0, np.nan)
    )
    mean = np.nanmean(load)
    load = np.where(np.isfinite(load), load, mean) / mean
    decay = 2.0 / (window_d + 1.0)
    smoothed = np.ones(len(load))
    for t in range(delay_d, len(load)):
        before = smoothed[t - 1] if t else 1.0
        smoothed[t] = before + decay * (load[t - delay_d] - before)
    return smoothed


def _level_columns(
    n: int, load: FloatArray, priors: Priors
) -> tuple[FloatArray, FloatArray, tuple[str, ...]]:
    """Usual level, fading flare, slow drift (a random walk on knots, linear between them), adaptation."""
    t = np.arange(n, dtype=np.float64)
    columns = [np.ones(n), np.exp(-t / priors.flare_decay_d), load - 1.0]
    sds = [priors.level_sd_nrs, priors.flare_sd_nrs, priors.adaptation_sd_nrs]
    names = ["level", "flare", "adaptation"]
    # Steps away from the middle, so that "level" is the level there and both ends are equally uncertain.
    middle = n / 2
    # Over years the knots stand further apart, with the steps of a random walk: the work grows with their
    # square, and what is quicker is the day-to-day part's.
    knot_d = max(priors.drift_knot_d, n / _GRID_KNOTS)
    reach = int(middle // knot_d) + 1
    for side in (-1.0, 1.0):
        for k in range(reach):
            since = side * (t - middle) / knot_d - k
            columns.append(np.clip(since, 0.0, 1.0))
            sds.append(priors.drift_sd_nrs * float(np.sqrt(knot_d / priors.drift_knot_d)))
            names.append(f"drift{side * (k + 1):+.0f}")
    return np.column_stack(columns), np.array(sds), tuple(names)


def _nudges(
    days: Days, impulse: FloatArray, priors: Priors
) -> tuple[FloatArray, FloatArray, FloatArray, tuple[str, ...]]:
    """Sleep, sitting, stress, core work, cross-training and events, by the morning that they reach first; and
    the variances of what is unknown.

    A night reaches the morning after it at once and illness the morning of its first day, all else the next
    morning. Under an evening diary the line of a date speaks for the next morning, and the night between has
    not been slept yet: there the night, and illness, reach one row later. What the run of the day before did
    to the night is left to the run.
    """
    at_once = 0 if days.diary_time == "morning" else 1
    names: list[str] = []
    columns: list[FloatArray] = []
    spreads: list[FloatArray] = []
    for name, lag in (
        ("sleep_h", at_once),
        ("sitting_h", 1),
        ("stress_nrs", 1),
        ("core", 1),
        ("cross_training", 1),
        ("event_painkiller", 1),
        ("event_physio", 1),
        ("event_illness", at_once),
    ):
        column = _standardised(_not_by_the_run(days[name], impulse) if name == "sleep_h" else days[name])
        if column is None:
            continue
        names.append(name)
        columns.append(np.concatenate([np.zeros(lag), column[: len(column) - lag]]))
        unknown = np.isnan(days[name]).astype(np.float64)  # the column's own variance is one
        spreads.append(np.concatenate([np.ones(lag), unknown[: len(unknown) - lag]]))
    nothing = np.zeros((len(days), 0))
    return (
        np.stack(columns, axis=1) if columns else nothing,
        np.stack(spreads, axis=1) if spreads else nothing,
        np.full(len(names), priors.confounder_sd_nrs),
        tuple(names),
    )


def _not_by_the_run(sleep_h: FloatArray, impulse: FloatArray) -> FloatArray:
    """Sleep less what the run of the day before seems to have done to it, (n_days,), NaN where unknown.

    Pain after a bad night that a run brought is part of what the run does, so that to adjust for that night
    would hide it. What of the night is not the run's still tells pain from noise. A least-squares line on the
    day's impulses, drawn towards none where they hardly differ.
    """
    known = np.isfinite(sleep_h)
    if not known.any():
        return sleep_h
    before = np.vstack([impulse.mean(axis=0), impulse[:-1]])
    before = before - before[known].mean(axis=0)
    gram = before[known].T @ before[known] + _GRID_RIDGE_DAYS * np.diag(before[known].var(axis=0) + 1.0)
    effect = np.linalg.solve(gram, before[known].T @ (sleep_h[known] - sleep_h[known].mean()))
    return np.asarray(sleep_h - before @ effect)


def _standardised(column: FloatArray) -> FloatArray | None:
    """(x - mean) / SD with 0 where unknown; None where it says nothing."""
    known = np.isfinite(column)
    if known.sum() < figure("confounder_min_days"):
        return None
    mean, sd = column[known].mean(), column[known].std()
    if sd == 0:
        return None
    return np.where(known, (column - mean) / sd, 0.0)


def _views(days: Days, pain: FloatArray, unit: float, priors: Priors) -> tuple[View, ...]:
    """Pain itself; the decision to run; the length of the run; whether the diary was written."""
    n = len(days)
    known = np.flatnonzero(np.isfinite(pain))
    value = pain[known]
    floor, ceiling = value <= 0, value >= SCALE_MAX_NRS
    # All that rounds to the end of the scale lies within half a step of it.
    edge = np.where(floor, unit / 2, np.where(ceiling, SCALE_MAX_NRS - unit / 2, value))
    nothing = np.zeros((len(known), 0))
    views = [View("pain", "censored", known, edge, nothing, np.zeros(0), floor=floor, ceiling=ceiling)]

    habit, habit_sd = _habits(days, priors)
    ran = days["ran"]
    evening = days.diary_time == "evening"
    decided = np.flatnonzero(np.isfinite(ran))
    if (ran == 1).any() and (ran == 0).any():
        views.append(
            View(
                "policy",
                "logistic",
                decided,
                ran[decided],
                np.asfortranarray(habit[decided]),
                habit_sd,
                priors.policy_slope_mean_per_nrs,
                priors.policy_slope_sd_per_nrs,
                decides_later=evening,
            )
        )
    distance = days["distance_km"]
    measured = np.flatnonzero((ran == 1) & (distance > 0))
    if len(measured) >= figure("shortening_min_runs"):
        log_distance = np.log(distance[measured])
        spread = float(log_distance.std())
        if spread > figure("factor_min_spread"):
            views.append(
                View(
                    "shortening",
                    "gaussian",
                    measured,
                    log_distance - log_distance.mean(),
                    np.asfortranarray(habit[measured]),
                    habit_sd * spread,
                    priors.shortening_slope_mean_per_nrs,
                    priors.shortening_slope_sd_per_nrs,
                    spread,
                    decides_later=evening,
                )
            )
    written = np.isfinite(pain).astype(np.float64)
    if (written == 0).sum() >= figure("missing_min_days"):
        before = np.concatenate([[written.mean()], written[:-1]]) - written.mean()
        views.append(
            View(
                "missing",
                "logistic",
                np.arange(n),
                written,
                np.asfortranarray(np.column_stack([np.ones(n), before])),
                np.array([priors.policy_rate_sd_logit, priors.policy_habit_sd_logit]),
                0.0,
                priors.missing_slope_sd_per_nrs,
            )
        )
    return tuple(views)


def _habits(days: Days, priors: Priors) -> tuple[FloatArray, FloatArray]:
    """What else moves the decision to run:

    Weekday, the last two days, last night, this day's strain, illness, the season.
    """
    n = len(days)
    weekday = (days.date - np.datetime64(_MONDAY)).astype(np.int64) % DAYS_PER_WEEK
    columns = [np.ones(n)]
    columns += [(weekday == day).astype(np.float64) for day in range(DAYS_PER_WEEK)]
    ran = np.where(np.isfinite(days["ran"]), days["ran"], np.nanmean(days["ran"])) - np.nanmean(days["ran"])
    for lag in (1, 2):
        columns.append(np.concatenate([np.zeros(lag), ran[: n - lag]]))
    columns.append(np.linspace(-1.0, 1.0, n))
    for name in ("sleep_h", "sitting_h", "stress_nrs", "event_illness"):
        column = _standardised(days[name])
        if column is not None:
            columns.append(column)
    sd = np.full(len(columns), priors.policy_habit_sd_logit)
    sd[0] = priors.policy_rate_sd_logit
    return np.column_stack(columns), sd
