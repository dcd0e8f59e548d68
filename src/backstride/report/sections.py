"""The parts of the answer's page that are words and tables, as HTML; every text from outside is escaped."""

from collections.abc import Iterable, Sequence
from datetime import date
from html import escape

from backstride.evidence import Entry, all_references, entry
from backstride.records import Days
from backstride.report import words
from backstride.report.series import Counts, Row, count, first_and_last
from backstride.screen import Clearance
from backstride.screen import words as screen_words
from backstride.verdict.answer import Answer, Check, EffectRow, Verdict

_TONE = {
    Verdict.AGGRAVATES: "worse",
    Verdict.AGGRAVATES_WHEN: "worse",
    Verdict.HELPS: "better",
    Verdict.NO_MEANINGFUL_EFFECT: "same",
    Verdict.CANNOT_TELL: "open",
}
_CERTAINTY = {
    "high": "High certainty",
    "moderate": "Moderate certainty",
    "low": "Low certainty",
    "very_low": "Very low certainty",
    "design": "Our own choice",
}


def header(answer: Answer, days: Days) -> str:
    """The sentence, before everything else, and what it rests on."""
    ends = first_and_last(days)
    first, rest = words.headline(answer.sentence)
    lead = f'<p class="lead">{escape(rest)}</p>' if rest else ""
    period = f"<span>{words.day(ends[0])} to {words.day(ends[1])}</span>" if ends else ""
    return f"""<header>
<p class="eyebrow"><b>Does running hurt my lower back?</b>
<span>Runner: {escape(answer.runner_id)}</span>{period}</p>
<h1>{escape(first)}</h1>{lead}
<p class="basis">{escape(basis(count(days)))}</p>
<p class="urgent-link">This is not a diagnosis. <a href="#care">When to see someone at once</a></p>
</header>"""


def basis(counts: Counts) -> str:
    """What is on record, in one sentence."""
    if not counts.days:
        return "There is nothing on record yet."
    known = [
        words.plural(counts.check_ins, "check-in"),
        words.plural(counts.run_days, "day with a run", "days with a run"),
        words.plural(counts.rest_days, "day known to be without one", "days known to be without one"),
    ]
    sentence = f"On record: {words.plural(counts.days, 'day')}, with {known[0]}, {known[1]} and {known[2]}."
    if counts.unknown_run_days:
        days = words.plural(counts.unknown_run_days, "day")
        sentence += f" Whether there was a run is not known for {days}."
    return sentence


def verdict_mark(verdict: Verdict) -> str:
    shown = words.mark(verdict)
    symbol = f'<span aria-hidden="true">{shown.symbol}</span>'
    return f'<span class="mark {_TONE[verdict]}">{symbol} {shown.words}</span>'


def effects(rows: Sequence[EffectRow], figure: str) -> str:
    """The effects as a chart, which ``figure`` is, and a table."""
    body = "".join(_effect(row) for row in rows)
    table = f"""<table class="effects"><thead><tr><th scope="col">What is compared</th>
<th scope="col">Points</th><th scope="col">90% range</th><th scope="col">Chance of<br>more pain</th>
<th scope="col">Answer</th></tr></thead><tbody>{body}</tbody></table>"""
    return f"""<section aria-labelledby="effects"><h2 id="effects">How pain differs with running</h2>
<p>Points are points of pain on the diary’s scale from 0 to 10. The mark is the best estimate, the bar its
90% range, and the shaded band holds the effects that are too small to matter. The chance is how likely more
pain is, by more than the band.</p>{figure}{table}</section>"""


def _effect(row: EffectRow) -> str:
    label = words.label(row.estimand)
    low, high, matters = row.q05, row.q95, row.p_meaningful
    return (
        f'<tr><th scope="row">{escape(label.short)}<small>{escape(label.compares)}</small></th>'
        f"{_number('Points', None if row.mean is None else words.points(row.mean))}"
        f"{_number('90% range', None if low is None or high is None else words.interval(low, high))}"
        f"{_number('Chance of more pain', None if matters is None else words.percent(matters))}"
        f"<td>{verdict_mark(row.verdict)}<small>{escape(row.reason)}</small></td></tr>"
    )


def _number(label: str, value: str | None) -> str:
    shown = escape(value) if value is not None else '<span aria-label="not known">–</span>'
    return f'<td class="n" data-label="{escape(label)}">{shown}</td>'


def open_questions(answer: Answer) -> str:
    """What cannot be told, and what would settle it."""
    items = "".join(
        f"<li><b>{escape(names)}</b>: {escape(reason)}</li>"
        for names, reason in words.undecided(answer.effects)
    )
    told = f"<ul>{items}</ul>" if items else "<p>Every question above has an answer.</p>"
    advice = "".join(f"<li>{escape(sentence)}</li>" for sentence in answer.advice)
    settle = f"<h3>What would settle it</h3><ul>{advice}</ul>" if advice else ""
    title = '<h2 id="open">What cannot be told yet</h2>'
    return f'<section aria-labelledby="open">{title}{told}{settle}</section>'


def trust(checks: Sequence[Check]) -> str:
    """Every check in plain words, what failed first, and what "90%" means."""
    items = "".join(
        f'<li class="{escape(check.outcome)}"><b><span aria-hidden="true">{shown.symbol}</span> '
        f"{escape(shown.words)}</b><span>{escape(check.text)}</span></li>"
        for check, shown in ((check, words.outcome(check)) for check in words.sorted_checks(checks))
    )
    listed = f'<ul class="checks">{items}</ul>' if items else "<p>There was no estimate to check.</p>"
    return f"""<section aria-labelledby="trust"><h2 id="trust">How far to trust this</h2>{listed}
<h3>What “90%” means here</h3><p>{words.NINETY}</p></section>"""


def warning(clearance: Clearance | None) -> str:
    """What the answers about warning signs on record say, where they do not allow a run; else nothing."""
    said = [] if clearance is None else screen_words.warning(clearance)
    if not said:
        return ""
    first, *rest = said
    paragraphs = "".join(f"<p>{escape(text)}</p>" for text in rest)
    return (
        f'<section class="care" role="alert" aria-labelledby="warning"><h2 id="warning">{escape(first)}</h2>'
        f"{paragraphs}</section>"
    )


def care() -> str:
    """That this is no diagnosis, and the signs that should not wait: the screen's own."""
    lists = "".join(
        f"<h3>{escape(signs.heading.rstrip('.'))} if your back pain comes with</h3>"
        f"<ul>{''.join(f'<li>{escape(label)}</li>' for label in signs.labels)}</ul>"
        for signs in screen_words.warning_signs()
    )
    return f"""<section class="care" id="care" aria-labelledby="care-h">
<h2 id="care-h">This is not a diagnosis</h2>
<p>It compares your own days with one another. It cannot examine you, and it does not know why your back
hurts.</p>
{lists}
<p>If none of these is there, something may still be wrong. When in doubt, ask.</p></section>"""


def evidence(ids: Iterable[str]) -> str:
    """The registry's entries behind the answer; the product's own choices are folded away."""
    of_care = (cited for signs in screen_words.warning_signs() for cited in signs.evidence)
    entries = [entry(entry_id) for entry_id in dict.fromkeys((*ids, *of_care))]
    studies = [_evidence(found) for found in entries if found.source != "design"]
    choices = [_evidence(found) for found in entries if found.source == "design"]
    folded = (
        f"<details><summary>{words.plural(len(choices), 'choice')} of our own</summary>"
        f"{_list(choices)}</details>"
        if choices
        else ""
    )
    return f"""<section aria-labelledby="evidence"><h2 id="evidence">What this rests on</h2>
<p>Each line is a claim or a figure that the answer uses, with its source and how sure it is for back pain in
runners.</p>
{_list(studies)}{folded}</section>"""


def _list(items: Sequence[str]) -> str:
    return f"<ul>{''.join(items)}</ul>"


def _evidence(found: Entry) -> str:
    told = [f"{_CERTAINTY[found.certainty]}."]
    if found.source != "design":
        work = all_references()[found.source]
        cited = f"{work.authors} ({work.year}). {work.title}. {work.where}".rstrip(". ")
        told.append(f"<cite>{escape(cited)}.</cite>")
    if found.status == "unverified":
        told.append("Not yet read in its source.")
    source = f"{' '.join(told)} <code>[{escape(found.id)}]</code>"
    return f"<li>{escape(found.claim)}{escape(words.figure_of(found))}<small>{source}</small></li>"


def day_table(rows: Sequence[Row]) -> str:
    """The day-by-day chart's figures, newest first."""
    return table(
        ("Date", "Pain", "Run"),
        ((_short_day(row), _shown(row["pain"]), _run(row)) for row in reversed(rows)),
    )


def week_table(rows: Sequence[Row]) -> str:
    return table(
        ("Week from", "Mean pain", "Lowest to highest", "Check-ins", "Runs", "Distance", "Days not known"),
        (
            (
                _short_day(row),
                _shown(row["pain"]),
                f"{row['low']:g} to {row['high']:g}" if row["low"] is not None else "–",
                str(row["n"]),
                str(row["runs"]),
                "–" if row["km"] is None else f"{row['km']:g} km",
                str(row["unknown"]),
            )
            for row in reversed(rows)
        ),
    )


def dose_table(rows: Sequence[Row]) -> str:
    return table(
        ("Length of the run", "Points", "90% range"),
        (
            (
                f"{row['km']:g} km",
                words.points(float(row["mean"] or 0)),
                words.interval(float(row["low"] or 0), float(row["high"] or 0)),
            )
            for row in rows
        ),
    )


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The figures of a chart, folded away; the first cell of a row names it."""
    titles = "".join(f'<th scope="col">{escape(title)}</th>' for title in head)
    body = "".join(
        f'<tr><th scope="row">{escape(first)}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in rest)}</tr>'
        for first, *rest in rows
    )
    return (
        "<details><summary>The figures in this chart</summary>"
        '<div class="scroll" tabindex="0" role="group" aria-label="The figures in this chart">'
        f"<table><thead><tr>{titles}</tr></thead><tbody>{body}</tbody></table></div></details>"
    )


def _short_day(row: Row) -> str:
    return words.day(date.fromisoformat(str(row["d"])))


def _shown(value: str | float | int | None) -> str:
    return "–" if value is None else f"{value:g}" if isinstance(value, float | int) else value


def _run(row: Row) -> str:
    match row["s"]:
        case "run":
            return f"{row['km']:g} km"
        case "run?":
            return "a run, length not known"
        case "rest":
            return "no run"
    return "not known"
