"""Which column of Strava's list of activities is which, in whatever language it was written.

The list has 10 columns (2019) to more than 100, in the language of the account, and names some of them twice:
first as the runner is shown them ("9,44": kilometres or miles), later as they were measured ("9437.3"). A
column is known by its name and by which of that name it is; what no name tells, its values do: paths of
files, dates, numbers of which one is a thousand times another.
"""

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backstride.ingest.cells import BLANK, CellError, number_in
from backstride.ingest.dates import Moment, read_moments
from backstride.ingest.sports import listed_sport_of
from backstride.ingest.strava_names import is_first_form, roles_of

FloatArray = npt.NDArray[np.float64]

KM_M, MILE_M, YARD_M = 1000.0, 1609.344, 0.9144
_UNITS_M = (KM_M, MILE_M)
_SAMPLE = 300  # rows that are looked at
_MOST_COLUMNS = 200
_MOSTLY = 0.8  # of the rows: lists hold odd ones
_ROUNDED = 0.0051  # of a figure with two decimals
_CLOSE = 0.02  # a mean speed times its time is the distance, but for rounding
_CREEPING_MPS = 0.1  # slower than anybody on the whole of a run: kilometres, taken for metres
_HEART_BPM = (60.0, 235.0)
_FILE = re.compile(r"activities/\d+\.(fit|gpx|tcx)(\.gz)?")
_ID = re.compile(r"\d{5,}")
_YES_OR_NO = {"true", "false"}


@dataclass(frozen=True, slots=True)
class Columns:
    """Where to look for what: column numbers, the best first; ``locales`` of the header's language, if known.

    ``shown_m``: the metres in one of ``shown``, the distance as the runner is shown it; None where no value
    told, so that it is believed to be kilometres.
    """

    at: dict[str, tuple[int, ...]]
    locales: tuple[str, ...]
    shown_m: float | None


def columns_of(header: list[str], rows: Sequence[Sequence[str]]) -> Columns | None:
    """The columns of Strava's list; None where the table is not that list."""
    if len(header) > _MOST_COLUMNS:
        return None
    named, locales = roles_of(header)
    sample = [[*row, *[""] * (len(header) - len(row))] for row in rows[:_SAMPLE]]
    texts = [[row[index].strip() for row in sample] for index in range(len(header))]
    at = {role: tuple(found) for role, found in named.items()}
    for role, form, least in (("file", _FILE, 0.5), ("id", _ID, _MOSTLY)):
        if role not in at:
            found = [index for index, column in enumerate(texts) if _share(column, form.fullmatch) > least]
            at |= {role: (found[0],)} if found else {}
    by_name = "date" in named and "type" in named and ("id" in named or "file" in named)
    if not by_name and not ("file" in at and "id" in at):
        return None
    at.setdefault("date", _dates(texts, locales))
    if not at["date"]:
        return None
    numbers = np.array([[_value(text) for text in column] for column in texts]).reshape(
        len(header), len(sample)
    )
    _add_type(at, texts)
    if is_first_form(header):
        return Columns({**at, "metres": at["distance"], "shown": ()}, locales, None)
    shown_m = _add_distances(at, numbers)
    _add_times(at, numbers)
    if shown_m is None:
        shown_m = _unit_by_speed(at, numbers)
    _add_heart_rates(at, numbers)
    _add_climbs(at, numbers)
    _add_gear(at, texts, numbers)
    for role in ("elapsed", "max_hr"):
        at[role] = tuple(reversed(at.get(role, ())[:2]))  # the later one was not rounded for show
    return Columns(at, locales, shown_m)


def _dates(texts: list[list[str]], locales: tuple[str, ...]) -> tuple[int, ...]:
    """The first column of dates with a time of day."""
    for index, column in enumerate(texts):
        filled = [text for text in column if text]
        # A quick look before the thorough one: a date has a year and a time.
        if filled and all(re.search(r"\d", text) for text in filled[:5]) and not _ID.fullmatch(filled[0]):
            moments = read_moments(filled[:50], locales)
            if sum(isinstance(found, Moment) and found.timed for found in moments) >= _MOSTLY * len(moments):
                return (index,)
    return ()


def _add_type(at: dict[str, tuple[int, ...]], texts: list[list[str]]) -> None:
    """The sport: never blank, without digits, of few kinds, and not the title, which stands before it."""
    if "type" in at:
        return
    first, last = at["date"][0] + 1, at.get("file", (len(texts),))[0]
    kinds = {
        index: set(texts[index])
        for index in range(first, last)
        if "" not in texts[index]
        and not any(char.isdigit() for text in texts[index] for char in text)
        and not {text.lower() for text in texts[index]} <= _YES_OR_NO
    }
    if len(kinds) > 1:
        kinds.pop(first, None)
    if kinds:
        known = {i: _share(texts[i], lambda text: listed_sport_of(text) is not None) > 0.5 for i in kinds}
        at["type"] = (min(kinds, key=lambda index: (not known[index], len(kinds[index]), index)),)
        at.setdefault("name", (first,))


def _add_distances(at: dict[str, tuple[int, ...]], numbers: FloatArray) -> float | None:
    """``shown`` and ``metres``; returns the metres in one of the first, where both tell."""
    named = at.get("distance", ())
    pairs = itertools.permutations(named, 2) if len(named) > 1 else _pairs_with(named, len(numbers))
    for shown, metres in pairs:
        for unit_m in _UNITS_M:
            if _are_multiples(numbers[shown], numbers[metres], unit_m):
                at["shown"], at["metres"] = (shown,), (metres,)
                return unit_m
    # Of swims the runner is shown metres as well, so that the two may be alike.
    later = named[1:2] if len(named) > 1 and _is_a_way(numbers[named[1]], at, numbers) else ()
    at["shown"], at["metres"] = named[:1], later
    return None


def _is_a_way(metres: FloatArray, at: dict[str, tuple[int, ...]], numbers: FloatArray) -> bool:
    """Whether numbers can be metres covered in the time that the rows state."""
    times = next((numbers[at[role][-1]] for role in ("moving", "elapsed") if at.get(role)), None)
    if times is None:
        return True
    known = (metres > 0) & (times > 0)
    return not known.any() or float(np.median(metres[known] / times[known])) >= _CREEPING_MPS


def _pairs_with(named: tuple[int, ...], count: int) -> list[tuple[int, int]]:
    return [pair for pair in itertools.combinations(range(count), 2) if not named or named[0] in pair]


def _are_multiples(shown: FloatArray, metres: FloatArray, unit_m: float) -> bool:
    both = (shown > 0) & (metres > 0)
    if not both.any():
        return False
    shown, metres = shown[both], metres[both]
    alike = np.abs(metres - unit_m * shown) <= unit_m * _ROUNDED
    return bool(np.mean(alike) > 0.5 and len(np.unique(metres[alike])) > min(2, len(shown) - 1))


def _add_times(at: dict[str, tuple[int, ...]], numbers: FloatArray) -> None:
    """``elapsed``, ``moving`` and ``speed``: a mean speed times its time is the distance."""
    if at["metres"] and not ("moving" in at and "speed" in at):
        metres = numbers[at["metres"][0]]
        times = at.get("moving", tuple(range(len(numbers))))
        speeds = at.get("speed", tuple(range(len(numbers))))
        found = [
            (float(np.nanmean(numbers[t])), t, v)
            for t, v in itertools.product(times, speeds)
            if t != v and _multiply_to(numbers[t], numbers[v], metres)
        ]
        if found:
            _, moving, speed = min(found)  # of several times the shortest: the others hold pauses
            at.setdefault("moving", (moving,))
            at.setdefault("speed", (speed,))
    if "elapsed" not in at and "moving" in at:
        moving = numbers[at["moving"][0]]
        last = at.get("file", (at["moving"][0],))[0]
        longer = [i for i in range(at["date"][0] + 1, last) if _holds(numbers[i], moving)]
        if longer:
            first = longer[0]
            again = [i for i in range(last, at["moving"][0]) if _same(numbers[first], numbers[i])]
            at["elapsed"] = (first, *again[:1])


def _multiply_to(times: FloatArray, speeds: FloatArray, metres: FloatArray) -> bool:
    known = (times > 0) & (speeds > 0) & (metres > 0)
    if known.sum() < max(1, _MOSTLY * (metres > 0).sum()) or np.median(times[known]) < np.median(
        speeds[known]
    ):
        return False
    return bool(np.mean(np.abs(times * speeds - metres)[known] <= _CLOSE * metres[known]) >= _MOSTLY)


def _holds(longer: FloatArray, shorter: FloatArray) -> bool:
    """Whether a time can be the one from start to end that another is the part in motion of."""
    known = (longer > 0) & (shorter > 0)
    if known.sum() < max(1, _MOSTLY * (shorter > 0).sum()):
        return False
    fits = (longer >= shorter - 1) & (longer < 20 * shorter)
    return bool(np.mean(fits[known]) >= 0.95)


def _same(one: FloatArray, other: FloatArray) -> bool:
    known = np.isfinite(one) & np.isfinite(other)
    return bool(known.any() and (np.abs(one - other)[known] <= 1.0).mean() >= 0.95)


def _unit_by_speed(at: dict[str, tuple[int, ...]], numbers: FloatArray) -> float | None:
    """The metres in one of the distance shown, from the speed and the time in motion."""
    if not at["shown"] or "moving" not in at or "speed" not in at:
        return None
    shown, moving, speed = (numbers[at[role][0]] for role in ("shown", "moving", "speed"))
    known = (shown > 0) & (moving > 0) & (speed > 0)
    if not known.any():
        return None
    unit_m = float(np.median((moving * speed / np.where(known, shown, np.nan))[known]))
    return next((unit for unit in _UNITS_M if abs(unit_m - unit) <= _CLOSE * unit), None)


def _add_heart_rates(at: dict[str, tuple[int, ...]], numbers: FloatArray) -> None:
    """The highest heart rate stands twice; beside the second is the mean, which is no higher."""
    if ("avg_hr" in at and "max_hr" in at) or "file" not in at:
        return
    last = at["file"][0]
    for first, second in itertools.product(range(last), range(last, len(numbers) - 1)):
        highest, mean = numbers[second], numbers[second + 1]
        beats = (highest >= _HEART_BPM[0]) & (highest <= _HEART_BPM[1])
        known = np.isfinite(highest)
        if known.any() and beats[known].mean() >= 0.95 and _same(numbers[first], highest):
            both = known & np.isfinite(mean)
            if both.any() and ((mean <= highest + 1) & (mean >= _HEART_BPM[0] / 2))[both].all():
                at.setdefault("max_hr", (first, second))
                at.setdefault("avg_hr", (second + 1,))
                return


def _add_climbs(at: dict[str, tuple[int, ...]], numbers: FloatArray) -> None:
    """Climbed and descended, the lowest and the highest point stand after the mean speed, in this order."""
    if ("ascent" in at and "descent" in at) or "speed" not in at or at["speed"][0] + 4 >= len(numbers):
        return
    ascent, descent, low, high = (at["speed"][0] + step for step in (1, 2, 3, 4))
    known = np.isfinite(numbers[low]) & np.isfinite(numbers[high])
    climbs = np.concatenate([numbers[ascent], numbers[descent]])
    in_order = known.any() and (numbers[low] <= numbers[high])[known].all()
    if in_order and (climbs[np.isfinite(climbs)] >= 0).all():
        at.setdefault("ascent", (ascent,))
        at.setdefault("descent", (descent,))


def _add_gear(at: dict[str, tuple[int, ...]], texts: list[list[str]], numbers: FloatArray) -> None:
    """The shoes stand before the file, and are the same for many rows."""
    if "gear" in at or "file" not in at or at["file"][0] == 0:
        return
    before = at["file"][0] - 1
    filled = [text for text in texts[before] if text]
    if filled and not np.isfinite(numbers[before]).any() and 2 * len(set(filled)) <= len(filled) + 1:
        at["gear"] = (before,)


def _share(column: list[str], fits: Callable[[str], object]) -> float:
    filled = [text for text in column if text]
    return sum(bool(fits(text)) for text in filled) / len(filled) if filled else 0.0


def _value(text: str) -> float:
    try:
        return np.nan if text.lower() in BLANK else number_in(text)
    except CellError:
        return np.nan
