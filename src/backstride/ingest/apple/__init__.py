"""Apple Health records (``export.xml``), read in one pass: workouts, nights, resting heart rates.

Devices and apps count the same day side by side in such a record, and Apple's own sums are not in it.
"""

from backstride.ingest.apple.read import read_apple

__all__ = ["read_apple"]
