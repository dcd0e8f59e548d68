"""A posterior becomes a response: more pain for whom running harms."""

from backstride.inference.fit import infer
from backstride.plan.model import Intensity
from backstride.plan.own_response import own_response
from backstride.samples import RunnerSpec, simulate


def test_whom_running_harms_is_expected_to_hurt_more() -> None:
    harmed, null = (
        own_response(infer(simulate(3, spec, 180).days, seed=1), seed=1)
        for spec in (RunnerSpec.harmed(), RunnerSpec.null())
    )
    assert harmed.is_own
    for km in (4.0, 8.0):
        assert harmed.added_nrs(km, Intensity.EASY) > null.added_nrs(km, Intensity.EASY) + 0.2
    assert harmed == own_response(infer(simulate(3, RunnerSpec.harmed(), 180).days, seed=1), seed=1)
