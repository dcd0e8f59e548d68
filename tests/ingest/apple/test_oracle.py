"""Real exports, and years of made-up ones, against a plain reading of the same bytes with lxml."""

import io
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from lxml import etree

from backstride.ingest import Large, read_stream, walk
from backstride.records import MeasureKind, Parsed, ParseOutcome, Skipped
from backstride.samples.apple_writer import document, history

HOME = ZoneInfo("Europe/Helsinki")
METRES = {"km": 1000.0, "mi": 1609.344, "m": 1.0}


@dataclass
class Plain:
    """What stands in a record, element by element, without any judgement."""

    workouts: list[dict[str, object]] = field(default_factory=list)
    hearts: list[tuple[datetime, float]] = field(default_factory=list)
    asleep: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    resting: set[float] = field(default_factory=set)


def moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S %z")


def plain(data: bytes) -> Plain:
    found = Plain()
    for _, element in etree.iterparse(io.BytesIO(data), recover=True, resolve_entities=False):
        kind = element.get("type", "")
        if element.tag == "Workout":
            entries = {
                entry.get("key"): entry.get("value") for entry in element.iterchildren("MetadataEntry")
            }
            metres = [
                float(one.get("sum")) * METRES[one.get("unit")]
                for one in element.iterchildren("WorkoutStatistics")
                if "Distance" in one.get("type")
            ]
            if element.get("totalDistance"):
                metres = [float(element.get("totalDistance")) * METRES[element.get("totalDistanceUnit")]]
            start, end = moment(element.get("startDate")), moment(element.get("endDate"))
            zone = entries.get("HKTimeZone")
            found.workouts.append(
                {
                    "start": start,
                    "end": end,
                    "metres": sum(metres),
                    "date": start.astimezone(ZoneInfo(zone)).date() if zone else start.date(),
                    "kind": element.get("workoutActivityType").removeprefix("HKWorkoutActivityType"),
                }
            )
        elif element.tag != "Record":
            continue
        elif kind == "HKQuantityTypeIdentifierHeartRate":
            found.hearts.append((moment(element.get("startDate")), float(element.get("value"))))
        elif kind == "HKQuantityTypeIdentifierRestingHeartRate":
            found.resting.add(float(element.get("value")))
        elif kind == "HKCategoryTypeIdentifierSleepAnalysis" and "Asleep" in element.get("value"):
            start, end = moment(element.get("startDate")), moment(element.get("endDate"))
            found.asleep[element.get("sourceName")] += (end - start).total_seconds() / 3600
    return found


def agree(outcome: ParseOutcome, theirs: Plain) -> None:
    activities = outcome.activities if isinstance(outcome, Parsed) else ()
    assert len(activities) == len(theirs.workouts)
    for ours, stated in zip(activities, sorted(theirs.workouts, key=lambda w: str(w["start"])), strict=True):
        assert ours.start_utc == stated["start"]
        assert ours.elapsed_s == (stated["end"] - stated["start"]).total_seconds()
        assert ours.distance_m == (pytest.approx(stated["metres"]) if stated["metres"] else None)
        assert ours.local_date == stated["date"]
        within = dict(
            sorted((t, bpm) for t, bpm in theirs.hearts if stated["start"] <= t <= stated["end"])[::-1]
        )
        assert len(ours.streams) == len(within)
        if within:
            seconds, bpm = ours.streams.values("time_s"), ours.streams.values("heart_rate_bpm")
            assert seconds.tolist() == [(t - ours.start_utc).total_seconds() for t in sorted(within)]
            assert bpm.tolist() == [within[t] for t in sorted(within)]
    resting = {m.value for m in outcome.measures if m.kind is MeasureKind.RESTING_HR_BPM}
    assert resting == theirs.resting


def records(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as stream:
                for found in walk(str(path), stream):
                    if isinstance(found, Large):
                        yield found.name, found.stream.read(1 << 24)


def test_real_exports_are_read_as_lxml_reads_them(fixtures_dir: Path):
    found = dict(records(fixtures_dir / "archives" / "apple"))
    assert len(found) == 2
    outcomes = {name: read_stream(name, io.BytesIO(data), HOME) for name, data in found.items()}
    for name, data in found.items():
        agree(outcomes[name], plain(data))
    assert {type(outcome) for outcome in outcomes.values()} == {Parsed, Skipped}


def test_made_up_years_are_read_as_lxml_reads_them():
    data = b"".join(document(history(date(2023, 3, 1), 40, seed=3)))
    outcome, theirs = read_stream("export.xml", io.BytesIO(data), HOME), plain(data)
    agree(outcome, theirs)
    nights = [m for m in outcome.measures if m.kind is MeasureKind.SLEEP_H]
    assert {night.source for night in nights} == {"Sam’s Apple Watch"}
    assert sum(night.value for night in nights) == pytest.approx(theirs.asleep["Sam’s Apple Watch"])
