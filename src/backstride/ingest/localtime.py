"""The runner's own offset from UTC at the start of an activity, which decides its date."""

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

_QUARTER_S = 15 * 60
_DRIFT_S = 60  # a device may write its two clocks some seconds apart
_WEST_S = -12 * 3600
_EAST_S = 14 * 3600
_HALF_HOURS = (-9.5, -4.5, -3.5, -2.5, 3.5, 4.5, 5.5, 5.75, 6.5, 8.5, 8.75, 9.5, 10.5, 11.5, 12.75, 13.75)
"""The offsets since 1991 that are no whole hours; a quarter past any other is two clocks written apart."""
_SOLAR_S_PER_DEG = 240.0  # the sun takes four minutes for a degree
_FROM_THE_SUN_S = 4 * 3600.0  # most clocks on land stand nearer to the sun than this


@dataclass(frozen=True, slots=True)
class Offset:
    """``source`` as in ``Activity.offset_source``: "file", "position", "home". ``note`` tells of a repair."""

    seconds: int
    source: str
    note: str | None = None


def offset_at_start(
    start_utc_s: float,
    stated_offset_s: float | None,
    first_fix_deg: tuple[float, float] | None,
    home_zone: tzinfo,
) -> Offset:
    """The offset (seconds east of UTC) at ``start_utc_s`` (Unix seconds).

    In this order: what the file states, the time zone at the first fix (latitude, longitude in degrees), the
    runner's home zone. A stated offset must be one that some place has (from -12 to +14 hours), else it is
    left out with a note. A stated offset of zero counts as not stated: "Z" or a local time equal to
    UTC is what devices write that do not know where they are, and a runner who is at zero is found
    there by the other two ways.
    """
    note = None
    if stated_offset_s:
        rounded_s = plausible_offset_s(stated_offset_s)
        if rounded_s is None:
            note = (
                f"the file states an offset from UTC of {stated_offset_s:.0f} s, which no place has; not used"
            )
        elif rounded_s:
            return Offset(rounded_s, "file", _other_day(start_utc_s, rounded_s, first_fix_deg))
    if first_fix_deg is not None:
        zone = zone_at(*first_fix_deg)
        if zone is not None:
            return Offset(_offset_s(start_utc_s, zone), "position", note)
    return Offset(_offset_s(start_utc_s, home_zone), "home", note)


def _other_day(start_utc_s: float, offset_s: int, first_fix_deg: tuple[float, float] | None) -> str | None:
    """A note where the place had another date than the file's offset gives; None where they agree."""
    if first_fix_deg is None or abs(offset_s - first_fix_deg[1] * _SOLAR_S_PER_DEG) <= _FROM_THE_SUN_S:
        return None  # as on nearly every run, and without a look at the map
    zone = zone_at(*first_fix_deg)
    if zone is None:
        return None
    there_s = _offset_s(start_utc_s, zone)
    by_file, by_place = (datetime.fromtimestamp(start_utc_s + s, tz=UTC).date() for s in (offset_s, there_s))
    if by_file == by_place:
        return None
    return (
        f"the file states {offset_s / 3600:+g} h from UTC, the place has {there_s / 3600:+g} h, where it was"
        f" {by_place}: dated by the file"
    )


def plausible_offset_s(stated_offset_s: float) -> int | None:
    """The stated offset, to the nearest quarter of an hour; None where no clock on Earth stands so."""
    rounded_s = round(stated_offset_s / _QUARTER_S) * _QUARTER_S
    if abs(stated_offset_s - rounded_s) > _DRIFT_S or not _WEST_S <= rounded_s <= _EAST_S:
        return None
    if rounded_s % 3600 and rounded_s / 3600 not in _HALF_HOURS:
        return None
    return rounded_s


def zone_at(latitude_deg: float, longitude_deg: float) -> ZoneInfo | None:
    """The time zone at a position; None where none is known."""
    from tzfpy import get_tz  # its map is loaded on first use

    name = get_tz(longitude_deg, latitude_deg)
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError):  # a zone newer than the time zone data of this computer
        return None


def _offset_s(start_utc_s: float, zone: tzinfo) -> int:
    offset = datetime.fromtimestamp(start_utc_s, tz=UTC).astimezone(zone).utcoffset()
    return 0 if offset is None else int(offset.total_seconds())
