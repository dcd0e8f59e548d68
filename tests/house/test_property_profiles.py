"""``HYPOTHESIS_PROFILE=thorough`` reaches every kind of property; else each is tried as its test says."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings

TESTS = Path(__file__).parents[1]
PROPERTIES = """
import json
from collections import Counter
from hypothesis import given, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

tried = Counter()

@settings(max_examples=7)
@given(st.floats())
def test_few(x):
    tried["few"] += 1

@settings(max_examples=900)
@given(st.floats())
def test_many(x):
    tried["many"] += 1

class TestOfAClass:
    @settings(max_examples=7)
    @given(st.floats())
    def test_in_a_class(self, x):
        tried["in a class"] += 1

class Machine(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        tried["machine"] += 1

    @rule()
    def step(self):
        pass

Machine.TestCase.settings = settings(max_examples=7, stateful_step_count=1)
test_machine = Machine.TestCase

def test_plain():
    print("\\n" + json.dumps(tried))
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("profile", "few", "many"), [("", 7, 900), ("repeatable", 7, 900), ("thorough", 140, 10_000)]
)
def test_the_thorough_profile_tries_each_property_more(
    tmp_path: Path, profile: str, few: int, many: int
) -> None:
    (tmp_path / "test_it.py").write_text(PROPERTIES)
    paths = os.pathsep.join([str(TESTS), *sys.path])
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-s",
            "-p",
            "conftest",
            "-p",
            "no:cacheprovider",
            "test_it.py",
        ],
        cwd=tmp_path,
        env={**os.environ, "HYPOTHESIS_PROFILE": profile, "PYTHONPATH": paths, "CI": "true"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    tried = json.loads(next(line for line in run.stdout.splitlines() if line.startswith("{")))
    assert tried == {"few": few, "in a class": few, "machine": few, "many": many}


def test_ci_draws_the_same_examples_each_time() -> None:
    assert settings.get_profile("repeatable").derandomize
    assert "HYPOTHESIS_PROFILE=repeatable" in (TESTS.parent / ".ci" / "run").read_text("utf-8")
