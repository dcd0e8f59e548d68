"""Metres of descent per kilometre."""

from backstride.inference.factors.kind import Factor, low_end, step

FACTOR = Factor(
    "downhill",
    "descent_m_per_km",
    lambda column: column / step("downhill"),
    lambda: low_end("downhill"),
)
