"""Which files stand under the paths that a user names."""

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

HIDDEN = "a hidden file"
HIDDEN_FOLDER = "a hidden folder"


@dataclass(frozen=True, slots=True)
class DiskFile:
    """A file to be read, with its size when it was listed."""

    path: Path
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Unfit:
    """A path that is not to be read: ``ignored`` by its nature (hidden, a device), or else not readable."""

    path: Path
    reason: str
    ignored: bool


Listed = DiskFile | Unfit


def list_files(paths: Iterable[Path]) -> list[Listed]:
    """The files that ``paths`` name, folders taken recursively and in the order of their names.

    Links are followed, a folder that links to itself only once. Hidden files and folders inside a folder are
    ``Unfit``, and so is what does not exist or must not be read: nothing is raised.
    """
    return [listed for path in paths for listed in _under(path, set(), named=True)]


def _under(path: Path, seen: set[tuple[int, int]], *, named: bool) -> Iterator[Listed]:
    try:
        status = path.stat()
        is_folder = stat.S_ISDIR(status.st_mode)
        if _is_hidden(path.name) and not named:
            yield Unfit(path, HIDDEN_FOLDER if is_folder else HIDDEN, ignored=True)
        elif is_folder:
            key = (status.st_dev, status.st_ino)
            if key not in seen:
                seen.add(key)
                for name in sorted(os.listdir(path)):
                    yield from _under(path / name, seen, named=False)
        elif stat.S_ISREG(status.st_mode):
            yield DiskFile(path, status.st_size)
        else:
            yield Unfit(path, "not a file but a device, a pipe or a socket", ignored=True)
    except OSError as error:
        yield Unfit(path, plain_reason(error), ignored=False)


def _is_hidden(name: str) -> bool:
    return name.startswith(".") and name not in (".", "..")


def plain_reason(error: OSError) -> str:
    """What the system said, as part of a sentence."""
    return (error.strerror or str(error)).lower()


def printable(name: str) -> str:
    """A file's name as text that every terminal and database takes, whatever bytes it is made of."""
    return name.encode("utf-8", "replace").decode().replace("\0", "?")
