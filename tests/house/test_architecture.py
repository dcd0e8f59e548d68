"""The architecture on paper, in import-linter and in the tree are one."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src" / "backstride"
PAPER = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
MAX_LINES = 420
NOT_ROOMS = {"__init__.py", "py.typed", "__pycache__"}


def rooms_on_paper() -> list[str]:
    """The first column of the table of rooms, top to bottom."""
    table = PAPER.split("## The rooms", 1)[1].split("\n## ", 1)[0]
    return re.findall(r"^\| `(\w+)/?` \|", table, flags=re.MULTILINE)


def layers() -> list[str]:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    (contract,) = [contract for contract in config["contracts"] if contract["type"] == "layers"]
    return list(contract["layers"])


def test_every_room_is_on_paper_and_every_room_on_paper_exists():
    in_the_tree = {path.stem for path in SRC.iterdir() if path.name not in NOT_ROOMS}
    assert set(rooms_on_paper()) == in_the_tree


def test_the_order_on_paper_is_the_order_that_import_linter_holds():
    assert rooms_on_paper() == layers()[::-1]


def test_every_path_named_on_paper_exists():
    named = re.findall(r"`((?:src|tests|docs|benchmarks|scripts|\.ci)/[\w./-]*|\w+/\w+\.\w+)`", PAPER)
    missing = [name for name in named if not (ROOT / name).exists() and not (SRC / name).exists()]
    assert len(named) > 5
    assert not missing


def test_every_room_says_what_it_is():
    silent = [
        room
        for room in rooms_on_paper()
        if not (SRC / room / "__init__.py").read_text("utf-8").lstrip().startswith('"""')
    ]
    assert not silent, f"no docstring in the __init__.py of {silent}"


def test_imports_keep_the_order_of_the_house():
    linter = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_files_stay_short():
    long = {
        str(path.relative_to(ROOT)): lines
        for path in SRC.rglob("*.py")
        if (lines := len(path.read_text("utf-8").splitlines())) > MAX_LINES
    }
    assert not long, f"split these by what they do: {long}"
