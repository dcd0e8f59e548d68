"""A folder kept an eye on: what comes into it is imported once it is there whole."""

from collections.abc import Callable, Sequence
from pathlib import Path

from backstride.usecases.files import DiskFile, list_files

_Seen = dict[Path, tuple[int, int]]


def watch_folders(
    paths: Sequence[Path],
    import_found: Callable[[list[Path]], None],
    wait: Callable[[], None],
) -> None:
    """Import what stands under ``paths``, then whatever comes, until ``wait`` raises.

    ``wait`` returns when it is time to look again. A file is imported when two looks in a row found it with
    the same size and time: one that is still being copied is left alone. A path that is not there (a watch
    that is not plugged in) is waited for. A changed file is imported again; one that went is nothing.
    """
    before: _Seen = {}
    done: _Seen = {}
    while True:
        now = _look(paths)
        ready = [path for path, state in now.items() if before.get(path) == state and done.get(path) != state]
        if ready:
            import_found(ready)
            done |= {path: now[path] for path in ready}
        done = {path: state for path, state in done.items() if path in now}
        before = now
        wait()


def _look(paths: Sequence[Path]) -> _Seen:
    seen: _Seen = {}
    for entry in list_files(paths):
        if isinstance(entry, DiskFile):
            try:
                seen[entry.path] = (entry.size_bytes, entry.path.stat().st_mtime_ns)
            except OSError:  # it went while we looked
                continue
    return seen
