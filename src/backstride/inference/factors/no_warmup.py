"""A run begun without a warm-up."""

from backstride.inference.factors.kind import Factor

FACTOR = Factor("no_warmup", "warmup", lambda warmup: 1.0 - warmup, lambda: 0.0)
