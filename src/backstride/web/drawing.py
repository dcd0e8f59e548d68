"""Lines and ways as paths of an SVG; no script is needed to see them."""

from dataclasses import dataclass

import numpy as np

from backstride.usecases.run_view import Line, Track

WIDTH, HEIGHT = 720.0, 150.0
_TRACK_SIDE = 400.0
_EDGE = 8.0
_UPSIDE_DOWN = ("pace_s_per_km",)  # faster is higher
_USUAL_SHARE = (1, 99)  # percentiles: a stop or a jump of the satellite fix must not flatten the rest


@dataclass(frozen=True, slots=True)
class Drawn:
    """``path`` is the ``d`` of an SVG path. ``low`` and ``high``: the values at the bottom and at the top."""

    name: str
    path: str
    low: float
    high: float
    mean: float
    length_km_or_min: float


def drawn_line(line: Line) -> Drawn:
    """A line in a box of ``WIDTH`` by ``HEIGHT``, broken where a value is unknown."""
    known = np.isfinite(line.x) & np.isfinite(line.y)
    low, high = (float(end) for end in np.percentile(line.y[known], _USUAL_SHARE))
    span = high - low or 1.0
    length_km_or_min = float(line.x[known].max())
    x = line.x / (length_km_or_min or 1.0) * WIDTH
    share = np.clip((line.y - low) / span, 0.0, 1.0)
    if line.name in _UPSIDE_DOWN:
        share, low, high = 1.0 - share, high, low
    y = _EDGE + (1.0 - share) * (HEIGHT - 2 * _EDGE)
    values = line.y[known]
    # Of paces, those of equal stretches of time: the mean is that of the speeds.
    mean = 1 / (1 / values).mean() if line.name in _UPSIDE_DOWN else values.mean()
    return Drawn(line.name, _path(x, y, known), low, high, float(mean), length_km_or_min)


@dataclass(frozen=True, slots=True)
class DrawnTrack:
    """A way in a box of ``width_px`` by ``height_px``, with its start and its end; None where they are not
    shown.
    """

    path: str
    width_px: float
    height_px: float
    start_px: tuple[float, float] | None
    end_px: tuple[float, float] | None


def drawn_track(track: Track) -> DrawnTrack:
    longest = max(float(np.nanmax(track.east_m)), float(np.nanmax(track.north_m)), 1.0)
    scale = (_TRACK_SIDE - 2 * _EDGE) / longest
    x = _EDGE + track.east_m * scale
    y = _EDGE + (np.nanmax(track.north_m) - track.north_m) * scale
    return DrawnTrack(
        path=_path(x, y, np.isfinite(x)),
        width_px=float(np.nanmax(x)) + _EDGE,
        height_px=float(np.nanmax(y)) + _EDGE,
        start_px=(round(float(x[0]), 1), round(float(y[0]), 1)) if track.starts else None,
        end_px=(round(float(x[-1]), 1), round(float(y[-1]), 1)) if track.ends else None,
    )


def _path(x: np.ndarray, y: np.ndarray, known: np.ndarray) -> str:
    parts, pen = [], "M"
    for at_x, at_y, is_known in zip(x, y, known, strict=True):
        if is_known:
            parts.append(f"{pen}{at_x:.1f} {at_y:.1f}")
            pen = "L"
        else:
            pen = "M"
    return "".join(parts)
