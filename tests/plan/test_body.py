"""Bodies in their poses: joints bend as joints do, what should touch does, nothing is below the floor."""

from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.plan.body import POINTS, SUPPORTS, Limbs, Pose, joints, support_height, underside
from backstride.plan.exercises import exercises

TOLERANCE = 0.006  # of the body's height: one centimetre
FRAMES = [
    pytest.param(frame, id=f"{one.id}-{number}")
    for one in exercises().values()
    for number, frame in enumerate(one.frames, start=1)
]
RANGES = {
    "shoulder_deg": (-60, 185),
    "elbow_deg": (-5, 155),
    "hip_deg": (-35, 140),
    "knee_deg": (-5, 150),
    "ankle_deg": (-60, 45),
}
STANDING = Pose(trunk_deg=90, near=Limbs(), far=Limbs(), touches={"near_heel": "floor"})


@pytest.mark.parametrize("frame", FRAMES)
def test_what_touches_does_and_nothing_is_below_the_floor(frame):
    points = joints(frame.pose)
    for name, support in frame.pose.touches.items():
        assert underside(name, points) == pytest.approx(support_height(support), abs=TOLERANCE), name
    for name in points:
        assert underside(name, points) >= -TOLERANCE, name


@pytest.mark.parametrize("frame", FRAMES)
def test_joints_bend_no_further_than_joints_do(frame):
    for limbs in (frame.pose.near, frame.pose.far):
        for joint, (low, high) in RANGES.items():
            assert low <= getattr(limbs, joint) <= high, joint
    assert -30 <= frame.pose.spine_deg <= 60
    assert -45 <= frame.pose.neck_deg <= 50


@pytest.mark.parametrize("frame", FRAMES)
def test_the_weight_is_over_what_bears_it(frame):
    """The middle of the body, roughly its weight, is not far outside of what it rests on."""
    points = joints(frame.pose)
    bearing = [points[name][0] for name in frame.pose.touches]
    bearing += [points[prop.at][0] for prop in frame.props if prop.kind == "wall"]
    weights = {"head": 0.08, "waist": 0.4, "shoulder": 0.12, "hip": 0.2}
    weights |= {f"{side}_knee": 0.1 for side in ("near", "far")}
    middle = sum(share * points[name][0] for name, share in weights.items()) / sum(weights.values())
    assert min(bearing) - 0.12 <= middle <= max(bearing) + 0.12


def test_a_body_that_stands_straight_is_as_high_as_it_is():
    points = joints(STANDING)
    assert points["head"][1] + 0.056 == pytest.approx(1, abs=0.03)
    assert points["near_toe"][0] > points["near_heel"][0]
    assert set(points) == POINTS


@pytest.mark.parametrize(
    ("limbs", "point", "axis", "sign"),
    [
        (Limbs(shoulder_deg=60), "near_hand", 0, 1),
        (Limbs(elbow_deg=60), "near_hand", 0, 1),
        (Limbs(hip_deg=60), "near_knee", 0, 1),
        (Limbs(knee_deg=60), "near_ankle", 0, -1),
        (Limbs(ankle_deg=30), "near_toe", 1, 1),
    ],
)
def test_a_positive_angle_bends_the_way_that_it_says(limbs, point, axis, sign):
    bent = joints(Pose(trunk_deg=90, near=limbs, far=Limbs(), touches={"far_heel": "floor"}))
    assert (bent[point][axis] - joints(STANDING)[point][axis]) * sign > 0.02


ANGLES = st.floats(-180, 180)
LIMBS = st.builds(
    Limbs, shoulder_deg=ANGLES, elbow_deg=ANGLES, hip_deg=ANGLES, knee_deg=ANGLES, ankle_deg=ANGLES
)


@given(
    trunk=ANGLES, near=LIMBS, point=st.sampled_from(sorted(POINTS)), support=st.sampled_from(sorted(SUPPORTS))
)
def test_segments_keep_their_lengths_and_the_first_touch_sets_the_height(trunk, near, point, support):
    pose = Pose(trunk_deg=trunk, near=near, far=Limbs(), touches={point: support})
    points, standing = joints(pose), joints(STANDING)
    for start, end in (("hip", "near_knee"), ("near_knee", "near_ankle"), ("near_elbow", "near_hand")):
        lengths = [hypot(p[end][0] - p[start][0], p[end][1] - p[start][1]) for p in (points, standing)]
        assert lengths[0] == pytest.approx(lengths[1])
    assert underside(point, points) == pytest.approx(support_height(support))
