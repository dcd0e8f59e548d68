"""A body seen from its side: joint angles → where its joints are.

Lengths are shares of the body's height. Angles are degrees; those of segments are counter-clockwise from the
viewer's right, those of joints are 0 for a body that stands straight with hanging arms, facing right.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import cos, radians, sin
from types import MappingProxyType
from typing import Final

_LAYOUT_LENGTHS: Final = MappingProxyType(
    {
        # Segments as shares of body height: Drillis and Contini (1966), as Winter, Biomechanics and Motor
        # Control of Human Movement, gives them. The trunk is hip to shoulder, in two halves; a forearm ends
        # in the middle of the fist, a neck in that of the head; a shank ends at the ankle.
        "trunk": 0.144,
        "neck": 0.115,
        "upper_arm": 0.186,
        "forearm": 0.172,
        "thigh": 0.245,
        "shank": 0.246,
    }
)
_LAYOUT_FOOT: Final = MappingProxyType(
    # From the ankle, along the sole and down to it: same source, heel to toe 0.152 and ankle height 0.039.
    {"heel": (-0.037, -0.039), "toe": (0.115, -0.039)}
)
_LAYOUT_DEPTHS: Final = MappingProxyType(
    {
        # Half of the thickness at a point, drawn rather than measured: what lies on the floor lies this high.
        "head": 0.056,
        "shoulder": 0.055,
        "waist": 0.055,
        "hip": 0.055,
        "arm": 0.032,
        "elbow": 0.024,
        "hand": 0.02,
        "thigh": 0.05,
        "knee": 0.034,
        "ankle": 0.021,
        "heel": 0.0,
        "toe": 0.0,
    }
)
# A segment that points at the viewer is seen this short.
_LAYOUT_END_ON: Final = 0.25

# How high what a body can rest on is, as a share of body height: a chair of 45 cm, a low step of 18 cm.
_LAYOUT_SUPPORTS: Final = MappingProxyType({"floor": 0.0, "step": 0.105, "chair": 0.262})

DEG_PER_HALF_TURN: Final = 180
DEG_PER_QUARTER_TURN: Final = 90
SIDES: Final = ("near", "far")
SUPPORTS: Final = frozenset(_LAYOUT_SUPPORTS)
POINTS: Final = frozenset(
    {"head", "shoulder", "waist", "hip"}
    | {f"{side}_{part}" for side in SIDES for part in ("elbow", "hand", "knee", "ankle", "heel", "toe")}
)
END_ON: Final = frozenset(f"{side}_{part}" for side in SIDES for part in ("forearm", "shank", "foot"))

Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limbs:
    """The joints of one arm and one leg.

    Bending forwards is positive at shoulder, elbow and hip, backwards at the knee; the ankle's is positive
    where the toes come up.
    """

    shoulder_deg: float = 0.0
    elbow_deg: float = 0.0
    hip_deg: float = 0.0
    knee_deg: float = 0.0
    ankle_deg: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose:
    """One position of the body.

    ``trunk_deg``: the direction from hip to waist, 90 upright, 0 face down, 180 face up. ``spine_deg`` rounds
    the back, ``neck_deg`` nods. ``end_on``: segments that point at the viewer. ``touches``: the point of the
    body → what it rests on; the first one sets the height of the whole.
    """

    trunk_deg: float
    near: Limbs
    far: Limbs
    touches: Mapping[str, str]
    spine_deg: float = 0.0
    neck_deg: float = 0.0
    end_on: frozenset[str] = field(default_factory=frozenset)


PROPS: Final = frozenset({"wall", "chair", "step", "stick", "barbell", "kettlebell", "backpack"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Prop:
    """What stands or hangs beside a point of the body. ``dx_share``: how far to its right, in body heights.

    ``back``: on which side the back of a chair is, "" for a seat alone.
    """

    kind: str
    at: str
    dx_share: float = 0.0
    back: str = ""

    @property
    def held(self) -> bool:
        """Whether the hands hold it."""
        return self.kind in _HELD


_HELD: Final = frozenset({"barbell", "kettlebell", "backpack", "stick"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One picture of an exercise."""

    pose: Pose
    props: tuple[Prop, ...]


def joints(pose: Pose) -> dict[str, Point]:
    """Where the points of the body are: (rightwards from the hip, upwards from the floor), in body heights.

    head, shoulder, waist and hip; and near_ and far_ elbow, hand, knee, ankle, heel and toe.
    """
    chest_deg = pose.trunk_deg - pose.spine_deg
    points = {"hip": (0.0, 0.0)}
    points["waist"] = _from(points["hip"], "trunk", pose.trunk_deg)
    points["shoulder"] = _from(points["waist"], "trunk", chest_deg)
    points["head"] = _from(points["shoulder"], "neck", chest_deg - pose.neck_deg)
    for side, limbs in zip(SIDES, (pose.near, pose.far), strict=True):
        arm_deg = chest_deg + DEG_PER_HALF_TURN + limbs.shoulder_deg
        thigh_deg = pose.trunk_deg + DEG_PER_HALF_TURN + limbs.hip_deg
        shank_deg = thigh_deg - limbs.knee_deg
        forearm, shank, foot = (
            _LAYOUT_END_ON if f"{side}_{part}" in pose.end_on else 1.0
            for part in ("forearm", "shank", "foot")
        )
        points[f"{side}_elbow"] = _from(points["shoulder"], "upper_arm", arm_deg)
        points[f"{side}_hand"] = _from(points[f"{side}_elbow"], "forearm", arm_deg + limbs.elbow_deg, forearm)
        points[f"{side}_knee"] = _from(points["hip"], "thigh", thigh_deg)
        points[f"{side}_ankle"] = _from(points[f"{side}_knee"], "shank", shank_deg, shank)
        for end, (along, up) in _LAYOUT_FOOT.items():
            sole_deg = shank_deg + DEG_PER_QUARTER_TURN + limbs.ankle_deg
            points[f"{side}_{end}"] = _turned(points[f"{side}_ankle"], along * foot, up, sole_deg)
    first, support = next(iter(pose.touches.items()))
    raise_by = support_height(support) - underside(first, points)
    return {name: (x, y + raise_by) for name, (x, y) in points.items()}


def underside(name: str, points: Mapping[str, Point]) -> float:
    """How high the lower edge of the body is at a point."""
    return points[name][1] - depth(name)


def depth(name: str) -> float:
    """Half of the thickness of the body at a point, or at the root of a limb ("arm", "thigh")."""
    return _LAYOUT_DEPTHS[name.removeprefix("near_").removeprefix("far_")]


def support_height(name: str) -> float:
    """How high something is that a body can rest on."""
    return _LAYOUT_SUPPORTS[name]


def _from(start: Point, segment: str, angle_deg: float, seen: float = 1.0) -> Point:
    return _turned(start, _LAYOUT_LENGTHS[segment] * seen, 0.0, angle_deg)


def _turned(origin: Point, along: float, up: float, angle_deg: float) -> Point:
    c, s = cos(radians(angle_deg)), sin(radians(angle_deg))
    return origin[0] + along * c - up * s, origin[1] + along * s + up * c
