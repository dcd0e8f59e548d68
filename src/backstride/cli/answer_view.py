"""The answer in a terminal: the sentence, then every effect with its range drawn, then what would help."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.style import Style
from rich.text import Text

from backstride.records import Days
from backstride.report import words
from backstride.report.charts import span_points
from backstride.report.sections import basis
from backstride.report.series import count
from backstride.screen import Clearance
from backstride.screen import words as screen_words
from backstride.verdict.answer import Answer, Check, EffectRow, Explained, Verdict

_WIDEST = 100  # columns; longer lines are hard to read
_ONE_LINE_FROM = 76  # columns that a label, a drawing, figures and a verdict need side by side
_LABEL_WIDTH, _FIGURES_WIDTH, _VERDICT_WIDTH = 17, 13, 20

_STYLES = {
    Verdict.AGGRAVATES: Style(color="yellow", bold=True),
    Verdict.AGGRAVATES_WHEN: Style(color="yellow", bold=True),
    Verdict.HELPS: Style(color="cyan", bold=True),
    Verdict.NO_MEANINGFUL_EFFECT: Style(bold=True),
    Verdict.CANNOT_TELL: Style(dim=True),
}
_HEADING = Style(bold=True)
_QUIET = Style(dim=True)
_URGENT = Style(color="red", bold=True)

_PLAIN = str.maketrans("–—−’‘“”×•\u00a0", "---''\"\"x* ") | str.maketrans(
    {"…": "...", "≥": ">=", "≤": "<=", "→": "->", "←": "<-"}
)


@dataclass(frozen=True, slots=True)
class Glyphs:
    """What intervals are drawn with, for a terminal that carries box characters and for one that does not."""

    line: str
    left: str
    right: str
    zero: str
    band: str
    bullet: str


_BOXES = Glyphs("─", "├", "┤", "┊", "░", "•")
_ASCII = Glyphs("-", "|", "|", ":", ".", "*")


def show_answer(
    console: Console,
    answer: Answer,
    days: Days,
    clearance: Clearance | None = None,
    *,
    explain: bool = False,
) -> None:
    """Print the answer to ``console``; every line fits its width, and nothing is told by colour alone.

    Where the ``clearance`` on record does not allow a run, that stands before everything else. ``explain``:
    also what lies behind the answer, where there is an estimate.
    """
    view = _View(console)
    if clearance is not None and not clearance.allows_running:
        for place, text in enumerate(screen_words.warning(clearance)):
            view.paragraph(text, _URGENT if place == 0 else None)
        view.blank()
    first, rest = words.headline(answer.sentence)
    view.paragraph(first, _HEADING)
    if rest:
        view.paragraph(rest)
    view.blank()
    view.paragraph(basis(count(days)), _QUIET)
    drawn = [row for row in answer.effects if words.has_numbers(row)]
    if drawn:
        view.effects(drawn)
    view.open_questions(answer.effects)
    if answer.advice:
        view.heading("What would make it surer")
        for sentence in answer.advice:
            view.item(view.glyphs.bullet, sentence)
    if answer.checks:
        view.checks(answer.checks)
    if explain and answer.explain is not None:
        view.explained(answer.explain)
    view.blank()
    view.paragraph(f"This is not a diagnosis. {screen_words.urgent_line()}", _QUIET)


class _View:
    def __init__(self, console: Console) -> None:
        self._console = console
        self._ascii = console.options.ascii_only
        self._width = min(console.width, _WIDEST)
        self.glyphs = _ASCII if self._ascii else _BOXES

    def blank(self) -> None:
        self._console.print()

    def heading(self, text: str) -> None:
        self.blank()
        self._print(Text(text, _HEADING))

    def paragraph(self, text: str, style: Style | None = None) -> None:
        self._print(Text(self._plain(text), style or Style()))

    def item(self, sign: str, text: str, style: Style | None = None) -> None:
        """A paragraph that hangs from its sign; ``style`` is that of the sign and the words up to a colon."""
        lead = f"{sign} {self._plain(text)}"
        styled = Text(lead)
        if style is not None:
            styled.stylize(style, 0, lead.index(":") + 1)
        hang = len(sign) + 1
        first, *rest = styled.wrap(self._console, self._width)
        self._print(first)
        for line in rest:
            line.rstrip()
        remainder = Text(" ").join(rest)
        for line in remainder.wrap(self._console, self._width - hang) if remainder else ():
            self._print(Text(" " * hang) + line)

    def checks(self, checks: Sequence[Check]) -> None:
        """What failed or cannot say in full; what passed in one line."""
        self.heading("How far to trust it")
        passed = [check for check in checks if check.outcome == "pass"]
        for check in words.sorted_checks([check for check in checks if check.outcome != "pass"]):
            outcome = words.outcome(check)
            sign = outcome.ascii if self._ascii else outcome.symbol
            style = _STYLES[Verdict.AGGRAVATES] if check.outcome == "fail" else None
            self.item(sign, f"{outcome.words}: {check.text}", style)
        if passed:
            sign = words.outcome(passed[0]).ascii if self._ascii else words.outcome(passed[0]).symbol
            of = "every check" if len(passed) == len(checks) else f"{len(passed)} of {len(checks)} checks"
            self.item(sign, f"{of} passed: " + " ".join(check.text for check in passed))

    def explained(self, behind: Explained) -> None:
        """Each part's sentence, with the figures of the curve that is read morning by morning."""
        self.heading("How this answer came about")
        if behind.caution:
            self.paragraph(behind.caution, _STYLES[Verdict.AGGRAVATES])
        parts = [("A plain count", behind.plain_text), ("Morning by morning", behind.mornings_text)]
        if behind.effort:
            parts.append(("By how hard the run is", behind.effort_text))
        parts.append(("Which weeks it rests on", behind.weeks_text))
        if behind.shoes_text:
            parts.append(("By shoes", behind.shoes_text))
        if behind.changed is not None:
            parts.append(("What the last week has changed", behind.changed.text))
        for title, text in parts:
            self.item(self.glyphs.bullet, f"{title}: {text}", _HEADING)
            if title == "By shoes":
                for pair in behind.shoes:
                    figures = f"{words.points(pair.mean)} ({words.interval(pair.q05, pair.q95)})"
                    self.paragraph(f"  {pair.shoe_id}  {figures}", _QUIET)
            if title == "Morning by morning":
                for point in behind.mornings:
                    figures = f"{words.points(point.mean)} ({words.interval(point.q05, point.q95)})"
                    self.paragraph(f"  morning {point.at:.0f}  {figures}", _QUIET)

    def effects(self, rows: Sequence[EffectRow]) -> None:
        """One row per effect that has figures: its label, its range drawn, its figures, its verdict."""
        self.heading("How pain differs with running, in points from 0 to 10")
        one_line = self._width >= _ONE_LINE_FROM
        others = _LABEL_WIDTH + _FIGURES_WIDTH + _VERDICT_WIDTH + 3
        scale_width = min(41, self._width - others) if one_line else self._width - 2
        scale_width -= 1 - scale_width % 2  # odd, so that zero has a column
        sizes = [words.meaningful_points(row.estimand) for row in rows]
        span = span_points([*sizes, *(value for row in rows for value in _figures(row))])
        lead = " " * (_LABEL_WIDTH + 1 if one_line else 2)
        self._print(Text(lead + self._plain(_scale_labels(span, scale_width)), _QUIET))
        for row in rows:
            mark = words.mark(row.verdict)
            sign, style = (mark.ascii if self._ascii else mark.symbol), _STYLES[row.verdict]
            label = Text(f"{words.label(row.estimand).short:<{_LABEL_WIDTH}} ")
            verdict = Text(f"{sign} {mark.words}", style)
            drawing = _drawing(row, span, scale_width, self.glyphs, sign, style)
            low, _, high = _figures(row)
            figures = self._plain(words.interval(low, high))
            if one_line:
                self._print(label + drawing + Text(f" {figures:<{_FIGURES_WIDTH}} ") + verdict)
            else:
                self._print(label + verdict)
                self._print(Text(lead) + drawing)
                self._print(Text(f"{lead}{figures}", _QUIET))
        band = self._plain(self.glyphs.band * 3)
        self.paragraph(
            f"The line is the 90% range, its mark the best estimate; {band} is too small to matter.", _QUIET
        )

    def open_questions(self, rows: Sequence[EffectRow]) -> None:
        """What cannot be told, and why."""
        undecided = words.undecided(rows)
        if not undecided:
            return
        self.heading("What cannot be told yet")
        mark = words.mark(Verdict.CANNOT_TELL)
        for names, reason in undecided:
            self.item(mark.ascii if self._ascii else mark.symbol, f"{names}: {reason}")

    def _plain(self, text: str) -> str:
        """The text as this terminal can carry it."""
        if not self._ascii:
            return text
        encoding = self._console.encoding
        return text.translate(_PLAIN).encode(encoding, "replace").decode(encoding)

    def _print(self, text: Text) -> None:
        for line in text.wrap(self._console, self._width):
            line.rstrip()
            self._console.print(line, highlight=False, markup=False)


def _figures(row: EffectRow) -> tuple[float, float, float]:
    """The low end of the 90% range, the best estimate and the high end of a row that has numbers."""
    assert row.mean is not None
    assert row.q05 is not None
    assert row.q95 is not None
    return row.q05, row.mean, row.q95


def _column(value: float, span: float, width: int) -> int:
    """The column of a value on a scale from -span to +span, which holds it."""
    return round((value + span) / (2 * span) * (width - 1))


def _scale_labels(span: float, width: int) -> str:
    """The ends and the middle of the scale, each over its column."""
    low, high = words.points(-span), words.points(span)
    if span == int(span):
        low, high = low.removesuffix(".0"), high.removesuffix(".0")
    middle = (width - 1) // 2
    return f"{low:<{middle}}0{high:>{width - middle - 1}}"


def _drawing(row: EffectRow, span: float, width: int, glyphs: Glyphs, sign: str, style: Style) -> Text:
    """The row's 90% interval over the band too small to matter, ``width`` columns wide."""
    low, mean, high = _figures(row)
    size = words.meaningful_points(row.estimand)
    cells = [" "] * width
    for column in range(_column(-size, span, width), _column(size, span, width) + 1):
        cells[column] = glyphs.band
    cells[_column(0.0, span, width)] = glyphs.zero
    first, final = _column(low, span, width), _column(high, span, width)
    cells[first : final + 1] = glyphs.line * (final + 1 - first)
    cells[first], cells[final] = glyphs.left, glyphs.right
    cells[_column(mean, span, width)] = sign
    text = Text("".join(cells), _QUIET)
    text.stylize(style, first, final + 1)
    return text
