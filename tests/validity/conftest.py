"""The simulators of the benchmarks, for their tests and for the small version of the table."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))
