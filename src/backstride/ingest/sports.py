"""What the formats call a sport, in the words of ``records.Sport``."""

import re

from backstride.records import Sport

_WORDS = {
    Sport.RUN: (
        "running",
        "run",
        "jogging",
        "jog",
        "race",
        "marathon",
        "trailrunning",
        "treadmillrunning",
        "virtualrun",
        "trailrun",
        "laufen",
    ),
    Sport.WALK: (
        "walking",
        "walk",
        "hiking",
        "hike",
        "mountaineering",
        "snowshoeing",
        "nordicwalking",
        "trekking",
    ),
    Sport.RIDE: (
        *("cycling", "biking", "bike", "ride", "ebiking", "virtualride", "ebikeride", "gravelride"),
        *("mountainbiking", "roadbiking", "indoorcycling", "mountainbikeride", "handcycling", "radfahrt"),
    ),
    Sport.SWIM: ("swimming", "swim", "openwaterswimming", "lapswimming", "poolswim", "openwaterswim"),
    Sport.STRENGTH: ("strength", "strengthtraining", "weighttraining", "weightlifting", "functionalstrength"),
}

_BY_WORD = {word: sport for sport, words in _WORDS.items() for word in words}

_PLAIN = ("running", "run", "walking", "walk", "cycling", "biking", "ride", "swimming", "swim")

_STRAVA_NUMBERS = {
    "1": Sport.RIDE,
    "4": Sport.WALK,  # a hike
    "9": Sport.RUN,
    "10": Sport.WALK,
    "16": Sport.SWIM,
}
"""The numbers that Strava's GPX exports write in ``<type>``."""

_INDOOR_WORDS = ("treadmill", "indoor", "virtual", "laufband")


def sport_of(text: str | None) -> Sport | None:
    """The sport that one word or short phrase names; None where it names none that is known.

    "Running", "TRAIL_RUNNING", "street_running" and "9" are runs; other kinds of a known sport are
    found by the last word: "track_running", "downhill skiing" is none.
    """
    if not text:
        return None
    words = text.strip().lower().replace("_", " ").replace("-", " ").replace("/", " ").split()
    joined = "".join(words)
    if joined in _STRAVA_NUMBERS:
        return _STRAVA_NUMBERS[joined]
    return _BY_WORD.get(joined) or (_BY_WORD.get(words[-1]) if words else None)


def sport_in(text: str | None) -> Sport | None:
    """The sport that a title or a note speaks of ("Morning Run"); None where it names none, or several."""
    if not text:
        return None
    found = {_BY_WORD[word] for word in re.split(r"[^a-zà-ÿ]+", text.lower()) if word in _BY_WORD}
    return found.pop() if len(found) == 1 else None


def is_indoor(text: str | None) -> bool:
    """Whether a sport's or sub-sport's name says that it is done indoors."""
    return text is not None and any(word in text.lower() for word in _INDOOR_WORDS)


def sub_sport_of(text: str | None) -> str | None:
    """What a sport's name says beyond the sport ("trail running"); None for the plain sport or a number."""
    if not text or text.isdigit() or text.strip().lower() in (*_PLAIN, "unknown", "other"):
        return None
    return text.strip().lower().replace("_", " ")
