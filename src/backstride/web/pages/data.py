"""Data: import by drop, what became of every file, undo, everything out again, and the settings."""

from dataclasses import dataclass
from pathlib import Path
from zoneinfo import available_timezones

from starlette.background import BackgroundTask
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from backstride.store import StoreError
from backstride.usecases import uploads
from backstride.usecases.backup import back_up
from backstride.usecases.clock import home_zone
from backstride.usecases.export import ExportError, ExportReport, export_all
from backstride.usecases.import_files import Progress, import_paths
from backstride.web.guard import UPLOAD_PATH
from backstride.web.jobs import Job
from backstride.web.pages import feed
from backstride.web.site import Site
from backstride.web.visit import Visit, get, post

IMPORTING, EXPORTING = "import", "export"
_LAST_IMPORTS = 8


@dataclass(frozen=True, slots=True)
class Exported:
    """An export that waits to be fetched, and what stands in it."""

    path: Path
    report: ExportReport


def routes() -> list[Route]:
    return [
        get("/data", _data),
        post(UPLOAD_PATH, _import),
        get("/data/imports/{id}", _log),
        post("/data/imports/{id}/undo", _undo),
        post("/data/export", _export),
        get("/data/export/{id}", _exported),
        get("/data/export/{id}/file", _fetched),
        post("/data/backup", _backup),
    ]


def _data(visit: Visit) -> Response:
    site = visit.site
    imports = site.store.imports()[::-1]
    calendar = feed.address(visit)
    return visit.page(
        "data.html",
        imports=imports[:_LAST_IMPORTS],
        job=site.jobs.running(IMPORTING),
        private=len(site.private_places()),
        calendar=calendar,
        calendar_code=None if calendar is None else feed.code(calendar),
        is_in_network=site.gate.lan_host is not None,
        counts=(len(site.activities()), len(site.check_ins())),
        zones=sorted(zone for zone in available_timezones() if "/" in zone),
    )


def _import(visit: Visit) -> Response:
    site = visit.site
    if site.jobs.running(IMPORTING) is not None:
        return visit.go("/data", done="import-running")
    sent = [item for item in visit.form.getlist("files") if isinstance(item, UploadFile) and item.filename]
    if not sent:
        return visit.go("/data", done="no-files")
    folder = uploads.incoming(site.home)
    try:
        for item in sent:
            uploads.put_down(folder, str(item.filename), item.file)
    except OSError:  # the disk is full, most likely
        uploads.clear(folder)
        return visit.go("/data", done="no-room")

    def work(job: Job) -> None:
        def tell(progress: Progress) -> None:
            job.tell(progress.bytes_done, progress.bytes_in_all, str(progress.files))

        try:
            report = import_paths(
                site.store, [folder], home_zone=home_zone(site.store), now=site.now(), on_progress=tell
            )
            job.link = f"/data/imports/{report.batch}"
        finally:
            uploads.clear(folder)
            site.warm()

    job = site.jobs.start(IMPORTING, work)
    return visit.go(f"/jobs/{job.id}")


def _log(visit: Visit) -> Response:
    wanted = visit.number("id")
    batch = next((each for each in visit.site.store.imports() if each.id == wanted), None)
    if batch is None:
        raise HTTPException(404)
    entries = visit.site.store.import_log(wanted)
    return visit.page(
        "import_log.html",
        batch=batch,
        failed=[entry for entry in entries if entry.fate == "failed"],
        skipped=[entry for entry in entries if entry.fate == "skipped"],
        warned=[entry for entry in entries if entry.warnings],
        shown_name=uploads.shown_name,
    )


def _undo(visit: Visit) -> Response:
    try:
        visit.site.store.undo(visit.number("id"), visit.site.now())
    except StoreError:  # taken back already, in another window
        return visit.go("/data", done="undone-before")
    visit.site.warm()
    return visit.go("/data", done="undone")


def _export(visit: Visit) -> Response:
    job = start_export(visit.site, with_private_places=visit.field("with_private_places") == "yes")
    return visit.go(f"/jobs/{job.id}")


def start_export(site: Site, *, with_private_places: bool) -> Job:
    """Begin an export into a folder of its own, to be fetched once."""

    def work(job: Job) -> Exported:
        folder = uploads.outgoing(site.home)
        try:
            report = export_all(
                site.store,
                folder / "backstride",
                with_private_places=with_private_places,
                on_progress=job.tell,
            )
        except ExportError as error:
            raise StoreError(str(error)) from error
        job.link = f"/data/export/{job.id}"
        return Exported(uploads.zipped(report.folder, folder / "backstride-export.zip"), report)

    return site.jobs.start(EXPORTING, work)


def _found(visit: Visit) -> Exported:
    """The export that the path names. 404 where there is none, or it was fetched."""
    job = visit.site.jobs.get(visit.request.path_params["id"])
    if job is None or job.kind != EXPORTING or job.state != "done" or not job.result.path.exists():
        raise HTTPException(404)
    exported: Exported = job.result
    return exported


def _exported(visit: Visit) -> Response:
    return visit.page("exported.html", id=visit.request.path_params["id"], report=_found(visit).report)


def _fetched(visit: Visit) -> Response:
    path = _found(visit).path
    return FileResponse(path, filename=path.name, background=BackgroundTask(uploads.clear, path.parent))


def _backup(visit: Visit) -> Response:
    folder = uploads.outgoing(visit.site.home)
    path = folder / f"backstride-backup-{visit.site.now():%Y-%m-%d}.sqlite3"
    back_up(visit.site.home, path)
    return FileResponse(path, filename=path.name, background=BackgroundTask(uploads.clear, folder))
