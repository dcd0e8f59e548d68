"""Pairs of shoes: entering, retiring, saying which run was in which, and what each has run."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from backstride.ingest.kept import LONGEST_NAME, MOST_BEFORE_M
from backstride.plan.shoes import Note, ShoeUse, Wear, notes, uses
from backstride.records import Shoe, Sport
from backstride.store import Store

_M_PER_KM = 1000
_MOST_KM_BEFORE = MOST_BEFORE_M / _M_PER_KM  # more may be metres, or a slip of the pen


class ShoeError(ValueError):
    """A pair that cannot be; the message says in one line what is wrong."""


def shoe_uses(store: Store, today: date) -> tuple[list[ShoeUse], list[Note]]:
    """Every pair with what it has run, and what there is to say. Deleted runs, and those of imports that were
    taken back, do not count. Raises StoreError.
    """
    found = uses(store.shoes(), _worn(store))
    return found, notes(found, today)


def add_shoe(store: Store, name: str, *, km_before: float | None, first_used: date | None) -> Shoe:
    """Enter a pair, or correct one that is entered: what is None stays as it was. ShoeError, StoreError."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise ShoeError(f"a pair needs a name of 1 to {LONGEST_NAME} characters")
    if km_before is not None and not 0 <= km_before <= _MOST_KM_BEFORE:
        raise ShoeError(f"{km_before:g} km is no distance that a pair has run (0 to {_MOST_KM_BEFORE:g})")
    shoe = _named(store, name) or Shoe(shoe_id=name, name=name)
    if km_before is not None:
        shoe = replace(shoe, start_distance_m=km_before * _M_PER_KM)
    if first_used is not None:
        shoe = replace(shoe, first_used=first_used)
    store.save_shoe(shoe)
    return shoe


def retire_shoe(store: Store, name: str, on: date) -> Shoe:
    """Say that ``on`` was the last day of a pair. ShoeError where there is none of that name; StoreError."""
    shoe = replace(_one_named(store, name), retired=on)
    store.save_shoe(shoe)
    return shoe


def make_default(store: Store, name: str, since: date) -> Shoe:
    """Take runs from ``since`` on that name no pair to be in this one. ShoeError as above; StoreError."""
    shoe = replace(_one_named(store, name), default_from=since, retired=None)
    store.save_shoe(shoe)
    return shoe


def assign(store: Store, activity_ids: Sequence[int], name: str | None) -> Shoe | None:
    """Say that these activities were run in the pair; None takes back what was said.

    ShoeError as above; KeyError where there is no activity of one of these ids; StoreError.
    """
    shoe = None if name is None else _one_named(store, name)
    store.wear(activity_ids, None if shoe is None else shoe.shoe_id)
    return shoe


def _worn(store: Store) -> list[Wear]:
    return [
        Wear(
            shoe_id=entry.shoe_id,
            date=entry.activity.local_date,
            distance_m=entry.activity.distance_m,
        )
        for entry in store.activities()
        if entry.shoe_id is not None and entry.activity.sport in (Sport.RUN, Sport.WALK)
    ]


def _named(store: Store, name: str) -> Shoe | None:
    """The pair of that name, entered or named by a platform; capitals do not matter."""
    wanted = " ".join(name.split()).casefold()
    found = uses(store.shoes(), _worn(store))
    return next((use.shoe for use in found if use.shoe.name.casefold() == wanted), None)


def _one_named(store: Store, name: str) -> Shoe:
    shoe = _named(store, name)
    if shoe is None:
        raise ShoeError(f"there is no pair “{name}”: enter it with backstride shoes --add")
    return shoe


def shoes_document(found: Sequence[ShoeUse], said: Sequence[Note]) -> dict[str, object]:
    """All pairs as the ``--json`` document: plain types only, None where unknown."""
    return {
        "shoes": [
            {
                "shoe_id": use.shoe.shoe_id,
                "name": use.shoe.name,
                "entered": use.kept,
                "distance_km": round(use.distance_km, 2),
                "km_before": round(use.shoe.start_distance_m / _M_PER_KM, 2),
                "runs": use.n_runs,
                "runs_of_unknown_length": use.n_unmeasured,
                "first_used": _iso(use.shoe.first_used),
                "first_run": _iso(use.first_run),
                "last_run": _iso(use.last_run),
                "retired": _iso(use.shoe.retired),
                "default_from": _iso(use.shoe.default_from),
                "hint": None if use.hint is None else _note(use.hint),
            }
            for use in found
        ],
        "notes": [_note(note) for note in said],
    }


def _note(note: Note) -> dict[str, object]:
    return {"id": note.id, "text": note.text, "evidence": list(note.evidence)}


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
