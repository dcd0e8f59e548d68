"""A placebo exposure: tomorrow's run cannot be in today's pain."""

from backstride.inference.checks._ahead import judged, runs_ahead
from backstride.inference.checks.check import Case, Check, Finding, Lowers


def look(case: Case) -> Finding:
    """What of tomorrow's run is in this morning's pain, beyond the decision to run. ``value``: points."""
    return judged("tomorrow", case, runs_ahead(case, 1))


CHECK = Check("tomorrow", "points", Lowers.ALL, look)
