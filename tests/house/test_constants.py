"""A number with a clinical or statistical meaning has one home, the evidence registry.

The rule, for the rooms that estimate and judge. A numeric literal may stand there only where it is

- structural: -1, 0, 1, 2, 0.5, and 10 and 100 as the ends of a scale; an index or slice; a shape; an axis; a
  whole exponent; the digits of ``round``;
- a conversion of units, as a module constant named ``X_PER_Y`` (``SECONDS_PER_DAY``), or a ``..._VERSION``;
- a setting of a numerical method, as a module constant whose name starts with one of ``METHOD_PREFIXES``,
  with a comment that says why it has that value.

Everything else goes to the registry and is fetched with ``figure("id")``.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

SRC = Path(__file__).resolve().parents[2] / "src" / "backstride"
ROOMS = ("exposure", "inference", "verdict", "screen", "plan", "trial")

STRUCTURAL = {0, 1, 2, 0.5, 10, 100}
METHOD_PREFIXES = ("_NEWTON_", "_SOLVER_", "_GRID_", "_PROPOSAL_", "_TOL", "_EPS", "_LAYOUT_")
CONVERSION = re.compile(r"_?[A-Z][A-Z0-9]*(_[A-Z0-9]+)*_PER_[A-Z0-9_]+|_?([A-Z]+_)*VERSION")
SHAPE_CALLS = {"zeros", "ones", "empty", "full", "reshape", "eye", "broadcast_to"}
SHAPE_KEYWORDS = {"axis", "axes", "ndmin", "shape", "indent", "decimals", "digits"}
WHAT_TO_DO = (
    'give it an entry in evidence/registry.toml and use figure("id"); or, if it has no clinical or '
    "statistical meaning, make it a module constant named X_PER_Y, or one with a prefix of METHOD_PREFIXES "
    "and a comment that says why it has that value"
)


def literals_outside_the_registry(source: str) -> list[tuple[int, str]]:
    """(line, literal) of each numeric literal that the rule does not allow."""
    tree = ast.parse(source)
    lines = source.splitlines()
    allowed = {id(node) for node in _allowed_by_place(tree, lines)}
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or isinstance(node.value, bool):
            continue
        if not isinstance(node.value, int | float) or node.value in STRUCTURAL or id(node) in allowed:
            continue
        found.append((node.lineno, ast.unparse(node)))
    return sorted(found)


def _allowed_by_place(tree: ast.Module, lines: list[str]) -> Iterator[ast.AST]:
    for node in tree.body:
        names = _assigned_names(node)
        named_so = names and all(CONVERSION.fullmatch(name) for name in names)
        method = names and all(name.startswith(METHOD_PREFIXES) for name in names)
        if named_so or (method and _has_comment(node, lines)):
            yield from ast.walk(node)
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript):
            yield from (part for part in ast.walk(node.slice) if _is_whole(part))
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow) and _is_whole(node.right):
            yield node.right
        elif isinstance(node, ast.Call):
            yield from _allowed_in_call(node)


def _allowed_in_call(call: ast.Call) -> Iterator[ast.AST]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    shapes = call.args[:1] if name in SHAPE_CALLS else []
    if name == "reshape":
        shapes = call.args
    if name == "round":
        shapes = call.args[1:]
    keywords = [keyword.value for keyword in call.keywords if keyword.arg in SHAPE_KEYWORDS]
    for value in [*shapes, *keywords]:
        yield from (part for part in ast.walk(value) if _is_whole(part))


def _assigned_names(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.Assign):
        return [target.id for target in node.targets if isinstance(target, ast.Name)]
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return [node.target.id]
    return []


def _has_comment(node: ast.stmt, lines: list[str]) -> bool:
    own = lines[node.lineno - 1 : node.end_lineno]
    above = lines[node.lineno - 2] if node.lineno > 1 else ""
    return any("#" in line for line in own) or above.lstrip().startswith("#")


def _is_whole(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int)


def test_no_clinical_or_statistical_number_stands_outside_the_registry():
    faults = [
        f"{path.relative_to(SRC.parent)}:{line}: {literal}"
        for room in ROOMS
        for path in sorted((SRC / room).rglob("*.py"))
        for line, literal in literals_outside_the_registry(path.read_text("utf-8"))
    ]
    assert not faults, "\n".join([f"{len(faults)} literals: {WHAT_TO_DO}", *faults])


@pytest.mark.parametrize(
    "source",
    [
        "def spike(longest_km, reference_km):\n    return longest_km / reference_km > 1.1\n",
        "WINDOW_DAYS = 30\n",
        "def f(x, window=28):\n    return x\n",
        "_NEWTON_STEPS = 40\n",  # a method's setting without a comment
        "def f(x):\n    _TOL = 1e-6  # inside a function, where nobody sees it\n    return x < _TOL\n",
        "mornings = range(3)\n",
        "x = y ** 0.75\n",
        "x = np.full(3, 0.95)\n",
    ],
)
def test_the_scan_finds_a_planted_number(source: str):
    assert literals_outside_the_registry(source)


@pytest.mark.parametrize(
    "source",
    [
        "share = (x - 1) / 2 + 0.5 - 100 * y / 10\n",
        "SECONDS_PER_DAY = 86_400\n",
        "SKETCH_VERSION = 3\n",
        "_NEWTON_STEPS = 40  # doubles the digits each step; 40 is never reached\n",
        "# Below this the curvature is rounding noise.\n_TOL = 1e-9\n",
        "x = table[:, 3] + table[4:7] + np.zeros((n, 5)) + y.sum(axis=3) + z ** 3 + round(w, 4)\n",
        "flag = True\n",
        "text = 'three of 30 days'\n",
    ],
)
def test_the_scan_lets_structure_and_method_settings_stand(source: str):
    assert not literals_outside_the_registry(source)
