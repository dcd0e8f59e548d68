"""Ctrl-C: heard between steps, once, and never lost."""

import signal
from collections.abc import Iterator
from threading import Thread
from typing import Any

import pytest

from backstride.usecases import interrupts


def ctrl_c() -> None:
    signal.raise_signal(signal.SIGINT)


@pytest.fixture(autouse=True)
def handler_as_before() -> Iterator[None]:
    before = signal.getsignal(signal.SIGINT)
    yield
    after = signal.getsignal(signal.SIGINT)
    signal.signal(signal.SIGINT, before)
    assert after in (before, signal.SIG_IGN)


def test_a_step_is_done_before_a_ctrl_c_is_heard() -> None:
    done: list[str] = []

    def step() -> None:
        with interrupts.held():
            ctrl_c()
            ctrl_c()
            done.append("step")
        done.append("after")

    with pytest.raises(KeyboardInterrupt):
        step()
    assert done == ["step"]


def test_a_step_without_one_goes_on() -> None:
    with interrupts.held(), interrupts.held():
        pass
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_fault_in_a_step_is_told_before_a_ctrl_c() -> None:
    def step() -> None:
        with interrupts.held():
            ctrl_c()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        step()


def test_another_handler_is_called() -> None:
    heard: list[Any] = []
    before = signal.signal(signal.SIGINT, lambda number, frame: heard.append(number))
    try:
        with interrupts.held(), interrupts.heard():
            ctrl_c()
            assert heard == []
        assert heard == [signal.SIGINT]
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        with interrupts.held(), interrupts.heard():
            ctrl_c()
    finally:
        signal.signal(signal.SIGINT, before)


def test_in_another_thread_nothing_is_changed() -> None:
    seen: list[Any] = []

    def step() -> None:
        with interrupts.heard(), interrupts.held():
            seen.append(signal.getsignal(signal.SIGINT))

    thread = Thread(target=step)
    thread.start()
    thread.join()
    assert seen == [signal.default_int_handler]


def test_what_python_could_not_pass_on_is_heard_after_the_step() -> None:
    done: list[str] = []

    def work() -> None:
        with interrupts.heard():
            try:
                ctrl_c()
            except KeyboardInterrupt:  # as a destructor does, of which Python only says that it was ignored
                done.append("lost")
            with interrupts.held():
                done.append("step")
            done.append("after")

    with pytest.raises(KeyboardInterrupt):
        work()
    assert done == ["lost", "step"]


def test_while_the_program_winds_up_no_other_is_heard() -> None:
    done: list[str] = []

    def work() -> None:
        with interrupts.heard():
            try:
                ctrl_c()
            except KeyboardInterrupt:
                interrupts.wind_up()
                ctrl_c()
                with interrupts.held():
                    ctrl_c()
                    done.append("kept")
                raise

    with pytest.raises(KeyboardInterrupt):
        work()
    assert done == ["kept"]


def test_winding_up_leaves_the_handlers_of_others_alone() -> None:
    interrupts.wind_up()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
