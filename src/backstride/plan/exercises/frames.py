"""The pictures of an exercise: from its tables of joint angles to poses of the body."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import fields
from types import MappingProxyType
from typing import Any, Final

from backstride.plan.body import END_ON, POINTS, PROPS, SUPPORTS, Frame, Limbs, Pose, Prop

_NEEDS: Final = {"trunk", "near", "touches"}
_MAY: Final = {"far", "spine", "neck", "end_on", "props"}
_JOINTS: Final[set[str]] = {field.name.removesuffix("_deg") for field in fields(Limbs)}
_ALWAYS_THERE: Final = frozenset({"wall"})  # drawn where an exercise says to hold on to something firm


def frame(table: Mapping[str, Any]) -> Frame:
    """The picture that a table without faults describes; a missing ``far`` side does as the near one."""
    near = _limbs(table["near"])
    pose = Pose(
        trunk_deg=table["trunk"],
        spine_deg=table.get("spine", 0.0),
        neck_deg=table.get("neck", 0.0),
        near=near,
        far=_limbs(table["far"]) if "far" in table else near,
        end_on=frozenset(table.get("end_on", ())),
        touches=MappingProxyType(table["touches"]),
    )
    return Frame(pose=pose, props=tuple(Prop(**prop) for prop in table.get("props", ())))


def frame_faults(table: Mapping[str, Any], equipment: Set[str]) -> Iterator[str]:
    """What is wrong with a table of joint angles, in words. ``equipment``: what the exercise needs."""
    if missing := _NEEDS - set(table):
        yield f"lacks {_listed(missing)}"
    if unknown := set(table) - _NEEDS - _MAY:
        yield f"does not take {_listed(unknown)}"
    for side in ("near", "far"):
        if unknown := set(table.get(side, ())) - _JOINTS:
            yield f"bends {_listed(unknown)}, which is no joint"
    touches: Mapping[str, str] = table.get("touches", {})
    if not touches:
        yield "touches nothing"
    if unknown := set(touches) - POINTS:
        yield f"touches with {_listed(unknown)}, which is no point of the body"
    if unknown := set(touches.values()) - SUPPORTS:
        yield f"rests on {_listed(unknown)}, which is no support"
    if unknown := set(table.get("end_on", ())) - END_ON:
        yield f"turns {_listed(unknown)} to the viewer, which cannot be drawn"
    for prop in table.get("props", ()):
        if prop.get("kind") not in PROPS or prop.get("at") not in POINTS:
            yield f"shows {prop!r}, which cannot be drawn"
        elif prop["kind"] not in equipment | _ALWAYS_THERE:
            yield f"shows a {prop['kind']}, which the exercise does not say that it needs"


def _limbs(table: Mapping[str, float]) -> Limbs:
    return Limbs(**{f"{joint}_deg": angle for joint, angle in table.items()})


def _listed(names: Set[str]) -> str:
    return ", ".join(sorted(names))
