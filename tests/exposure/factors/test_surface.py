"""Hard ground: what the diary says of it, and nothing else."""

import pytest
from exposure_builders import check_in, history, run, same

from backstride.exposure.factors import hard_share
from backstride.records.surface import Surface


@pytest.mark.parametrize(
    ("surface", "share"),
    [
        ("asphalt", 1.0),
        ("concrete", 1.0),
        ("tartan", 0.0),
        ("treadmill", 0.0),
        ("gravel", 0.0),
        ("ground", 0.0),
        ("grass", 0.0),
        ("sand", 0.0),
        ("mixed", 0.5),
        ("unknown", None),
    ],
)
def test_a_surface_is_hard_soft_half_or_unknown(surface: str, share: float | None):
    assert surface in set(Surface)
    same(hard_share(history(run(0), check_in(0, surface=surface), until=0)), [share])


def test_every_surface_has_a_share():
    for surface in Surface:
        hard_share(history(run(0), check_in(0, surface=surface.value), until=0))


def test_without_a_run_or_a_word_it_is_unknown():
    lines = [check_in(1, surface="asphalt"), check_in(2, pain_nrs=1.0)]
    same(hard_share(history(run(0, sub_sport="trail"), *lines, run(2), until=2)), [None, None, None])


def test_a_later_word_corrects_an_earlier_one():
    lines = [check_in(0, surface="asphalt"), check_in(0, written_after_h=9, surface="unknown")]
    same(hard_share(history(run(0), *lines, until=0)), [None])
