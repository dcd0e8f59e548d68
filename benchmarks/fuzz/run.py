"""Fuzzes every parser: changed files by the thousand, of which none may crash it, hang it or swell it.

    python benchmarks/fuzz/run.py --minutes 10
    python benchmarks/fuzz/run.py --minutes 2 --only fit --out out/fuzz
    python benchmarks/fuzz/run.py --only fit --again out/fuzz/fit/faults/crash-0123456789abcdef

Needs atheris, but for --again, which shows what a saved input raises. Each target runs in a process of its
own under libFuzzer, from the seeds of seeds.py and small files of the fixtures folder, where it is there. An
input may take 5 s and the process 500 MB, and what comes out must keep to invariants.py. What does not is
written to --out (crash-…, timeout-…, oom-…; died-… is the log of a process that ended without a word), and
the program ends with 1.
"""

import argparse
import hashlib
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

BENCHMARKS = Path(__file__).resolve().parents[1]
SRC = BENCHMARKS.parent / "src"
sys.path[:0] = [str(BENCHMARKS), str(SRC)]

from fuzz.seeds import SYNTHETIC, real  # noqa: E402 - the path has to be there first
from fuzz.targets import TARGETS  # noqa: E402

INPUT_S, PROCESS_MB = 5, 500
LARGEST_INPUT_BYTES = 65_536
ROUND_INPUTS = 1_500
"""After so many inputs the process starts anew: the fuzzer's own tables grow by some 40 kB with each."""
STARTED = "seed corpus"
LEAST_ROUND_S = 5  # a shorter rest of the time is not worth a start
COLUMNS = "{:<12}{:>13}{:>9}{:>10}{:>8}{:>11}{:>10}{:>9}"


@dataclass(slots=True)
class Found:
    """What came of one target, over all its rounds."""

    executions: int = 0
    seconds: float = 0.0
    coverage: int = 0
    slowest_s: float = 0.0
    slowest_bytes: int = 0
    peak_mb: int = 0
    faults: list[Path] = field(default_factory=list)

    def add(self, log: str, seconds: float) -> None:
        """Take the figures that one round printed."""
        self.seconds += seconds
        self.executions += _largest(r"stat::number_of_executed_units: +(\d+)", log)
        self.coverage = max(self.coverage, _largest(r"cov: (\d+)", log))
        self.peak_mb = max(self.peak_mb, _largest(r"stat::peak_rss_mb: +(\d+)", log))
        for spent, size in re.findall(r"slowest: ([\d.]+) s, (\d+) bytes", log):
            if float(spent) > self.slowest_s:
                self.slowest_s, self.slowest_bytes = float(spent), int(size)

    def row(self, name: str) -> str:
        rate = self.executions / max(self.seconds, 1.0)
        return COLUMNS.format(
            name,
            f"{self.executions:,}",
            f"{rate:,.0f}",
            self.coverage,
            len(self.faults),
            f"{self.slowest_s:.3f}",
            f"{self.slowest_bytes:,}",
            self.peak_mb,
        )


def _largest(pattern: str, log: str) -> int:
    return max(map(int, re.findall(pattern, log)), default=0)


def fuzz(name: str, seconds: float, out: Path) -> Found:
    """One target for so long, in rounds."""
    corpus, faults = out / name / "corpus", out / name / "faults"
    for folder in (corpus, faults):
        folder.mkdir(parents=True, exist_ok=True)
    for suffix in TARGETS[name].suffixes:
        for seed in (*SYNTHETIC[suffix], *real((suffix,))):
            (corpus / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
    before, found = set(faults.iterdir()), Found()
    end = time.monotonic() + seconds
    while (left_s := end - time.monotonic()) > LEAST_ROUND_S:
        started = time.monotonic()
        log = _round(name, corpus, faults, int(left_s))
        found.add(log, time.monotonic() - started)
        with (out / name / "log.txt").open("a", encoding="utf-8") as kept:
            kept.write(log)
        if STARTED not in log:
            print(log[-2000:], file=sys.stderr)
            sys.exit(f"{name} could not be started")
        if "stat::number_of_executed_units" not in log:
            (faults / f"died-{hashlib.sha256(log.encode()).hexdigest()[:16]}").write_text(log, "utf-8")
    found.faults = sorted(set(faults.iterdir()) - before)
    return found


def _round(name: str, corpus: Path, faults: Path, seconds: int) -> str:
    options = {
        "max_total_time": seconds,
        "runs": ROUND_INPUTS,
        "timeout": INPUT_S,
        "rss_limit_mb": PROCESS_MB,
        "max_len": LARGEST_INPUT_BYTES,
        "artifact_prefix": f"{faults}{os.sep}",
        "print_final_stats": 1,
    }
    flags = [f"-{option}={value}" for option, value in options.items()]
    paths = os.pathsep.join([str(BENCHMARKS), str(SRC), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, "-m", "fuzz.worker", name, str(faults), *flags, str(corpus)],
        env={**os.environ, "PYTHONPATH": paths, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        cwd=BENCHMARKS,
        capture_output=True,
        check=False,
    )
    return (done.stdout + done.stderr).decode("utf-8", "replace") + f"\nended with {done.returncode}\n"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=2.0, help="for each target (default 2)")
    parser.add_argument("--only", action="append", choices=TARGETS, help="this target; may be repeated")
    parser.add_argument("--out", type=Path, default=BENCHMARKS.parent / "out" / "fuzz", help="for findings")
    parser.add_argument("--again", type=Path, help="run this one input, and show what it raises")
    wanted = parser.parse_args()
    if wanted.again is not None:
        for name in wanted.only or TARGETS:
            TARGETS[name].run(wanted.again.read_bytes())
        return
    print(
        COLUMNS.format(
            "target", "executions", "exec/s", "coverage", "faults", "slowest s", "of bytes", "peak MB"
        )
    )
    faults: list[Path] = []
    for name in wanted.only or TARGETS:
        found = fuzz(name, 60 * wanted.minutes, wanted.out.resolve())
        print(found.row(name), flush=True)
        faults += found.faults
    for path in faults:
        print(path)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
