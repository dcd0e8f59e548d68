"""Damaged files of every kind: whatever is done to the bytes, what comes out keeps to the invariants."""

import gzip
import io
import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backstride.ingest import Leaf, Passed, Refused, walk
from backstride.records import Failed, Parsed, Skipped
from fuzz.invariants import BrokenInvariantError, check, read_openly
from fuzz.seeds import SYNTHETIC, archive, fit, gpx, tcx

pytestmark = pytest.mark.filterwarnings("error")

HOME = ZoneInfo("Europe/Helsinki")
LONGEST_S = 5.0
SINGLE = (".fit", ".gpx", ".tcx")
PACKED = (".zip", ".gz")
SMALLEST_REAL = 12
PLACE = st.floats(0, 1, exclude_max=True)
quick = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)


def flipped(data, at, bits, _):
    return data[:at] + bytes([data[at] ^ (bits or 1)]) + data[at + 1 :]


def deleted(data, at, length, _):
    return data[:at] + data[at + length :]


def inserted(data, at, length, filler):
    return data[:at] + (filler * (length + 1))[:length] + data[at:]


def doubled(data, at, length, _):
    return data[: at + length] + data[at:]


def cut(data, at, _, __):
    return data[:at]


def zeroed(data, at, length, _):
    return data[:at] + bytes(len(data[at : at + length])) + data[at + length :]


def swapped(data, at, length, _):
    """Two neighbouring slices change places: records, elements, members in the wrong order."""
    return data[:at] + data[at + length : at + 2 * length] + data[at : at + length] + data[at + 2 * length :]


def size_changed(data, at, length, filler):
    """Two or four bytes, as any of the lengths and numbers in a binary file may stand, become others."""
    number = int.from_bytes(filler[:4].ljust(4, b"\xff"), "little")
    width = 2 if length % 2 else 4
    return data[:at] + number.to_bytes(4, "little")[:width] + data[at + width :]


CHANGES = st.lists(
    st.tuples(
        st.sampled_from([flipped, deleted, inserted, doubled, cut, zeroed, swapped, size_changed]),
        PLACE,
        st.one_of(st.integers(0, 8), st.integers(0, 255), st.integers(0, 4000)),
        st.binary(min_size=1, max_size=8),
    ),
    min_size=1,
    max_size=6,
)


def damaged(data: bytes, changes) -> bytes:
    for change, share, length, filler in changes:
        if data:
            at = int(share * len(data))
            data = change(data, at, length % 256 if change is flipped else length, filler)
    return data


def examine(name: str, data: bytes):
    """Read one file, openly, in its time, and check what comes out."""
    started_s = time.process_time()
    outcome = read_openly(name, data, HOME)
    assert time.process_time() - started_s < LONGEST_S
    assert isinstance(outcome, Parsed | Skipped | Failed)
    check(outcome, len(data))
    return outcome


def examine_all(name: str, data: bytes) -> int:
    """The same for every file in a container; how many there were."""
    started_s, count = time.process_time(), 0
    for found in walk(name, io.BytesIO(data)):
        count += 1
        assert isinstance(found, Leaf | Passed | Refused)
        if isinstance(found, Leaf):
            examine(found.name, found.data)
        else:
            assert found.reason
    assert time.process_time() - started_s < LONGEST_S
    return count


@pytest.fixture(scope="module")
def real(fixtures_dir: Path) -> dict[str, list[bytes]]:
    """The smallest files of real devices, by suffix."""
    found = {}
    for suffix in SINGLE:
        paths = {
            path.stat().st_size: path for path in fixtures_dir.rglob("*") if path.suffix.lower() == suffix
        }
        found[suffix] = [paths[size].read_bytes() for size in sorted(paths)[:SMALLEST_REAL]]
        assert found[suffix], suffix
    found[".gz"] = [gzip.compress(data) for data in found[".fit"]]
    return found


@pytest.mark.parametrize("suffix", SINGLE)
def test_the_honest_files_are_read_without_a_flaw(suffix):
    for data in SYNTHETIC[suffix]:
        outcome = examine(f"run{suffix}", data)
        assert isinstance(outcome, Parsed)
        assert outcome.warnings == ()
        for activity in outcome.activities:
            assert activity.notes == ()


@pytest.mark.parametrize("suffix", PACKED)
def test_the_honest_archives_are_read_whole(suffix):
    for data in SYNTHETIC[suffix]:
        assert examine_all(f"x{suffix}", data) >= 1
        assert not any(isinstance(found, Refused) for found in walk(f"x{suffix}", io.BytesIO(data)))


@pytest.mark.parametrize("suffix", SINGLE)
@quick
@given(changes=CHANGES, which=st.integers(0, 9))
def test_damaged_files(suffix, changes, which):
    seeds = SYNTHETIC[suffix]
    examine(f"run{suffix}", damaged(seeds[which % len(seeds)], changes))


@pytest.mark.parametrize("suffix", PACKED)
@quick
@given(changes=CHANGES, which=st.integers(0, 9))
def test_damaged_archives(suffix, changes, which):
    seeds = SYNTHETIC[suffix]
    examine_all(f"x{suffix}", damaged(seeds[which % len(seeds)], changes))


@quick
@given(
    one=st.sampled_from(SINGLE),
    other=st.sampled_from(SINGLE),
    at=PLACE,
    on=PLACE,
    name=st.sampled_from(SINGLE),
)
def test_two_files_spliced(one, other, at, on, name):
    first, second = SYNTHETIC[one][0], SYNTHETIC[other][-1]
    examine(f"run{name}", first[: int(at * len(first))] + second[int(on * len(second)) :])


@quick
@given(at=PLACE, on=PLACE)
def test_two_archives_spliced(at, on):
    first, second = archive(), archive(nested=True)
    examine_all("x.zip", first[: int(at * len(first))] + second[int(on * len(second)) :])


@quick
@given(size=st.integers(0, 2**32 - 1), at=st.integers(0, 13))
def test_the_lengths_in_a_fit_header(size, at):
    """The header's own size, and the size of the data that it promises."""
    whole = fit()
    examine("run.fit", whole[:4] + size.to_bytes(4, "little") + whole[8:])
    examine("run.fit", bytes([size & 0xFF]) + whole[1:])
    examine("run.fit", whole[:at] + size.to_bytes(4, "little") + whole[at + 4 :])


@quick
@given(field=st.integers(0, 10_000), value=st.integers(0, 255), kind=st.sampled_from([0, 1, 2, 3]))
def test_the_definitions_in_a_fit_file(field, value, kind):
    """A field's number, size and type, and how many there are: each definition says it of a whole table."""
    data = bytearray(fit())
    starts = (at for at in range(14, len(data) - 6) if data[at : at + 3] == b"\x40\0\0")
    definitions = [at for at in starts if at + 6 + 3 * data[at + 5] < len(data)]
    at = definitions[field % len(definitions)]
    fields = data[at + 5]
    place = at + 5 if kind == 3 else at + 6 + 3 * (field % max(fields, 1)) + kind
    data[place] = value
    examine("run.fit", bytes(data))


NUMBER = st.one_of(
    st.sampled_from(
        ["-1", "1e300", "nan", "inf", "-inf", "", " ", "255", "39462000", "1,5", "٣", "0x1p3", "1_0"]
    ),
    st.floats().map(repr),
)
MOMENT = st.one_of(
    st.sampled_from(
        ["1989-12-31T00:00:00Z", "2093-01-01T00:00:00Z", "2024-05-04", "", "24:00", "9999-12-31T23:59:59Z"]
    ),
    st.datetimes().map(lambda moment: f"{moment.isoformat()}Z"),
    st.datetimes().map(lambda moment: f"{moment.isoformat()}+17:45"),
    st.text(max_size=8).map(lambda text: text.replace("<", "").replace("&", "")),
)


@quick
@given(
    values=st.lists(st.tuples(st.integers(0, 10_000), NUMBER), max_size=6),
    moments=st.lists(st.tuples(st.integers(0, 10_000), MOMENT), max_size=6),
    kind=st.sampled_from(["gpx", "tcx"]),
)
def test_the_values_in_an_xml_file(values, moments, kind):
    """Numbers and times that are well-formed XML and no figures: a change of bytes seldom hits on them."""
    parts = (gpx() if kind == "gpx" else tcx()).decode().split(">")
    numbers = [k for k, part in enumerate(parts) if part[:1].isdigit() and "T" not in part.split("<")[0]]
    times = [k for k, part in enumerate(parts) if part.startswith("2024-")]
    for places, changes in ((numbers, values), (times, moments)):
        for place, text in changes:
            k = places[place % len(places)]
            parts[k] = f"{text}<{parts[k].partition('<')[2]}"
    examine(f"run.{kind}", ">".join(parts).encode("utf-8", "replace"))


@pytest.mark.parametrize("suffix", SINGLE)
@quick
@given(changes=CHANGES, which=st.integers(0, 10_000))
def test_damaged_files_of_real_devices(real, suffix, changes, which):
    examine(f"run{suffix}", damaged(real[suffix][which % len(real[suffix])], changes))


@quick
@given(changes=CHANGES, which=st.integers(0, 10_000))
def test_damaged_gzips_of_real_devices(real, changes, which):
    examine_all("run.fit.gz", damaged(real[".gz"][which % len(real[".gz"])], changes))


@quick
@given(one=st.integers(0, 10_000), other=st.integers(0, 10_000), at=PLACE, on=PLACE)
def test_two_files_of_real_devices_spliced(real, one, other, at, on):
    files = real[".fit"]
    first, second = files[one % len(files)], files[other % len(files)]
    examine("run.fit", first[: int(at * len(first))] + second[int(on * len(second)) :])


def test_an_outcome_that_breaks_an_invariant_is_seen():
    (activity,) = examine("run.gpx", gpx()).activities
    object.__setattr__(activity, "moving_s", activity.elapsed_s + 60)
    with pytest.raises(BrokenInvariantError, match="in motion"):
        check(Parsed((activity,)), 0)


def test_a_fault_of_ours_is_not_hidden(monkeypatch):
    def broken(*_):
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr("backstride.ingest._reader", lambda _: broken)
    with pytest.raises(ZeroDivisionError):
        read_openly("run.gpx", gpx(), HOME)
