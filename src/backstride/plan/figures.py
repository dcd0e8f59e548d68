"""Drawings of the exercises: poses → SVG.

One line of floor, one figure a pose with an arrow in between, and what the exercise needs. Drawn with the
colour of the text around it (``currentColor``); what is not the body takes ``--figure-prop``. A file alone
sets both for light and dark screens.
"""

from collections.abc import Iterator
from html import escape
from itertools import pairwise
from math import acos, atan2, cos, hypot, pi, sin
from typing import Final

from backstride.plan.body import Frame, Point, Prop, depth, joints, support_height
from backstride.plan.exercises import Exercise

# Sizes of the drawing, in units of its view box.
_LAYOUT_BODY = 200.0  # the body's height
_LAYOUT_EDGE = 14.0  # free space on every side
_LAYOUT_GAP = 60.0  # between two poses, with the arrow in it
_LAYOUT_ARROW = 46.0  # how high over the floor the arrow is
_LAYOUT_FLOOR = 4.0  # from the edge to the end of the floor's line
_LAYOUT_LINE = 3.5  # how thick a line is
_LAYOUT_TIP = 8.0  # how long the tip of the arrow is
_LAYOUT_ROUND = 8.0  # the corners of a backpack
# Sizes of what is held and stood on, as shares of the body's height.
_LAYOUT_PLATE = 0.13  # half of 45 cm
_LAYOUT_BELL = 0.055  # half of a kettlebell's 19 cm
_LAYOUT_PACK = (0.13, 0.2)  # a day's backpack, from the side
_LAYOUT_SEAT = 0.24  # how deep a chair's seat is
_LAYOUT_CHAIR_BACK = 0.5  # how high its back is
_LAYOUT_STEP = 0.24  # how deep a step is
_LAYOUT_WALL = 0.98  # as much of a wall as is needed
_LAYOUT_STICK = 0.62  # a broomstick
# How dark the body's far, middle and near parts are: apart from each other and from what is behind them.
_LAYOUT_SHADES = (0.54, 0.75, 1.0)

_STYLE: Final = (
    "<style>:root{color:#22313a;--figure-prop:#b0561d}"
    "@media(prefers-color-scheme:dark){:root{color:#dfe7ec;--figure-prop:#f0a56b}}</style>"
)
_PROP: Final = 'stroke="var(--figure-prop,currentColor)"'


def figure_svg(exercise: Exercise, *, alone: bool = False) -> str:
    """The drawing of an exercise, with its name and its steps as the text for those who do not see it.

    ``alone``: as a file of its own, with its colours; else it takes those of the page that it stands in.
    """
    left, top, shapes = _LAYOUT_EDGE, 0.0, []
    for number, frame in enumerate(exercise.frames):
        if number:
            shapes.append(_arrow(left))
            left += _LAYOUT_GAP
        drawing = _Drawing(frame)
        shapes.append(f'<g transform="translate({_n(left - drawing.left)} 0)">{drawing.shapes()}</g>')
        left, top = left + drawing.right - drawing.left, max(top, drawing.top)
    width, height = left + _LAYOUT_EDGE, top + 2 * _LAYOUT_EDGE
    floor = f'<path d="M{_n(_LAYOUT_FLOOR)} 1H{_n(width - _LAYOUT_FLOOR)}" stroke="currentColor" {_LINE}/>'
    key = exercise.id.replace("_", "-")
    return "".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 {_n(-top - _LAYOUT_EDGE)} {_n(width)}',
            f' {_n(height)}" width="{_n(width)}" height="{_n(height)}" role="img"',
            f' aria-labelledby="{key}-title {key}-desc" fill="none"',
            ' stroke-linecap="round" stroke-linejoin="round">',
            f'<title id="{key}-title">{escape(exercise.name, quote=False)}</title>',
            f'<desc id="{key}-desc">{escape(" ".join(exercise.steps), quote=False)}</desc>',
            _STYLE if alone else "",
            floor,
            *shapes,
            "</svg>\n",
        )
    )


_LINE: Final = f'stroke-width="{_LAYOUT_LINE:g}"'


class _Drawing:
    """One pose with what it needs, in units of the view box: x from the hip, y downwards from the floor."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._at = {
            name: (x * _LAYOUT_BODY, -y * _LAYOUT_BODY) for name, (x, y) in joints(frame.pose).items()
        }
        self._props = [(prop, *_prop_shape(prop, self._at)) for prop in frame.props]
        reaches = [(x - _size(name), x + _size(name)) for name, (x, _) in self._at.items()]
        reaches += [(low, high) for _, _, low, high in self._props]
        self.left, self.right = min(low for low, _ in reaches), max(high for _, high in reaches)
        self.top = max(_size(name) - y for name, (_, y) in self._at.items())
        if any(prop.kind == "wall" for prop in frame.props):
            self.top = max(self.top, _LAYOUT_WALL * _LAYOUT_BODY)

    def shapes(self) -> str:
        far, middle, near = _LAYOUT_SHADES
        behind = "".join(shape for prop, shape, _, _ in self._props if not prop.held)
        front = "".join(shape for prop, shape, _, _ in self._props if prop.held)
        parts = ((far, self._limbs("far")), (middle, self._trunk()), (near, self._limbs("near")))
        body = "".join(f'<g fill="currentColor" opacity="{shade:g}">{"".join(p)}</g>' for shade, p in parts)
        return behind + body + front

    def _trunk(self) -> Iterator[str]:
        for start, end in pairwise(("hip", "waist", "shoulder")):
            yield self._part(start, end, _size(start), _size(end))
        (x, y), r = self._at["head"], _size("head")
        yield self._part("shoulder", "head", _size("arm"), _size("hand"))
        yield f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(r)}"/>'

    def _limbs(self, side: str) -> Iterator[str]:
        def of(name: str) -> str:
            return f"{side}_{name}"

        yield self._part("hip", of("knee"), _size("thigh"), _size("knee"))
        yield self._part(of("knee"), of("ankle"), _size("knee"), _size("ankle"))
        yield self._foot(of("ankle"), of("heel"), of("toe"))
        yield self._part("shoulder", of("elbow"), _size("arm"), _size("elbow"))
        yield self._part(of("elbow"), of("hand"), _size("elbow"), _size("hand"))

    def _part(self, start: str, end: str, start_r: float, end_r: float) -> str:
        return _capsule(self._at[start], start_r, self._at[end], end_r)

    def _foot(self, ankle: str, heel: str, toe: str) -> str:
        (ax, ay), (hx, hy), (tx, ty) = (self._at[name] for name in (ankle, heel, toe))
        r = _size(ankle)
        # The back of the foot is as high over the heel as the ankle is, the front low over the toes.
        ux, uy = (ax - hx, ay - hy), (tx - hx, ty - hy)
        long = hypot(*uy) or 1.0
        up = (uy[1] / long, -uy[0] / long)
        if up[0] * ux[0] + up[1] * ux[1] < 0:
            up = (-up[0], -up[1])
        low = r * 0.5
        tip = (tx + up[0] * low, ty + up[1] * low)
        return (
            f'<path d="M{_n(hx)} {_n(hy)}L{_n(tx)} {_n(ty)}L{_n(tip[0])} {_n(tip[1])}L{_n(ax + up[0] * r)}'
            f' {_n(ay + up[1] * r)}L{_n(hx + up[0] * r)} {_n(hy + up[1] * r)}Z"/>'
            f'<circle cx="{_n(ax)}" cy="{_n(ay)}" r="{_n(r)}"/>'
        )


def _prop_shape(prop: Prop, at: dict[str, Point]) -> tuple[str, float, float]:
    """The shape of a prop, and how far left and right it reaches."""
    x, y = at[prop.at][0] + prop.dx_share * _LAYOUT_BODY, at[prop.at][1]
    if prop.kind == "wall":
        return _line(f"M{_n(x)} 0V{_n(-_LAYOUT_WALL * _LAYOUT_BODY)}"), x - _LAYOUT_LINE, x + _LAYOUT_LINE
    if prop.kind == "chair":
        half, seat = _LAYOUT_SEAT * _LAYOUT_BODY / 2, -support_height("chair") * _LAYOUT_BODY
        back = x - half if prop.back == "left" else x + half
        legs = f"M{_n(x - half)} 0V{_n(seat)}H{_n(x + half)}V0"
        rest = f"M{_n(back)} {_n(seat)}V{_n(-_LAYOUT_CHAIR_BACK * _LAYOUT_BODY)}" if prop.back else ""
        return _line(legs + rest), x - half - _LAYOUT_LINE, x + half + _LAYOUT_LINE
    if prop.kind == "step":
        half, top = _LAYOUT_STEP * _LAYOUT_BODY / 2, -support_height("step") * _LAYOUT_BODY
        return _line(f"M{_n(x - half)} 0V{_n(top)}H{_n(x + half)}V0"), x - half, x + half
    if prop.kind == "barbell":
        r, inner = _LAYOUT_PLATE * _LAYOUT_BODY, _LAYOUT_LINE
        return _ring(x, y, r) + _ring(x, y, inner), x - r, x + r
    if prop.kind == "kettlebell":
        r = _LAYOUT_BELL * _LAYOUT_BODY
        return _ring(x, y + r / 2, r / 2) + _ring(x, y + 2 * r, r), x - r, x + r
    if prop.kind == "backpack":
        half, deep = _LAYOUT_PACK[0] * _LAYOUT_BODY / 2, _LAYOUT_PACK[1] * _LAYOUT_BODY
        box = f'x="{_n(x - half)}" y="{_n(y)}" width="{_n(2 * half)}" height="{_n(deep)}"'
        return f'<rect {box} rx="{_n(_LAYOUT_ROUND)}" {_PROP} {_LINE}/>', x - half, x + half
    return _stick(at)


def _stick(at: dict[str, Point]) -> tuple[str, float, float]:
    """Along the back: from below the hip to beside the head."""
    (hx, hy), (sx, sy) = at["hip"], at["shoulder"]
    long = hypot(sx - hx, sy - hy)
    ux, uy = (sx - hx) / long, (sy - hy) / long
    off = _size("shoulder") + _LAYOUT_LINE
    x0, y0 = hx - ux * off + uy * off, hy - uy * off - ux * off
    x1, y1 = x0 + ux * _LAYOUT_STICK * _LAYOUT_BODY, y0 + uy * _LAYOUT_STICK * _LAYOUT_BODY
    return _line(f"M{_n(x0)} {_n(y0)}L{_n(x1)} {_n(y1)}"), min(x0, x1), max(x0, x1)


def _capsule(p: Point, p_r: float, q: Point, q_r: float) -> str:
    """What a band around two circles encloses."""
    apart = hypot(q[0] - p[0], q[1] - p[1])
    if apart <= abs(p_r - q_r):
        (x, y), r = (p, p_r) if p_r >= q_r else (q, q_r)
        return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(r)}"/>'
    towards, lean = atan2(q[1] - p[1], q[0] - p[0]), acos((p_r - q_r) / apart)
    first, last = towards + lean, towards - lean
    a, b = _on(p, p_r, first), _on(q, q_r, first)
    c, d = _on(q, q_r, last), _on(p, p_r, last)
    large_q, large_p = int(2 * lean > pi), int(2 * lean < pi)
    return (
        f'<path d="M{_n(a[0])} {_n(a[1])}L{_n(b[0])} {_n(b[1])}A{_n(q_r)} {_n(q_r)} 0 {large_q} 0 {_n(c[0])}'
        f' {_n(c[1])}L{_n(d[0])} {_n(d[1])}A{_n(p_r)} {_n(p_r)} 0 {large_p} 0 {_n(a[0])} {_n(a[1])}Z"/>'
    )


def _arrow(left: float) -> str:
    start, end, y, tip = (
        left + _LAYOUT_EDGE / 2,
        left + _LAYOUT_GAP - _LAYOUT_EDGE / 2,
        -_LAYOUT_ARROW,
        _LAYOUT_TIP,
    )
    return _line(f"M{_n(start)} {_n(y)}H{_n(end)}m{-tip:g} {-tip:g}l{tip:g} {tip:g}l{-tip:g} {tip:g}")


def _on(centre: Point, r: float, angle: float) -> Point:
    return centre[0] + r * cos(angle), centre[1] + r * sin(angle)


def _ring(x: float, y: float, r: float) -> str:
    return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(r)}" {_PROP} {_LINE}/>'


def _line(path: str) -> str:
    return f'<path d="{path}" {_PROP} {_LINE}/>'


def _size(name: str) -> float:
    return depth(name) * _LAYOUT_BODY


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
