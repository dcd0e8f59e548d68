"""Share of running time at high intensity."""

from backstride.inference.factors.kind import Factor, low_end, step

FACTOR = Factor(
    "intensity",
    "intensity_share",
    lambda column: column / step("intensity"),
    lambda: low_end("intensity"),
)
