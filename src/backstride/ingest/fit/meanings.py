"""What the numbers of FIT's enumerations mean, as far as an activity needs them."""

from backstride.records import Sport

TIMER_EVENT = 0
TIMER_START = 0
TIMER_STOPS = (1, 4, 8, 9)  # stop, stop all, stop and disable, stop and disable all

FIRST_DATE_S = 0x10000000
"""Times below it count from the watch's last start; they are no dates."""

ACTIVITY_FILE = 4

FILE_TYPES = {
    1: "device description",
    2: "settings",
    3: "sport settings",
    5: "workout",
    6: "course",
    7: "schedule",
    9: "weight",
    10: "totals",
    11: "goals",
    14: "blood pressure",
    15: "monitoring",
    20: "activity summary",
    28: "daily monitoring",
    32: "monitoring",
    34: "segment",
    35: "segment list",
    40: "device configuration",
    44: "metrics",
    49: "sleep",
}

SPORTS = {
    0: "generic",
    1: "running",
    2: "cycling",
    3: "transition",
    4: "fitness equipment",
    5: "swimming",
    6: "basketball",
    7: "soccer",
    8: "tennis",
    10: "training",
    11: "walking",
    12: "cross-country skiing",
    13: "alpine skiing",
    14: "snowboarding",
    15: "rowing",
    16: "mountaineering",
    17: "hiking",
    18: "multisport",
    19: "paddling",
    21: "e-biking",
    25: "golf",
    27: "horseback riding",
    30: "inline skating",
    31: "rock climbing",
    32: "sailing",
    33: "ice skating",
    35: "snowshoeing",
    37: "stand-up paddleboarding",
    38: "surfing",
    41: "kayaking",
    47: "boxing",
    48: "floor climbing",
    53: "diving",
    62: "interval training",
    64: "racket sport",
    67: "meditation",
    83: "dance",
    84: "rope jumping",
}

SUB_SPORTS = {
    1: "treadmill",
    2: "street",
    3: "trail",
    4: "track",
    5: "indoor spinning",
    6: "indoor cycling",
    7: "road",
    8: "mountain",
    9: "downhill",
    11: "cyclocross",
    14: "indoor rowing",
    15: "elliptical",
    16: "stair climbing",
    17: "lap swimming",
    18: "open water",
    19: "flexibility training",
    20: "strength training",
    21: "warm-up",
    26: "cardio training",
    27: "indoor walking",
    30: "casual walking",
    31: "speed walking",
    43: "yoga",
    44: "pilates",
    45: "indoor running",
    46: "gravel cycling",
    58: "virtual",
    59: "obstacle",
    67: "ultra",
}

VIRTUAL_SUB_SPORT = 58

_BY_SPORT = {
    1: Sport.RUN,
    2: Sport.RIDE,
    5: Sport.SWIM,
    11: Sport.WALK,
    16: Sport.WALK,
    17: Sport.WALK,
    21: Sport.RIDE,
    35: Sport.WALK,
}

_BY_SUB_SPORT = {
    1: Sport.RUN,
    2: Sport.RUN,
    3: Sport.RUN,
    4: Sport.RUN,
    6: Sport.RIDE,
    17: Sport.SWIM,
    18: Sport.SWIM,
    20: Sport.STRENGTH,
    27: Sport.WALK,
    30: Sport.WALK,
    31: Sport.WALK,
    45: Sport.RUN,
}
"""For the sports that leave it open: generic, fitness equipment, training."""

MANUFACTURERS = {
    1: "Garmin",
    23: "Suunto",
    32: "Wahoo",
    71: "TomTom",
    89: "Tacx",
    95: "Stryd",
    123: "Polar",
    260: "Zwift",
    265: "Strava",
    267: "Bryton",
    289: "Hammerhead",
    294: "COROS",
}

ZWIFT = 260


def sport_of(sport: int, sub_sport: int | None) -> Sport:
    """The sport of a session; what is not known here is ``OTHER``."""
    if sport in _BY_SPORT:
        return _BY_SPORT[sport]
    open_sports = (0, 4, 10)
    return _BY_SUB_SPORT.get(sub_sport or 0, Sport.OTHER) if sport in open_sports else Sport.OTHER


def sub_sport_of(sport: int, sub_sport: int | None) -> str | None:
    """A session's kind in words: its sub-sport, after the sport's name where ``sport_of`` is OTHER."""
    kind = None if not sub_sport else SUB_SPORTS.get(sub_sport, f"sub-sport {sub_sport}")
    if sport_of(sport, sub_sport) is not Sport.OTHER:
        return kind
    named = SPORTS.get(sport, f"sport {sport}")
    return f"{named}, {kind}" if kind else named
