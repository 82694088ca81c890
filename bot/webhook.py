"""The webhook: a small route that says 200 only after the update's effect is on disk."""

import asyncio
import contextlib
import hmac
import json
import logging
import socket
from collections.abc import Awaitable, Callable, Iterator, Sequence
from urllib.parse import urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from telegram import Bot
from telegram.error import TelegramError

from bot.confirm import Confirmer
from bot.replies import room_for_a_call
from storage.database import StorageFailed

log = logging.getLogger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
BODY_MOST = 1024 * 1024
CONNECTIONS = 100
SET_TRIES = 8
SET_PAUSE_S = 0.5

IsWell = Callable[[], Awaitable[bool]]


def webhook_app(confirmer: Confirmer, secret: str, path: str, is_well: IsWell) -> Starlette:
    """Return the routes: Telegram's deliveries at `path`, and /health for whoever watches."""

    async def deliver(request: Request) -> Response:
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), secret.encode()):
            return Response(status_code=403)
        body = await _body(request)
        if body is None:
            return Response(status_code=413)
        try:
            raw = json.loads(body)
            int(raw["update_id"])
        except (ValueError, TypeError, KeyError):
            return Response(status_code=400)
        with room_for_a_call() as reply:
            handling = confirmer.begin(raw)
        try:
            await asyncio.shield(handling)
        except StorageFailed:
            return Response(status_code=500)
        finally:
            # A tap's toast is there as soon as the tap is on disk; what comes later has to go by
            # itself, whatever this answer has become.
            call = reply.close()
        return Response(call, media_type="application/json") if call else Response(status_code=200)

    async def health(_: Request) -> Response:
        if await is_well():
            return PlainTextResponse("well")
        return PlainTextResponse("the store does not answer", status_code=503)

    return Starlette(
        routes=[
            Route(path, deliver, methods=["POST"]),
            Route("/health", health, methods=["GET"]),
        ]
    )


class WebhookServer:
    """Listens for Telegram's deliveries until it is told to stop."""

    def __init__(self, app: Starlette, host: str, port: int) -> None:
        self._socket = _bound(host, port)
        self.host, self.port = self._socket.getsockname()[:2]
        self._server = _Server(
            uvicorn.Config(
                app,
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=20,
            )
        )

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop` is set; then answer what is under way."""
        serving = asyncio.create_task(self._server.serve(sockets=[self._socket]))
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopping.cancel()
            self._server.should_exit = True
            await serving
            self._socket.close()


async def set_webhook(
    bot: Bot, url: str, secret: str, allowed_updates: Sequence[str], stop: asyncio.Event
) -> None:
    """Ask Telegram to deliver to `url`, with patience while the network is away.

    Raises:
        telegram.error.TelegramError: Telegram refuses the address, or never answered.
    """
    for attempt in range(SET_TRIES):
        try:
            await bot.set_webhook(
                url,
                secret_token=secret,
                allowed_updates=list(allowed_updates),
                max_connections=CONNECTIONS,
                drop_pending_updates=False,
            )
            return
        except TelegramError as error:
            if attempt == SET_TRIES - 1 or stop.is_set():
                raise
            log.warning("the webhook is not set yet: %s", type(error).__name__)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), SET_PAUSE_S * 2**attempt)


def path_of(url: str) -> str:
    """Return the path that a webhook's address names."""
    return urlsplit(url).path or "/"


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the program."""
        yield


async def _body(request: Request) -> bytes | None:
    body = bytearray()
    with contextlib.suppress(ClientDisconnect):
        async for part in request.stream():
            body += part
            if len(body) > BODY_MOST:
                return None
    return bytes(body)


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        raise OSError(error.errno, error.strerror, f"{host}:{port}") from None
    return bound
