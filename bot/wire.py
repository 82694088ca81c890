"""Small JSON calls over kept connections: HTTP/1.1 with nothing that such a call does not need.

A general client spends more on a call (redirects, cookies, proxies, compression, traces) than
all the rest of a tap costs. Here a request is one write and an answer goes through httptools.
Files, and whatever else is no small JSON call, go by aiohttp in `bot/transport.py`.
"""

import asyncio
import math
import ssl
from functools import lru_cache
from typing import cast
from urllib.parse import SplitResult, urlsplit

import httptools

Origin = tuple[str, str, int]

LOOK_S = 0.1


class NoConnection(OSError):  # noqa: N818 - what is known of it
    """Nothing of the call reached the server."""


class Broken(OSError):  # noqa: N818 - what is known of it
    """The connection ended after the call had gone out and before its answer was whole."""


class Wire:
    """A pool of at most `most` connections; those idle for longer are not used again."""

    def __init__(self, user_agent: str, most: int, idle_s: float) -> None:
        self._agent = user_agent
        self._idle_s = idle_s
        self._places = asyncio.Semaphore(most)
        self._idle: dict[Origin, list[_Connection]] = {}
        self._open: set[_Connection] = set()
        self._tls: ssl.SSLContext | None = None
        self._clock: asyncio.TimerHandle | None = None

    async def post(
        self, url: str, body: bytes, *, connect_s: float | None, answer_s: float | None
    ) -> tuple[int, bytes]:
        """Make a call; return the answer's status and body.

        Raises:
            NoConnection, Broken: see there; TimeoutError: no answer within `answer_s`.
        """
        head, origin = _head(url, self._agent)
        await self._take_place(connect_s)
        try:
            connection = self._kept(origin) or await self._connect(origin, connect_s)
            is_whole = False
            if answer_s is not None:
                connection.late_at = asyncio.get_running_loop().time() + answer_s
                self._watch()
            try:
                found = await connection.ask(b"%s%d\r\n\r\n%s" % (head, len(body), body))
                is_whole = True
            finally:
                self._put_back(origin, connection, is_whole=is_whole)
            return found
        finally:
            self._places.release()

    async def close(self) -> None:
        """Close all connections."""
        for connection in tuple(self._open):
            connection.close()
        self._idle.clear()
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None
        await asyncio.sleep(0)

    def _watch(self) -> None:
        """Look for late answers now and then, while there are connections: one clock for all."""
        if self._clock is None:
            loop = asyncio.get_running_loop()
            self._clock = loop.call_later(LOOK_S, self._end_the_late)

    def _end_the_late(self) -> None:
        self._clock = None
        now = asyncio.get_running_loop().time()
        is_waiting = [one.end_if_late(now) for one in self._open]
        if any(is_waiting):
            self._watch()

    async def _take_place(self, within_s: float | None) -> None:
        if not self._places.locked():
            await self._places.acquire()
            return
        try:
            async with asyncio.timeout(within_s):
                await self._places.acquire()
        except TimeoutError:
            raise NoConnection("no free connection") from None

    def _kept(self, origin: Origin) -> "_Connection | None":
        kept = self._idle.get(origin, [])
        oldest = asyncio.get_running_loop().time() - self._idle_s
        while kept:
            connection = kept.pop()
            if connection.is_open and connection.since > oldest:
                return connection
            connection.close()
        return None

    async def _connect(self, origin: Origin, connect_s: float | None) -> "_Connection":
        scheme, host, port = origin
        if scheme == "https" and self._tls is None:
            self._tls = await asyncio.to_thread(ssl.create_default_context)
        try:
            async with asyncio.timeout(connect_s):
                _, connection = await asyncio.get_running_loop().create_connection(
                    lambda: _Connection(self._open),
                    host,
                    port,
                    ssl=self._tls if scheme == "https" else None,
                )
        except (OSError, TimeoutError) as error:
            raise NoConnection(type(error).__name__) from None
        return connection

    def _put_back(self, origin: Origin, connection: "_Connection", *, is_whole: bool) -> None:
        if not is_whole or not connection.may_stay:
            connection.close()
            return
        connection.since = asyncio.get_running_loop().time()
        self._idle.setdefault(origin, []).append(connection)


class _Connection(asyncio.Protocol):
    """One connection, with at most one call under way; httptools calls the `on_...`."""

    def __init__(self, all_open: "set[_Connection]") -> None:
        self._all_open = all_open
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._body: list[bytes] = []
        self.may_stay = True
        self.since = 0.0
        self.late_at = math.inf

    @property
    def is_open(self) -> bool:
        """Whether a call could go out."""
        return self._transport is not None and not self._transport.is_closing()

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """Write a request and wait for its answer, until `late_at` at most."""
        if self._transport is None or not self.is_open:
            raise NoConnection("closed")
        answer = self._answer = asyncio.get_running_loop().create_future()
        self._body = []
        self._transport.write(request)
        try:
            found: tuple[int, bytes] = await answer
            return found
        finally:
            self._answer = None
            self.late_at = math.inf

    def end_if_late(self, now: float) -> bool:
        """Give up an answer that is late; whether one is still waited for."""
        answer = self._answer
        if answer is None or answer.done():
            return False
        if now < self.late_at:
            return True
        answer.set_exception(TimeoutError())
        return False

    def close(self) -> None:
        """Close without waiting for anything."""
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast(asyncio.Transport, transport)
        self._all_open.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """End; whoever waits for an answer learns that there will be none."""
        self._all_open.discard(self)
        self._transport = None
        self._fail(type(exc).__name__ if exc is not None else "closed by the server")

    def data_received(self, data: bytes) -> None:
        """Read a part of an answer."""
        if self._answer is None:
            self.close()
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            self._fail(type(error).__name__)
            self.close()

    def on_body(self, body: bytes) -> None:
        """A part of the body."""
        self._body.append(body)

    def on_message_complete(self) -> None:
        """The answer is whole."""
        self.may_stay = self._parser.should_keep_alive()
        if self._answer is not None and not self._answer.done():
            self._answer.set_result((self._parser.get_status_code(), b"".join(self._body)))

    def _fail(self, why: str) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(Broken(why))


@lru_cache(maxsize=1024)
def _head(url: str, agent: str) -> tuple[bytes, Origin]:
    parts: SplitResult = urlsplit(url)
    if not parts.hostname or parts.scheme not in ("http", "https"):
        raise NoConnection("no such address")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    head = (
        f"POST {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nUser-Agent: {agent}\r\n"
        "Accept: application/json\r\nContent-Type: application/json\r\nContent-Length: "
    )
    return head.encode("ascii"), (parts.scheme, parts.hostname, port)
