"""What must not stand in the repository: a machine's paths, a registry's address, recordings, bundles."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.txt", "requirements-dev.txt")
ONE_MACHINE = re.compile(r"(?<![\w.~])/(?:work|root|home/\w+|Users/\w+|opt)/[\w.]")
WORKSHOP = re.compile(
    r"\b(?:this|previous|earlier|last|next) session\b|\b(?:sub-?agents?|as an AI)\b", re.IGNORECASE
)
LONGEST_JS_LINE = 400


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("not a git checkout: what is tracked cannot be told")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def texts() -> list[tuple[str, str]]:
    found = []
    for path in tracked():
        data = path.read_bytes()
        if b"\0" not in data[:8192] and path != Path(__file__).resolve():
            found.append((str(path.relative_to(ROOT)), data.decode("utf-8", "replace")))
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_everything_by_hash_and_names_no_address(lock: str):
    text = (ROOT / lock).read_text("utf-8")
    assert not re.findall(r"https?:|file:|(?m:^\s*--(?!hash=).*$)| @ ", text)
    pins = re.split(r"^(?=[a-z0-9])", re.sub(r"^#.*$", "", text, flags=re.MULTILINE), flags=re.MULTILINE)[1:]
    assert len(pins) > 20
    for pin in pins:
        assert re.match(r"[a-z0-9._-]+==[^\s;]+(?: ; [^\\]+)? \\\n", pin), pin
        assert "--hash=sha256:" in pin, pin


def test_the_two_locks_agree():
    def pins(lock: str) -> dict[str, str]:
        return dict(
            re.findall(r"^([a-z0-9._-]+)==(\S+)", (ROOT / lock).read_text("utf-8"), flags=re.MULTILINE)
        )

    run, dev = (pins(lock) for lock in LOCKS)
    assert {name: dev.get(name) for name in run} == run


def test_the_locks_hold_every_direct_dependency():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    needed = {
        LOCKS[0]: [project["dependencies"]],
        LOCKS[1]: extras.values(),
    }
    for lock, groups in needed.items():
        direct = {re.split(r"[^\w.-]", line)[0].lower() for group in groups for line in group}
        pinned = set(re.findall(r"^([a-z0-9._-]+)==", (ROOT / lock).read_text("utf-8"), flags=re.MULTILINE))
        assert not direct - pinned, f"{lock}: run `make lock`"


@pytest.mark.parametrize(
    ("rule", "words"), [(ONE_MACHINE, "a path of one machine"), (WORKSHOP, "the workshop")]
)
def test_the_text_speaks_of_the_product_alone(rule: re.Pattern[str], words: str):
    hits = [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in texts()
        for number, line in enumerate(text.splitlines(), start=1)
        if rule.search(line)
    ]
    assert not hits, f"{words}:\n" + "\n".join(hits)


def test_no_file_names_a_package_registry():
    address = re.compile(r"https?://[\w.-]*(?:pypi|pythonhosted|npmjs|debian)[\w.-]*", re.IGNORECASE)
    assert not [name for name, text in texts() if address.search(text)]


def test_no_fixture_and_no_recording_is_tracked():
    recordings = {".fit", ".gpx", ".tcx", ".gz", ".zip", ".osm", ".pbf"}
    kept = [
        str(path.relative_to(ROOT))
        for path in tracked()
        if path.suffix.lower() in recordings or "fixtures" in path.relative_to(ROOT).parts
    ]
    assert not kept, "tests make their own files with backstride.samples"


def test_no_minified_script_is_tracked():
    scripts = [(name, text) for name, text in texts() if name.endswith((".js", ".mjs", ".css"))]
    minified = [
        n
        for n, text in scripts
        if ".min." in n or max(map(len, text.splitlines()), default=0) > LONGEST_JS_LINE
    ]
    assert not minified


def test_the_rules_find_what_they_forbid():
    assert ONE_MACHINE.search("see /" + "work/main/notes")
    assert ONE_MACHINE.search('Path("/' + 'root/.cache")')
    assert not ONE_MACHINE.search("benchmarks/work/x and a/root/b")
    assert WORKSHOP.search("as the previous session left it")
    assert not WORKSHOP.search("the session message of a FIT file")
