"""The unit is in every physical name: a dataclass float ends with its unit, or stands below with a reason.

Whole numbers are counts or codes and a model's arrays have no unit of their own: only floats are held to it.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

SRC = Path(__file__).resolve().parents[2] / "src" / "backstride"

# fmt: off
UNITS = (
    "m", "km", "mm", "s", "ms", "min", "h", "d", "days", "per_day",  # length and time
    "mps", "mps2", "bpm", "spm", "hz", "w", "c", "deg", "kg", "m_per_km",  # rates, power, temperature, angle
    "nrs", "sd", "share", "ratio", "percent", "logit", "per_point", "px",  # scales, shares, spreads, pictures
)
# fmt: on
SUFFIX = re.compile(rf"(.+_)?({'|'.join(UNITS)})")
PROBABILITY = re.compile(r"p_.+")
SCALAR = re.compile(r"float( \| None)?|tuple\[float, (float|\.\.\.)\]( \| None)?")

UNITLESS = {
    "mean": "an effect's, in points of the 0-10 scale; the contract fixes the name",
    "q05": "as mean",
    "q50": "as mean",
    "q95": "as mean",
    "figure": "its unit is the entry's own field",
    "range": "as figure",
    "ci": "as figure",
    "low": "the unit of an answer is its key's own field",
    "high": "as low",
    "at": "the place on a curve: a count of mornings or a share, as the curve says",
    "scale": "converts a raw integer to the unit of the channel or field it belongs to",
    "offset": "as scale",
    "noise_ar": "a coefficient of an autoregression",
    "persistence": "as noise_ar",
    "carryover": "as noise_ar",
    "carry_over": "as noise_ar",
    "delay": "as noise_ar",
    "slope_mean": "the centre of a prior, in the unit of the view that it belongs to",
    "distance_zero": "in the model's units of distance, which have no name outside it",
    "value": "a check's figure, in the check's own unit",
    "log_evidence": "a log-density",
    "pareto_k": "a shape",
    "effective": "an effective number of draws",
}


def floats_without_unit(source: str) -> Iterator[tuple[int, str]]:
    """(line, Class.field) of each float in a dataclass whose name does not end with its unit."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.ClassDef) or not any(
            "dataclass" in ast.unparse(d) for d in node.decorator_list
        ):
            continue
        for statement in node.body:
            if not isinstance(statement, ast.AnnAssign) or not isinstance(statement.target, ast.Name):
                continue
            name = statement.target.id
            if not SCALAR.fullmatch(ast.unparse(statement.annotation)):
                continue
            if not (name in UNITLESS or SUFFIX.fullmatch(name) or PROBABILITY.fullmatch(name)):
                yield statement.lineno, f"{node.name}.{name}"


def test_every_physical_field_ends_with_its_unit():
    faults = [
        f"{path.relative_to(SRC.parent)}:{line}: {field}"
        for path in sorted(SRC.rglob("*.py"))
        for line, field in floats_without_unit(path.read_text("utf-8"))
    ]
    assert not faults, "\n".join(
        ["end the name with its unit, or list it in UNITLESS with the reason:", *faults]
    )


CLASS = "@dataclass(frozen=True)\nclass Lap:\n    {field}\n"


@pytest.mark.parametrize(
    "field", ["distance: float", "speed: float | None = None", "span: tuple[float, float]"]
)
def test_the_scan_finds_a_field_without_its_unit(field: str):
    assert list(floats_without_unit(CLASS.format(field=field)))


@pytest.mark.parametrize(
    "field", ["distance_m: float", "p_positive: float", "n_days: int", "sport: str", "scale: float"]
)
def test_the_scan_lets_units_probabilities_and_counts_stand(field: str):
    assert not list(floats_without_unit(CLASS.format(field=field)))
