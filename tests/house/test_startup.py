"""The command starts without the heavy libraries: they are loaded by the work that needs them."""

import subprocess
import sys

HEAVY = ("alembic", "altair", "arviz_stats", "lxml", "numpy", "pyarrow", "scipy", "sqlalchemy", "vl_convert")
ASK = "import sys, backstride.cli; print(*(name for name in {heavy!r} if name in sys.modules))"


def test_the_command_line_loads_no_heavy_library():
    command = [sys.executable, "-c", ASK.format(heavy=HEAVY)]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert run.stdout.split() == []


def test_the_question_can_be_answered_otherwise():
    """The same question, after numpy was loaded, names it: the check above can fail."""
    command = [sys.executable, "-c", "import numpy; " + ASK.format(heavy=HEAVY)]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["numpy"]
