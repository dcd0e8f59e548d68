"""The moulds of the registry's entries: a claim with its figure, and how sure it is; see ``moulds``."""

from backstride.web.words import marked

MOULDS = (
    marked("{text} (not yet read in its source)"),
    marked("{text}: {n}"),
    marked("{text}: {n} times"),
    marked("{text}: {n} a week"),
    marked("{text}: {n} a point"),
    marked("{text}: {n} s"),
    marked("{text}: {n} min"),
    marked("{text}: {n} h"),
    marked("{text}: {n} m"),
    marked("{text}: {n} km"),
    marked("{text}: {n} m/km"),
    marked("{text}: {n} min/km"),
    marked("{text}: {n} point"),
    marked("{text}: {n} points"),
    marked("{text}: {n} day"),
    marked("{text}: {n} days"),
    marked("{text}: {n} week"),
    marked("{text}: {n} weeks"),
    marked("{text}: {n} years"),
    marked("{text}: {n} runs"),
    marked("{text}: {n} runners"),
    marked("{text}: {n} draws"),
    marked("{text}: {n} steps"),
    marked("{text}: {n} squared steps"),
    marked("{text}: {n} standard deviations"),
    marked("{text}: {n} (logit scale)"),
    marked("{text}: {n} (log scale)"),
    marked("{text}: {n} log-odds a point"),
)

TEXTS = (
    marked("High certainty."),
    marked("Moderate certainty."),
    marked("Low certainty."),
    marked("Very low certainty."),
    marked("Our own choice."),
    marked("Not yet read in its source."),
    marked("What this rests on"),
)
