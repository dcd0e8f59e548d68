"""What stands before every page: who may ask, how much may be sent, and which headers go with an answer.

A site on loopback is reachable from any page that the browser shows: by a form that posts to it, or by a
name that an attacker lets point to 127.0.0.1 (DNS rebinding). So the ``Host`` must be one of ours, and what
changes anything must come from a page of ours; the tokens in forms (``csrf``) are the second lock.
"""

import hmac
import re
from dataclasses import dataclass
from hashlib import sha256
from ipaddress import ip_address

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PAIRED_COOKIE = "backstride_paired"
PAIR_PATH = "/pair"
UPLOAD_PATH = "/data/import"
FEED_PATH = re.compile(r"/feed/([0-9a-f]{64})\.ics")
"""The address that a calendar follows, which sends no cookie: what is in it is the token."""

LARGEST_FORM_BYTES = 262_144  # a check-in with a long note, many times over
LARGEST_UPLOAD_BYTES = 2_000_000_000  # a zipped export of many years, with room to spare

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not "no-referrer": with it, browsers hide the origin of our own forms too, and it could not be checked.
    # To any other site "same-origin" sends just as little.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_READING = ("GET", "HEAD")
_REFUSAL_WORDS = "backstride does not answer this: {}\n"


@dataclass(frozen=True, slots=True)
class Gate:
    """``hosts``: the values of ``Host`` that are ours, such as "127.0.0.1:8765". ``secret`` makes the tokens.

    ``pairing``: the token of the QR code that a device in the home network needs; None where only this
    computer is served.
    """

    hosts: frozenset[str]
    secret: bytes
    pairing: str | None = None

    @property
    def csrf(self) -> str:
        """The token that every form carries. There is one runner, so that one for all is enough."""
        return self._sealed(b"forms")

    @property
    def paired(self) -> str:
        """What the cookie of a paired device holds."""
        return self._sealed(b"paired")

    def feed(self, made: str) -> str:
        """The token of the calendar's address that was made under this name; another name has another."""
        return self._sealed(b"feed " + made.encode())

    @property
    def lan_host(self) -> str | None:
        """The value of ``Host`` under which another device reaches the app; None where none does."""
        ours = (host for host in self.hosts if self.pairing is not None and not _is_own(host))
        return next(iter(sorted(ours, key=len, reverse=True)), None)

    def knows_csrf(self, token: str) -> bool:
        return hmac.compare_digest(self.csrf.encode(), token.encode("utf-8", "replace"))

    def opens(self, token: str) -> bool:
        """Whether this is the token of the QR code."""
        expected = self.pairing
        return expected is not None and hmac.compare_digest(
            expected.encode(), token.encode("utf-8", "replace")
        )

    def _sealed(self, what: bytes) -> str:
        return hmac.new(self.secret, what, sha256).hexdigest()


class Guard:
    """The gate as ASGI middleware."""

    def __init__(self, app: ASGIApp, gate: Gate) -> None:
        self._app, self._gate = app, gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        send = _with_headers(send, scope["path"])
        headers = Headers(scope=scope)
        refusal = self._refusal(scope, headers)
        if refusal is not None:
            status, reason = refusal
            await PlainTextResponse(_REFUSAL_WORDS.format(reason), status)(scope, receive, send)
            return
        limit = LARGEST_UPLOAD_BYTES if scope["path"] == UPLOAD_PATH else LARGEST_FORM_BYTES
        try:
            await self._app(scope, _limited(receive, limit), send)
        except _TooLargeError:
            await PlainTextResponse(_REFUSAL_WORDS.format("it is too large"), 413)(scope, receive, send)

    def _refusal(self, scope: Scope, headers: Headers) -> tuple[int, str] | None:
        """The status and the reason for which a request is refused; None where it may pass."""
        host = headers.get("host", "")
        if host not in self._gate.hosts:
            return 421, "it was asked for under a name that is not its own"
        if scope["method"] not in _READING:
            origin = headers.get("origin")
            if origin != f"http://{host}":
                return 403, "it did not come from a page of backstride's own"
            limit = LARGEST_UPLOAD_BYTES if scope["path"] == UPLOAD_PATH else LARGEST_FORM_BYTES
            length = headers.get("content-length", "0")
            if not length.isdecimal() or int(length) > limit:
                return 413, f"it is larger than {limit:,} bytes"
        if headers.get("sec-fetch-site") == "cross-site" and headers.get("sec-fetch-mode") != "navigate":
            return 403, "another site asked for it"  # such as a picture, to see whether it is there
        if not self._is_known(scope, headers):
            return 401, "this device is not paired yet; scan the QR code that backstride serve --lan shows"
        return None

    def _is_known(self, scope: Scope, headers: Headers) -> bool:
        """Whether the device is this computer, is paired, or is about to pair; or it asks for the calendar's
        own address to read it, where the page looks at the token.
        """
        client = scope.get("client")
        if self._gate.pairing is None or scope["path"] == PAIR_PATH:
            return True
        if client is not None and _is_loopback(client[0]):
            return True
        if scope["method"] in _READING and FEED_PATH.fullmatch(scope["path"]):
            return True
        given = cookie_parser(headers.get("cookie", "")).get(PAIRED_COOKIE, "")
        return hmac.compare_digest(given.encode("utf-8", "replace"), self._gate.paired.encode())


class _TooLargeError(Exception):
    """More was sent than was announced, or than may be."""

    too_large = True


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _is_own(host: str) -> bool:
    """Whether a value of ``Host`` names this computer to itself alone."""
    name = host.partition(":")[0]
    return name == "localhost" or _is_loopback(name)


def _limited(receive: Receive, limit_bytes: int) -> Receive:
    """Receives up to a limit, also where no length was announced."""
    received = 0

    async def limited() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > limit_bytes:
            raise _TooLargeError
        return message

    return limited


def _with_headers(send: Send, path: str) -> Send:
    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers[name] = value
            if not path.startswith("/assets/"):
                headers["Cache-Control"] = "no-store"  # pages hold health data
        await send(message)

    return with_headers
