"""Which files stand under a path, whatever else stands there."""

import os
from pathlib import Path

import pytest

from backstride.usecases.files import DiskFile, Listed, Unfit, list_files, printable


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b/2.fit", "a/1.fit", "a/.DS_Store", ".git/config", "c.fit"):
        path = tmp_path / "runs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return tmp_path / "runs"


def brief(listed: list[Listed], folder: Path) -> list[str]:
    marks = {True: "-", False: "!"}
    return [
        ("" if isinstance(entry, DiskFile) else marks[entry.ignored]) + str(entry.path.relative_to(folder))
        for entry in listed
    ]


def test_folders_are_taken_recursively_by_name_and_hidden_things_are_named(folder: Path) -> None:
    assert brief(list_files([folder]), folder) == ["-.git", "-a/.DS_Store", "a/1.fit", "b/2.fit", "c.fit"]


def test_a_hidden_path_that_was_asked_for_is_read(folder: Path) -> None:
    assert brief(list_files([folder / ".git", folder / "a/.DS_Store"]), folder) == [
        ".git/config",
        "a/.DS_Store",
    ]


def test_a_path_that_is_not_there_is_a_problem_and_the_rest_goes_on(folder: Path) -> None:
    listed = list_files([folder / "nowhere.fit", folder / "c.fit"])
    assert brief(listed, folder) == ["!nowhere.fit", "c.fit"]
    assert isinstance(listed[0], Unfit)
    assert listed[0].reason == "no such file or directory"


def test_links_in_a_circle_end(folder: Path) -> None:
    (folder / "a" / "up").symlink_to(folder)
    (folder / "self").symlink_to(folder / "self")
    assert brief(list_files([folder / "a"]), folder) == [
        "-a/.DS_Store",
        "a/1.fit",
        "-a/up/.git",
        "a/up/b/2.fit",
        "a/up/c.fit",
        "!a/up/self",
    ]


def test_a_link_to_a_file_is_read_and_a_link_to_nothing_is_a_problem(folder: Path) -> None:
    (folder / "b" / "again.fit").symlink_to(folder / "c.fit")
    (folder / "b" / "gone.fit").symlink_to(folder / "gone")
    assert brief(list_files([folder / "b"]), folder) == ["b/2.fit", "b/again.fit", "!b/gone.fit"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_is_passed_over_for_reading_it_would_never_end(folder: Path) -> None:
    os.mkfifo(folder / "b" / "pipe.fit")
    assert brief(list_files([folder / "b"]), folder) == ["b/2.fit", "-b/pipe.fit"]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="everything is open to this user")
def test_a_folder_without_the_right_to_read_is_a_problem(folder: Path) -> None:
    (folder / "a").chmod(0)
    try:
        assert brief(list_files([folder]), folder) == ["-.git", "!a", "b/2.fit", "c.fit"]
    finally:
        (folder / "a").chmod(0o700)


def test_names_that_are_no_text_become_text() -> None:
    assert printable(os.fsdecode(b"caf\xe9.fit")) == "caf?.fit"
    assert printable("a\0b") == "a?b"
    assert printable("Läufe/1.fit") == "Läufe/1.fit"
