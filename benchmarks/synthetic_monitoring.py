"""Small FIT files that hold no activity: an hour of steps and heart rates, as watches write them all day."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from backstride.export.fit_wire import ENUM, UINT8, UINT16, UINT32, UINT32Z, fit_time, framed, message, scaled

FIRST_HOUR = fit_time(datetime(2020, 1, 1, tzinfo=UTC))
MONITORING_FILE, MONITORING_INFO, MONITORING = 32, 103, 55


def write_small_files(folder: Path, files: int) -> int:
    """Write ``files`` hours into ``folder``; the sum of their sizes in bytes."""
    return sum((folder / f"{number:06}.fit").write_bytes(small_file(number)) for number in range(files))


def small_file(number: int) -> bytes:
    """The file of one hour, the same each time."""
    start, minutes = FIRST_HOUR + 3_600 * number, np.arange(60)
    file_id = [
        *(scaled(0, ENUM, MONITORING_FILE), scaled(1, UINT16, 1), scaled(2, UINT16, 3_992)),
        *(scaled(3, UINT32Z, 3_400_000_001), scaled(4, UINT32, start)),
    ]
    steps = [
        *(
            scaled(253, UINT32, start + 60 * minutes),
            scaled(3, UINT32, 40 * minutes + number),
            scaled(5, ENUM, 6),
        ),
        *(scaled(2, UINT32, 30 * minutes), scaled(4, UINT32, 60 * minutes)),
    ]
    beats = [scaled(26, UINT16, 60 * minutes), scaled(27, UINT8, 50 + (minutes * 7 + number) % 90)]
    return framed(
        message(0, file_id)
        + message(MONITORING_INFO, [scaled(253, UINT32, start), scaled(0, UINT32, start + 7_200)])
        + message(MONITORING, steps, 1)
        + message(MONITORING, beats, 2)
    )
