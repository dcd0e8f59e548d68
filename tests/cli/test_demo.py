"""``backstride demo`` from outside: its document, its text, and whose data it leaves alone."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from backstride.cli import app


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict, Path]:
    """The document of a demo whose home was kept, and that home."""
    home = tmp_path_factory.mktemp("kept") / "new"
    result = CliRunner().invoke(app, ["demo", "--json", "--home", str(home)])
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout), home


def test_document(kept):
    document, home = kept
    assert set(document) == {"import", "diary", "answer", "truth", "home"}
    report = document["import"]
    assert report["files"] == report["imported"] > 50
    assert report["failed"] == report["skipped"] == []
    assert document["answer"]["sentence"]
    acute = next(row for row in document["truth"]["effects"] if row["estimand"] == "acute")
    estimated = next(row for row in document["answer"]["effects"] if row["estimand"] == "acute")
    assert acute["mean"] == pytest.approx(estimated["mean"], abs=1e-4)
    assert acute["truth"] == pytest.approx(1.0, abs=0.05)
    assert document["truth"]["outcome"] in ("right", "undecided", "wrong")
    assert document["home"] == str(home)


def test_kept_home_answers_the_same(kept):
    document, home = kept
    again = CliRunner().invoke(app, ["answer", "--json", "--home", str(home)])
    assert again.exit_code == 0, again.stderr
    assert json.loads(again.stdout)["sentence"] == document["answer"]["sentence"]


def test_text_and_the_users_own_home_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    own = tmp_path / "own"
    own.mkdir()
    (own / "mine.txt").write_text("mine")
    monkeypatch.setenv("BACKSTRIDE_HOME", str(tmp_path / "never"))
    result = CliRunner().invoke(app, ["demo", "--home", str(own)])
    assert result.exit_code == 0, result.stderr
    assert [path.name for path in own.iterdir()] == ["mine.txt"]
    assert not (tmp_path / "never").exists()
    assert "left alone" in result.stderr
    assert "Against the truth" in result.stdout
    assert "adds 1.0 points of pain" in " ".join(result.stdout.split())
    assert max(map(len, result.stdout.splitlines())) <= 120
