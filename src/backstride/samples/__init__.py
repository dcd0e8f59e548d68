"""Sample runners whose truth is known, and the files that such a runner's watch and diary would hold."""

from backstride.samples.simulate import SampleRun, SampleRunner, simulate
from backstride.samples.spec import FACTORS, RunnerSpec

__all__ = ["FACTORS", "RunnerSpec", "SampleRun", "SampleRunner", "simulate"]
