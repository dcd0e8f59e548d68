"""The answer as one HTML file that holds all it needs and loads nothing."""

import base64
import hashlib
from functools import cache
from html import escape
from importlib.resources import files

from backstride import __version__
from backstride.records import Days
from backstride.report import sections, words
from backstride.report.explaining import explain_section
from backstride.report.figures import Charts, days_section, dose_section, effects_figure
from backstride.report.vega import vega_bundle
from backstride.screen import Clearance
from backstride.verdict.answer import Answer, Verdict


def answer_sections(answer: Answer, days: Days, drawn: Charts) -> list[str]:
    """What stands below the sentence, section by section as HTML; their charts are added to ``drawn``."""
    figure = effects_figure(answer, drawn)
    parts = [days_section(days, drawn)]
    if figure:
        parts = [sections.effects(answer.effects, figure), *parts, dose_section(answer, days, drawn)]
    # Who has no answer yet first wants to know what to do about it.
    parts.insert(0 if answer.overall is Verdict.CANNOT_TELL else len(parts), sections.open_questions(answer))
    if figure or answer.checks:
        parts.append(sections.trust(answer.checks))
    parts.append(explain_section(answer, drawn))
    return [*parts, sections.care(), sections.evidence(answer.evidence)]


def answer_page(answer: Answer, days: Days, clearance: Clearance | None = None) -> str:
    """The page: the sentence, the effects, the days, what is open, how far to trust it, and what it rests on.

    Self-contained: style, scripts, charts and their data are inside, and its content security policy forbids
    anything else to be loaded or run. Where the ``clearance`` on record does not allow a run, that stands
    before the answer. Unknown stays unknown: gaps in lines, shading on days, "–" in tables.
    """
    drawn = Charts()
    parts = answer_sections(answer, days, drawn)
    body = "\n".join(
        [
            sections.warning(clearance),
            sections.header(answer, days),
            "<main>",
            *parts,
            "</main>",
            f"<footer>Made by backstride {escape(__version__)} from your own files and diary. "
            "This file holds all that it shows and loads nothing from the network.</footer>",
        ]
    )
    scripts = [vega_bundle().replace("</script", "<\\/script"), _asset("page.js")] if drawn.specs else []
    if drawn.specs:
        body += f'\n<script type="application/json" id="chart-data">{drawn.data()}</script>'
    tags = "\n".join(f"<script>{script}</script>" for script in scripts)
    # Scripts run by their digests alone; Vega sets styles on what it draws, so that styles may stand inside.
    allowed = " ".join(f"'sha256-{_sha256(script)}'" for script in scripts) or "'none'"
    policy = (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; "
        "base-uri 'none'; form-action 'none'"
    )
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>Does running hurt my lower back? {escape(words.headline(answer.sentence)[0])}</title>
<style>{_asset("page.css")}</style>
</head>
<body>
{body}
{tags}
</body>
</html>
"""


@cache
def _asset(name: str) -> str:
    return files(__name__.rpartition(".")[0]).joinpath(name).read_text("utf-8")


def _sha256(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
