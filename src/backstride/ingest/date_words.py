"""The words of dates in the world's languages: names of months and times of the day, from CLDR through Babel.

Words are held in the form that ``words_in`` gives them, so that "Sept.", "sept" and "SEPT" are one.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

Words = tuple[str, ...]
Hours = tuple[float, float]
"""From and before which hour of the day; a night begins before midnight and ends after it."""

_APART = re.compile(r"[\d\s,.;:/()\[\]،⹁᠂|–\u2014-]+")
_DAY_HOURS: Mapping[str, Hours] = {"am": (0.0, 12.0), "pm": (12.0, 24.0)}
_SECONDS_PER_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the dates of some locales are made of.

    ``months``: by word, the months that it may mean and the languages in which it does. ``before`` and
    ``after``: what stands at a month's number where months have no names ("4月", "thg 4"). ``periods``: by
    word, the hours of the day that it may mean. ``orders``: of day, month and year in dates of numbers.
    """

    months: dict[Words, dict[int, set[str]]] = field(default_factory=dict)
    before: set[str] = field(default_factory=set)
    after: set[str] = field(default_factory=set)
    periods: dict[Words, set[Hours]] = field(default_factory=dict)
    orders: set[str] = field(default_factory=set)


NOTHING = Vocabulary()


def plain(text: str) -> str:
    """One form for all writings of the same text: letter case, widths, invisible marks, kinds of blanks."""
    composed = unicodedata.normalize("NFKC", text).casefold()
    return "".join(" " if char.isspace() else char for char in composed if unicodedata.category(char) != "Cf")


def words_in(plain_text: str) -> Words:
    """The words of a text in its ``plain`` form: what stands between blanks, numbers and points."""
    return tuple(word for word in _APART.split(plain_text) if word)


def all_words() -> Vocabulary:
    """The vocabulary of every locale that CLDR knows; half a second's work, done once."""
    from babel import localedata

    return vocabulary(tuple(sorted(localedata.locale_identifiers())))


@lru_cache(maxsize=64)
def vocabulary(locales: Words) -> Vocabulary:
    """The vocabulary of the named locales ("de", "pt_PT"), as CLDR has it."""
    from babel import Locale, localedata

    # Babel keeps all that it has loaded, 200 MB in the end: a language is let go before the next one.
    kept: dict[str, object] = getattr(localedata, "_cache", {})
    found = Vocabulary()
    seen: set[tuple[int, str, str]] = set()
    language = ""
    for name in locales:
        locale = Locale.parse(name)
        if locale.language != language:
            kept.clear()
            language = locale.language
        new = {(number, written, locale.language) for number, written in _month_names(locale.months)} - seen
        for number, written, language in new:
            _add_month(found, number, plain(written), language)
        seen |= new
        for hours, written in _periods(locale.day_periods, locale.day_period_rules.get(None, {})):
            found.periods.setdefault(words_in(plain(written)), set()).add(hours)
        for width in ("short", "medium"):
            order = "".join(dict.fromkeys(re.findall("[dMy]", _unquoted(locale.date_formats[width].pattern))))
            found.orders.add(order.lower())
    # What Babel works out for one language it leaves in what all inherit: nobody after us is to read it.
    kept.clear()
    return found


def _month_names(months: Mapping[str, Mapping[str, Mapping[int, str]]]) -> Iterator[tuple[int, str]]:
    for context in months.values():
        for width in ("wide", "abbreviated"):
            yield from context.get(width, {}).items()


def _add_month(found: Vocabulary, number: int, name: str, language: str) -> None:
    digits = re.search(r"\d+", name)
    if digits is None and _is_telling(name):
        found.months.setdefault(words_in(name), {}).setdefault(number, set()).add(language)
    elif digits is not None and int(digits[0]) == number:
        found.before.update(filter(_is_telling, words_in(name[: digits.start()])[-1:]))
        found.after.update(filter(_is_telling, words_in(name[digits.end() :])[:1]))


def _is_telling(word: str) -> bool:
    """One or two letters of an alphabet stand in too many dates for other reasons ("5 de abr. de 2023")."""
    return len(word) > 2 or word.lower() == word.upper()


def _periods(
    names: Mapping[str, Mapping[str, Mapping[str, str]]],
    rules: Mapping[str, Iterable[Mapping[str, int]]],
) -> Iterator[tuple[Hours, str]]:
    hours: dict[str, list[Hours]] = {key: [value] for key, value in _DAY_HOURS.items()}
    for key, spans in rules.items():
        for span in spans:
            start = span.get("from", span.get("at", 0))
            end = span.get("before", start + _SECONDS_PER_HOUR)
            hours.setdefault(key, []).append((start / _SECONDS_PER_HOUR, end / _SECONDS_PER_HOUR))
    for context in names.values():
        for width in ("wide", "abbreviated"):
            for key, written in context.get(width, {}).items():
                yield from ((span, written) for span in hours.get(key, ()))


def _unquoted(pattern: str) -> str:
    return re.sub("'[^']*'", "", pattern)
