"""Work under way: a page that says how far it is, news of it as they come, and a way to stop it."""

import asyncio
import json
from collections.abc import AsyncIterator

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from backstride.web.jobs import Job
from backstride.web.visit import Visit, get, post

_LOOK_EVERY_S = 0.3


def routes() -> list[Route]:
    return [
        get("/jobs/{id}", _page),
        Route("/jobs/{id}/events", _events),
        post("/jobs/{id}/cancel", _cancel),
    ]


def _job(visit: Visit) -> Job:
    job = visit.site.jobs.get(visit.request.path_params["id"])
    if job is None:
        raise HTTPException(404)
    return job


def _page(visit: Visit) -> Response:
    job = _job(visit)
    if job.state == "done" and job.link:
        return visit.go(job.link)
    return visit.page("job.html", job=job, seen=job.seen())


def _cancel(visit: Visit) -> Response:
    job = _job(visit)
    job.cancel()
    return visit.go(f"/jobs/{job.id}")


async def _events(request: Request) -> Response:
    job = request.app.state.site.jobs.get(request.path_params["id"])
    if job is None:
        return Response(status_code=404)
    return StreamingResponse(_news(request, job), media_type="text/event-stream")


async def _news(request: Request, job: Job) -> AsyncIterator[str]:
    """What is to be seen of the job, at once and then whenever it changes, until it has ended."""
    told = None
    while not await request.is_disconnected():
        ended = job.ended.is_set()
        seen = job.seen()
        if seen != told:
            yield f"data: {json.dumps(seen)}\n\n"
            told = seen
        if ended:
            return
        await asyncio.sleep(_LOOK_EVERY_S)
