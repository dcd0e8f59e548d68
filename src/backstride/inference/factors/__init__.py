"""The factors of a run, one file each, and how they become columns of the model."""

from backstride.inference.factors.columns import ALIKE, TOO_FEW, UNKNOWN, FactorColumns, factor_columns
from backstride.inference.factors.kind import Factor
from backstride.inference.factors.listed import FACTORS

__all__ = ["ALIKE", "FACTORS", "TOO_FEW", "UNKNOWN", "Factor", "FactorColumns", "factor_columns"]
