"""How much of the gain at the same km could be had? The same plan, under the same rules, told the truth.

    python benchmarks/closed_loop/ceiling.py --runners 54 --seed 2026

The plan that knows is given, in place of the runner's own answer from the diary, what runs of seven lengths
and of either ground add to this runner's next three mornings: by doing, with and without the run, on every
third day of the six weeks before. Runners whom running does nothing are left out: nothing can be gained
there. What the rules forbid, the one that knows may not do either.
"""

import argparse
import sys
from pathlib import Path

import numpy as np

BENCHMARKS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(BENCHMARKS), str(BENCHMARKS.parent / "src")]

from backstride.evidence import figure  # noqa: E402 - the path has to be there first
from backstride.plan.model import Intensity  # noqa: E402
from backstride.plan.response import Response  # noqa: E402
from closed_loop.arms import (  # noqa: E402
    PLANNED_HARD_GROUND,
    PLANNED_INTENSITY,
    AsOneLikes,
    Backstride,
    Generic,
    no_warning_signs,
)
from closed_loop.person import FIRST, LAST, Person, Run, Weeks, kind_of, person  # noqa: E402
from closed_loop.score import Choose, Outcome, at_km, outcome_of, row  # noqa: E402
from closed_loop.table import interval  # noqa: E402

LENGTHS = (0.2, 0.4, 0.6, 0.85, 1.1, 1.5, 2.0)  # of the usual run
LOOK_BACK_DAYS, EVERY_DAYS = 42, 3


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runners", type=int, default=54)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    numbers = [index for index in range(options.runners) if kind_of(index) != "null"]
    ours, theirs = [], []
    for index in numbers:
        found = row(index, options.seed)
        ours.append((found.outcomes["backstride"], found.matched["generic"]))
        theirs.append(lived_knowing(person(index, options.seed)))
    print(table(ours, theirs, options.seed))


def table(ours: list[tuple[Outcome, Outcome]], theirs: list[tuple[Outcome, Outcome]], seed: int) -> str:
    """Each: the plan's outcome, and the generic plan's at as many km."""
    lines = [f"{len(ours)} runners whom running does something, seed {seed}"]
    for name, pairs in (("by the diary", ours), ("knowing the truth", theirs)):
        gaps = [plan.pain_nrs - generic.pain_nrs for plan, generic in pairs]
        pain, km = (np.mean([getattr(plan, of) for plan, _ in pairs]) for of in ("pain_nrs", "km"))
        lines.append(
            f"{name:18} pain {pain:.2f}, {km:.0f} km; minus generic at the same km: {interval(gaps, seed)}"
        )
    return "\n".join(lines)


def lived_knowing(one: Person) -> tuple[Outcome, Outcome]:
    """What the plan that knows comes to, and the generic plan at as many km."""
    start, before, by_habit = Weeks(one), [], AsOneLikes()
    for t in range(FIRST - LOOK_BACK_DAYS, FIRST + 1, EVERY_DAYS):
        start.live(by_habit, t)
        before.append(start.branch())

    def lived_by(choose: Choose) -> Outcome:
        weeks = start.branch()
        weeks.live(choose, LAST)
        return outcome_of(weeks)

    found = lived_by(Backstride(start, no_warning_signs(), _truth(one, before)))
    generic = lived_by(Generic(start))
    return found, at_km(found.km, generic.km, lambda share: lived_by(Generic(start, share)))


def _truth(one: Person, before: list[Weeks]) -> Response:
    easy, usual_km = PLANNED_INTENSITY[Intensity.EASY], one.habits.usual_km

    def added_nrs(km: float, *, intensity: float = easy, hard: float | None = None) -> float:
        return float(np.mean([_added_nrs(weeks, km, intensity, hard) for weeks in before]))

    hard_nrs = added_nrs(usual_km, intensity=PLANNED_INTENSITY[Intensity.HARD]) - added_nrs(usual_km)
    on_soft, on_hard = (added_nrs(usual_km, hard=share) for share in PLANNED_HARD_GROUND.values())
    return Response(
        at_km=((0.0, 0.0), *((share * usual_km, added_nrs(share * usual_km)) for share in LENGTHS)),
        intensity_nrs={Intensity.HARD: hard_nrs},
        surface_nrs={"hard": on_hard - on_soft},
        is_own=True,
    )


def _added_nrs(weeks: Weeks, km: float, intensity: float, hard: float | None) -> float:
    """What such a run adds to the next mornings, the days after it without one."""
    mornings, t = int(figure("acute_mornings")), weeks.t
    usual = weeks.person.usual_run(t, km)
    run = Run(
        km=km,
        intensity_share=intensity,
        hard_share=usual.hard_share if hard is None else hard,
        descent_m_per_km=usual.descent_m_per_km,
        warmup=1.0,
    )
    means = []
    for today in (run, None):
        lived = weeks.branch()
        lived.live(lambda at, today=today: today if at.t == t else None, t + mornings)
        means.append(float(lived.reading_nrs[t + 1 : t + 1 + mornings].mean()))
    return means[0] - means[1]


if __name__ == "__main__":
    main()
