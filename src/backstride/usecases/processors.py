"""How much of this computer there is to use."""

import os


def available_cpus() -> int:
    """How many processes this computer lets the program run at once."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
