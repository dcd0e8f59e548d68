"""Dates and times as people and platforms write them, in any language, a column at a time.

One date may be readable in several ways ("03/04/2023", or "lip", which is June in Croatian and July in
Polish); the column it stands in mostly is not. What neither the column nor its language decides is not read.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from functools import reduce

from backstride.ingest import date_words
from backstride.ingest.date_words import Vocabulary, Words, plain, words_in

NO_DATE = "no date"
NOT_A_DATE = "not a date that is known here: write it as 2024-05-31 07:30"
NO_SUCH_DATE = "no such date"
SEVERAL_WAYS = "it can be read in several ways: write it as year-month-day"

_LONGEST = 80  # characters of a date with its time, in the wordiest language
_ORDERS = ("dmy", "mdy", "ymd")
_MOST_WORDS = 3  # of a month's or a period's name
_CENTURY = 20  # of a year with two digits
_OFFSET = r"(?P<offset>\s?(?:z|utc|gmt)?\s?[+-]\d\d:?\d\d\b|\s?(?:z|utc|gmt)\b)?"
_CLOCKS = (
    re.compile(
        r"(?<![\d:])(?P<h>\d{1,2})\s?:\s?(?P<m>\d{1,2})(?:\s?:\s?(?P<s>\d{1,2})(?:[.,]\d+)?)?" + _OFFSET
    ),
    re.compile(r"(?<!\d)(?P<h>\d{1,2})\s?h\s?(?P<m>\d\d)(?:\s?min\s?(?P<s>\d\d)\s?s)?(?!\w)"),
    re.compile(r"(?<![\d.])(?P<h>\d{1,2})\.(?P<m>\d\d)(?:\.(?P<s>\d\d))?(?!\d|\.\d)"),
)
"""07:26:05, 07 h 26 min 05 s, 07.26.05: in this order, for a date may be written with points as well."""


@dataclass(frozen=True, slots=True)
class Moment:
    """``at`` is aware where the text states an offset from UTC, else on a clock that it does not name.

    ``timed``: whether a time of day was written; where not, it is midnight.
    """

    at: datetime
    timed: bool


@dataclass(frozen=True, slots=True)
class _Parts:
    """A date taken apart: its numbers in their order, what may be its month, and its time of day.

    ``names``: words that are a month's in some language. ``number``: the month, where it is a marked number.
    ``pointed``: the numbers stand between points, as those of no date with the month first.
    """

    numbers: tuple[str, ...]
    names: tuple[Words, ...]
    number: int | None
    clock: time | None
    offset: timedelta | None
    pointed: bool


def read_moments(cells: Sequence[str], locales: tuple[str, ...] = ()) -> list[Moment | str]:
    """The moments of a column's cells, each, or in a few words why it is none.

    ``locales``: those in which the column is believed to be written ("de", "pt_PT"), if any; asked before
    all others for the words, and for the order of day, month and year where the column leaves it open.
    """
    hinted = date_words.vocabulary(locales) if locales else date_words.NOTHING
    texts = [plain(cell[: _LONGEST + 1]).strip() for cell in cells]
    vocabulary, parts = date_words.NOTHING, _taken_apart(texts, date_words.NOTHING)
    for hints in (True, False):
        if not any(isinstance(part, str) and part != NO_DATE for part in parts):
            break
        vocabulary = hinted if hints else date_words.all_words()
        parts = _taken_apart(texts, vocabulary)
    spoken = _languages_of(
        [part.names for part in parts if isinstance(part, _Parts) and part.names], vocabulary
    )
    spoken = spoken & {locale.partition("_")[0] for locale in locales} or spoken
    dates = [part if isinstance(part, str) else _by_order(part, vocabulary, spoken) for part in parts]
    order = _order_of([found for found in dates if isinstance(found, dict) and found], hinted.orders)
    return [_moment(part, found, order) for part, found in zip(parts, dates, strict=True)]


def _taken_apart(texts: Iterable[str], vocabulary: Vocabulary) -> list[_Parts | str]:
    return [_parts(text, vocabulary) for text in texts]


def _parts(text: str, vocabulary: Vocabulary) -> _Parts | str:
    if not text:
        return NO_DATE
    if len(text) > _LONGEST:
        return NOT_A_DATE
    bare = _dated(text, text, None, vocabulary)
    for pattern in _CLOCKS:
        for found in reversed(list(pattern.finditer(text))):
            rest = f"{text[: found.start()]} | {text[found.end() :]}"
            parts = _dated(text, rest, found, vocabulary)
            if parts is not None:
                return parts
    return bare or NOT_A_DATE


def _dated(text: str, rest: str, clock: re.Match[str] | None, vocabulary: Vocabulary) -> _Parts | None:
    """The parts, if ``rest``, the text without its time of day, is a date; None where it is not."""
    numbers = re.findall(r"\d+", rest)
    marked = _marked_month(rest, vocabulary)
    names: tuple[Words, ...] = ()
    if len(numbers) == 2:
        names = tuple(name for name in _names(words_in(rest)) if name in vocabulary.months)
        if not names:
            return None
    elif len(numbers) != 3:
        return None
    elif vocabulary is date_words.NOTHING and any(word[0].isalpha() for word in words_in(text)):
        return None  # a word may say which number is the month's, or which half of the day: asked again
    time_of_day = None if clock is None else _time_of_day(text, clock, vocabulary)
    if clock is not None and time_of_day is None:
        return None
    pointed = re.search(r"\d\.\s?\d+\.\s?\d", rest) is not None
    number = int(numbers.pop(marked)) if marked is not None and not names else None
    return _Parts(tuple(numbers), names, number, time_of_day, _offset(clock), pointed)


def _names(words: Words) -> Iterator[Words]:
    """Every run of neighbouring words, the longest first."""
    for length in range(min(_MOST_WORDS, len(words)), 0, -1):
        yield from (words[at : at + length] for at in range(len(words) - length + 1))


def _marked_month(rest: str, vocabulary: Vocabulary) -> int | None:
    """Which of the numbers is the month's, by what stands before or after it."""
    for index, found in enumerate(re.finditer(r"\d+", rest)):
        before, after = rest[: found.start()].rstrip(), rest[found.end() :].lstrip(" -")
        word_before = words_in(before)[-1:] if before[-1:].isalpha() else ()
        word_after = words_in(after)[:1] if after[:1].isalpha() else ()
        if vocabulary.before.intersection(word_before) or any(
            word.startswith(mark) for word in word_after for mark in vocabulary.after
        ):
            return index
    return None


def _time_of_day(text: str, clock: re.Match[str], vocabulary: Vocabulary) -> time | None:
    hour, minute, second = int(clock["h"]), int(clock["m"]), int(clock["s"] or 0)
    if hour > 23 or minute > 59 or second > 60:
        return None
    spans = _period_at(text[: clock.start()], text[clock.end() :], vocabulary)
    if spans and hour <= 12:
        meant = {
            hour % 12 + half
            for half in (0, 12)
            for start, end in spans
            if (start <= hour % 12 + half < end)
            or (start > end and not end <= hour % 12 + half < start)  # a night
        }
        if len(meant) == 1:
            hour = meant.pop()
    return time(hour, minute, min(second, 59))


def _period_at(before: str, after: str, vocabulary: Vocabulary) -> set[tuple[float, float]]:
    """What the words beside the clock say of the time of day: those with no number between it and them."""
    for beside in (re.split(r"[\d()]", after)[0], re.split(r"[\d(),،]", before)[-1]):
        for name in _names(words_in(beside)):
            if name in vocabulary.periods:
                return vocabulary.periods[name]
    return set()


def _offset(clock: re.Match[str] | None) -> timedelta | None:
    stated = clock.groupdict().get("offset") if clock is not None else None
    if stated is None:
        return None
    digits = re.search(r"([+-])(\d\d):?(\d\d)", stated)
    if digits is None:
        return timedelta(0)
    size = timedelta(hours=int(digits[2]), minutes=int(digits[3]))
    return -size if digits[1] == "-" else size


def _languages_of(cells: Sequence[tuple[Words, ...]], vocabulary: Vocabulary) -> set[str]:
    """The languages in which every one of the cells names a month."""
    by_cell = (
        {language for name in names for spoken in vocabulary.months[name].values() for language in spoken}
        for names in set(cells)
    )
    return reduce(set.intersection, by_cell) if cells else set()


def _month(parts: _Parts, vocabulary: Vocabulary, spoken: set[str]) -> int | None:
    """The month that the parts name, in the languages of the column; 0 where it is not clear which."""
    if not parts.names:
        return parts.number
    meant = {
        number
        for name in parts.names
        for number, languages in vocabulary.months[name].items()
        if not spoken or languages & spoken
    }
    return meant.pop() if len(meant) == 1 else 0


def _by_order(parts: _Parts, vocabulary: Vocabulary, spoken: set[str]) -> dict[str, date] | str:
    """The date that the parts are, by each order of day, month and year in which they are one."""
    month = _month(parts, vocabulary, spoken)
    if month == 0:
        return SEVERAL_WAYS
    found = {}
    for order in _ORDERS:
        places = order if month is None else order.replace("m", "")
        numbers = dict(zip(places, parts.numbers, strict=True))
        if month is not None:
            numbers["m"] = str(month)
        elif order == "mdy" and parts.pointed:
            continue
        year = numbers["y"] if len(numbers["y"]) != 2 else f"{_CENTURY}{numbers['y']}"
        if len(year) == 4 and len(numbers["d"]) <= 2 and len(numbers["m"]) <= 2:
            try:
                found[order] = date(int(year), int(numbers["m"]), int(numbers["d"]))
            except ValueError:
                continue
    return found


def _order_of(dates: Sequence[dict[str, date]], hinted: set[str]) -> str | None:
    """The one order in which every date of the column is one; the language's, where several are."""
    shared = reduce(set.intersection, (set(found) for found in dates)) if dates else set()
    if len(shared) > 1 and len(shared & hinted) == 1:
        shared &= hinted
    return shared.pop() if len(shared) == 1 else None


def _moment(parts: _Parts | str, found: dict[str, date] | str, order: str | None) -> Moment | str:
    if isinstance(parts, str):
        return parts
    if isinstance(found, str):
        return found
    if not found:
        return NO_SUCH_DATE
    days = set(found.values())
    if order in found:
        days = {found[order]}
    if len(days) > 1:
        return SEVERAL_WAYS
    if parts.offset is not None and abs(parts.offset) >= timedelta(days=1):
        return NOT_A_DATE
    clock = parts.clock or time(0)
    zone = None if parts.offset is None else timezone(parts.offset)
    return Moment(datetime.combine(days.pop(), clock, zone), parts.clock is not None)
