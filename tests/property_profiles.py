"""How hard the properties are tried: as their tests say, or ``HYPOTHESIS_PROFILE=thorough``.

The thorough way is for hunting by hand, room by room: it finds what one run in many hits upon, and takes
hours for all of them. ``HYPOTHESIS_PROFILE=repeatable``, which ``.ci/run`` sets, draws the same examples each
time: a change is judged by what it changes, and new examples are for everybody's own ``make test``.
"""

import os

import pytest
from hypothesis import HealthCheck, settings

MOST = 10_000
"""No property is tried with more examples than this, unless its own test asks for more."""

_TIMES = 20
_HOURS_S = 36_000

PROFILE = os.environ.get("HYPOTHESIS_PROFILE") or "usual"
THOROUGH = PROFILE == "thorough"

# How long an example takes tells of the load of the computer; pytest's own timeout ends what hangs.
settings.register_profile(
    "usual", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("thorough", settings.get_profile("usual"), print_blob=True)
settings.register_profile("repeatable", settings.get_profile("usual"), derandomize=True)
settings.load_profile(PROFILE)


def try_thoroughly(items: list[pytest.Item]) -> None:
    """Give every property among ``items`` twenty times its examples, and the time that they take.

    A profile alone would not reach the tests that say how many examples they want, which are most.
    """
    reached = set()
    for item in items:
        for holder, name in _settings_of(item):
            item.add_marker(pytest.mark.timeout(_HOURS_S), append=False)
            if holder not in reached:
                reached.add(holder)
                own = getattr(holder, name)
                wanted = max(own.max_examples, min(_TIMES * own.max_examples, MOST))
                setattr(holder, name, settings(own, max_examples=wanted))


def _settings_of(item: pytest.Item) -> list[tuple[object, str]]:
    """Where a property keeps its settings: on the function of ``@given``, or on a state machine's case."""
    function = getattr(item.obj, "__func__", item.obj) if isinstance(item, pytest.Function) else None
    places = [(function, "_hypothesis_internal_use_settings"), (getattr(item, "cls", None), "settings")]
    return [(holder, name) for holder, name in places if isinstance(getattr(holder, name, None), settings)]
