"""What the runner has set: language, units, time zone, looks, and when the diary is written."""

from dataclasses import dataclass
from typing import Final, Literal, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from backstride.records import DiaryTime
from backstride.store import Store
from backstride.usecases.clock import HOME_ZONE

Units = Literal["km", "mi"]
Theme = Literal["auto", "light", "dark"]

CHOICES: Final = {
    "units": ("km", "mi"),
    "theme": ("auto", "light", "dark"),
    "diary_time": ("morning", "evening"),
    "language": ("auto", "en", "de"),
}
"""What a setting can be, the default first. ``language`` "auto" is the browser's own."""


class SettingError(ValueError):
    """A value that a setting cannot take; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class Settings:
    """``zone`` is an IANA name, or None for the computer's own."""

    units: Units
    theme: Theme
    diary_time: DiaryTime
    language: str
    zone: str | None


def settings_of(store: Store) -> Settings:
    """What is set; the default where nothing is, or what stands there is no longer a choice."""
    values = {}
    for name, choices in CHOICES.items():
        value = store.setting(name)
        values[name] = value if value in choices else choices[0]
    return Settings(
        units=cast(Units, values["units"]),
        theme=cast(Theme, values["theme"]),
        diary_time=cast(DiaryTime, values["diary_time"]),
        language=values["language"],
        zone=store.setting(HOME_ZONE),
    )


def change_setting(store: Store, name: str, value: str) -> None:
    """Set one of ``CHOICES`` or the time zone ("zone"). SettingError where it cannot be that."""
    if name == "zone":
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise SettingError(f"there is no time zone {value!r}: give one such as Europe/Berlin") from error
        store.save_setting(HOME_ZONE, value)
    elif value in CHOICES.get(name, ()):
        store.save_setting(name, value)
    else:
        raise SettingError(f"{name} cannot be {value!r}")
