"""Every factor states its unit, window and missing-value rule, and keeps to what all factors promise."""

import ast
import importlib
import pkgutil
import re
import textwrap
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from exposure_builders import check_in, history, run
from hypothesis import given, settings
from hypothesis import strategies as st

from backstride.evidence import all_entries
from backstride.exposure import FACTORS, factors
from backstride.exposure.history import History
from backstride.records import DAY_COLUMNS, Sport
from backstride.records.surface import Surface

UNITS = {"m_per_km": "m/km", "km": "km", "min": "min", "d": "d", "share": "share, 0-1", "ratio": "ratio"}
"""What a factor's name ends with, and the unit that its docstring must then state; other names are flags."""

DIARY = {
    "pain_nrs",
    "sleep_h",
    "sitting_h",
    "stress_nrs",
    "event_painkiller",
    "event_physio",
    "event_illness",
}


def lacks(factor: Callable[..., object]) -> list[str]:
    """What a factor's name and docstring lack."""
    documentation = textwrap.dedent(" " * 4 + (factor.__doc__ or ""))
    if not documentation.strip():
        return ["a docstring"]
    found = []
    stated = dict(re.findall(r"^\s*(Unit|Window|Missing): (.+)$", documentation, re.MULTILINE))
    found += [f"a line '{name}: …'" for name in ("Unit", "Window", "Missing") if name not in stated]
    expected = next((unit for end, unit in UNITS.items() if factor.__name__.endswith(f"_{end}")), "0 or 1")
    if stated.get("Unit", expected) != expected:
        found.append(f"the unit of its name ({expected}); it states {stated['Unit']}")
    if "unknown" not in documentation:
        found.append("a word on what is unknown")
    return found


@pytest.mark.parametrize("factor", FACTORS.values(), ids=FACTORS.keys())
def test_a_factor_states_unit_window_and_policy(factor: Callable[..., object]):
    assert not lacks(factor)


def no_docstring(history: History) -> None: ...


def no_window_km(history: History) -> None:
    """Something.

    Unit: km
    Missing: unknown without a run
    """


def wrong_unit_km(history: History) -> None:
    """Something.

    Unit: miles
    Window: the date
    Missing: unknown without a run
    """


@pytest.mark.parametrize(
    ("factor", "fault"),
    [
        (no_docstring, "a docstring"),
        (no_window_km, "a line 'Window: …'"),
        (wrong_unit_km, "the unit of its name (km); it states miles"),
    ],
)
def test_what_a_factor_lacks_is_found(factor: Callable[..., object], fault: str):
    assert lacks(factor) == [fault]


def test_every_file_holds_one_factor_and_every_factor_is_listed():
    files = [module.name for module in pkgutil.iter_modules(factors.__path__)]
    public = {
        name: file
        for file in files
        for name, value in vars(importlib.import_module(f"{factors.__name__}.{file}")).items()
        if callable(value) and not name.startswith("_") and value.__module__ == f"{factors.__name__}.{file}"
    }
    assert public.keys() == FACTORS.keys()
    assert sorted(public.values()) == sorted(files)


def test_the_days_table_has_a_factor_or_the_diary_for_every_column():
    assert set(DAY_COLUMNS) - FACTORS.keys() == DIARY | {"ran"}


def test_registry_ids_named_in_a_docstring_are_those_that_the_code_asks_for():
    known = {entry.id for entry in all_entries()}
    for file in Path(factors.__path__[0]).glob("*.py"):
        tree = ast.parse(file.read_text("utf-8"))
        asked = {
            node.args[0].value
            for node in ast.walk(tree)
            if isinstance(node, ast.Call)
            and ast.unparse(node.func) == "figure"
            and isinstance(node.args[0], ast.Constant)
        }
        for named in re.findall(r"registry: ([^)]+)\)", file.read_text("utf-8")):
            ids = set(re.split(r"[,\s]+", named.strip()))
            assert ids <= known
            assert ids - {"warmup_window_s"} <= asked, file.name  # that window is applied in the sketch


def made_up(draw: st.DrawFn) -> History:
    number = st.integers(0, 120)
    meters = st.none() | st.floats(0, 50_000)
    runs = draw(st.lists(st.builds(run, number, meters, descent_m=meters, moving_s=meters), max_size=25))
    rides = draw(st.lists(st.builds(run, number, sport=st.sampled_from(Sport)), max_size=5))
    flags = st.none() | st.booleans()
    surfaces = st.none() | st.sampled_from([surface.value for surface in Surface])
    lines = draw(
        st.lists(
            st.builds(check_in, number, warmup=flags, core=flags, cross_training=flags, surface=surfaces),
            max_size=25,
        )
    )
    return history(*runs, *rides, *lines, until=draw(st.none() | number))


histories = st.composite(made_up)()


@pytest.mark.parametrize("factor", FACTORS.values(), ids=FACTORS.keys())
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_what_all_factors_promise(factor: Callable[[History], np.ndarray], data: st.DataObject):
    found = data.draw(histories)
    before = found.ran.copy()
    values = factor(found)
    assert values.shape == (len(found),)
    assert values.dtype == np.float64
    assert not np.isinf(values).any()
    assert not (values < 0).any()
    np.testing.assert_array_equal(found.ran, before)  # pure: the history is as it was
    np.testing.assert_array_equal(factor(found), values)
    if factor.__name__ in ("distance_km", "duration_min"):
        assert np.isnan(values[np.isnan(found.ran)]).all(), "unknown, never zero"
        assert (values[found.ran == 0] == 0).all()
    elif factor.__name__ in ("intensity_share", "hard_share", "descent_m_per_km", "spike_ratio"):
        assert np.isnan(values[found.ran != 1]).all(), "there is nothing to describe without a run"
    elif factor.__name__ in ("warmup", "core", "cross_training"):
        assert set(values[~np.isnan(values)]) <= {0.0, 1.0}


@pytest.mark.parametrize("factor", FACTORS.values(), ids=FACTORS.keys())
def test_no_days_have_no_values(factor: Callable[[History], np.ndarray]):
    assert factor(history()).shape == (0,)


@pytest.mark.parametrize("factor", FACTORS.values(), ids=FACTORS.keys())
def test_what_comes_later_does_not_change_what_was(factor: Callable[[History], np.ndarray]):
    """True of any factor once its record has settled; here the record is two months old."""
    early = [run(k, 4000.0 + 100 * k, moving_s=1500.0, descent_m=20.0) for k in range(0, 70, 2)]
    late = [run(k, 30_000.0, moving_s=9000.0, descent_m=900.0) for k in range(71, 80)]
    short, whole = factor(history(*early, until=69)), factor(history(*early, *late, until=79))
    np.testing.assert_array_equal(whole[: len(short)], short)
