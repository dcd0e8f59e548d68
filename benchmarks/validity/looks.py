"""What comes of looking every week: false alarms over a year, changes of mind, days to a verdict."""

import itertools
from collections.abc import Sequence

import numpy as np

from backstride.evidence import figure
from backstride.verdict.answer import Verdict
from backstride.verdict.rules import first_verdicts
from validity.cells import NONE, markdown, share
from validity.families import FAMILIES
from validity.score import BACKSTRIDE, ESTIMATORS, Row

AGGRAVATES, HELPS, NO_EFFECT, CANNOT_TELL = (
    verdict.value
    for verdict in (
        Verdict.AGGRAVATES,
        Verdict.HELPS,
        Verdict.NO_MEANINGFUL_EFFECT,
        Verdict.CANNOT_TELL,
    )
)
RIGHT = {"null": NO_EFFECT, "harmed": AGGRAVATES, "mild": AGGRAVATES, "helped": HELPS}
ASKED_AT = (60, 90)  # days at which what was foretold is held against what came
WITHIN = 0.3


def by_runner(rows: Sequence[Row]) -> dict[object, list[Row]]:
    """The looks of each runner at the acute effect, in their order."""
    out: dict[object, list[Row]] = {}
    for row in sorted(rows, key=lambda r: r.day):
        if row.estimand == "acute":
            out.setdefault(row.runner, []).append(row)
    return out


def look_tables(rows: Sequence[Row]) -> list[tuple[str, str]]:
    if not rows:
        return []
    first, last = min(r.day for r in rows), max(r.day for r in rows)
    days = sorted({r.day for r in rows})
    step = days[1] - days[0] if len(days) > 1 else 0
    return [
        (
            f"Looks every {step} days, from day {first} to day {last}",
            markdown(
                (
                    *(
                        "estimator",
                        "family",
                        "kind",
                        "n",
                        "ever aggravates",
                        "ever helps",
                        "a factor ever blamed",
                    ),
                    *("changes of verdict a runner", "a verdict taken back", "right at the end"),
                    *("days to the right verdict, median", "never right"),
                ),
                over_looks(rows),
            ),
        ),
        (
            "Days foretold against days that it took",
            markdown(
                (
                    *("asked at", "n", "no verdict by the end", "total days, foretold / taken: 10%", "50%"),
                    *("90%", f"within {WITHIN:.0%}", "to be expected"),
                ),
                foretold(rows),
            ),
        ),
    ]


def over_looks(rows: Sequence[Row]) -> list[tuple[str, ...]]:
    lines = []
    for estimator in ESTIMATORS:
        for family in (*FAMILIES, "all"):
            for kind in RIGHT:
                of = [
                    r
                    for r in rows
                    if r.estimator == estimator and r.kind == kind and family in (r.family, "all")
                ]
                groups = by_runner(of)
                n = len(groups)
                if not n:
                    continue
                blamed = {r.runner for r in of if r.estimand[:7] == "factor:" and r.verdict == AGGRAVATES}
                said = [[r.verdict for r in group] for group in groups.values()]
                taken = [
                    next((r.day for r in group if r.verdict == RIGHT[kind]), None)
                    for group in groups.values()
                ]
                reached = [np.inf if day is None else day for day in taken]
                middle = float(np.median(reached))
                lines.append(
                    (
                        estimator,
                        family,
                        kind,
                        str(n),
                        share(sum(AGGRAVATES in v for v in said), n),
                        share(sum(HELPS in v for v in said), n),
                        share(len(blamed), n) if estimator == BACKSTRIDE else NONE,
                        f"{np.mean([changes(v) for v in said]):.1f}",
                        share(sum(map(taken_back, said)), n),
                        share(sum(v[-1] == RIGHT[kind] for v in said), n),
                        f"{middle:.0f}" if np.isfinite(middle) else NONE,
                        share(sum(day is None for day in taken), n),
                    )
                )
    return lines


def changes(verdicts: Sequence[str]) -> int:
    return sum(a != b for a, b in itertools.pairwise(verdicts))


def taken_back(verdicts: Sequence[str]) -> bool:
    """Whether one was ever told one thing and later another, "cannot tell" included."""
    told = [v for v in verdicts if v != CANNOT_TELL]
    return bool(told) and any(v != told[0] for v in verdicts[verdicts.index(told[0]) :])


def foretold(rows: Sequence[Row]) -> list[tuple[str, ...]]:
    """From the look nearest to a day, of those with no verdict then: the foretold total over the taken.

    *To be expected*: how many are as near in the courses that the forecast itself is the median of, as far as
    these too end by the last look. What the days to come will bring is not in the diary, so that no forecast
    from it could do much better.
    """
    lines = []
    ours = [r for r in rows if r.estimator == BACKSTRIDE]
    for asked in ASKED_AT:
        ratios, expected, never, n = [], [], 0, 0
        for group in by_runner(ours).values():
            then = min(group, key=lambda r: abs(r.day - asked))
            if then.verdict != CANNOT_TELL or np.isnan(then.days_needed):
                continue
            n += 1
            total = then.day + then.days_needed
            took = next((r.day for r in group if r.day > then.day and r.verdict != CANNOT_TELL), None)
            if took is None:
                never += 1
            else:
                ratios.append(total / took)
                size = figure("meaningful_acute")
                courses = first_verdicts(then.mean, then.sd, size, then.day, "acute")
                courses = courses[courses <= group[-1].day]
                if len(courses):
                    expected.append(np.mean(np.abs(total / courses - 1.0) <= WITHIN))
        spread = np.quantile(ratios, [0.1, 0.5, 0.9]) if ratios else []
        near = sum(abs(ratio - 1.0) <= WITHIN for ratio in ratios)
        lines.append(
            (
                str(asked),
                str(n),
                share(never, n),
                *([f"{q:.2f}" for q in spread] if ratios else [NONE] * 3),
                share(near, len(ratios)),
                f"{np.mean(expected):.2f}" if expected else NONE,
            )
        )
    return lines
