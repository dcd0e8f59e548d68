"""Distances that the rooms below told in kilometres, as a reader of miles has them."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from backstride.web.formats import M_PER_FT, M_PER_KM, M_PER_MI, Formats

_KM_PER_MI = M_PER_MI / M_PER_KM
_FT_PER_M = 1 / M_PER_FT
_BIG = 100  # miles from which tenths say nothing
_FIGURE = re.compile(r"(\d[\d.,]*) (min/km|m/km|km|m)\b")
_FACTORS = {
    "km": (1 / _KM_PER_MI, "mi"),
    "min/km": (_KM_PER_MI, "min/mi"),
    "m/km": (_FT_PER_M * _KM_PER_MI, "ft/mi"),
    "m": (_FT_PER_M, "ft"),
}
_NAMES = {
    "run, km": "run, mi",
    "Distance, km": "Distance, mi",
    "length of the run, km": "length of the run, mi",
}
_DESCENT = re.compile(r"(\d+) metres of descent per kilometre")


def names_in_units(formats: Formats, text: str) -> str:
    """A text in English with the units that it names, before it is said in another language."""
    if formats.units == "km":
        return text
    named = _NAMES.get(text, text)
    return _DESCENT.sub(
        lambda match: f"{float(match[1]) * _FACTORS['m/km'][0]:.0f} feet of descent per mile", named
    )


def figures_in_units(formats: Formats, text: str) -> str:
    """A text with its figures in the reader's units; they stand there as the language writes them."""
    if formats.units == "km":
        return text
    point, group = formats.marks()

    def changed(match: re.Match[str]) -> str:
        factor, unit = _FACTORS[match[2]]
        value = factor * float(match[1].replace(group, "").replace(point, "."))
        return f"{formats.number(value, 0 if value >= _BIG else 1)} {unit}"

    return _FIGURE.sub(changed, text)


def rows_in_units(formats: Formats, datasets: Mapping[str, Sequence[dict[str, Any]]]) -> None:
    """The rows of the charts' data with their distances (``km``) in the reader's units, in place."""
    if formats.units == "km":
        return
    for rows in datasets.values():
        for row in rows:
            if row.get("km") is not None:
                row["km"] = round(row["km"] / _KM_PER_MI, 2)
