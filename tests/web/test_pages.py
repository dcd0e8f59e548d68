"""Runs, data, back and the rest: what is done on them is done, and what is not there is said to be so."""

import io
import json
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Event

import pytest

from backstride.store import Store
from backstride.usecases import standing
from backstride.usecases.import_files import import_paths
from backstride.usecases.settings import settings_of
from backstride.web.jobs import CancelledError, Job
from web_pages import ended, text_of


@pytest.fixture
def imported(client, gate, gpx):
    """A home with one run out of a GPX file, and a broken file told of."""
    files = [("files", ("a run.gpx", gpx())), ("files", ("../../broken.gpx", gpx()[:200]))]
    sent = client.post("/data/import", data={"csrf": gate.csrf}, files=files, follow_redirects=False)
    assert sent.status_code == 303
    return ended(client, sent.headers["location"])


def test_files_are_imported_with_a_reason_for_each_that_is_not(imported, home):
    page = text_of(imported.text)
    assert "Imported 1" in page
    assert "broken.gpx" in page
    assert "incoming-" not in page
    with Store.open(home) as store:
        assert len(store.activities()) == 1
    assert sorted(path.name for path in home.iterdir() if path.is_dir()) == []  # nothing is left lying about


def test_a_file_s_name_cannot_lead_outside(imported, home):
    assert not list(home.parent.parent.glob("broken.gpx"))
    assert not list(home.parent.glob("broken.gpx"))


def test_an_import_without_files_says_so(client, send):
    assert send("/data/import").headers["location"].endswith("done=no-files")


def test_an_import_is_taken_back(client, send, imported, home):
    answer = send(imported.url.path + "/undo")
    assert "done=undone" in answer.headers["location"]
    with Store.open(home) as store:
        assert store.activities() == []
    assert "done=undone-before" in send(imported.url.path + "/undo").headers["location"]


def test_a_run_shows_its_figures_its_way_and_its_lines(client, imported):
    page = client.get("/runs/1")
    assert page.status_code == 200
    assert 'class="track"' in page.text
    assert "Pace" in text_of(page.text)
    assert "a run.gpx" in page.text


def test_a_run_is_deleted_and_taken_back(client, send, imported):
    send("/runs/1/delete")
    assert "is deleted" in client.get("/runs/1").text
    assert "/runs/1" not in client.get("/runs").text
    assert "/runs/1" in client.get("/runs/deleted").text
    send("/runs/1/undelete")
    assert "/runs/1" in client.get("/runs").text


def test_the_list_is_filtered(client, imported):
    assert "/runs/1" in client.get("/runs", params={"sport": "run", "year": "2024"}).text
    for other in ({"sport": "swim"}, {"year": "2023"}, {"least": "21"}):
        assert '"/runs/1"' not in client.get("/runs", params=other).text
    odd = {"sport": "x", "year": "0x1", "least": "-1", "page": "999999999999"}
    assert client.get("/runs", params=odd).status_code == 200


@pytest.mark.parametrize("path", ["/runs/99", "/runs/abc", "/runs/" + "9" * 40, "/data/imports/7", "/jobs/x"])
def test_what_is_not_there_is_said_to_be_so(client, path: str):
    page = client.get(path)
    assert page.status_code == 404
    assert "There is no such page" in page.text


def test_a_run_s_warm_up_goes_to_the_diary(client, send, imported, home):
    send("/runs/1/note", warmup="yes", note="new shoes")
    with Store.open(home) as store:
        (line,) = store.check_ins()
        assert (line.warmup, line.note) == (True, "new shoes")
        assert line.date == store.activities()[0].activity.local_date


def test_an_export_and_a_backup_can_be_fetched(client, send, imported, home):
    sent = send("/data/export")
    ready = ended(client, sent.headers["location"])
    assert "1 activity" in text_of(ready.text)
    assert "private places" not in text_of(ready.text)
    archive = client.get(f"{ready.url.path}/file")
    assert client.get(ready.url.path).status_code == 404  # fetched, and gone
    assert archive.headers["content-disposition"].startswith("attachment")
    names = zipfile.ZipFile(io.BytesIO(archive.content)).namelist()
    assert any(name.endswith(".fit") for name in names)
    backup = client.post("/data/backup", data={"csrf": client.app.state.site.gate.csrf})
    assert backup.content.startswith(b"SQLite format 3")
    assert sorted(path.name for path in home.iterdir() if path.is_dir()) == []


def test_settings_are_kept_and_a_wrong_one_is_refused(client, send, home):
    send("/settings", units="mi", theme="dark", language="de", zone="Europe/Berlin")
    with Store.open(home) as store:
        found = settings_of(store)
    assert (found.units, found.theme, found.language, found.zone) == ("mi", "dark", "de", "Europe/Berlin")
    assert 'data-theme="dark"' in client.get("/").text
    assert "done=setting-unknown" in send("/settings", zone="Nowhere/Land").headers["location"]
    assert "done=setting-unknown" in send("/settings", units="parsec").headers["location"]


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_settings_lead_back_to_this_site_only(send, back: str):
    assert send("/settings", theme="dark", back=back).headers["location"] == "/data"


def test_the_browser_s_language_is_spoken_unless_another_is_set(client, send):
    german = {"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"}
    assert "Rücken" in client.get("/", headers=german).text
    assert "Rücken" not in client.get("/", headers={"Accept-Language": "en,de;q=0.5"}).text
    send("/settings", language="en")
    assert "Rücken" not in client.get("/", headers=german).text


def test_a_warning_shows_on_every_page(client, send):
    page = client.get("/back/questions").text
    assert "bladder" in page or "urine" in page
    answer = send("/back/questions", known="{}", over="[]", **{"tick-1": "yes", "tick-2": "no"})
    assert answer.status_code in (200, 303)
    for path in ("/", "/answer", "/runs", "/data", "/evidence"):
        assert "Get emergency care now" in client.get(path).text, path
    assert "Get emergency care now" in client.get("/back").text


def test_a_sign_left_open_keeps_running_unfree(client, send):
    page = send("/back/questions", known="{}", over="[]", **{f"tick-{n}": "open" for n in range(1, 5)})
    assert page.status_code == 200
    assert "bladder_change" in page.text  # it is over, and still unknown


@pytest.mark.parametrize(
    "sent",
    [{"known": "{"}, {"known": '{"fever": "maybe"}'}, {"known": "{}", "over": '["x"]'}, {"over": "{}"}],
)
def test_a_made_up_interview_is_refused(send, sent: dict[str, str]):
    assert send("/back/questions", **sent).status_code == 400


def test_the_calendar_shows_the_pain(client, send, a_thursday: date):
    for back, pain in ((0, "3"), (40, "7")):
        send("/check-in", day=(a_thursday - timedelta(days=back)).isoformat(), pain_nrs=pain)
    page = client.get("/back").text
    assert "heat-2" in page
    assert "heat-4" in page
    assert client.get("/back", params={"back": "100000"}).status_code == 200


def test_the_answer_comes_by_itself(client, send):
    send("/check-in", pain_nrs="3")
    until = time.monotonic() + 30
    while "cannot be told yet" not in client.get("/answer").text:
        assert time.monotonic() < until
        time.sleep(0.05)


def test_pages_do_not_wait_for_an_answer(client, send, monkeypatch):
    """It is worked out in the background: every page is there while it takes its time."""
    going_on = Event()
    monkeypatch.setattr(standing, "answer_and_keep", lambda home, days, earlier: going_on.wait(60))
    send("/check-in", pain_nrs="3")
    try:
        for path in ("/", "/answer", "/runs", "/back", "/data"):
            assert client.get(path).status_code == 200
        assert client.app.state.site.jobs.running("answer") is not None
    finally:
        going_on.set()


def test_a_job_tells_how_far_it_is(client):
    def work(job):
        job.tell(1, 2, "half")

    job = client.app.state.site.jobs.start("test", work)
    job.ended.wait(5)
    news = client.get(f"/jobs/{job.id}/events")
    assert news.headers["content-type"].startswith("text/event-stream")
    told = json.loads(news.text.strip().splitlines()[-1].removeprefix("data: "))
    assert (told["state"], told["done"], told["total"], told["note"]) == ("done", 1, 2, "half")


def test_a_job_can_be_stopped(client, send):
    def work(job):
        while True:
            job.tell(0, 1)
            time.sleep(0.01)

    job = client.app.state.site.jobs.start("test", work)
    send(f"/jobs/{job.id}/cancel")
    assert job.ended.wait(5)
    assert "Stopped" in client.get(f"/jobs/{job.id}").text


def test_one_of_a_kind_runs_at_a_time(client):
    jobs, go_on = client.app.state.site.jobs, Event()
    with ThreadPoolExecutor(8) as pool:
        started = list(pool.map(lambda _: jobs.start("test", lambda job: go_on.wait(10)), range(40)))
    go_on.set()
    assert len({job.id for job in started}) == 1


def test_a_job_is_told_to_stop_once():
    """What it then does to end in order may tell how far it is, and is not stopped again."""
    job = Job("x", "test")
    job.cancel()
    with pytest.raises(CancelledError):
        job.tell(1, 3)
    job.tell(2, 3)
    assert job.seen()["state"] == "cancelling"


def test_a_job_s_fault_shows_no_trace(client, capsys):
    def work(job):
        raise RuntimeError("a secret of the inside")

    job = client.app.state.site.jobs.start("test", work)
    job.ended.wait(5)
    page = client.get(f"/jobs/{job.id}").text
    assert "did not work" in page
    assert "secret" not in page
    assert "a secret of the inside" in capsys.readouterr().err


def test_an_import_that_is_stopped_keeps_what_was_read(client, gpx, tmp_path):
    site = client.app.state.site
    folder = tmp_path / "watch"
    folder.mkdir()
    for day in range(1, 13):
        (folder / f"{day:02}.gpx").write_bytes(gpx(day))

    def work(job):
        def tell(progress):
            if progress.files == 5:
                job.cancel()
            job.tell(progress.files, 12)

        import_paths(site.store, [folder], home_zone=UTC, now=datetime.now(UTC), workers=1, on_progress=tell)

    job = site.jobs.start("test", work)
    assert job.ended.wait(60)
    assert job.state == "cancelled"
    kept = len(site.activities())
    assert 5 <= kept <= 12  # what was decoded ahead is kept too
    report = import_paths(site.store, [folder], home_zone=UTC, now=datetime.now(UTC), workers=1)
    assert (report.imported, report.duplicates) == (12 - kept, kept)
    assert len(site.activities()) == 12
