"""Endurance training other than running."""

from typing import Final

import numpy as np

from backstride.exposure.history import FloatArray, History
from backstride.exposure.sketch import RunSketch
from backstride.records import Sport

_ENDURANCE_WORDS: Final = (
    "elliptical",
    "rowing",
    "stair climbing",
    "cross country skiing",
    "skate skiing",
    "spinning",
    "inline skating",
    "paddling",
    "kayaking",
)
"""What the sub-sport of an activity without a sport of its own is called, where it is endurance training."""


def cross_training(history: History) -> FloatArray:
    """Whether there was cross-training: by the diary, else by a recorded ride, swim, row or the like.

    Unit: 0 or 1
    Window: the date
    Missing: unknown where the diary says nothing and no such activity is on record: much of it is done
        without a watch. A walk is none.
    """
    found = np.full(len(history), np.nan)
    for day, activity in zip(history.other_day, history.others, strict=True):
        if _is_cross_training(activity):
            found[day] = 1.0
    for day, line in enumerate(history.diary):
        if line is not None and line.cross_training is not None:
            found[day] = float(line.cross_training)
    return found


def _is_cross_training(activity: RunSketch) -> bool:
    if activity.sport in (Sport.RIDE, Sport.SWIM):
        return True
    kind = (activity.sub_sport or "").replace("-", " ").replace("_", " ").lower()
    return activity.sport is Sport.OTHER and any(words in kind for words in _ENDURANCE_WORDS)
