"""A folder kept an eye on: what comes into it is imported once, when it is there whole."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from backstride.usecases.watch import watch_folders


class EndedError(Exception):
    """The test's watching is over."""


def watched(folder: Path, *between: Callable[[], object]) -> list[list[str]]:
    """What is imported at each look, ``between`` telling what happens in the folder from one to the next."""
    steps = iter(between)
    found: list[list[str]] = []

    def wait() -> None:
        step = next(steps, None)
        if step is None:
            raise EndedError
        step()

    with pytest.raises(EndedError):
        watch_folders(
            [folder], lambda paths: found.append([str(path.relative_to(folder)) for path in paths]), wait
        )
    return found


def nothing() -> None:
    pass


def test_what_stands_there_is_imported_once(tmp_path: Path) -> None:
    (tmp_path / "a.fit").write_bytes(b"a")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "b.fit").write_bytes(b"b")
    (tmp_path / ".hidden").write_bytes(b"h")
    assert watched(tmp_path, *[nothing] * 4) == [["a.fit", "deep/b.fit"]]


def test_what_comes_later_is_imported_when_it_comes(tmp_path: Path) -> None:
    (tmp_path / "a.fit").write_bytes(b"a")
    found = watched(
        tmp_path, nothing, lambda: (tmp_path / "b.fit").write_bytes(b"b"), nothing, nothing, nothing
    )
    assert found == [["a.fit"], ["b.fit"]]


def test_a_file_that_is_still_being_copied_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.fit"

    def grow() -> None:
        with path.open("ab") as file:
            file.write(b"more")

    assert watched(tmp_path, grow, grow, grow) == []
    path.unlink()
    assert watched(tmp_path, grow, grow, grow, nothing, nothing) == [["a.fit"]]
    assert path.read_bytes() == b"more" * 3


def test_a_changed_file_is_imported_again(tmp_path: Path) -> None:
    path = tmp_path / "a.fit"
    path.write_bytes(b"a")

    def change() -> None:
        path.write_bytes(b"b")
        os.utime(path, ns=(1, 1))

    assert watched(tmp_path, nothing, change, nothing, nothing) == [["a.fit"], ["a.fit"]]


def test_a_watch_that_is_plugged_in_unplugged_and_plugged_in_again(tmp_path: Path) -> None:
    device = tmp_path / "device"

    def plug() -> None:
        device.mkdir()
        (device / "a.fit").write_bytes(b"a")

    found: list[list[str]] = []
    steps = iter([plug, nothing, nothing, lambda: shutil.rmtree(device), nothing, plug, nothing, nothing])

    def wait() -> None:
        step = next(steps, None)
        if step is None:
            raise EndedError
        step()

    with pytest.raises(EndedError):
        watch_folders([device], lambda paths: found.append([path.name for path in paths]), wait)
    assert found == [["a.fit"], ["a.fit"]]


def test_a_file_that_goes_while_it_is_looked_at_is_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.fit").write_bytes(b"a")
    (tmp_path / "b.fit").write_bytes(b"b")
    real = Path.stat
    looks = 0

    def stat(path: Path, **options: bool) -> os.stat_result:
        nonlocal looks
        if path.name == "a.fit":
            looks += 1
            if looks % 2 == 0:  # listed, and gone when it is asked for its time
                raise FileNotFoundError
        return real(path, **options)

    monkeypatch.setattr(Path, "stat", stat)
    assert watched(tmp_path, nothing, nothing) == [["b.fit"]]


def test_a_fault_of_the_import_is_not_hidden(tmp_path: Path) -> None:
    (tmp_path / "a.fit").write_bytes(b"a")

    def fault(paths: list[Path]) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        watch_folders([tmp_path], fault, nothing)
