"""The app: the pages behind the guard, and what is said where something is not there or goes wrong."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from backstride.store import StoreError
from backstride.web import assets, pages
from backstride.web.guard import Gate, Guard
from backstride.web.jobs import report_fault
from backstride.web.site import Site
from backstride.web.visit import Visit


def make_app(home: Path, gate: Gate) -> Starlette:
    """The app on the data in ``home``, which is made if need be. Raises StoreError where it cannot be."""
    site = Site(home, gate)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        site.warm()
        assets.warm()
        yield
        site.close()

    app = Starlette(
        routes=[*assets.routes(), *pages.routes()],
        middleware=[Middleware(Guard, gate=gate), Middleware(_Faults)],
        exception_handlers={HTTPException: _not_here, StoreError: _no_store},
        lifespan=lifespan,
    )
    app.state.site = site
    return app


def _not_here(request: Request, error: Exception) -> Response:
    """What was asked for is not there, or not so."""
    assert isinstance(error, HTTPException)
    kind = error.status_code if error.status_code in (403, 404) else 400
    return Visit(request).page(f"errors/{kind}.html", status=error.status_code)


def _no_store(request: Request, error: Exception) -> Response:
    """The data cannot be read or written. The page needs nothing of them."""
    return PlainTextResponse(f"backstride cannot use its data.\n\n{error}\n", 503)


class _Faults:
    """A bug is told on the server's terminal; the page only says that there is one, and what to do."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def noting(message: dict[str, object]) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, noting)  # type: ignore[arg-type]
        except StoreError as error:
            if not started:
                await _no_store(Request(scope), error)(scope, receive, send)
        except Exception as error:
            if getattr(error, "too_large", False):
                raise
            report_fault(error)
            if not started:
                await _FAULT(scope, receive, send)


_FAULT = PlainTextResponse(
    "Something went wrong in backstride.\n\n"
    "Your data are safe: nothing is half written. Go back and try again; if it happens again, start it once"
    " more with BACKSTRIDE_DEBUG=1 and look at what the terminal says.\n",
    500,
)
