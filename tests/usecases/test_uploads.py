"""Whatever a browser calls a file, it is put down inside, whole, and over no other."""

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.usecases import uploads


@given(
    names=st.lists(
        st.text(max_size=40) | st.sampled_from(["a", "a/b", "a/b/c", "../x", "C:\\y\\z.fit", "\0"])
    )
)
def test_names_stay_inside_and_no_file_is_lost(names: list[str], tmp_path_factory: pytest.TempPathFactory):
    home = tmp_path_factory.mktemp("home")
    folder = uploads.incoming(home)
    for number, name in enumerate(names):
        path = uploads.put_down(folder, name, io.BytesIO(str(number).encode()))
        assert path.resolve().is_relative_to(folder.resolve())
    written = sorted(path.read_text() for path in folder.rglob("*") if path.is_file())
    assert written == sorted(str(number) for number in range(len(names)))
    assert list(home.iterdir()) == [folder]


def test_a_folder_of_ours_is_for_its_owner_alone_and_goes(tmp_path: Path):
    folder = uploads.incoming(tmp_path)
    assert folder.stat().st_mode & 0o077 == 0
    uploads.put_down(folder, "x.fit", io.BytesIO(b"x"))
    (tmp_path / "theirs").mkdir()
    uploads.tidy(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["theirs"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("/data/incoming-ab12/runs/1.fit", "runs/1.fit"),
        ("/data/incoming-ab12/x.zip/incoming-1/2.fit", "2.fit"),
        ("/data/watch/1.fit", "1.fit"),
        ("1.fit", "1.fit"),
    ],
)
def test_a_name_is_shown_without_the_folder_in_which_it_waited(name: str, shown: str):
    assert uploads.shown_name(name) == shown
