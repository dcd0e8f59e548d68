"""The runner's own clock."""

from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from backstride.store import Store

HOME_ZONE = "home_zone"
"""The setting with the runner's zone, by its IANA name. Where it is not set, the computer's zone counts."""


class ComputerZone(tzinfo):
    """The zone that the computer is set to, with the changes of its offset over the year."""

    def fromutc(self, dt: datetime) -> datetime:
        local = dt.replace(tzinfo=UTC).astimezone()
        wall = local.replace(tzinfo=None)
        repeated = wall.astimezone().utcoffset() != local.utcoffset()  # the hour that autumn has twice
        return wall.replace(tzinfo=self, fold=int(repeated))

    def utcoffset(self, dt: datetime | None) -> timedelta | None:
        return None if dt is None else dt.replace(tzinfo=None).astimezone().utcoffset()

    def dst(self, dt: datetime | None) -> timedelta | None:
        return None

    def tzname(self, dt: datetime | None) -> str | None:
        return None if dt is None else dt.replace(tzinfo=None).astimezone().tzname()


def home_zone(store: Store) -> tzinfo:
    """The runner's zone."""
    name = store.setting(HOME_ZONE)
    return ComputerZone() if name is None else ZoneInfo(name)


def now(zone: tzinfo) -> datetime:
    """The present moment, aware, on the clock of ``zone``."""
    return datetime.now(zone)
