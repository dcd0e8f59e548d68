"""Conversions between units."""

from typing import Final

M_PER_KM: Final = 1000.0
S_PER_MIN: Final = 60.0
