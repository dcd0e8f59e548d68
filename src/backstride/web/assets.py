"""What pages load beside themselves: the stylesheet, our own small scripts, and the charts' library.

Addresses carry the version, so that a browser may keep them; nothing comes from anywhere but this package and
the ones that it is installed with.
"""

from functools import cache
from hashlib import sha256
from importlib.resources import files
from threading import Thread

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from vl_convert import svg_to_png

from backstride.report.vega import vega_bundle

_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
    "webmanifest": "application/manifest+json",
}
_PICTURES = {
    "icon-192.png": ("icon.svg", 192),
    "icon-512.png": ("icon.svg", 512),
    "icon-maskable-192.png": ("icon-full.svg", 192),
    "icon-maskable-512.png": ("icon-full.svg", 512),
    "apple-touch-icon.png": ("icon-full.svg", 180),
}
"""What home screens want as PNG: the drawing that it is made from, and its width and height in pixels."""
_DRAWN_PX = 64  # the width of the drawings
_DRAWINGS = ("icon.svg", "icon-full.svg")
_NAMES = ("app.css", "body.css", "app.js", "charts.js", *_DRAWINGS)
_AT_ROOT = ("service-worker.js", "site.webmanifest")
_FOR_EVER = "private, max-age=31536000, immutable"
_CHARTS_LIBRARY = "vega.js"


def routes() -> list[Route]:
    return [
        Route("/assets/{mark}/{name}", _asset),
        *(Route(f"/{name}", _at_root) for name in _AT_ROOT),
    ]


@cache
def mark() -> str:
    """A name for this set of files, that changes with any of them."""
    digest = sha256()
    for name in (*_NAMES, *_AT_ROOT):
        digest.update(_read(name))
    return digest.hexdigest()[:12]


def url(name: str) -> str:
    """Where a file is to be found."""
    return f"/assets/{mark()}/{name}"


def warm() -> None:
    """Make ready in the background what takes seconds: the charts' library, and the icons as PNG."""

    def make() -> None:
        vega_bundle()
        for name in _PICTURES:
            _picture(name)

    Thread(target=make, name="backstride-assets", daemon=True).start()


async def _asset(request: Request) -> Response:
    name = request.path_params["name"]
    if name == _CHARTS_LIBRARY:
        body = (await run_in_threadpool(vega_bundle)).encode()
    elif name in _PICTURES:
        body = await run_in_threadpool(_picture, name)
    elif name in _NAMES:
        body = _read(name)
    else:
        return Response(status_code=404)
    kept = _FOR_EVER if request.path_params["mark"] == mark() else "no-store"
    return Response(body, media_type=_TYPES[name.rpartition(".")[2]], headers={"Cache-Control": kept})


async def _at_root(request: Request) -> Response:
    name = request.url.path.removeprefix("/")
    body = _read(name)
    # The worker keeps the files of this version, and the manifest names them.
    body = body.replace(b"MARK", mark().encode())
    return Response(body, media_type=_TYPES[name.rpartition(".")[2]])


@cache
def _picture(name: str) -> bytes:
    """An icon as PNG, made from our own drawing."""
    drawing, width_px = _PICTURES[name]
    return svg_to_png(_read(drawing).decode(), scale=width_px / _DRAWN_PX)


@cache
def _read(name: str) -> bytes:
    if name == "charts.js":  # the same as in the answer's own page
        return files("backstride.report").joinpath("page.js").read_bytes()
    return files(__name__.rpartition(".")[0]).joinpath("static", name).read_bytes()
