"""What an export holds of a runner beside activities, diary and measures."""

from enum import StrEnum


class KeptKind(StrEnum):
    """What a file of an export is about."""

    SHOES = "shoes"
    SELF_TESTS = "self_tests"
    SCREENINGS = "screenings"
    PLAN = "plan"
