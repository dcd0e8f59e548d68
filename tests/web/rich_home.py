"""A home with something on every page: weeks of runs, shoes, tests, a plan, and files with faults."""

from datetime import datetime, timedelta
from pathlib import Path

from running_home import answers

from backstride.records import CheckIn, SelfTest, SelfTestKind
from backstride.samples import RunnerSpec, simulate
from backstride.store import Store
from backstride.usecases.clock import ComputerZone
from backstride.usecases.demo import DIARY, WATCH, write_files
from backstride.usecases.diary import import_diary, record_check_in
from backstride.usecases.import_files import import_paths
from backstride.usecases.plan import Wanted, plan_for
from backstride.usecases.screening import keep_answers
from backstride.usecases.self_tests import record_self_test
from backstride.usecases.shoes import add_shoe, make_default
from backstride.usecases.standing import SEED

SHOES = "Qwertz"  # the runner's own words, which stay as they are
_FAULTY = {
    "cut.gpx": b'<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg><trkpt ',
    "empty.fit": b"",
    "short.fit": b"\x0e\x10\x00\x00",
    "words.tcx": b"not a file of a watch",
    "note.txt": b"hello",
    "once.csv": b"Activity ID,Activity Date,Activity Type\n",
    "photo.jpg": b"\xff\xd8\xff\xe0" + bytes(60),
    "settings.json": b"{}",
    "plan.zip": b"PK\x03\x04",
}


def fill(store: Store, folder: Path, moment: datetime, days: int = 60) -> None:
    """Put it on record, with this morning's pain."""
    today = moment.date()
    spec = RunnerSpec.harmed(1.0).but(first_date=today - timedelta(days=days))
    write_files(simulate(1, spec, days), folder)
    for name, content in _FAULTY.items():
        (folder / WATCH / name).write_bytes(content)
    import_paths(store, [folder / WATCH], home_zone=ComputerZone(), now=moment)
    import_diary(store, (folder / DIARY).read_bytes(), now=moment)
    record_check_in(store, CheckIn(date=today, written_at=moment, pain_nrs=2.0))
    keep_answers(store, answers(), moment)
    add_shoe(store, SHOES, km_before=920.0, first_used=None)
    make_default(store, SHOES, today - timedelta(days=40))
    for kind in SelfTestKind:
        for back, hold_s in ((20, 48.0), (6, 55.0), (2, 41.0)):
            written_at = moment - timedelta(days=back)
            test = SelfTest(date=written_at.date(), kind=kind, hold_s=hold_s)
            record_self_test(store, test, written_at=written_at, clearance=None)
    plan_for(store, today, Wanted(weeks=8), diary_time="morning", seed=SEED)
