"""The simulators of the benchmarks, for their tests and for the small version of the table."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2] / "benchmarks"))  # behind the tests' own modules
