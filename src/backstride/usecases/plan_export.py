"""A plan out of the terminal: a calendar file, workouts for a watch, and a week to print."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from backstride.export.plan_calendar import plan_calendar
from backstride.export.workout_file import plan_workouts
from backstride.plan.exercises import exercises
from backstride.plan.figures import figure_svg
from backstride.plan.model import Plan
from backstride.report.week_page import week_page
from backstride.study.writing import whole_or_not
from backstride.usecases.files import plain_reason

CALENDAR_ID: Final = "me"
PREFIX: Final = "backstride_"
"""What the name of every workout begins with, so that those of an earlier plan are known again."""

_OWNER_ONLY = 0o700
_SEQUENCE_ZERO = datetime(2020, 1, 1, tzinfo=UTC)


class PlanExportError(ValueError):
    """The plan cannot be written where it should go; the message says why."""


def write_plan(
    plan: Plan,
    *,
    ics: Path | None,
    workouts: Path | None,
    printable: Path | None,
    now: datetime,
    calendar_id: str = CALENDAR_ID,
) -> list[Path]:
    """Write the plan as a calendar, into a folder of workouts, and as a page; the files, in that order.

    What is None is not written. ``now``: when the plan was made, on the runner's own clock with its offset;
    the page holds its week. Each file is replaced whole or not at all. The folder of workouts is made if need
    be; workouts of an earlier plan in it go first, so that no run stays behind that the plan no longer has,
    and nothing else in it is touched. PlanExportError where two of the files are one, or the disk refuses.
    """
    if ics is not None and printable is not None and ics.resolve() == printable.resolve():
        raise PlanExportError(f"the calendar and the page cannot both be {ics}: name two files")
    written: list[Path] = []
    if ics is not None:
        _write(ics, calendar_of(plan, now=now, calendar_id=calendar_id))
        written.append(ics)
    if workouts is not None:
        written += _write_workouts(plan, workouts, now)
    if printable is not None:
        _write(printable, week_page(plan, now.date(), _figures(plan)).encode())
        written.append(printable)
    return written


def calendar_of(plan: Plan, *, now: datetime, calendar_id: str = CALENDAR_ID) -> bytes:
    """The plan as an iCalendar file or feed, of which a later ``now`` makes a later version.

    ``now``: when the plan was made, not when somebody asks for it. ``calendar_id``: whose it is, where there
    are several runners; it never changes.
    """
    seconds = int((now - _SEQUENCE_ZERO).total_seconds())
    return plan_calendar(plan, calendar_id=calendar_id, now=now, sequence=max(seconds, 0))


def _figures(plan: Plan) -> dict[str, str]:
    """The drawing of each exercise of the plan that the library has."""
    names = {dose.name for day in plan.days for session in day.sessions for dose in session.exercises}
    return {name: figure_svg(found) for name, found in exercises().items() if name in names}


def _write_workouts(plan: Plan, folder: Path, now: datetime) -> list[Path]:
    made = plan_workouts(plan, now)
    names = {f"{PREFIX}{each.name}" for each in made}
    try:
        folder.mkdir(mode=_OWNER_ONLY, parents=True, exist_ok=True)
        for path in sorted(folder.glob(f"{PREFIX}*.fit")):
            if path.name not in names:
                path.unlink()
    except OSError as error:
        raise _cannot_write(folder, error) from error
    paths = [folder / f"{PREFIX}{each.name}" for each in made]
    for path, each in zip(paths, made, strict=True):
        _write(path, each.data)
    return paths


def _write(path: Path, data: bytes) -> None:
    try:
        with whole_or_not(path) as unfinished:
            unfinished.write_bytes(data)
    except OSError as error:
        raise _cannot_write(path, error) from error


def _cannot_write(path: Path, error: OSError) -> PlanExportError:
    return PlanExportError(f"cannot write {path}: {plain_reason(error)}")
