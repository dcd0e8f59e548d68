"""Generated pages are what their sources make of them."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("script", ["evidence_page.py", "screen_page.py", "exercise_page.py"])
def test_the_generated_pages_are_up_to_date(script: str):
    command = [sys.executable, ROOT / "scripts" / script, "--check"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


@pytest.mark.slow
def test_the_readme_shows_the_answer_that_the_demo_gives():
    script = ROOT / "scripts" / "readme_answer.py"
    run = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
