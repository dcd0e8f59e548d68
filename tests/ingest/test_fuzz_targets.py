"""Every target of the fuzzer starts from honest files, and sees what it is there to see."""

import io
import zipfile

import pytest

from backstride import ingest
from fuzz.seeds import SYNTHETIC
from fuzz.targets import TARGETS


@pytest.mark.parametrize("name", TARGETS)
def test_every_target_has_seeds_and_runs_them(name):
    target = TARGETS[name]
    seeds = [seed for suffix in target.suffixes for seed in SYNTHETIC[suffix]]
    assert seeds
    for seed in seeds:
        target.run(seed)


@pytest.mark.parametrize("name", TARGETS)
def test_every_target_raises_what_a_reader_raises(name, monkeypatch):
    def broken(*_):
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(ingest, "_reader", lambda _: broken)
    with pytest.raises(ZeroDivisionError):
        TARGETS[name].run(SYNTHETIC[TARGETS[name].suffixes[0]][0])


def test_what_comes_out_of_an_archive_is_examined_too():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as opened:
        opened.writestr("run.gpx", SYNTHETIC[".gpx"][0])
    TARGETS["containers"].run(out.getvalue())
