"""Ctrl-C, heard where nothing is half done, and once."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from types import FrameType


class _Heard:
    """A handler that raises KeyboardInterrupt and remembers it.

    Python cannot pass on what is raised while it tidies up an object: it says so, loudly, and goes on. The
    database's library does that a lot and is never waited for: nothing is raised in it, and whoever asks
    ``pressed`` later hears of it.
    """

    pressed = False

    def __call__(self, number: int, frame: FrameType | None) -> None:
        self.pressed = True
        if frame is None or not str(frame.f_globals.get("__name__")).startswith("sqlalchemy."):
            raise KeyboardInterrupt


@contextmanager
def heard() -> Iterator[None]:
    """A Ctrl-C within the block raises KeyboardInterrupt, at the latest at the end of ``held``, and leaving
    the block with it ends the program: no other is heard then, nor after ``wind_up``.
    """
    if current_thread() is not main_thread() or signal.getsignal(signal.SIGINT) != signal.default_int_handler:
        yield
        return
    handler = _Heard()
    before = signal.signal(signal.SIGINT, handler)
    try:
        yield
    except KeyboardInterrupt:
        wind_up()
        raise
    finally:
        if signal.getsignal(signal.SIGINT) is handler:
            signal.signal(signal.SIGINT, before)


@contextmanager
def held() -> Iterator[None]:
    """A Ctrl-C within the block is heard at its end: KeyboardInterrupt is raised there, not in the middle.

    Threads other than the main one never hear of it. Where another handler stands, that one is called.
    """
    if current_thread() is not main_thread() or signal.getsignal(signal.SIGINT) is None:
        yield
        return
    caught: list[tuple[int, FrameType | None]] = []
    before = signal.signal(signal.SIGINT, lambda number, frame: caught.append((number, frame)))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if caught and callable(before):
        before(*caught[0])
    if isinstance(before, _Heard) and before.pressed:
        raise KeyboardInterrupt


def wind_up() -> None:
    """The program is ending (under ``heard``): another Ctrl-C changes nothing, and makes no noise."""
    if isinstance(signal.getsignal(signal.SIGINT), _Heard):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
