"""Export: everything that is on record, in open formats, into a folder from which it can be read again."""

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Final

from backstride import __version__
from backstride.export import parquet, tables
from backstride.export.activity_file import Format, write_activity
from backstride.ingest import manifest as slip
from backstride.ingest.kept import HOLDS
from backstride.ingest.manifest import Manifest, read_manifest
from backstride.plan.document import plan_of
from backstride.records import Activity, KeptKind, Sport
from backstride.records.places import PrivatePlace, shown
from backstride.store import Store, StoredActivity
from backstride.store.shoes import Worn
from backstride.study import write_days
from backstride.study.writing import whole_or_not
from backstride.usecases.days import load_days
from backstride.usecases.files import plain_reason
from backstride.usecases.import_files import FileProblem
from backstride.usecases.plan_export import calendar_of

_OWNER_ONLY = 0o700
_ID_DIGITS = 6  # so that files sort like their activities

_POSSIBLE: Final = {
    Format.FIT: (Format.FIT,),
    Format.GPX: (Format.GPX, Format.TCX),
    Format.TCX: (Format.TCX,),
}
"""The formats that an activity may be written in, by the one that is wanted."""


class ExportError(ValueError):
    """The export cannot be written; the message says why, and what to do."""


@dataclass(slots=True)
class ExportReport:
    """What was written. ``formats`` counts the activities by the format of their file.

    ``problems``: what a file cannot hold, by its name in the folder. ``private_points``: how many positions
    of how many activities (``private_activities``) were left out, as they lie in a private place.
    """

    folder: Path
    formats: Counter[Format] = field(default_factory=Counter)
    days: int = 0
    check_ins: int = 0
    measures: int = 0
    private_points: int = 0
    private_activities: int = 0
    problems: list[FileProblem] = field(default_factory=list)

    @property
    def activities(self) -> int:
        return self.formats.total()


def export_all(
    store: Store,
    folder: Path,
    wanted: Format = Format.FIT,
    *,
    with_private_places: bool = False,
    on_progress: Callable[[int, int], None] = lambda done, activities: None,
) -> ExportReport:
    """Write all that ``store`` holds into ``folder``, which is made if need be, one activity at a time.

    The folder must be empty or hold an earlier export. Its files are then replaced one by one, each whole or
    not at all, and those that are no longer needed go; no other file is touched. Positions in the runner's
    private places are left out, but ``with_private_places``. ``on_progress`` is told the activities done and
    in all. ExportError where the folder will not do or the disk refuses; StoreError.
    """
    try:
        return _export(store, folder, wanted, with_private_places, on_progress)
    except OSError as error:
        where = error.filename or folder
        raise ExportError(f"cannot write the export: {plain_reason(error)} ({where})") from error


def _export(
    store: Store,
    folder: Path,
    wanted: Format,
    with_private_places: bool,
    on_progress: Callable[[int, int], None],
) -> ExportReport:
    stored = store.activities()
    possible = [_name(entry, kind) for entry in stored for kind in _POSSIBLE[wanted]]
    of_tables = (slip.DIARY, slip.MEASURES, *slip.DERIVED, *slip.KEPT, *slip.NOT_READ, slip.MANIFEST)
    earlier = _earlier_files(folder, [*possible, *of_tables])
    report = ExportReport(folder)
    manifest = Manifest(
        version=__version__,
        last_import_date=store.last_import_date(),
        complete=False,
        # All that may be there if the export is stopped, so that the next one knows its own files.
        files=tuple(sorted({*earlier, *possible, *of_tables})),
    )
    (folder / slip.ACTIVITIES).mkdir(exist_ok=True)
    _write(folder / slip.MANIFEST, tables.manifest_json(manifest))
    private = [] if with_private_places else store.private_places()
    written = _write_activities(store, stored, wanted, private, report, on_progress)
    check_ins = store.check_ins()
    diary = tables.diary_csv(check_ins)
    report.check_ins = len(check_ins)
    report.problems += [FileProblem(slip.DIARY, remark) for remark in diary.remarks]
    _write(folder / slip.DIARY, diary.data)
    measures = store.measures()
    report.measures = len(measures)
    _write(folder / slip.MEASURES, tables.measures_csv(measures))
    report.days = write_days([load_days(store, diary_time="morning")], folder / slip.DAYS)
    kept = {*written, *of_tables} - _write_kept(store, folder)
    for name in set(earlier) - kept:
        (folder / name).unlink(missing_ok=True)
    whole = replace(
        manifest,
        complete=True,
        private_points=report.private_points,
        files=tuple(sorted(kept)),
        **{name: getattr(report, name) for name in slip.COUNTS},
    )
    _write(folder / slip.MANIFEST, tables.manifest_json(whole))
    return report


def _write_kept(store: Store, folder: Path) -> set[str]:
    """Write shoes, self-tests, screenings and the plan, and return those of the files for which nothing is on
    record.
    """
    _write(folder / slip.SHOES, tables.shoes_csv(store.shoes()))
    _write(folder / slip.SELF_TESTS, tables.self_tests_csv(store.self_tests()))
    missing = set()
    screenings = store.screenings()
    if screenings:
        _write(folder / slip.SCREENINGS, tables.screenings_json(screenings))
        _write(folder / slip.SCREENING, tables.screening_json(screenings[0]))
    else:
        missing |= {slip.SCREENINGS, slip.SCREENING}
    plan = store.last_plan()
    if plan is None:
        missing |= {slip.PLAN, slip.PLAN_CALENDAR}
    else:
        document = json.loads(plan.plan_json)
        says = {"product": slip.PRODUCT, HOLDS: KeptKind.PLAN.value}
        with_goal = says | {
            "made_on": plan.made_on.isoformat(),
            "wanted": json.loads(plan.goal_json),
            **document,
        }
        _write(folder / slip.PLAN, (json.dumps(with_goal, indent=1) + "\n").encode("ascii"))
        made_at = datetime.combine(plan.made_on, time(), UTC)
        _write(folder / slip.PLAN_CALENDAR, calendar_of(plan_of(document), now=made_at))
    return missing


def _write_activities(
    store: Store,
    stored: list[StoredActivity],
    wanted: Format,
    private: Sequence[PrivatePlace],
    report: ExportReport,
    on_progress: Callable[[int, int], None],
) -> list[str]:
    """Each activity as a file, and all of them as two tables; the names of their files."""
    folder = report.folder
    entries: list[parquet.Entry] = []
    by_itself = Worn({}, store.shoes())
    with (
        whole_or_not(folder / slip.RECORD_TABLE) as unfinished,
        unfinished.open("wb") as sink,
        parquet.RecordsWriter(sink, store.channel_names()) as records,
    ):
        for done, entry in enumerate(stored):
            on_progress(done, len(stored))
            public = shown(_with_shoe(store.activity(entry.id), entry, by_itself), private)
            activity = public.activity
            written = write_activity(activity, wanted, public.cut)
            report.private_points += public.hidden
            report.private_activities += public.hidden > 0
            name = _name(entry, written.format)
            _write(folder / name, written.data)
            report.formats[written.format] += 1
            report.problems += [FileProblem(name, remark) for remark in written.remarks]
            records.add(entry.id, activity)
            summary = replace(entry.activity, laps=activity.laps)
            entries.append(parquet.Entry(entry.id, name, summary, len(activity.streams), entry.files))
    with whole_or_not(folder / slip.ACTIVITY_TABLE) as unfinished, unfinished.open("wb") as sink:
        parquet.write_activities(entries, sink)
    on_progress(len(stored), len(stored))
    return [entry.file for entry in entries]


def _with_shoe(activity: Activity, entry: StoredActivity, by_itself: Worn) -> Activity:
    """The activity, its gear being the pair that the runner said it was run in, where nothing else tells."""
    shoe_id, sport = entry.shoe_id, activity.sport
    told = by_itself.of(entry.id, sport, activity.gear, activity.local_date)
    if shoe_id in (None, told) or sport not in (Sport.RUN, Sport.WALK):
        return activity
    names = {shoe.shoe_id: shoe.name for shoe in by_itself.shoes}
    return replace(activity, gear=names.get(str(shoe_id), shoe_id))


def _name(entry: StoredActivity, kind: Format) -> str:
    """A file's path in the folder: by the runner's own clock, the sport and the activity's number."""
    started = f"{entry.activity.start_local:%Y-%m-%d_%H%M}"
    return f"{slip.ACTIVITIES}/{started}_{entry.activity.sport}_{entry.id:0{_ID_DIGITS}}.{kind}"


def _earlier_files(folder: Path, names: Iterable[str]) -> tuple[str, ...]:
    """The files of the export that stands in ``folder``, which is made if need be.

    ExportError where it holds anything else, or one of ``names`` that is not of an earlier export.
    """
    if not folder.exists():
        folder.mkdir(mode=_OWNER_ONLY, parents=True)
    elif not folder.is_dir():
        raise ExportError(f"{folder} is a file: name a folder that is empty, or new")
    standing = os.listdir(folder)
    if not standing:
        return ()
    if slip.MANIFEST not in standing:
        raise ExportError(
            f"{folder} holds other files: name an empty folder, a new one, or an earlier export"
        )
    found = read_manifest((folder / slip.MANIFEST).read_bytes())
    if isinstance(found, str):
        raise ExportError(f"{folder / slip.MANIFEST}: {found}")
    own = {*found.files, slip.MANIFEST}
    for name in names:
        if name not in own and os.path.lexists(folder / name):
            raise ExportError(f"{folder / name} is not of an earlier export and would be overwritten")
    return tuple(own)


def _write(path: Path, data: bytes) -> None:
    with whole_or_not(path) as unfinished:
        unfinished.write_bytes(data)
