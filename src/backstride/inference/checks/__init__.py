"""Checks that can say no, one file each. Adding one is a file here, an entry in ``CHECKS`` and its words."""

from backstride.inference.checks import (
    days_before,
    diary,
    halves,
    moved_runs,
    overlap,
    prior,
    same_morning,
    sampling,
    tomorrow,
    unmeasured,
    weeks,
)
from backstride.inference.checks.check import Case, Check, Finding, Lowers

CHECKS: tuple[Check, ...] = (
    sampling.CHECK,
    same_morning.CHECK,
    tomorrow.CHECK,
    days_before.CHECK,
    diary.CHECK,
    weeks.CHECK,
    overlap.CHECK,
    halves.CHECK,
    prior.CHECK,
    moved_runs.CHECK,
    unmeasured.CHECK,
)


def lowering(case: Case) -> tuple[Finding, ...]:
    """The findings that may take a verdict back: run for every row, in a study too, and so cheap."""
    return tuple(check.look(case) for check in CHECKS if check.lowers is not Lowers.NOTHING)


def shown(case: Case) -> tuple[Finding, ...]:
    """The other findings: for a person who reads the answer."""
    return tuple(check.look(case) for check in CHECKS if check.lowers is Lowers.NOTHING)


def unit(finding: Finding) -> str:
    return _check_of(finding).unit


def lowers(finding: Finding) -> Lowers:
    """What this finding takes back: nothing unless it failed."""
    return _check_of(finding).lowers if finding.outcome == "fail" else Lowers.NOTHING


def _check_of(finding: Finding) -> Check:
    return next(check for check in CHECKS if check.id == finding.id)


__all__ = ["CHECKS", "Case", "Check", "Finding", "Lowers", "lowering", "lowers", "shown", "unit"]
