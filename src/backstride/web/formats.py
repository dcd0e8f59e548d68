"""Dates, numbers and units as the reader writes them. Unknown is a dash, never a zero."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time, get_day_names, get_month_names
from babel.numbers import format_decimal, format_percent, get_decimal_symbol, get_group_symbol

from backstride.records import Activity, Sport

UNKNOWN = "–"
_LOCALES = {"en": "en_GB", "de": "de_DE"}
M_PER_KM, M_PER_MI, M_PER_FT = 1000.0, 1609.344, 0.3048
_S_PER_MINUTE, _S_PER_HOUR = 60, 3600
_ON_FOOT = (Sport.RUN, Sport.WALK)


# A page writes the same days and small numbers a hundred times over, and Babel takes its time for each.
@lru_cache
def _locale(language: str) -> Locale:
    return Locale.parse(_LOCALES[language])


@lru_cache(maxsize=8192)
def _date(of: date, pattern: str, language: str) -> str:
    return format_date(of, pattern, locale=_locale(language))


@lru_cache(maxsize=8192)
def _skeleton(of: date, skeleton: str, language: str) -> str:
    return format_skeleton(skeleton, of, locale=_locale(language))


@lru_cache(maxsize=8192)
def _decimal(value: float, pattern: str, language: str) -> str:
    return format_decimal(value, pattern, locale=_locale(language))


@dataclass(frozen=True, slots=True)
class Formats:
    """``language`` is one of ``words.LANGUAGES``; ``units`` "km" or "mi"."""

    language: str
    units: str

    @property
    def locale(self) -> Locale:
        return _locale(self.language)

    def day(self, of: date) -> str:
        """In full: "Tuesday, 24 November 2026"."""
        return _date(of, "full", self.language)

    def short_day(self, of: date) -> str:
        """ "Tue 24 Nov"."""
        return _skeleton(of, "MMMEd", self.language)

    def plain_day(self, of: date) -> str:
        """ "24 Nov 2026"."""
        return _date(of, "medium", self.language)

    def day_and_month(self, of: date) -> str:
        """ "24 November"."""
        return _skeleton(of, "MMMMd", self.language)

    def weekday(self, of: date) -> str:
        return _date(of, "EEE", self.language)

    def weekdays(self) -> list[str]:
        """The days of the week from Monday, as short as they go."""
        names = get_day_names("narrow", "stand-alone", self.locale)
        return [names[day] for day in range(7)]

    def marks(self) -> tuple[str, str]:
        """The decimal mark and the mark between thousands."""
        return get_decimal_symbol(self.locale), get_group_symbol(self.locale)

    def for_charts(self) -> dict[str, dict[str, object]]:
        """Numbers and dates as the charts' library takes them: locales of d3-format and d3-time-format."""
        decimal, thousands = self.marks()

        def names(kind: Callable[..., Mapping[int, str]], width: str, keys: Sequence[int]) -> list[str]:
            of = kind(width, "stand-alone", self.locale)
            return [of[key] for key in keys]

        sunday_first = (6, *range(6))
        months = range(1, 13)
        return {
            "formatLocale": {
                "decimal": decimal,
                "thousands": thousands,
                "grouping": [3],
                "currency": ["", ""],
            },
            "timeFormatLocale": {
                "dateTime": "%A, %e. %B %Y, %X",
                "date": "%d.%m.%Y",
                "time": "%H:%M:%S",
                "periods": ["AM", "PM"],
                "days": names(get_day_names, "wide", sunday_first),
                "shortDays": names(get_day_names, "abbreviated", sunday_first),
                "months": names(get_month_names, "wide", months),
                "shortMonths": names(get_month_names, "abbreviated", months),
            },
        }

    def month(self, of: date) -> str:
        """ "November 2026"."""
        return _date(of, "LLLL y", self.language)

    def time(self, of: datetime) -> str:
        return format_time(of.replace(tzinfo=None), "short", locale=self.locale)

    def number(self, value: float | None, digits: int = 0) -> str:
        """With at most ``digits`` decimals, and no zeros at their end."""
        if value is None:
            return UNKNOWN
        pattern = "#,##0" + (f".{'#' * digits}" if digits else "")
        return _decimal(round(value, digits) + 0.0, pattern, self.language)

    def fixed(self, value: float | None, digits: int = 0) -> str:
        """With exactly ``digits`` decimals."""
        if value is None:
            return UNKNOWN
        pattern = "#,##0" + (f".{'0' * digits}" if digits else "")
        return _decimal(round(value, digits) + 0.0, pattern, self.language)

    def distance(self, distance_m: float | None) -> str:
        """ "8.2 km", or in miles."""
        if distance_m is None:
            return UNKNOWN
        return f"{self.fixed(distance_m / self._m_per_unit, 1)} {self.units}"

    def height(self, height_m: float | None) -> str:
        """ "120 m", or in feet."""
        if height_m is None:
            return UNKNOWN
        if self.units == "mi":
            return f"{self.number(height_m / M_PER_FT)} ft"
        return f"{self.number(height_m)} m"

    def slope(self, m_per_km: float) -> str:
        """ "20 m/km", or in feet a mile."""
        if self.units == "mi":
            return f"{self.number(m_per_km / M_PER_FT * M_PER_MI / M_PER_KM)} ft/mi"
        return f"{self.number(m_per_km)} m/km"

    def metres(self, typed: str) -> float:
        """A typed distance, with either decimal mark, in metres. Raises ValueError where it is no number."""
        return float(typed.replace(",", ".")) * self._m_per_unit

    def duration(self, duration_s: float | None) -> str:
        """ "43:05" or "1:02:11"."""
        if duration_s is None:
            return UNKNOWN
        minutes, seconds = divmod(round(duration_s), _S_PER_MINUTE)
        hours, minutes = divmod(minutes, 60)
        return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"

    def pace(self, activity: Activity) -> str:
        """Minutes per kilometre or mile on foot, else the speed."""
        duration_s = activity.moving_s if activity.moving_s is not None else activity.elapsed_s
        if not activity.distance_m or not duration_s:
            return UNKNOWN
        units = activity.distance_m / self._m_per_unit
        if activity.sport in _ON_FOOT:
            return f"{self.duration(duration_s / units)} /{self.units}"
        return f"{self.fixed(units / duration_s * _S_PER_HOUR, 1)} {self.units}/h"

    def line_pace(self, s_per_km: float) -> str:
        """A pace in seconds a kilometre, as minutes a kilometre or mile."""
        return f"{self.duration(s_per_km * self._m_per_unit / M_PER_KM)} /{self.units}"

    def line_speed(self, speed_mps: float) -> str:
        return f"{self.fixed(speed_mps * _S_PER_HOUR / self._m_per_unit, 1)} {self.units}/h"

    def line_heart_rate(self, bpm: float) -> str:
        return self.number(bpm)

    def percent(self, share: float) -> str:
        return format_percent(share, "#,##0 %" if self.language == "de" else "#,##0%", locale=self.locale)

    def points(self, value: float | None) -> str:
        """A signed number of points of pain: "+0.4", "−1.2"."""
        if value is None:
            return UNKNOWN
        tenths = round(value, 1) + 0.0
        sign = "+" if tenths > 0 else "\N{MINUS SIGN}" if tenths < 0 else ""
        return sign + self.fixed(abs(tenths), 1)

    @property
    def _m_per_unit(self) -> float:
        return M_PER_MI if self.units == "mi" else M_PER_KM
