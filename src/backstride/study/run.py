"""Many runners answered in parallel: the same rows whatever the number of processes."""

import hashlib
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from itertools import islice
from multiprocessing import get_context
from typing import Final, Protocol

import numpy as np

from backstride.records import Days
from backstride.verdict.answer import EffectRow, Verdict

_AHEAD = 4  # runners waiting per process: enough to keep it busy, few enough to keep memory flat
_REASON_CHARS = 200

# A process of the pool computes alone: with more than one thread each, linear algebra made a fit thirteen
# times slower, and the number of threads would change the last digits.
_ONE_THREAD: Final = dict.fromkeys(
    (
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "VECLIB_MAXIMUM_THREADS",
        "NUMEXPR_NUM_THREADS",
    ),
    "1",
)


class AnswerFunction(Protocol):
    """Answers one runner; must be importable by name, since it runs in other processes."""

    def __call__(self, days: Days, *, seed: int) -> Sequence[EffectRow]: ...


def study(
    runners: Iterable[Days], answer: AnswerFunction, *, seed: int, workers: int
) -> Iterator[tuple[EffectRow, ...]]:
    """Each runner's rows, in the order in which the runners came.

    A runner's rows depend on the runner's days and ``seed`` alone, not on ``workers``, the order or the
    others. A runner whose answer fails, or takes its process down, gets rows of "cannot_tell" that say
    so; the rest go on.
    """
    waiting = iter(runners)
    task = partial(_answered, answer, seed)
    with _one_thread_each():
        while batch := deque(islice(waiting, 1)):
            # A pool that lost a process cannot be used any more: whoever was in it is answered alone, then
            # a new one takes the rest.
            yield from _until_broken(batch, waiting, task, workers)
            for days in batch:
                yield _alone(days, task)


def runner_seed(seed: int, runner_id: str) -> int:
    """A runner's own seed: it tells nothing of the other runners, nor of their order."""
    return int.from_bytes(hashlib.blake2b(f"{seed}:{runner_id}".encode(), digest_size=7).digest(), "big")


def no_answer(days: Days, reason: str) -> tuple[EffectRow, ...]:
    """A row of "cannot_tell" for every estimand; the counts are of all days, none of which was looked at."""
    from backstride.verdict.decide import ESTIMANDS  # brings the model in, which a process has by then

    return tuple(
        EffectRow(
            runner_id=days.runner_id,
            estimand=estimand,
            verdict=Verdict.CANNOT_TELL,
            reason=reason,
            n_days=len(days),
            n_checkins=int(np.isfinite(days["pain_nrs"]).sum()),
            n_run_days=int((days["ran"] == 1).sum()),
        )
        for estimand in ESTIMANDS
    )


_Task = Callable[[Days], tuple[EffectRow, ...]]


def _until_broken(
    batch: deque[Days], waiting: Iterator[Days], task: _Task, workers: int
) -> Iterator[tuple[EffectRow, ...]]:
    """Rows until all is done or a process is lost; ``batch`` then holds the runners without an answer."""
    running: deque[Future[tuple[EffectRow, ...]]] = deque()
    with _pool(workers) as pool:
        try:
            running.append(pool.submit(task, batch[0]))
            while running:
                for days in islice(waiting, workers * _AHEAD - len(running)):
                    batch.append(days)
                    running.append(pool.submit(task, days))
                rows = running[0].result()
                running.popleft()
                batch.popleft()
                yield rows
        except BrokenProcessPool:
            return
        finally:
            pool.shutdown(cancel_futures=True)


def _alone(days: Days, task: _Task) -> tuple[EffectRow, ...]:
    with _pool(1) as pool:
        try:
            return pool.submit(task, days).result()
        except BrokenProcessPool:
            return no_answer(days, "the process that computed this answer died, perhaps for want of memory")


def _pool(workers: int) -> ProcessPoolExecutor:
    # Started afresh, not forked: a fork would inherit locks and the threads' settings of whoever calls.
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"))


def _answered(answer: AnswerFunction, seed: int, days: Days) -> tuple[EffectRow, ...]:
    try:
        return tuple(answer(days, seed=runner_seed(seed, days.runner_id)))
    except Exception as error:
        reason = " ".join(f"the computation failed ({type(error).__name__}: {error})".split())
        return no_answer(days, reason[:_REASON_CHARS])


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Processes started meanwhile read this from their environment before they load numpy."""
    before = {name: os.environ.get(name) for name in _ONE_THREAD}
    os.environ.update(_ONE_THREAD)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
