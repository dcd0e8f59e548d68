"""From bytes to records or problems: one file per format, no disk, no database."""

from backstride.ingest.containers import Leaf, Limits, Passed, Refused, walk

__all__ = ["Leaf", "Limits", "Passed", "Refused", "walk"]
