"""A program and the processes that it starts, watched from outside: time, CPU time, memory."""

import os
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

LOOK_EVERY_S = 0.05
PROC = Path("/proc")


@dataclass(slots=True)
class Watched:
    """``wall_s`` from start to end; ``cpu_s`` of all its processes; ``peak_bytes``: the most that they held
    at one time together, None where this system does not tell. ``shared``: pages of several processes count
    once (PSS), else in each of them (RSS).
    """

    output: str = ""
    wall_s: float = 0.0
    peak_bytes: int | None = None
    shared: bool = True
    processes: int = 0
    _cpu_s: dict[int, float] = field(default_factory=dict)

    @property
    def cpu_s(self) -> float:
        return sum(self._cpu_s.values())

    def look(self, root: int) -> None:
        held = [(pid, self._bytes(pid)) for pid in _tree(root)]
        known = [size for _, size in held if size is not None]
        if known:
            self.peak_bytes = max(self.peak_bytes or 0, sum(known))
            self.processes = max(self.processes, len(known))
        for pid, _ in held:
            spent = _cpu_s(pid)
            if spent is not None:
                self._cpu_s[pid] = spent

    def _bytes(self, pid: int) -> int | None:
        if self.shared:
            try:
                lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()
                return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
            except PermissionError:
                self.shared = False
            except (OSError, StopIteration):
                return None  # it has ended
        try:
            return int((PROC / str(pid) / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        except (OSError, IndexError):
            return None


def watch(command: list[str]) -> Watched:
    """Run a program to its end and look at it every ``LOOK_EVERY_S``. It fails where the program does."""
    watched = Watched()
    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        while program.poll() is None:
            watched.look(program.pid)
            time.sleep(LOOK_EVERY_S)
        watched.wall_s = time.perf_counter() - started
        watched.output = program.stdout.read() if program.stdout else ""
    if program.returncode:
        raise subprocess.CalledProcessError(program.returncode, command)
    return watched


def _tree(root: int) -> list[int]:
    found = [root]
    for pid in found:  # grows as it goes
        for listed in (PROC / str(pid) / "task").glob("*/children"):
            try:
                found += map(int, listed.read_text().split())
            except OSError:
                continue
    return found


def _cpu_s(pid: int) -> float | None:
    try:
        fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
