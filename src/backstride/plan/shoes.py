"""What each pair of shoes has run, and what little is known of when to change it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from backstride.evidence import figure
from backstride.records import Shoe

_M_PER_KM = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wear:
    """One run in a pair. ``distance_m`` is None where unknown."""

    shoe_id: str
    date: date
    distance_m: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something to say of shoes, and the entries of the registry that it rests on."""

    id: str
    text: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShoeUse:
    """A pair and what it has run. ``distance_km``: with what it had run before it came on record, without
    runs of unknown length (``n_unmeasured`` of the ``n_runs``). The dates are None without a run.

    ``kept``: the runner has entered the pair; else a platform names it. ``hint``: None where there is none.
    """

    shoe: Shoe
    kept: bool
    distance_km: float
    n_runs: int
    n_unmeasured: int
    first_run: date | None
    last_run: date | None
    hint: Note | None


def uses(shoes: Sequence[Shoe], worn: Iterable[Wear]) -> list[ShoeUse]:
    """Every pair that is kept or was worn: those in use first, the one worn last before the others."""
    by_id = {shoe.shoe_id: shoe for shoe in shoes}
    runs: dict[str, list[Wear]] = {shoe_id: [] for shoe_id in by_id}
    for wear in worn:
        runs.setdefault(wear.shoe_id, []).append(wear)
    found = [
        _use(by_id.get(shoe_id, Shoe(shoe_id=shoe_id, name=shoe_id)), mine, kept=shoe_id in by_id)
        for shoe_id, mine in runs.items()
    ]
    found.sort(key=lambda use: use.shoe.name)
    return sorted(
        found,
        key=lambda use: (use.shoe.retired is not None, -(use.last_run or date.min).toordinal()),
    )


def notes(found: Sequence[ShoeUse], today: date) -> list[Note]:
    """What there is to say of all pairs together."""
    since = today - timedelta(days=figure("shoe_rotation_days"))
    worn = [use for use in found if use.last_run is not None and use.last_run >= since]
    if len(worn) != 1:
        return []
    text = (
        "You run in one pair at the moment. In one study runners who used several pairs side by side had "
        "fewer injuries; they chose to, so that it may have been something else about them, and it was not "
        "about backs alone."
    )
    return [Note(id="rotation", text=text, evidence=("shoe_rotation", "shoe_rotation_days"))]


def _use(shoe: Shoe, runs: Sequence[Wear], *, kept: bool) -> ShoeUse:
    known_m = [run.distance_m for run in runs if run.distance_m is not None]
    distance_km = (shoe.start_distance_m + sum(known_m)) / _M_PER_KM
    dates = [run.date for run in runs]
    return ShoeUse(
        shoe=shoe,
        kept=kept,
        distance_km=distance_km,
        n_runs=len(runs),
        n_unmeasured=len(runs) - len(known_m),
        first_run=min(dates, default=None),
        last_run=max(dates, default=None),
        hint=_hint(distance_km) if shoe.retired is None else None,
    )


def _hint(distance_km: float) -> Note | None:
    if distance_km < figure("shoe_hint_km"):
        return None
    text = (
        f"It has run {distance_km:.0f} km: look at its sole, and at how it feels. No study was found that "
        f"ties a shoe's age to back pain; {figure('shoe_hint_km'):g} km is a custom, and no limit."
    )
    return Note(id="look_at_it", text=text, evidence=("shoe_hint_km", "shoe_age_unknown"))
