"""Answer functions for tests of the study: a module of its own, since other processes import it by name."""

import os
import time
from pathlib import Path

from backstride.records import Days
from backstride.verdict.answer import EffectRow, Verdict


def noted(days: Days, *, seed: int) -> tuple[EffectRow, ...]:
    """Notes each runner that it answers in the folder that the environment names."""
    Path(os.environ["SEEN"], days.runner_id).touch()
    return tuple(
        EffectRow(
            runner_id=days.runner_id,
            estimand=estimand,
            verdict=Verdict.CANNOT_TELL,
            reason="because",
            n_days=len(days),
            n_checkins=1,
            n_run_days=1,
            mean=seed / 3.0,
            days_needed=seed % 7,
        )
        for estimand in ("acute", "longterm")
    )


def slowly(days: Days, *, seed: int, priors: object = None) -> tuple[EffectRow, ...]:
    """Takes its time, as a real answer does."""
    time.sleep(0.03)
    return noted(days, seed=seed)
