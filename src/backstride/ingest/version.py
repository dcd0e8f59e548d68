"""Which reading of files this is."""

from typing import Final

READER_VERSION: Final = 3
"""Raised whenever a file may come out differently: what was skipped or failed before is then read again."""
