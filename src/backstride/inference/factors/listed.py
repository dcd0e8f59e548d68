"""Every factor, in the order of the contract. A new one is a file of this folder and a line here."""

from backstride.inference.factors import distance, downhill, hard, intensity, no_warmup, spike
from backstride.inference.factors.kind import Factor

FACTORS: tuple[Factor, ...] = (
    distance.FACTOR,
    intensity.FACTOR,
    hard.FACTOR,
    downhill.FACTOR,
    spike.FACTOR,
    no_warmup.FACTOR,
)
