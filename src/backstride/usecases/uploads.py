"""Files that come through the browser: put down beside the data, imported from there, and gone afterwards."""

import os
import shutil
import tempfile
import zipfile
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Final

_INCOMING: Final = "incoming-"
_OUTGOING: Final = "outgoing-"
_LONGEST_NAME: Final = 180


def incoming(home: Path) -> Path:
    """A new folder for what is about to come, readable by its owner only."""
    return Path(tempfile.mkdtemp(prefix=_INCOMING, dir=home))


def outgoing(home: Path) -> Path:
    """A new folder for what is about to be fetched."""
    return Path(tempfile.mkdtemp(prefix=_OUTGOING, dir=home))


def put_down(folder: Path, name: str, content: BinaryIO) -> Path:
    """Write a file under ``folder``, in the folders that its name tells; never outside, and over no other."""
    parts = _safe_parts(name)
    path = folder.joinpath(*parts)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):  # a file has the name of its folder
        path = folder / parts[-1]
    number = 1
    while path.exists():
        number += 1
        path = path.with_name(f"{number}-{parts[-1]}")
    with path.open("xb") as target:
        shutil.copyfileobj(content, target, 1 << 20)
    return path


def shown_name(name: str) -> str:
    """A file's name for its owner: without the folder in which it waited."""
    _, found, rest = name.rpartition(f"/{_INCOMING}")
    return rest.partition("/")[2] if found else name.rpartition("/")[2] or name


def clear(folder: Path) -> None:
    """Delete a folder of ours and all in it."""
    shutil.rmtree(folder, ignore_errors=True)


def tidy(home: Path) -> None:
    """Delete what an earlier process left behind."""
    for prefix in (_INCOMING, _OUTGOING):
        for folder in home.glob(f"{prefix}*"):
            clear(folder)


def zipped(folder: Path, target: Path) -> Path:
    """All files of a folder as one archive, whose times say nothing."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder))
    with suppress(OSError):
        os.chmod(target, 0o600)
    return target


def _safe_parts(name: str) -> list[str]:
    """The parts of a name that comes from a browser, harmless on any disk."""
    parts = [
        "".join(c for c in part if c.isprintable() and c not in '<>:"|?*')[-_LONGEST_NAME:].strip(". ")
        for part in name.replace("\\", "/").split("/")
    ]
    suffix = PurePosixPath(parts[-1]).suffix if parts else ""
    safe = [part for part in parts if part]
    return safe[-6:] or [f"file{suffix}"]
