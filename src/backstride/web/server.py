"""The app on a socket: loopback, or for the home network behind a pairing token."""

import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from backstride.web.app import make_app
from backstride.web.guard import PAIR_PATH, Gate

_SECRET_FILE = "web.key"
_SECRET_BYTES = 32
_LOOPBACK = "127.0.0.1"
_EVERYWHERE = "0.0.0.0"
_SHUTDOWN_S = 3  # pages that wait for news are let go after that
_BACKLOG = 128
_PORT_LEFT_OUT = 80  # browsers do not name it in Host and Origin
# No packet is sent to it: the system only tells by which of its own addresses it would go there.
_SOMEWHERE = ("192.0.2.1", 9)


class ServeError(OSError):
    """The app cannot be served; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Serving:
    """What is listened on. ``lan_url`` and ``pairing_url`` are None where only this computer is served."""

    home: Path
    gate: Gate
    socket: socket.socket
    url: str
    lan_url: str | None = None
    pairing_url: str | None = None


@contextmanager
def listening(home: Path, port: int, *, lan: bool) -> Iterator[Serving]:
    """A socket that listens, and the gate before it. ``port`` 0 takes a free one. Raises ServeError."""
    address = _own_address() if lan else None
    if lan and address is None:
        raise ServeError("this computer is in no network: leave --lan out, or connect it first")
    listener = _listener(_EVERYWHERE if lan else _LOOPBACK, port)
    with listener:
        port = listener.getsockname()[1]
        names = [_LOOPBACK, "localhost", *([address] if address else [])]
        pairing = secrets.token_urlsafe(24) if lan else None
        hosts = {f"{name}:{port}" for name in names}
        if port == _PORT_LEFT_OUT:
            hosts |= set(names)
        gate = Gate(frozenset(hosts), _secret(home), pairing)
        lan_url = f"http://{address}:{port}" if address else None
        yield Serving(
            home=home,
            gate=gate,
            socket=listener,
            url=f"http://{_LOOPBACK}:{port}",
            lan_url=lan_url,
            pairing_url=f"{lan_url}{PAIR_PATH}?token={pairing}" if lan else None,
        )


def run(serving: Serving) -> None:
    """Serve until Ctrl-C or a signal to end; what is under way is then put down in order."""
    config = uvicorn.Config(
        make_app(serving.home, serving.gate),
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=_SHUTDOWN_S,
        ws="none",
    )
    uvicorn.Server(config).run(sockets=[serving.socket])


def _listener(address: str, port: int) -> socket.socket:
    # With its protocol named: only then does asyncio send at once what is small. Else the end of each page
    # waits 40 ms for the browser to acknowledge its beginning.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address, port))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        reason = (error.strerror or str(error)).lower()
        raise ServeError(f"cannot listen on port {port}: {reason}; name another with --port") from error
    return listener


def _own_address() -> str | None:
    """This computer's address in its network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking, suppress(OSError):
        asking.connect(_SOMEWHERE)
        address = str(asking.getsockname()[0])
        return None if address.startswith("127.") or address == _EVERYWHERE else address
    return None


def _secret(home: Path) -> bytes:
    """What the tokens are made with: kept, so that a paired phone and an open page outlive a restart."""
    path = home / _SECRET_FILE
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileExistsError):
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(secrets.token_bytes(_SECRET_BYTES))
        secret = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ServeError(f"cannot use {path}: {reason}; name another folder with --home") from error
    if len(secret) < _SECRET_BYTES:
        raise ServeError(f"{path} is damaged: delete it, and it is made anew")
    return secret
