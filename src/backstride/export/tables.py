"""Diary, measures, shoes and self-tests as CSV, and the slip that says what an exported folder holds."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

import numpy as np

from backstride.ingest import kept
from backstride.ingest import manifest as slip
from backstride.ingest import measures_csv as measures_table
from backstride.ingest.diary_csv import parse_diary
from backstride.records import CheckIn, KeptKind, Measure, Screening, SelfTest, Shoe
from backstride.records.checkin import ANSWER_FIELDS


@dataclass(frozen=True, slots=True)
class DiaryTable:
    """A diary's table, and in plain words what in it will not be read back as it was."""

    data: bytes
    remarks: tuple[str, ...]


def diary_csv(check_ins: Sequence[CheckIn]) -> DiaryTable:
    """Check-ins, one per date and reading, as CSV: a line each, empty where unknown, texts as written.

    A text that begins like a spreadsheet's formula is left as it is. Blanks around a text, and texts that
    mean "nothing" in a table ("-", "none"), are not read back: each such one is among the remarks.
    """
    rows = (
        [line.date, *_when(line), *(_cell(getattr(line, name)) for name in ANSWER_FIELDS)]
        for line in check_ins
    )
    data = _csv(("date", "at", "slot", *ANSWER_FIELDS), rows)
    return DiaryTable(data, tuple(_lost(data, check_ins)))


def _when(line: CheckIn) -> tuple[str, str]:
    return "" if line.at is None else f"{line.at:%H:%M}", "" if line.slot is None else line.slot.value


def _cell(value: float | bool | str | None) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return str(int(value))
    return np.format_float_positional(value, trim="-")  # as many digits as it has, never an exponent


def _lost(data: bytes, check_ins: Sequence[CheckIn]) -> Iterator[str]:
    if not check_ins:
        return
    the_day_after = max(line.date for line in check_ins) + timedelta(days=1)
    diary = parse_diary(data, datetime.combine(the_day_after, time(), UTC))
    read_back = {(line.date, line.reading_key): line.answers for line in diary.check_ins}
    for check_in in check_ins:
        found = read_back.get((check_in.date, check_in.reading_key), {})
        for name, value in check_in.answers.items():
            if found.get(name) != value:
                what = "nothing" if name not in found else repr(found[name])
                yield f"{check_in.date}: {name} {value!r} will be read back as {what}"


def measures_csv(measures: Iterable[Measure]) -> bytes:
    """Measures as CSV, a line each; ``ingest.measures_csv`` reads the same measures."""
    rows = ([m.date, m.kind.value, repr(float(m.value)), m.source] for m in measures)
    return _csv(measures_table.COLUMNS, rows)


def shoes_csv(shoes: Iterable[Shoe]) -> bytes:
    """Pairs of shoes as CSV, a line each, empty where unknown; distances in metres."""
    names = kept.SHOE_COLUMNS
    rows = (["" if (value := getattr(shoe, name)) is None else value for name in names] for shoe in shoes)
    return _csv(names, rows)


def self_tests_csv(tests: Iterable[SelfTest]) -> bytes:
    """The self-tests that count as CSV, a line each; how long the position was held in seconds."""
    rows = ([test.date, test.kind.value, repr(float(test.hold_s))] for test in tests)
    return _csv(kept.SELF_TEST_COLUMNS, rows)


def screening_json(screening: Screening) -> bytes:
    """The answers alone, as ``screen.read_answers`` reads them."""
    return (json.dumps(dict(screening.answers), indent=1, sort_keys=True) + "\n").encode("ascii")


def screenings_json(screenings: Iterable[Screening]) -> bytes:
    """All answers, each set with its time and the rules of then; ``usecases.kept_files`` reads the same."""
    document = {
        "product": slip.PRODUCT,
        kept.HOLDS: KeptKind.SCREENINGS.value,
        "screenings": [
            {
                "answered_at": each.answered_at.isoformat(),
                "rules_sha256": each.rules_sha256,
                "answers": dict(each.answers),
            }
            for each in screenings
        ],
    }
    return (json.dumps(document, indent=1) + "\n").encode("ascii")


def _csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)  # lines end as RFC 4180 has it: then cells with either end of line are quoted
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8", "replace")


def manifest_json(manifest: slip.Manifest) -> bytes:
    """The slip's bytes; ``ingest.manifest`` reads the same manifest."""
    last = manifest.last_import_date
    document = {
        "product": slip.PRODUCT,
        "format": slip.FORMAT,
        "version": manifest.version,
        "complete": manifest.complete,
        "last_import_date": None if last is None else last.isoformat(),
        "private_points": manifest.private_points,
        "counts": {name: getattr(manifest, name) for name in slip.COUNTS},
        "files": list(manifest.files),
    }
    return (json.dumps(document, indent=1) + "\n").encode("ascii")
