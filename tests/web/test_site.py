"""What all pages share is closed in order, whatever is still at work."""

import time
from pathlib import Path
from threading import Event, Thread

import pytest

from backstride.store import StoreError
from backstride.web.guard import Gate
from backstride.web.site import Site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "home", Gate(frozenset(), b"s" * 32))


def test_work_that_asks_on_while_the_site_is_closed_is_told_so(site: Site):
    """SQLite does not survive a question to a connection that another thread has closed."""
    told, going_on = [], Event()

    def asks_on() -> None:
        try:
            while True:
                site.version()
                going_on.set()
        except StoreError as error:
            told.append(str(error))

    threads = [Thread(target=asks_on) for _ in range(4)]
    for thread in threads:
        thread.start()
    assert going_on.wait(10)
    site.close()
    for thread in threads:
        thread.join(10)
    assert told == ["backstride has been stopped"] * 4


def test_no_work_begins_once_the_site_is_closed(site: Site):
    begun = []
    site.close()
    job = site.jobs.start("test", lambda job: begun.append(job))
    assert job.state == "cancelled"
    time.sleep(0.05)
    assert begun == []


def test_what_is_kept_follows_the_data(site: Site):
    assert site.settings().units == "km"
    site.store.save_setting("units", "mi")
    assert site.settings().units == "mi"
    assert site.activities() is site.activities()
    site.close()


def test_what_an_earlier_process_left_is_cleared(tmp_path: Path):
    left = tmp_path / "home" / "incoming-x"
    left.mkdir(parents=True)
    Site(tmp_path / "home", Gate(frozenset(), b"s" * 32)).close()
    assert not left.exists()
