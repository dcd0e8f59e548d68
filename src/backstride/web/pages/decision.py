"""Where the day's decision (go, hold or stop) comes to a page."""

from typing import Any

from backstride.web.visit import Visit


def decision_of(visit: Visit) -> dict[str, Any] | None:
    """What the card shows: ``gate`` ("go", "hold", "stop"), ``headline``, ``text``. None: no card."""
    return None
