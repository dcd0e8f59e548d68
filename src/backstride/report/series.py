"""The days table as rows for charts and tables: rounded, small, and with the unknown told apart from rest."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from backstride.records import Days

Row = dict[str, str | float | int | None]
BoolArray = npt.NDArray[np.bool_]

DAILY_LIMIT = 120
"""Days that a chart shows one by one; a longer history is shown week by week beside its last days."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What is known of the days, for the words beside the charts. Pain is None where no morning is known."""

    days: int
    check_ins: int
    run_days: int
    rest_days: int
    unknown_run_days: int
    pain_low_nrs: float | None
    pain_middle_nrs: float | None
    pain_high_nrs: float | None
    distance_km: float


def _date(days: Days, index: int) -> date:
    day: date = days.date[index].astype("datetime64[D]").item()
    return day


def first_and_last(days: Days) -> tuple[date, date] | None:
    return (_date(days, 0), _date(days, -1)) if len(days) else None


def _known(value: float, digits: int = 1) -> float | None:
    return None if np.isnan(value) else round(float(value), digits)


def _ran(days: Days) -> BoolArray:
    """Days with a run: by the column ``ran``, or by a distance where that is all that is known."""
    ran: BoolArray = (days["ran"] > 0) | (np.isnan(days["ran"]) & (days["distance_km"] > 0))
    return ran


def _rested(days: Days) -> BoolArray:
    rested: BoolArray = (days["ran"] == 0) | (np.isnan(days["ran"]) & (days["distance_km"] == 0))
    return rested


def last(days: Days, n: int) -> Days:
    """The last ``n`` days (all of them where there are fewer)."""
    start = max(0, len(days) - n)
    return Days(
        runner_id=days.runner_id,
        date=days.date[start:],
        columns={name: column[start:] for name, column in days.columns.items()},
        shoe_id=days.shoe_id[start:],
        diary_time=days.diary_time,
        extra_columns=days.extra_columns,
    )


def count(days: Days) -> Counts:
    pain = days["pain_nrs"][~np.isnan(days["pain_nrs"])]
    ran, rested = _ran(days), _rested(days)
    return Counts(
        days=len(days),
        check_ins=len(pain),
        run_days=int(ran.sum()),
        rest_days=int(rested.sum()),
        unknown_run_days=int((~ran & ~rested).sum()),
        pain_low_nrs=float(pain.min()) if len(pain) else None,
        pain_middle_nrs=float(np.median(pain)) if len(pain) else None,
        pain_high_nrs=float(pain.max()) if len(pain) else None,
        distance_km=float(np.nansum(np.where(ran, days["distance_km"], 0.0))),
    )


def day_rows(days: Days) -> list[Row]:
    """One row per day: ``d`` (ISO date), ``pain``, ``km`` and the state ``s``.

    The states are "run", "run?" (of unknown length), "rest" and "unknown".
    """
    ran, rested = _ran(days), _rested(days)
    rows: list[Row] = []
    for i in range(len(days)):
        km = _known(days["distance_km"][i])
        state = "unknown"
        if ran[i]:
            state = "run" if km else "run?"
        elif rested[i]:
            state = "rest"
        rows.append(
            {
                "d": _date(days, i).isoformat(),
                "pain": _known(days["pain_nrs"][i]),
                "km": km if state == "run" else None,
                "s": state,
            }
        )
    return rows


def week_rows(days: Days) -> list[Row]:
    """One row per week from Monday: ``d``, mean ``pain`` from ``low`` to ``high``, ``n`` check-ins, ``km``.

    ``pain`` averages the known mornings and is null without one. ``km`` adds up the known runs: it is a lower
    bound where ``unknown``, the days of which it is not known whether or how far, is above zero, and null
    where no day of the week is known. A week at either end may hold fewer than seven days.
    """
    rows: list[Row] = []
    pain, km = days["pain_nrs"], days["distance_km"]
    ran, rested = _ran(days), _rested(days)
    start = 0
    while start < len(days):
        monday = _date(days, start) - timedelta(days=_date(days, start).weekday())
        stop = min(len(days), start + 7 - _date(days, start).weekday())
        week = slice(start, stop)
        felt = pain[week][~np.isnan(pain[week])]
        length_known = (ran[week] & ~np.isnan(km[week])) | rested[week]
        rows.append(
            {
                "d": monday.isoformat(),
                "pain": round(float(felt.mean()), 1) if len(felt) else None,
                "low": _known(felt.min()) if len(felt) else None,
                "high": _known(felt.max()) if len(felt) else None,
                "n": len(felt),
                "runs": int(ran[week].sum()),
                "km": round(float(np.nansum(np.where(ran[week], km[week], 0.0))), 1)
                if length_known.any()
                else None,
                "unknown": int((~length_known).sum()),
            }
        )
        start = stop
    return rows


def spans(rows: list[Row], is_unknown: Callable[[Row], bool], step: timedelta) -> list[Row]:
    """Stretches of unknown rows as ``d`` to ``e`` (the first date after it), to be shaded on a chart."""
    stretches: list[Row] = []
    open_row: Row | None = None
    for row in rows:
        if is_unknown(row):
            after = (date.fromisoformat(str(row["d"])) + step).isoformat()
            if open_row is None:
                open_row = {"d": row["d"], "e": after}
                stretches.append(open_row)
            else:
                open_row["e"] = after
        else:
            open_row = None
    return stretches


def run_lengths(days: Days) -> list[Row]:
    """The distances of the runner's own runs, in steps of 10 m, each once."""
    km = days["distance_km"][_ran(days)]
    return [{"km": float(value)} for value in np.unique(np.round(km[~np.isnan(km) & (km > 0)], 2))]
