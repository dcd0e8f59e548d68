"""The columns that a device recorded during an activity."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

_KEPT_ROWS = 100_000  # a day at one record a second; longer columns would take too much memory


@dataclass(frozen=True, slots=True, eq=False)
class Channel:
    """One recorded quantity, kept in the width in which the device wrote it.

    The physical value is ``raw / scale - offset`` (the FIT convention), in the unit that the channel's name
    ends with. A record without a value holds ``invalid`` (integers) or NaN (floats).
    """

    raw: npt.NDArray[np.generic]
    scale: float = 1.0
    offset: float = 0.0
    invalid: int | None = None
    _values: FloatArray | None = field(default=None, init=False, repr=False)

    def values(self) -> FloatArray:
        """The physical values as float64, shape (n,), not to be written to; NaN where unknown."""
        if self._values is not None:
            return self._values
        physical = self._converted()
        physical.flags.writeable = False
        if len(physical) <= _KEPT_ROWS:  # the same few channels are asked for by all that derives from them
            object.__setattr__(self, "_values", physical)
        return physical

    def has_values(self) -> bool:
        """Whether any record has a value that is a number."""
        raw, invalid = self.raw, self.invalid
        if raw.dtype.kind == "f":
            return bool(np.isfinite(self.values()).any())
        # A look at one record spares most channels the look at all.
        return len(raw) > 0 and (
            invalid is None or raw.item(len(raw) // 2) != invalid or bool((raw != invalid).any())
        )

    def _converted(self) -> FloatArray:
        with np.errstate(invalid="ignore"):  # a float may be a signalling NaN
            physical: FloatArray = self.raw.astype(np.float64)
            if self.scale != 1.0:
                physical /= self.scale
        if self.offset:
            physical -= self.offset
        if self.invalid is not None:
            physical[self.raw == self.invalid] = np.nan
        return physical


@dataclass(frozen=True, slots=True, eq=False)
class Streams:
    """Channels of equal length, by name. ``time_s`` (seconds since the start) is always there if any other
    is.

    Names in use: time_s, latitude_deg, longitude_deg, altitude_m, distance_m, speed_mps, heart_rate_bpm,
    cadence_spm (both feet), power_w, temperature_c, and running dynamics such as vertical_oscillation_mm and
    stance_time_ms.
    """

    channels: Mapping[str, Channel] = field(default_factory=dict)

    def __post_init__(self) -> None:
        lengths = {name: len(channel.raw) for name, channel in self.channels.items()}
        if len(set(lengths.values())) > 1:
            raise ValueError(f"channels of unequal length: {lengths}")
        if lengths and "time_s" not in lengths:
            raise ValueError("streams need a time_s channel")

    def __len__(self) -> int:
        return next((len(channel.raw) for channel in self.channels.values()), 0)

    def values(self, name: str) -> FloatArray | None:
        """The named channel's physical values, or None where the device did not record it."""
        channel = self.channels.get(name)
        return None if channel is None else channel.values()
