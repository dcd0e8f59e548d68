"""Names that devices give themselves and shoes: what no screen can show is left out of them."""

import unicodedata
from dataclasses import replace

from backstride.records import Activity, Parsed, ParseOutcome

_NOT_SHOWN = ("Cc", "Cf", "Cs", "Co", "Cn")
"""Categories of Unicode: control characters, marks that turn the writing around, and what is no character."""


def with_printable_names(outcome: ParseOutcome) -> ParseOutcome:
    """The outcome, its devices and gear named without such characters, and a note where there were any."""
    if not isinstance(outcome, Parsed) or all(map(_is_clean, outcome.activities)):
        return outcome
    return replace(outcome, activities=tuple(map(_cleaned, outcome.activities)))


def _is_clean(activity: Activity) -> bool:
    return all(name is None or name.isprintable() for name in (activity.device, activity.gear))


def _cleaned(activity: Activity) -> Activity:
    device, gear = _shown(activity.device), _shown(activity.gear)
    notes = activity.notes
    for what, name, was in (("device", device, activity.device), ("gear", gear, activity.gear)):
        if name != was:
            notes += (f"the name of the {what} held characters that cannot be shown: left out",)
    return replace(activity, device=device, gear=gear, notes=notes)


def _shown(name: str | None) -> str | None:
    """The name without them; None where nothing is left. One without any is left as it is."""
    if name is None or not any(unicodedata.category(char) in _NOT_SHOWN for char in name):
        return name
    kept = "".join(" " if char.isspace() else char for char in name if _is_shown(char) or char.isspace())
    return " ".join(kept.split()) or None


def _is_shown(char: str) -> bool:
    return unicodedata.category(char) not in _NOT_SHOWN
