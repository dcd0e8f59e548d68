"""A simulated runner who lives day after day, and whose next run may depend on all that was before.

The bodies, lives and habits are those of ``validity``: fatigue and flares, neither of which is the model that
backstride fits. The noise of every day is drawn beforehand, so that the same weeks can be lived again with
other runs in them.
"""

import copy
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from backstride.evidence import figure
from backstride.records import Days
from validity import diary
from validity.course import Body, gain_for
from validity.families import MIXTURE, target_of
from validity.fatigue import Fatigue
from validity.flares import Flares
from validity.life import BURN_IN_DAYS, FIRST_DATE, FloatArray, Habits, Life, lived, strain

LEAD_IN_DAYS = 56  # of diary, running by habit, before anybody is given a plan
WEEKS = 16
FIRST = BURN_IN_DAYS + LEAD_IN_DAYS
LAST = FIRST + 7 * WEEKS
FAMILIES = (Fatigue, Flares)
PACE_MIN_PER_KM = 6.0
OF_RUNS = ("intensity_share", "hard_share", "descent_m_per_km", "warmup")
_ROW = np.zeros(1, dtype=np.intp)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run as it is done."""

    km: float
    intensity_share: float
    hard_share: float
    descent_m_per_km: float
    warmup: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What is the same in whatever way the weeks are lived. ``chance``: of a day's session being missed."""

    name: str
    number: int
    kind: str
    family: str
    habits: Habits
    power: float
    life: Life
    body: Body
    chance: FloatArray

    def usual_run(self, t: int, km: float) -> Run:
        """A run of that length, else like the one that this person would do on day ``t``."""
        life = self.life
        return Run(
            km=km,
            intensity_share=float(life.intensity_share[0, t]),
            hard_share=float(life.hard_share[0, t]),
            descent_m_per_km=float(life.descent_m_per_km[0, t]),
            warmup=float(life.warmup[0, t]),
        )


def kind_of(index: int) -> str:
    """The kind of the runner of that number."""
    return MIXTURE[index % len(MIXTURE)]


def person(index: int, seed: int) -> Person:
    """The runner of that number: the same two give the same runner. Any beginning is a mixture of kinds."""
    kind = kind_of(index)
    make = FAMILIES[(index + index // len(MIXTURE)) % len(FAMILIES)]
    name = f"{seed}-closed-loop-{index}"
    number = zlib.crc32(name.encode())
    rng = np.random.default_rng([number, 1])
    habits, power = Habits.drawn(rng), float(rng.uniform(0.6, 1.5))
    family = make(rng, kind, habits, power, level="usual", uneven=False, lifting_nrs=0.0, lost_sleep_h=0.0)
    estimand, target = target_of(kind, np.random.default_rng([number, 4]))
    gain = gain_for([number, 3], family, kind, habits, power, estimand, target) if target else 0.0
    life = lived(rng, habits, 1, LAST + 1)
    return Person(
        name=name,
        number=number,
        kind=kind,
        family=make.__name__.lower(),
        habits=habits,
        power=power,
        life=life,
        body=family.body(life, gain),
        chance=np.random.default_rng([number, 2]).random(LAST + 1),
    )


class Weeks:
    """The days of one person up to the morning of day ``t``, on which a run may follow.

    ``reading_nrs``: what the diary would hold without rounding, ``written_nrs``: what it holds; NaN for
    days to come. ``runs``: by day.
    """

    def __init__(self, person: Person) -> None:
        self.person = person
        self.t = -1
        self.state = person.body.start(1)
        self.reading_nrs, self.written_nrs, self.worse_nrs = (np.full(LAST + 1, np.nan) for _ in range(3))
        self.km = np.zeros(LAST + 1)
        self.spike = np.full(LAST + 1, np.nan)
        self.runs: dict[int, Run] = {}
        self._wake()

    def branch(self) -> "Weeks":
        """The same past, from which another future is lived."""
        twin = copy.copy(self)
        for name in ("state", "reading_nrs", "written_nrs", "worse_nrs", "km", "spike"):
            setattr(twin, name, getattr(self, name).copy())
        twin.runs = dict(self.runs)
        return twin

    def live(self, choose: Callable[["Weeks"], Run | None], until: int) -> None:
        """Each day as ``choose`` says on its morning, to the morning of day ``until``."""
        while self.t < until:
            self._run(choose(self))
            self._wake()

    def _wake(self) -> None:
        self.t += 1
        body, at = self.person.body, (_ROW, np.full(1, self.t))
        self.state = body.night(self.state, at)
        pain = body.pain_nrs(self.state, at)
        self.reading_nrs[self.t] = body.expected(pain, at)[0]
        self.written_nrs[self.t] = body.written(pain, at)[0]
        self.worse_nrs[self.t] = np.clip(pain[0], 0.0, 10.0) - body.level_nrs

    def _run(self, run: Run | None) -> None:
        one, t = self.person, self.t
        asked, km = np.zeros(1), 0.0 if run is None else run.km
        if run is not None and km > 0.0:
            look_back = int(figure("spike_window_days"))
            longest = self.km[max(t - look_back, 0) : t].max(initial=0.0)
            ratio = km / longest if longest > 0.0 else 1.0
            values = {
                "km": km,
                "spike": ratio,
                "intensity": run.intensity_share,
                "hard": run.hard_share,
                "downhill": run.descent_m_per_km,
                "warmup": run.warmup,
            }
            asked = strain(
                one.kind, one.habits, one.power, {k: np.asarray([float(v)]) for k, v in values.items()}
            )
            self.km[t], self.runs[t] = km, run
            self.spike[t] = ratio if longest > 0.0 else np.nan
        load = np.asarray([km / one.habits.usual_km])
        self.state = one.body.day(self.state, asked, load, (_ROW, np.full(1, t)))

    def date(self, t: int) -> date:
        found: date = (FIRST_DATE + (t - BURN_IN_DAYS)).astype(object)
        return found

    def days(self) -> Days:
        """The diary and the watch's days of the lead-in and since, to yesterday."""
        cut = slice(BURN_IN_DAYS, self.t)
        life = self.person.life

        def of_run(name: str) -> FloatArray:
            return np.array(
                [
                    getattr(self.runs[t], name) if t in self.runs else np.nan
                    for t in range(cut.start, cut.stop)
                ]
            )

        columns = {
            "pain_nrs": self.written_nrs[cut].copy(),
            "sleep_h": np.round(life.sleep_h[0, cut] / 0.5) * 0.5,
            "sitting_h": np.round(life.sitting_h[0, cut]),
            "stress_nrs": np.round(life.stress_nrs[0, cut]),
            "ran": (self.km[cut] > 0.0).astype(np.float64),
            "distance_km": self.km[cut].copy(),
            **{
                name: of_run(name) for name in ("intensity_share", "hard_share", "descent_m_per_km", "warmup")
            },
            "spike_ratio": self.spike[cut].copy(),
            "core": life.core[0, cut].astype(np.float64),
            "cross_training": life.cross_training[0, cut].astype(np.float64),
        }
        return diary.table(self.person.name, FIRST_DATE, columns, evening=False)


def scaled(run: Run | None, share: float) -> Run | None:
    """The same run, longer or shorter."""
    return None if run is None else replace(run, km=run.km * share)
