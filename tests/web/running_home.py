"""A home whose runner may run: calm mornings, a run every third day, and no warning sign."""

from datetime import UTC, datetime, timedelta

from backstride.records import Activity, CheckIn, Sport
from backstride.screen import Answers, check_answers
from backstride.store import Fate, FileFate, Origin, Store, prepare
from backstride.usecases.screening import keep_answers
from screen_answers import otherwise_no

_MORNINGS, _DAYS = 20, 60


def answers(**signs: object) -> Answers:
    """No sign but those named."""
    found = check_answers(otherwise_no(signs))
    assert isinstance(found, Answers)
    return found


def fill(store: Store, now: datetime) -> None:
    """Put it on record, ``now`` being aware; this morning's pain is 1."""
    with store.batch(now) as batch:
        runs = range(2, _DAYS, 3)
        for back in runs:
            content = FileFate(name=f"{back}.fit", sha256=f"{back:064}", size_bytes=9, fate=Fate.IMPORTED)
            batch.add(content, [prepare(_run(now - timedelta(days=back)))], (), ())
        batch.finish(imported=len(runs), duplicates=0, skipped=0, failed=0)
    days = (now.date() - timedelta(days=back) for back in range(_MORNINGS))
    store.add_check_ins([CheckIn(date=day, written_at=now, pain_nrs=1.0) for day in days], Origin.TYPED)
    keep_answers(store, answers(), now)


def _run(start: datetime) -> Activity:
    return Activity(
        sport=Sport.RUN,
        start_utc=start.astimezone(UTC),
        utc_offset_s=int(start.utcoffset().total_seconds()),
        offset_source="file",
        source="fit",
        distance_m=5000.0,
        elapsed_s=1800.0,
        moving_s=1800.0,
    )
