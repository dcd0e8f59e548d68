"""Processes that compute: started so that they end when this one does, and leave a Ctrl-C to it."""

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from threading import Thread
from typing import Any, Final, TypeVar

Result = TypeVar("Result")

_ABANDON_S = 3.0
"""How long a pool whose processes are dead may take to notice."""

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


def start_pool(workers: int) -> ProcessPoolExecutor:
    """A pool whose processes stay until all is done, so that each loads the model's libraries once."""
    # Started afresh, not forked: a fork would inherit locks and the threads' settings of whoever calls.
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=live_with_parent)


def submit(pool: ProcessPoolExecutor, task: Callable[[Any], Result], what: object) -> "Future[Result]":
    """Have ``task(what)`` computed. A process that this starts has Ctrl-C blocked until it ignores it."""
    if not hasattr(signal, "pthread_sigmask"):
        return pool.submit(task, what)
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # its own start would unblock the signal
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        return pool.submit(task, what)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def abandon(pool: ProcessPoolExecutor) -> None:
    """End a pool at once: what its processes compute is not wanted, or can be computed again."""
    inside: Any = pool  # what typeshed does not know of
    manager, calls = inside._executor_manager_thread, inside._call_queue
    for process in list((pool._processes or {}).values()):
        process.kill()
    pool.shutdown(wait=False, cancel_futures=True)
    if manager is None:
        return
    manager.join(_ABANDON_S)
    if manager.is_alive():
        # Something large stands half-way in the pipe to them, and early Pythons 3.11 wait for ever until it
        # is read (CPython gh-94777). With nobody left at the pipe's other end, writing it is given up.
        calls._reader.close()
        manager.join()


def live_with_parent() -> None:
    """Leave a Ctrl-C to the parent, and end when it ends: a killed one cannot tell its processes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


@contextmanager
def one_thread_each() -> Iterator[None]:
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


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
