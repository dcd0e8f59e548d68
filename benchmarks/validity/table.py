"""The measures, as tables in Markdown."""

import math
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from scipy.stats import chisquare

from backstride import __version__
from backstride.evidence import figure
from backstride.verdict.answer import Verdict
from backstride.verdict.rules import Chances
from validity.cells import NONE, markdown, mean, share, with_chance
from validity.diary import ASKED_FOR, DIFFICULTIES
from validity.families import DRAWN, FAMILIES, SINGLE_FACTORS
from validity.looks import look_tables
from validity.score import BACKSTRIDE, ESTIMATORS, Row

RANK_BINS = 10
MONTHS_KINDS = ("null", "harmed", "helped", "adapting")
AGGRAVATES, HELPS, NO_EFFECT = (
    verdict.value for verdict in (Verdict.AGGRAVATES, Verdict.HELPS, Verdict.NO_MEANINGFUL_EFFECT)
)


def numbers(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if not math.isnan(row.mean)]


def calibration(rows: Sequence[Row]) -> str:
    """Coverage, bias, error and ranks, by estimand, family and length."""
    estimands = ("acute", "factors", *(f"factor:{name}" for name in SINGLE_FACTORS), "longterm")
    lines = []
    for estimand in estimands:
        of = [
            r
            for r in rows
            if r.estimand == estimand or (estimand == "factors" and r.estimand[:7] == "factor:")
        ]
        for family in (*FAMILIES, "all"):
            if estimand[:7] == "factor:" and family != "all":
                continue
            for n_days in sorted({r.n_days for r in of}):
                cell = [r for r in of if r.n_days == n_days and family in (r.family, "all")]
                known = numbers(cell)
                if not known:
                    continue
                moved = [r for r in known if r.truth != 0.0]
                lines.append(
                    (
                        estimand,
                        family,
                        str(n_days),
                        str(len(known)),
                        with_chance(sum(r.covers for r in known), len(known)),
                        share(sum(r.covers for r in moved), len(moved)),
                        mean([r.error for r in known if r.truth == 0.0]),
                        mean([r.error for r in known if _planted(r)]),
                        f"{np.sqrt(np.mean([r.error**2 for r in known])):.2f}",
                        f"{np.median([r.sd for r in known]):.2f}",
                        _ranks([r.rank for r in known]),
                    )
                )
    head = (
        "estimand",
        "family",
        "days",
        "n",
        "covered",
        "covered, truth not 0",
        "bias, truth 0",
        "bias, harmed",
    )
    return markdown((*head, "RMSE", "SD said", "ranks by tenths"), lines)


def _planted(row: Row) -> bool:
    """The runner of +1.0, or of the factor that is at fault."""
    return row.kind == "harmed" if row.estimand[:7] != "factor:" else row.estimand[7:] == row.kind


def _ranks(ranks: Sequence[float]) -> str:
    known = [rank for rank in ranks if not math.isnan(rank)]
    if len(known) < 5 * RANK_BINS:
        return NONE
    counts = np.histogram(known, bins=RANK_BINS, range=(0.0, 1.0))[0]
    return f"{' '.join(map(str, counts))} (p {chisquare(counts).pvalue:.2g})"


def verdicts(rows: Sequence[Row]) -> str:
    """What was said, against what is true."""
    lines = []
    for family in (*FAMILIES, "all"):
        for n_days in sorted({r.n_days for r in rows}):
            cell = [r for r in rows if r.n_days == n_days and family in (r.family, "all")]
            acute = [r for r in cell if r.estimand == "acute"]
            if not acute:
                continue

            def said(verdict: str, kind: str, acute: list[Row] = acute) -> str:
                chosen = [r for r in acute if r.kind == kind]
                return share(sum(r.verdict == verdict for r in chosen), len(chosen))

            nulls = {r.runner for r in acute if r.kind == "null"}
            blamed = {
                r.runner
                for r in cell
                if r.kind == "null" and r.estimand[:7] == "factor:" and r.verdict == AGGRAVATES
            }
            lines.append(
                (
                    family,
                    str(n_days),
                    str(len(acute)),
                    str(len(nulls)),
                    said(AGGRAVATES, "null"),
                    share(len(blamed), len(nulls)),
                    said(NO_EFFECT, "null"),
                    share(sum(map(wrong_way, acute)), len(acute), 3),
                    said(AGGRAVATES, "harmed"),
                    said(AGGRAVATES, "mild"),
                    said(HELPS, "helped"),
                    said(NO_EFFECT, "harmed"),
                    *_attribution(cell),
                )
            )
    head = ("family", "days", "n", "nulls", "null: aggravates", "null: a factor blamed", "null: no effect")
    more = ("wrong way", "+1.0: aggravates", "+0.5: aggravates", "−0.7: helps", "+1.0: no effect")
    return markdown((*head, *more, "right factor first", "and blamed"), lines)


def wrong_way(row: Row) -> bool:
    """Told the opposite of a truth that matters."""
    matters = figure("meaningful_acute")
    return (row.verdict == AGGRAVATES and row.truth <= -matters) or (
        row.verdict == HELPS and row.truth >= matters
    )


def _attribution(cell: Sequence[Row]) -> tuple[str, str]:
    """Among runners whom one factor harms: how often it comes first of all, and is blamed."""
    by: dict[object, list[Row]] = {}
    for row in cell:
        if row.kind in SINGLE_FACTORS and row.estimand[:7] == "factor:":
            by.setdefault(row.runner, []).append(row)
    first = blamed = 0
    for group in by.values():
        known = numbers(group)
        top = max(known, key=lambda r: r.mean).estimand if known else ""
        first += top == f"factor:{group[0].kind}"
        blamed += any(r.verdict == AGGRAVATES and r.estimand == f"factor:{r.kind}" for r in group)
    return share(first, len(by)), share(blamed, len(by))


def months(rows: Sequence[Row]) -> str:
    """What is said of months of running; and how often it would be "no effect" if what is enough for single
    runs were enough here, with the posterior taken as normal."""
    size, enough = figure("meaningful_longterm"), figure("verdict_null_certainty")
    lines = []
    for kind in MONTHS_KINDS:
        for n_days in sorted({r.n_days for r in rows}):
            cell = numbers(r for r in rows if (r.estimand, r.kind, r.n_days) == ("longterm", kind, n_days))
            if not cell:
                continue
            means, sds = np.array([r.mean for r in cell]), np.array([r.sd for r in cell])
            small = Chances.of_normal(means, sds, size).small
            said = (sum(r.verdict == verdict for r in cell) for verdict in (AGGRAVATES, HELPS, NO_EFFECT))
            lines.append(
                (
                    kind,
                    str(n_days),
                    str(len(cell)),
                    mean([r.truth for r in cell]),
                    mean([r.error for r in cell]),
                    share(sum(r.covers for r in cell), len(cell)),
                    *(share(times, len(cell)) for times in said),
                    share(int(np.sum(small > enough)), len(cell)),
                )
            )
    head = ("kind", "days", "n", "truth", "bias", "covered", "aggravates", "helps", "no effect")
    return markdown((*head, f"no effect, were {enough:g} enough"), lines)


def difficulties(rows: Sequence[Row]) -> str:
    """The acute effect and the factors by what is difficult about the diary, all lengths together."""
    lines = []
    for difficulty in (*DIFFICULTIES, *ASKED_FOR):
        for family in FAMILIES:
            cell = numbers(r for r in rows if (r.difficulty, r.family) == (difficulty, family))
            acute = [r for r in cell if r.estimand == "acute"]
            factor = [r for r in cell if r.estimand[:7] == "factor:"]
            longterm = [r for r in cell if r.estimand == "longterm"]
            if not acute:
                continue
            nulls = [r for r in acute if r.kind == "null"]
            lines.append(
                (
                    difficulty,
                    family,
                    str(len(acute)),
                    *(with_chance(sum(r.covers for r in of), len(of)) for of in (acute, factor, longterm)),
                    mean([r.error for r in nulls]),
                    mean([r.error for r in acute if r.kind == "harmed"]),
                    share(sum(r.verdict == AGGRAVATES for r in nulls), len(nulls)),
                    share(sum(map(wrong_way, acute)), len(acute), 3),
                )
            )
    head = ("difficulty", "family", "n", "acute covered", "factors covered", "long-term covered")
    return markdown((*head, "bias, null", "bias, +1.0", "null: aggravates", "wrong way"), lines)


def naive(rows: Sequence[Row]) -> str:
    lines = []
    for estimator in ESTIMATORS:
        for n_days in sorted({r.n_days for r in rows}):
            cell = [
                r for r in rows if r.estimator == estimator and r.n_days == n_days and r.estimand == "acute"
            ]
            known = numbers(cell)
            if not known:
                continue
            harmed, nulls = ([r for r in cell if r.kind == kind] for kind in ("harmed", "null"))
            lines.append(
                (
                    estimator,
                    str(n_days),
                    str(len(known)),
                    share(sum(r.covers for r in known), len(known)),
                    f"{np.sqrt(np.mean([r.error**2 for r in known])):.2f}",
                    share(sum(r.verdict == HELPS for r in harmed), len(harmed)),
                    share(sum(r.verdict == AGGRAVATES for r in nulls), len(nulls)),
                    share(sum(r.verdict == HELPS for r in nulls), len(nulls)),
                    share(sum(map(wrong_way, cell)), len(cell), 3),
                )
            )
    head = ("estimator", "days", "n", "covered", "RMSE", "+1.0: helps", "null: aggravates", "null: helps")
    return markdown((*head, "wrong way"), lines)


def table(rows: Sequence[Row], looks: Sequence[Row], seed: int) -> str:
    ours = [r for r in rows if r.estimator == BACKSTRIDE]
    usual = [r for r in ours if r.difficulty not in ASKED_FOR]
    drawn = [r for r in usual if r.kind == DRAWN and r.estimand == "acute"]
    cpu_s = sorted(r.cpu_s for r in usual if r.estimand == "acute")
    parts: list[tuple[str, Callable[[], str]]] = [
        ("Effects: 90% intervals, bias, error, ranks", lambda: calibration(usual)),
        ("The acute effect where it is drawn from the model's prior", lambda: calibration(drawn)),
        ("Verdicts at one look", lambda: verdicts(usual)),
        ("Months of running", lambda: months(usual)),
        ("By what is difficult about the diary", lambda: difficulties(ours)),
        ("Beside it, a spreadsheet's readings of the same diaries", lambda: naive(rows)),
    ]
    out = [
        f"# Validity of backstride {__version__}, seed {seed}",
        "Made by `python benchmarks/validity/run.py`; what it means stands in `benchmarks/README.md`. "
        "± is one standard deviation by chance alone. Runners with a hidden confounder and restless ones "
        "stand only in the table of difficulties.",
    ]
    if rows:
        out += [f"## {title}\n\n{make()}" for title, make in parts]
        out.append(f"CPU per answer: median {np.median(cpu_s):.2f} s, slowest {cpu_s[-1]:.2f} s.")
    out += [f"## {title}\n\n{text}" for title, text in look_tables(looks)]
    return "\n\n".join(out)
