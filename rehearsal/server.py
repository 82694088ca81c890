"""Serving a box over HTTP on this machine."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import Callable, Iterator

import uvicorn
from starlette.routing import BaseRoute

from rehearsal.box import Box
from rehearsal.door_http import HttpDoor
from rehearsal.door_quick import QuickProtocol

HOST = "127.0.0.1"
PORT = 8081


class BoxServer:
    """A box's HTTP door, opened with `async with`; port 0 takes any free one."""

    def __init__(
        self,
        box: Box,
        host: str = HOST,
        port: int = 0,
        pages: list[BaseRoute] | None = None,
    ) -> None:
        self.box = box
        self._socket = _bound(host, port)
        self.host, self.port = self._socket.getsockname()[:2]
        config = uvicorn.Config(
            HttpDoor(box, pages),
            http=QuickProtocol,
            proxy_headers=False,
            ws="websockets-sansio",
            lifespan="off",
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=1,
        )
        self._server = _Server(config)
        self._task: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        """Where the box is: what MADANG_API_URL wants."""
        return f"http://{self.host}:{self.port}"

    async def __aenter__(self) -> "BoxServer":
        """Open the door."""
        logging.getLogger("uvicorn.error").addFilter(_is_worth_telling)
        self._task = asyncio.create_task(self._server.serve(sockets=[self._socket]))
        await self._server.is_open.wait()
        return self

    async def __aexit__(self, *error: object) -> None:
        """Close the door and what the box runs in the background."""
        self._server.should_exit = True
        self.box.updates.interrupt("terminated by the end of the box")
        if self._task is not None:
            await self._task
        self._socket.close()
        await self.box.close()

    async def wait(self) -> None:
        """Serve until the task is cancelled."""
        if self._task is not None:
            await asyncio.shield(self._task)


async def serve_box(
    host: str = HOST,
    port: int = PORT,
    *,
    box: Box | None = None,
    pages: list[BaseRoute] | None = None,
    tell: Callable[[str], object] = print,
) -> None:
    """Serve a box until cancelled; tells its address, its bot's token and how to use them."""
    box = box or Box(flood_limits=True)
    async with BoxServer(box, host, port, pages) as server:
        tell(f"A pretended Telegram at {server.url} (bot @{box.bot.username})")
        tell(f"  MADANG_API_URL={server.url} MADANG_TOKEN={box.token}")
        await server.wait()


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_open = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Open the door and say so."""
        await super().startup(sockets)
        self.is_open.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the program that opened the door."""
        yield


def _is_worth_telling(record: logging.LogRecord) -> bool:
    # A call that a fault leaves without an answer is meant to be left so.
    return "without completing response" not in record.getMessage()


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Naming the protocol lets asyncio switch off the delay of small packets.
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        raise OSError(error.errno, error.strerror, f"{host}:{port}") from None
    return bound
