"""The socket that the app is served on."""

import asyncio
import socket
from pathlib import Path

from backstride.web.server import Serving, listening


async def _sends_at_once(serving: Serving) -> bool:
    """Whether what one visitor is sent waits for nothing that the visitor has to acknowledge first."""
    seen: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def visit(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        own = writer.get_extra_info("socket")
        seen.set_result(own.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    async with await asyncio.start_server(visit, sock=serving.socket.dup()):
        _, writer = await asyncio.open_connection(*serving.socket.getsockname())
        try:
            return bool(await seen)
        finally:
            writer.close()


def test_a_small_page_is_not_held_back(tmp_path: Path):
    with listening(tmp_path, 0, lan=False) as serving:
        assert asyncio.run(_sends_at_once(serving))
