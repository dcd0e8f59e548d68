"""Commands as a user gives them, in a home of their own."""

import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from backstride.cli import app
from backstride.cli.common import screen, side_screen

# Makes the hand-made answers of the report's tests importable.
sys.path.insert(0, str(Path(__file__).parents[1] / "report"))

Command = Callable[..., Result]
Document = Callable[..., Any]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, a_thursday: date) -> Command:
    """Gives a command; its ``output`` is what stands on stdout and stderr."""
    monkeypatch.setenv("BACKSTRIDE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "120")

    def run(*arguments: object) -> Result:
        screen.cache_clear()  # made anew for each command, as in a process of its own
        side_screen.cache_clear()
        result = CliRunner().invoke(app, [str(argument) for argument in arguments])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


@pytest.fixture
def document(command: Command) -> Document:
    """Gives a command with --json; the document that it prints."""

    def run(*arguments: object) -> Any:
        result = command(*arguments, "--json")
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    return run
