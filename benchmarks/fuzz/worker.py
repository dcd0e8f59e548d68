"""One target under libFuzzer, in a process of its own: python -m fuzz.worker TARGET FAULTS [options] CORPUS

What an input raises is written to the folder FAULTS, once for each place at which it was raised, and fuzzing
goes on. Hangs and swelling are libFuzzer's to see; they end the process.
"""

import hashlib
import importlib
import pkgutil
import re
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["backstride"]):
    import backstride.ingest

    # All of the room and nothing else: what checks the outcome is no way through a parser.
    for module in pkgutil.walk_packages(backstride.ingest.__path__, "backstride.ingest."):
        importlib.import_module(module.name)

from backstride.ingest.date_words import all_words
from fuzz.invariants import BrokenInvariantError
from fuzz.targets import TARGETS


class Watched:
    """A target that keeps what it raises, and says on stderr what its slowest input took so far."""

    def __init__(self, run: Callable[[bytes], None], faults: Path) -> None:
        self._run, self._faults = run, faults
        self._slowest_s = 0.0
        self._known: set[tuple[str, str]] = set()

    def __call__(self, data: bytes) -> None:
        started_s = time.process_time()
        try:
            self._run(data)
        except Exception as error:
            self._keep(error, data)
        spent_s = time.process_time() - started_s
        if spent_s > self._slowest_s:
            self._slowest_s = spent_s
            print(f"slowest: {spent_s:.3f} s, {len(data)} bytes", file=sys.stderr)

    def _keep(self, error: Exception, data: bytes) -> None:
        place = traceback.extract_tb(error.__traceback__)[-1]
        words = re.sub(r"[-+\d.e]+", "#", str(error)) if isinstance(error, BrokenInvariantError) else ""
        key = (f"{place.filename}:{place.lineno}", words)
        if key in self._known:
            return
        self._known.add(key)
        traceback.print_exception(error)
        (self._faults / f"crash-{hashlib.sha256(data).hexdigest()[:16]}").write_bytes(data)


def main() -> None:
    _, name, faults, *options = sys.argv
    all_words()  # what is loaded once, from CLDR, is not the doing of the input that happens to need it first
    atheris.Setup([sys.argv[0], *options], Watched(TARGETS[name].run, Path(faults)))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
