"""A week of a plan on one sheet of A4, to be printed, ticked off and written on; it loads nothing."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from html import escape
from importlib.resources import files
from typing import Final

from backstride import __version__
from backstride.plan.blocks import sessions_shown
from backstride.plan.model import ExerciseDose, Gate, Kind, Plan, PlanDay, Session
from backstride.report import plan_words, words

DAYS_A_WEEK: Final = 7
_NO_FIGURES: Final[Mapping[str, str]] = {}
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def week_page(plan: Plan, on: date, figures: Mapping[str, str] = _NO_FIGURES) -> str:
    """The week that holds ``on`` (the plan's first or last where none does), as a self-contained page.

    ``figures``: an SVG element for the name of an exercise, to be trusted, since it is not escaped; exercises
    without one are named in words alone. Black on white, so that it can be copied. Under ``hold`` and
    ``stop`` there are no runs on it, and it says so first. ValueError where the plan has no days.
    """
    week, number = _week(plan, on)
    span = _span(week[0].date, week[-1].date)
    rows = "\n".join(_row(plan, day) for day in week)
    notes = _list("Changed since the last plan", _changes(plan, week)) + _list("Good to know", plan.notes)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>backstride: {span}</title>
<style>{_style()}</style>
</head>
<body>
<header>
<h1>{span}</h1>
<p>Week {number} of {plan.weeks}. {escape(plan.goal_text)}</p>
</header>
<main>
{_notice(plan.gate)}<table>
<thead><tr><th scope="col">Day</th><th scope="col">Pain on waking <span class="whole">0–10</span></th>
<th scope="col">What to do</th></tr></thead>
<tbody>
{rows}
</tbody>
</table>
{_pictures(plan, week, figures)}<div class="notes">{notes}</div>
</main>
<footer>
{_stop_a_run(plan, week)}
<p>Write your pain each morning before the day gets going: 0 is none, 10 the worst you can imagine. Enter the
numbers with <b>backstride check-in</b>, and the plan follows them.</p>
<p><b>{escape(plan_words.EMERGENCY)}</b> This sheet is not a diagnosis. backstride {escape(__version__)}</p>
</footer>
</body>
</html>
"""


def _week(plan: Plan, on: date) -> tuple[Sequence[PlanDay], int]:
    """The days of the week, and its number in the plan, from 1."""
    if not plan.days:
        raise ValueError("the plan has no days")
    last = (len(plan.days) - 1) // DAYS_A_WEEK
    number = min(max((on - plan.days[0].date).days // DAYS_A_WEEK, 0), last)
    return plan.days[number * DAYS_A_WEEK : (number + 1) * DAYS_A_WEEK], number + 1


def _span(first: date, last: date) -> str:
    """ "23 to 29 November 2026", with the first one's month and year where they are not the last one's."""
    shared = 2 if first.year != last.year else 1 if first.month != last.month else 0
    return f"{' '.join(words.day(first).split()[: shared + 1])} to {words.day(last)}"


def _notice(gate: Gate) -> str:
    said = plan_words.notice(gate)
    if said is None:
        return ""
    heading, text = said
    return f'<div class="notice" role="note"><b>{escape(heading)}.</b> {escape(text)}</div>\n'


def _stop_a_run(plan: Plan, week: Sequence[PlanDay]) -> str:
    """When to stop, on a week with runs."""
    kinds = {session.kind for day in week for session in sessions_shown(plan, day)}
    return f"<p><b>{escape(plan_words.stop_a_run())}</b></p>" if kinds & {Kind.RUN, Kind.RUN_WALK} else ""


def _row(plan: Plan, day: PlanDay) -> str:
    sessions = "".join(_session(session) for session in sessions_shown(plan, day))
    name, short = plan_words.weekday(day.date), plan_words.short_day(day.date)
    return (
        f'<tr><th scope="row">{name}<small>{short}</small></th>'
        f'<td class="pain"><span class="write"></span></td><td>{sessions}</td></tr>'
    )


def _session(session: Session) -> str:
    """A session with its box to tick; one of rest has none, since there is nothing to do."""
    box = "" if session.kind is Kind.REST else _BOX
    if session.kind is Kind.STRENGTH and session.exercises:
        lines = plan_words.steps(session)[: -len(session.exercises)]
        doses = "".join(f"<li>{_dose(each)}</li>" for each in session.exercises)
        how = f" <span>{escape(' '.join(lines))}</span>" if lines else ""
        how += f'<ul class="doses">{doses}</ul>'
    else:
        lines = plan_words.steps(session)
        # A single step says no more than the title does.
        how = f"<p>{escape(' '.join(lines))}</p>" if len(lines) > 1 or not box else ""
    title = escape(plan_words.title(session))
    return f'<div class="session">{box}<div><b>{title}</b>{how}</div></div>'


_BOX: Final = '<span class="box"></span>'


def _dose(each: ExerciseDose) -> str:
    """An exercise, how much of it, and a small box for each set."""
    boxes = f'<span class="sets">{_BOX * each.sets}</span>'
    return f"{escape(plan_words.exercise_title(each.name))} {escape(plan_words.dose(each))} {boxes}"


def _pictures(plan: Plan, week: Sequence[PlanDay], figures: Mapping[str, str]) -> str:
    """The figure of each exercise of the week that has one, once each."""
    names = [each.name for day in week for session in sessions_shown(plan, day) for each in session.exercises]
    drawn = "".join(
        f"<figure>{figures[name]}<figcaption>{escape(plan_words.exercise_title(name))}</figcaption></figure>"
        for name in dict.fromkeys(names)
        if name in figures
    )
    return f'<div class="pictures">{drawn}</div>\n' if drawn else ""


def _changes(plan: Plan, week: Sequence[PlanDay]) -> list[str]:
    dates = {day.date for day in week}
    return [
        f"{plan_words.weekday(change.date)}: {change.text}" for change in plan.changes if change.date in dates
    ]


def _list(title: str, texts: Sequence[str]) -> str:
    if not texts:
        return ""
    items = "".join(f"<li>{escape(text)}</li>" for text in texts)
    return f"<section><h2>{title}</h2><ul>{items}</ul></section>\n"


@cache
def _style() -> str:
    return files(__name__.rpartition(".")[0]).joinpath("week_page.css").read_text("utf-8")
