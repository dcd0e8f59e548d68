"""Answer functions for tests of the pool: a module of its own, since other processes import it by name."""

import os
import time
from pathlib import Path

from backstride.records import Days
from backstride.verdict.answer import EffectRow, Verdict

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def row(days: Days, reason: str, mean: float | None = None) -> tuple[EffectRow, ...]:
    return (
        EffectRow(
            runner_id=days.runner_id,
            estimand="acute",
            verdict=Verdict.NO_MEANINGFUL_EFFECT,
            reason=reason,
            n_days=len(days),
            n_checkins=0,
            n_run_days=0,
            mean=mean,
        ),
    )


def seeded(days: Days, *, seed: int) -> tuple[EffectRow, ...]:
    """Takes the longer the earlier the runner comes, so that answers arrive out of order."""
    time.sleep(0.03 if days.runner_id.endswith(("0", "1")) else 0.0)
    return row(days, f"seed {seed}", float(days["pain_nrs"][0]))


def failing_for_bad(days: Days, *, seed: int) -> tuple[EffectRow, ...]:
    if days.runner_id.startswith("bad"):
        raise ArithmeticError("no\nroot")
    return row(days, "fine")


def dying_for_bad(days: Days, *, seed: int) -> tuple[EffectRow, ...]:
    if days.runner_id.startswith("bad"):
        os._exit(9)
    return row(days, "fine")


def telling_of_its_process(days: Days, *, seed: int) -> tuple[EffectRow, ...]:
    return row(days, ",".join(os.environ.get(name, "") for name in THREADS) + f",{os.getpid()}")


def stopping_the_study(days: Days, *, seed: int) -> tuple[EffectRow, ...]:
    """Notes each runner it sees in the folder that the environment names."""
    Path(os.environ["SEEN"], days.runner_id).touch()
    return row(days, "fine")
