"""The hand-made days of the model's tests serve the checks' tests too."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
