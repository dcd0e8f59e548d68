"""Decoding in other processes: the same results, whatever becomes of them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC
from pathlib import Path

import odd_decoders
import pytest

from backstride.ingest.containers import Leaf
from backstride.records import Failed, Skipped
from backstride.store import Fate
from backstride.usecases import decoding
from backstride.usecases.decoding import Decoded, Decoders, decode, prepared

Maker = Callable[..., bytes]


@pytest.fixture
def pool_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "_POOL_AFTER_BYTES", 0)
    monkeypatch.setattr(decoding, "_SMALL_BYTES", 0)


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that is dead and waits to be told of does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def wait_until(true: Callable[[], bool], within_s: float = 20.0) -> bool:
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.05)
    return False


def test_what_a_reader_says_becomes_rows(fit: Maker) -> None:
    assert prepared(Skipped("settings", diary=True)) == Decoded(Fate.SKIPPED, "settings", diary=True)
    assert prepared(Failed("damaged", 12)) == Decoded(Fate.FAILED, "damaged", 12)
    done = decode("1.fit", Leaf("", fit()), UTC)
    assert done.fate is Fate.IMPORTED
    assert len(done.activities) == 1


def test_little_is_decoded_here(fit: Maker) -> None:
    with Decoders(UTC, 2, odd_decoders.telling_its_process) as decoders:
        pending = decoders.submit("1.fit", Leaf("1.fit", fit()))
        assert pending.done
        assert pending.result().reason == str(os.getpid())


def test_much_is_decoded_by_others_who_end_with_the_work(pool_at_once: None, fit: Maker) -> None:
    with Decoders(UTC, 2, odd_decoders.telling_its_process) as decoders:
        pending = [decoders.submit(f"{number}.fit", Leaf("", fit(number))) for number in range(20)]
        processes = {int(one.result().reason or 0) for one in pending}
    assert os.getpid() not in processes
    assert 1 <= len(processes) <= 2
    assert wait_until(lambda: not any(map(is_alive, processes)))


def test_one_worker_is_this_process(pool_at_once: None) -> None:
    with Decoders(UTC, 1, odd_decoders.telling_its_process) as decoders:
        assert decoders.submit("1.fit", Leaf("", b"")).result().reason == str(os.getpid())


def test_others_give_the_same_in_the_same_order(pool_at_once: None, fit: Maker) -> None:
    with Decoders(UTC, 2, odd_decoders.slow_at_first) as decoders:
        pending = [decoders.submit(f"{number}.fit", Leaf("", fit(number))) for number in range(8)]
        found = [one.result() for one in pending]
    assert found == [decode(f"{number}.fit", Leaf("", fit(number)), UTC) for number in range(8)]


def test_a_file_that_takes_its_process_down_fails_alone(pool_at_once: None, fit: Maker) -> None:
    names = [f"deadly-{number}.fit" if number in (3, 4, 11) else f"{number}.fit" for number in range(14)]
    with Decoders(UTC, 2, odd_decoders.dying_of_some) as decoders:
        pending = [decoders.submit(name, Leaf("", fit(number))) for number, name in enumerate(names)]
        found = {name: one.result() for name, one in zip(names, pending, strict=True)}
        late = decoders.submit("late.fit", Leaf("", fit(99))).result()
    assert {name for name, one in found.items() if one.fate is Fate.FAILED} == {
        "deadly-3.fit",
        "deadly-4.fit",
        "deadly-11.fit",
    }
    died = found["deadly-3.fit"]
    assert "the process that read it died" in (died.reason or "")
    assert not died.lasting, "with more memory it may be read the next time"
    assert late.fate is Fate.IMPORTED


def test_a_fault_of_ours_travels_back_as_a_failure(pool_at_once: None) -> None:
    with Decoders(UTC, 2, odd_decoders.slow_at_first) as decoders:
        pending = decoders.submit("no number", Leaf("", b""))
        with pytest.raises(ValueError, match="no number"):
            pending.result()


@pytest.mark.parametrize("size", [1, 20_000_000])  # large ones still stand in the pipe to the processes
def test_when_the_work_is_broken_off_nobody_waits_for_it(pool_at_once: None, size: int) -> None:
    began = time.monotonic()
    processes: list[int] = []

    def broken_off() -> None:
        with Decoders(UTC, 2, odd_decoders.endless) as decoders:
            pending = [decoders.submit("1.fit", Leaf("", bytes(size))) for _ in range(6)]
            assert decoders._pool is not None
            processes.extend(decoders._pool._processes)
            assert not any(one.done for one in pending)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken_off()
    assert len(processes) == 2
    assert wait_until(lambda: not any(map(is_alive, processes)))
    assert time.monotonic() - began < 60


ENDLESS = """
import os, sys
sys.path.insert(0, sys.argv[1])
import odd_decoders
from datetime import UTC
from backstride.ingest.containers import Leaf
from backstride.usecases import decoding
decoding._POOL_AFTER_BYTES = 0
decoding._SMALL_BYTES = 0
with decoding.Decoders(UTC, 2, odd_decoders.endless) as decoders:
    pending = [decoders.submit("1.fit", Leaf("", b"1")), decoders.submit("2.fit", Leaf("", b"2"))]
    print(*decoders._pool._processes, flush=True)
    pending[0].result()
"""


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_however_the_parent_ends_its_processes_end_too(end: signal.Signals) -> None:
    here = str(Path(__file__).parent)
    with subprocess.Popen(
        [sys.executable, "-c", ENDLESS, here], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as parent:
        assert parent.stdout is not None
        processes = [int(pid) for pid in parent.stdout.readline().split()]
        assert len(processes) == 2
        assert all(map(is_alive, processes))
        parent.send_signal(end)
        parent.wait(timeout=30)
    assert wait_until(lambda: not any(map(is_alive, processes)))
