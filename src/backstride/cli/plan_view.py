"""A plan in a terminal: the goal, a calendar with a row a week, and what to know of it."""

from datetime import date, timedelta

from rich.box import SIMPLE
from rich.console import Console
from rich.style import Style
from rich.table import Table
from rich.text import Text

from backstride.cli.paragraphs import Paragraphs
from backstride.plan.model import Gate, Intensity, Kind, Plan, PlanDay, Session
from backstride.report.plan_words import stop_a_run

_BOLD, _QUIET, _WARNING = Style(bold=True), Style(dim=True), Style(color="red", bold=True)
_DAYS_PER_WEEK = 7
_CELL = 8  # columns of a day: seven of them and the dates fit a terminal of eighty
_STAGES = {
    "walk": "walking",
    "run_walk": "running and walking in turns",
    "continuous": "running without breaks",
    "build": "building up",
}


def show_plan(console: Console, plan: Plan) -> None:
    """Print the plan; nothing is told by colour alone."""
    view = Paragraphs(console)
    span = "1 week" if plan.weeks == 1 else f"{plan.weeks} weeks"
    if plan.gate is Gate.GO:
        view.paragraph(f"{span} from {plan.start}. Now: {_STAGES[plan.stage.value]}.", _BOLD)
    else:
        view.paragraph(f"{span} from {plan.start}. Running: {plan.gate.value}.", _WARNING)
    view.paragraph(plan.goal_text)
    for note in plan.notes:
        view.paragraph(note)
    console.print(_calendar(console, plan))
    if plan.gate is Gate.GO:
        view.paragraph(
            "Km alone are an easy run: you can talk in whole sentences. 5×(3+2) is five times three minutes"
            f" of running and two of walking. {stop_a_run()} Each run starts"
            " with a warm-up, which the minutes and km leave out.",
            _QUIET,
        )
    view.items("What has changed since the last plan", [f"{each.date}: {each.text}" for each in plan.changes])


def _calendar(console: Console, plan: Plan) -> Table:
    table = Table(box=SIMPLE, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column("Week of", no_wrap=True)
    for name in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"):
        table.add_column(name, width=_CELL)
    by_date = {day.date: day for day in plan.days}
    monday = plan.start - timedelta(days=plan.start.weekday())
    rest = "-" if console.options.ascii_only else "–"
    while monday <= plan.days[-1].date:
        week = [monday + timedelta(days=number) for number in range(_DAYS_PER_WEEK)]
        table.add_row(_short(monday), *(Text(_cell(by_date.get(day), rest)) for day in week))
        monday += timedelta(days=_DAYS_PER_WEEK)
    return table


def _short(day: date) -> str:
    return f"{day:%d %b}"


def _cell(day: PlanDay | None, rest: str) -> str:
    if day is None:
        return ""
    return "\n".join(rest if each.kind is Kind.REST else _words(each) for each in day.sessions)


def _words(session: Session) -> str:
    if session.kind is Kind.RUN:
        pace = (
            ""
            if session.intensity is Intensity.EASY or session.intensity is None
            else session.intensity.value
        )
        return f"{pace} {session.distance_km:g} km".lstrip()
    if session.kind is Kind.RUN_WALK:
        return f"run-walk\n{session.repeats}×({session.run_min:g}+{session.walk_min:g})"
    if session.kind is Kind.STRENGTH:
        return "strength"
    name = "walk" if session.kind is Kind.WALK else "cross"
    return f"{name} {session.duration_min:g}'"
