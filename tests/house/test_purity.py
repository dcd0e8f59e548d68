"""The pure rooms read no clock, open no file and draw no unseeded random number: those are passed in."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src" / "backstride"

# import-linter forbids whole modules; these are single names of modules that the rooms may well import.
CLOCK = {
    "now",
    "utcnow",
    "today",
    "time_ns",
    "perf_counter",
    "process_time",
    "monotonic",
    "localtime",
    "gmtime",
}
CLOCK_OWNERS = {"datetime", "date", "time", "dt"}
FILES = {"open", "input", "print"}
FILE_METHODS = {"read_text", "read_bytes", "write_text", "write_bytes"}  # but for a package's own data


def impurities(source: str) -> Iterator[tuple[int, str]]:
    """(line, what) of each call that makes a result depend on more than its arguments."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        name = called.rsplit(".", 1)[-1]
        owner = called.rsplit(".", 2)[-2] if "." in called else ""
        if (name in CLOCK and owner in CLOCK_OWNERS) or called == "time.time":
            yield node.lineno, f"{called}() reads the clock; take the time as an argument"
        elif called in FILES or called == "io.open":
            yield node.lineno, f"{called}() touches the world outside; take or return data"
        elif name in FILE_METHODS and "files(" not in called:
            yield node.lineno, f".{name}() touches the disk; take or return bytes"
        elif name == "default_rng" and not node.args and not node.keywords:
            yield node.lineno, "default_rng() without a seed; take the seed as an argument"
        elif called.startswith(("np.random.", "numpy.random.", "random.")) and name != "default_rng":
            yield node.lineno, f"{called}() draws from a hidden state; use a seeded generator"


def pure_rooms() -> list[str]:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (pure,) = [contract for contract in contracts if contract["name"].startswith("Pure rooms")]
    return [module.removeprefix("backstride.") for module in pure["source_modules"]]


def test_pure_rooms_depend_on_their_arguments_alone():
    faults = [
        f"{path.relative_to(SRC.parent)}:{line}: {what}"
        for room in pure_rooms()
        for path in sorted((SRC / room).rglob("*.py"))
        for line, what in impurities(path.read_text("utf-8"))
    ]
    assert not faults, "\n".join(faults)


def test_every_room_from_evidence_to_samples_is_held_to_it():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (layers,) = [contract["layers"] for contract in contracts if contract["type"] == "layers"]
    assert set(pure_rooms()) == set(layers[layers.index("samples") :])


@pytest.mark.parametrize(
    "source",
    [
        "now = datetime.now(tz=UTC)\n",
        "today = datetime.date.today()\n",
        "started = time.time()\n",
        "with open(path) as file: pass\n",
        "text = path.read_text()\n",
        "rng = np.random.default_rng()\n",
        "x = np.random.normal(size=3)\n",
        "print('done')\n",
    ],
)
def test_the_scan_finds_a_planted_impurity(source: str):
    assert list(impurities(source))


@pytest.mark.parametrize(
    "source",
    [
        "rng = np.random.default_rng(seed)\n",
        "text = files(__name__).joinpath('registry.toml').read_text('utf-8')\n",
        "start = datetime.fromtimestamp(seconds, tz=UTC)\n",
        "x = rng.normal(size=n)\n",
    ],
)
def test_the_scan_lets_data_and_seeds_passed_in_stand(source: str):
    assert not list(impurities(source))
