"""Paragraphs and lists in a terminal."""

from collections.abc import Sequence

from rich.console import Console
from rich.style import Style
from rich.text import Text

_WIDEST = 100  # columns; longer lines are hard to read
_HEADING = Style(bold=True)


class Paragraphs:
    """Prints paragraphs and lists, wrapped to the terminal."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._width = min(console.width, _WIDEST)
        self._bullet = "*" if console.options.ascii_only else "•"

    def blank(self) -> None:
        self._console.print()

    def paragraph(self, text: str, style: Style | None = None) -> None:
        self._print(Text(text, style or Style()), self._width)

    def items(self, title: str, texts: Sequence[str]) -> None:
        """A list under its title; nothing where it is empty."""
        if not texts:
            return
        self.blank()
        self.paragraph(title, _HEADING)
        for text in texts:
            self._print(Text(text), self._width - 2, f"{self._bullet} ")

    def _print(self, text: Text, width: int, sign: str = "") -> None:
        """The text wrapped to ``width``, hanging from its sign."""
        for number, line in enumerate(text.wrap(self._console, width)):
            line.rstrip()
            lead = sign if number == 0 else " " * len(sign)
            self._console.print(Text(lead) + line, highlight=False, markup=False, soft_wrap=True)
