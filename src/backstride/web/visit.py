"""One request: who reads in which language, what was sent, and how a page is answered."""

from collections.abc import Callable
from functools import cache, cached_property
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from backstride import __version__
from backstride.screen import words as screen_words
from backstride.web import assets, phrases
from backstride.web.formats import Formats
from backstride.web.site import Site
from backstride.web.words import LANGUAGES, language_for, marked, translations

MOST_FILES = 20_000  # a folder of many years, dropped at once

MAIN_PAGES = [
    ("/", marked("Today"), "today"),
    ("/answer", marked("Answer"), "answer"),
    ("/runs", marked("Runs"), "runs"),
    ("/plan", marked("Plan"), "plan"),
    ("/back", marked("Back"), "back"),
    ("/data", marked("Data"), "data"),
]
"""The navigation: path, name, icon. The first part of a page's path says where it belongs."""


class Visit:
    """A request, as a page sees it. ``form`` holds what was posted, empty otherwise."""

    def __init__(self, request: Request, form: FormData | None = None) -> None:
        self.request = request
        self.site: Site = request.app.state.site
        self.form = FormData() if form is None else form

    @cached_property
    def language(self) -> str:
        return language_for(self.site.settings().language, self.request.headers.get("accept-language", ""))

    @cached_property
    def formats(self) -> Formats:
        return Formats(self.language, self.site.settings().units)

    def _(self, text: str) -> str:
        """A text that stands in the catalog, in the reader's language."""
        return translations(self.language).gettext(text) if text else ""

    def say(self, text: str) -> Markup:
        """A text of the rooms below as the reader has it; marked as English where there are no words."""
        text = phrases.on_pages(text)
        said = phrases.told(self.formats, text)
        return Markup('<span lang="en">{}</span>').format(text) if said is None else escape(said)

    def _warning(self) -> list[str]:
        """What the screen has to say first on every page, where the answers on record do not allow a run."""
        clearance = self.site.screening().clearance
        return [] if clearance is None else screen_words.warning(clearance)

    def query(self, name: str) -> str:
        return self.request.query_params.get(name, "").strip()

    def field(self, name: str) -> str:
        """A field of the form as text; empty where it was left out."""
        value = self.form.get(name, "")
        return value.strip() if isinstance(value, str) else ""

    def number(self, name: str) -> int:
        """A whole number in the path. 404 where it is none that a database could hold."""
        text = str(self.request.path_params[name])
        if not text.isdecimal() or len(text) > 15:
            raise HTTPException(404)
        return int(text)

    def page(self, template: str, status: int = 200, **shown: Any) -> Response:
        """A page from its template, in which ``shown`` and what every page needs are known."""
        path = self.request.url.path
        here = "/" + path.strip("/").partition("/")[0]
        settings = self.site.settings()
        html = (
            _environment(self.language)
            .get_template(template)
            .render(
                **shown,
                visit=self,
                formats=self.formats,
                settings=settings,
                language=self.language,
                languages=LANGUAGES,
                csrf=self.site.gate.csrf,
                main_pages=MAIN_PAGES,
                here="/" if here == "/check-in" else here,
                path=path,
                version=__version__,
                asset=assets.url,
                say=self.say,
                screen_words=screen_words,
                done=self.query("done"),
                warning=[] if here == "/back" else self._warning(),
            )
        )
        return HTMLResponse(html, status)

    def go(self, path: str, **query: str) -> Response:
        """On to another page, after something was done."""
        return RedirectResponse(f"{path}?{urlencode(query)}" if query else path, 303)


Handler = Callable[[Visit], Response]


def get(path: str, handler: Handler) -> Route:
    """A page that is read."""

    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(handler, Visit(request))

    return Route(path, endpoint, methods=["GET"])


def post(path: str, handler: Handler) -> Route:
    """A form that is sent; without the token of our own forms it is refused."""

    async def endpoint(request: Request) -> Response:
        try:
            async with request.form(max_files=MOST_FILES, max_fields=MOST_FILES) as form:
                token = form.get("csrf", "")
                if not isinstance(token, str) or not request.app.state.site.gate.knows_csrf(token):
                    raise HTTPException(403)
                return await run_in_threadpool(handler, Visit(request, form))
        except MultiPartException as error:
            raise HTTPException(400) from error

    return Route(path, endpoint, methods=["POST"])


@cache
def _environment(language: str) -> Environment:
    """The templates in one language."""
    environment = Environment(
        loader=PackageLoader("backstride.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    words = translations(language)
    environment.install_gettext_callables(words.gettext, words.ngettext, newstyle=True)  # type: ignore[attr-defined]
    return environment
