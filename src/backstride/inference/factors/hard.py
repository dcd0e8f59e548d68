"""Share of the distance on asphalt or concrete."""

from backstride.inference.factors.kind import Factor, low_end, step

FACTOR = Factor(
    "hard",
    "hard_share",
    lambda column: column / step("hard"),
    lambda: low_end("hard"),
)
