"""A clearance in a terminal: what to do first, then why, then what was not asked."""

from datetime import date, datetime

from rich.console import Console
from rich.style import Style

from backstride.cli.paragraphs import Paragraphs
from backstride.screen import Clearance, Reason, words
from backstride.screen.renewal import Renewal

_HEADING = Style(bold=True)
_URGENT = Style(color="red", bold=True)
_QUIET = Style(dim=True)


def show_clearance(console: Console, clearance: Clearance) -> None:
    """Print the clearance; nothing is told by colour alone."""
    view = Paragraphs(console)
    view.paragraph(words.heading(clearance), _URGENT if clearance.urgency.is_today else _HEADING)
    view.paragraph(words.what_to_do(clearance))
    view.blank()
    view.paragraph(f"Running: {clearance.running.value}. {words.about_running(clearance)}")
    first = [reason for reason in clearance.reasons if reason.urgency is clearance.urgency]
    view.items("Why", [f"{reason.text} {reason.do}" for reason in first])
    further = [reason for reason in clearance.reasons[len(first) :] if _may_stand_beside(reason, clearance)]
    view.items("Worth telling there too", [reason.text for reason in further])
    view.items("What it resembles (a description, no diagnosis)", [p.text for p in clearance.patterns])
    for title, labels in words.not_answered(clearance):
        view.items(title, labels)
    view.blank()
    view.paragraph(words.limits(clearance), _QUIET)


def show_due(
    console: Console, due: date | None, answered_at: datetime | None = None, renewal: Renewal | None = None
) -> None:
    """Print when the questions were answered, if that is not now, and when they are due again."""
    view = Paragraphs(console)
    view.blank()
    said = [] if answered_at is None else [f"Answered on {answered_at:%A, %d %B %Y}."]
    if renewal is not None:
        said.append(renewal.text)
    elif due is not None:
        said.append(
            f"The questions are due again on {due:%d %B %Y}; sooner if the pain jumps, changes or stays."
        )
    view.paragraph(" ".join(said))


def _may_stand_beside(reason: Reason, clearance: Clearance) -> bool:
    """Whether a lesser reason is shown: not where care is needed today and the reason alone could wait."""
    return reason.urgency.is_today or not clearance.urgency.is_today
