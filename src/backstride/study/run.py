"""Many runners answered in parallel: the same rows whatever the number of processes."""

import hashlib
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from itertools import islice
from typing import Protocol, TypeVar

import numpy as np

from backstride.records import Days
from backstride.study.processes import abandon, one_thread_each, start_pool, submit
from backstride.verdict.answer import EffectRow, Verdict

Found = TypeVar("Found")

_AHEAD = 4  # runners waiting per process: enough to keep it busy, few enough to keep memory flat
_REASON_CHARS = 200


class AnswerFunction(Protocol):
    """Answers one runner; must be importable by name, since it runs in other processes."""

    def __call__(self, days: Days, *, seed: int) -> Sequence[EffectRow]: ...


def study(
    runners: Iterable[Days], answer: AnswerFunction, *, seed: int, workers: int
) -> Generator[tuple[EffectRow, ...]]:
    """Each runner's rows, in the order in which the runners came.

    A runner's rows depend on the runner's days and ``seed`` alone, not on ``workers``, the order or the
    others. A runner whose answer fails, or takes its process down, gets rows of "cannot_tell" that say
    so; the rest go on.
    """
    return of_each(runners, partial(_answered, answer, seed), no_answer, workers=workers)


def of_each(
    runners: Iterable[Days],
    task: Callable[[Days], Found],
    otherwise: Callable[[Days, str], Found],
    *,
    workers: int,
) -> Generator[Found]:
    """``task`` of each runner, in processes, in the order in which the runners came.

    ``task`` must be importable by name and raise nothing. ``otherwise``, told why, stands in for it where
    the process dies. Whoever stops before the end closes the iterator, and what is under way is given up.
    """
    waiting = iter(runners)
    with one_thread_each():
        while batch := deque(islice(waiting, 1)):
            # A pool that lost a process cannot be used any more: whoever was in it is answered alone, then
            # a new one takes the rest.
            yield from _until_broken(batch, waiting, task, workers)
            for days in batch:
                yield _alone(days, task, otherwise)


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


def _until_broken(
    batch: deque[Days], waiting: Iterator[Days], task: Callable[[Days], Found], workers: int
) -> Iterator[Found]:
    """Rows until all is done or a process is lost; ``batch`` then holds the runners without an answer."""
    running: deque[Future[Found]] = deque()
    pool = start_pool(workers)
    try:
        running.append(submit(pool, task, batch[0]))
        while running:
            for days in islice(waiting, workers * _AHEAD - len(running)):
                batch.append(days)
                running.append(submit(pool, task, days))
            found = running[0].result()
            running.popleft()
            batch.popleft()
            yield found
    except BrokenProcessPool:
        pass
    except BaseException:
        abandon(pool)
        raise
    pool.shutdown()


def _alone(days: Days, task: Callable[[Days], Found], otherwise: Callable[[Days, str], Found]) -> Found:
    pool = start_pool(1)
    try:
        return submit(pool, task, days).result()
    except BrokenProcessPool:
        return otherwise(days, "the process that computed this answer died, perhaps for want of memory")
    finally:
        abandon(pool)


def _answered(answer: AnswerFunction, seed: int, days: Days) -> tuple[EffectRow, ...]:
    try:
        return tuple(answer(days, seed=runner_seed(seed, days.runner_id)))
    except Exception as error:
        reason = " ".join(f"the computation failed ({type(error).__name__}: {error})".split())
        return no_answer(days, reason[:_REASON_CHARS])
