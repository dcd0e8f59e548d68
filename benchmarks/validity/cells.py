"""Figures as the cells of a Markdown table."""

import math
from collections.abc import Iterable, Sequence

import numpy as np

NONE = "–"


def share(part: float, whole: float, digits: int = 2) -> str:
    return f"{part / whole:.{digits}f}" if whole else NONE


def with_chance(part: int, whole: int) -> str:
    """A share with the standard deviation that chance alone gives a true 0.90 of so many."""
    return f"{part / whole:.2f} ±{math.sqrt(0.09 / whole):.2f}" if whole else NONE


def mean(values: Sequence[float]) -> str:
    return f"{np.mean(values):+.2f}" if len(values) else NONE


def markdown(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    rows = [list(head), *(list(line) for line in lines)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(head))]
    out = [
        "| " + " | ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    out.insert(1, "|" + "|".join("-" * (w + 2) for w in widths) + "|")
    return "\n".join(out)
