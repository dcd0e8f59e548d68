"""Today's run cannot be in the pain of this morning, which was written before it."""

from backstride.inference.checks._ahead import judged, runs_ahead
from backstride.inference.checks.check import Case, Check, Finding, Lowers


def look(case: Case) -> Finding:
    """What of today's run is in this morning's pain, beyond the decision to run. ``value``: points."""
    return judged("same_morning", case, runs_ahead(case, 0))


CHECK = Check("same_morning", "points", Lowers.ALL, look)
