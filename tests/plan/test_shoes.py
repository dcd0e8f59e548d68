"""What each pair has run, and what is said of it."""

from datetime import date, timedelta

import pytest

from backstride.evidence import all_entries
from backstride.plan.shoes import Wear, notes, uses
from backstride.records import Shoe

TODAY = date(2025, 6, 2)


def wear(shoe_id: str, back: int, km: float | None = 10.0) -> Wear:
    return Wear(
        shoe_id=shoe_id, date=TODAY - timedelta(days=back), distance_m=None if km is None else km * 1000
    )


def test_a_pair_has_run_what_it_had_before_and_what_it_ran_since() -> None:
    shoe = Shoe(shoe_id="a", name="Red", start_distance_m=120_000.0)
    (use,) = uses([shoe], [wear("a", 3), wear("a", 9, 5.5), wear("a", 5, None)])
    assert use.distance_km == pytest.approx(135.5)
    assert (use.n_runs, use.n_unmeasured, use.kept) == (3, 1, True)
    assert (use.first_run, use.last_run) == (TODAY - timedelta(days=9), TODAY - timedelta(days=3))


def test_a_pair_that_only_a_platform_names_is_listed_too() -> None:
    (use,) = uses([], [wear("Ghost", 1)])
    assert (use.shoe.name, use.kept) == ("Ghost", False)


def test_a_pair_without_a_run_has_no_dates() -> None:
    (use,) = uses([Shoe(shoe_id="a", name="Red")], [])
    assert (use.distance_km, use.n_runs, use.first_run, use.last_run) == (0.0, 0, None, None)


def test_those_in_use_come_first() -> None:
    shoes = [Shoe(shoe_id="old", name="Old", retired=TODAY), Shoe(shoe_id="new", name="New")]
    found = uses(shoes, [wear("old", 1), wear("a", 9), wear("b", 2)])
    assert [use.shoe.shoe_id for use in found] == ["b", "a", "new", "old"]


@pytest.mark.parametrize(("km", "is_said"), [(699.0, False), (700.0, True), (5000.0, True)])
def test_from_some_distance_on_a_pair_is_worth_a_look(km: float, is_said: bool) -> None:
    shoe = Shoe(shoe_id="a", name="Red", start_distance_m=km * 1000)
    (use,) = uses([shoe], [])
    assert (use.hint is not None) == is_said
    if use.hint is not None:
        assert "No study was found" in use.hint.text
        assert set(use.hint.evidence) <= {entry.id for entry in all_entries()}


def test_a_retired_pair_is_not_looked_at_again() -> None:
    (use,) = uses([Shoe(shoe_id="a", name="Red", start_distance_m=1e6, retired=TODAY)], [])
    assert use.hint is None


@pytest.mark.parametrize(
    ("worn", "n"),
    [
        ([wear("a", 1)], 1),
        ([wear("a", 1), wear("b", 30)], 0),
        ([wear("a", 1), wear("b", 31)], 1),
        ([wear("a", 40)], 0),
        ([], 0),
    ],
)
def test_one_pair_alone_is_worth_a_note(worn: list[Wear], n: int) -> None:
    said = notes(uses([], worn), TODAY)
    assert len(said) == n
    for note in said:
        assert "one study" in note.text
        assert set(note.evidence) <= {entry.id for entry in all_entries()}
