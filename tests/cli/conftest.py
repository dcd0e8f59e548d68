"""Commands as a user gives them, in a home of their own."""

import json
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
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


@pytest.fixture(scope="session")
def gpx() -> Callable[..., bytes]:
    """The bytes of a two-minute run as GPX, on a day of May 2024 at 23:30 UTC."""

    def make(day: int = 1) -> bytes:
        start = datetime(2024, 5, day, 23, 30, tzinfo=UTC)
        points = "".join(
            f'<trkpt lat="{48.0 + i * 3 / 111_195:.7f}" lon="11.5">'
            f"<time>{start + timedelta(seconds=i):%Y-%m-%dT%H:%M:%SZ}</time></trkpt>"
            for i in range(121)
        )
        return (
            '<gpx version="1.1" creator="t" xmlns="http://www.topografix.com/GPX/1/1">'
            f"<trk><type>running</type><trkseg>{points}</trkseg></trk></gpx>"
        ).encode()

    return make
