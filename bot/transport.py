"""The way to the Bot API: pooled connections behind PTB's request interface.

What went wrong is told apart, because an announcement must not be repeated blindly:

    NetworkError
    ├── NotSent    nothing reached the server: no connection, no free place in the pool
    ├── TimedOut   it may or may not have been done (PTB's own class)
    └── Unclear    the connection broke after the request had gone out
"""

import asyncio
import contextlib
import io
import json
import logging
from functools import lru_cache
from typing import Any

import aiohttp
from pydantic_core import from_json
from telegram._utils.defaultvalue import DefaultValue
from telegram.error import BadRequest, NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.wire import Broken, NoConnection, Wire

log = logging.getLogger(__name__)

POOL_SIZE = 256
CONNECT_S = 5.0
READ_S = 15.0
WRITE_S = 10.0
MEDIA_WRITE_S = 60.0
KEEP_ALIVE_S = 30.0
ADDRESS_CACHE_S = 60


class NotSent(NetworkError):  # noqa: N818 - what is known of it
    """Nothing of the request reached the server."""


class Unclear(NetworkError):  # noqa: N818 - what is known of it
    """The connection broke after the request had gone out: whether it was done is not known."""


class Written:
    """A call whose JSON is written already; may stand for the library's `RequestData`."""

    contains_files = False

    def __init__(self, body: bytes) -> None:
        self.body = body

    @property
    def parameters(self) -> dict[str, Any]:
        """The parameters, read back."""
        read: dict[str, Any] = json.loads(self.body)
        return read

    @property
    def json_parameters(self) -> dict[str, str]:
        """Each parameter as a form's field."""
        return {
            name: value if isinstance(value, str) else json.dumps(value)
            for name, value in self.parameters.items()
        }


class HttpRequest(BaseRequest):
    """PTB's requests: over aiohttp, but plain calls to a server nearby over wires of our own."""

    def __init__(self, pool_size: int = POOL_SIZE, read_s: float = READ_S) -> None:
        self._pool_size = pool_size
        self._read_s = read_s
        self._session: aiohttp.ClientSession | None = None
        self._wire = Wire(self.USER_AGENT, pool_size, KEEP_ALIVE_S)

    @property
    def read_timeout(self) -> float | None:
        """Seconds to wait for an answer unless a call says otherwise."""
        return self._read_s

    async def initialize(self) -> None:
        """Open the pool."""
        if self._session is not None:
            return
        connector = aiohttp.TCPConnector(
            limit=self._pool_size,
            limit_per_host=0,
            ttl_dns_cache=ADDRESS_CACHE_S,
            keepalive_timeout=KEEP_ALIVE_S,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            headers={"User-Agent": self.USER_AGENT},
            auto_decompress=True,
        )

    async def shutdown(self) -> None:
        """Close the pool."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()
            await self._wire.close()

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read an answer; the keyboard of a message that was sent is left out.

        Nobody asks for it, and as objects it would cost more than the whole sending.

        Raises:
            telegram.error.TelegramError: it cannot be read; what it says is not told, since
                people's words may stand in it.
        """
        read = _read(payload)
        result = read.get("result")
        if isinstance(result, dict):
            result.pop("reply_markup", None)
        return read

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | Written | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Send a request; return the answer's status and body.

        Raises:
            NotSent, TimedOut, Unclear: see the module.
        """
        session = self._session
        if session is None:
            raise RuntimeError("the transport is not open")
        has_files = request_data is not None and request_data.contains_files
        write_s = _seconds(write_timeout, MEDIA_WRITE_S if has_files else WRITE_S)
        read_s = _seconds(read_timeout, self._read_s)
        connect_s = _seconds(connect_timeout, CONNECT_S)
        # The wire is for servers beside us; encrypted connections stay with aiohttp.
        if request_data is not None and not has_files and url.startswith("http://"):
            return await self._call(url, _json(request_data), connect_s, read_s)
        timeout = _limits(read_s, write_s, connect_s)
        try:
            try:
                return await _ask(session, method, url, request_data, timeout)
            except aiohttp.ClientConnectorError:
                return await _ask(session, method, url, request_data, timeout)
        except aiohttp.ClientConnectorError as error:
            raise NotSent(f"no connection: {type(error.os_error).__name__}") from None
        except (aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as error:
            raise NotSent(f"no connection: {type(error).__name__}") from None
        except TimeoutError:
            raise TimedOut("no answer in time") from None
        except (aiohttp.ClientError, OSError, asyncio.IncompleteReadError) as error:
            raise Unclear(f"connection lost: {type(error).__name__}") from None

    async def _call(
        self, url: str, body: bytes, connect_s: float | None, read_s: float | None
    ) -> tuple[int, bytes]:
        try:
            try:
                return await self._wire.post(url, body, connect_s=connect_s, answer_s=read_s)
            except NoConnection:
                return await self._wire.post(url, body, connect_s=connect_s, answer_s=read_s)
        except NoConnection as error:
            raise NotSent(f"no connection: {error}") from None
        except TimeoutError:
            raise TimedOut("no answer in time") from None
        except Broken as error:
            raise Unclear(f"connection lost: {error}") from None


async def _ask(
    session: aiohttp.ClientSession,
    method: str,
    url: str,
    request_data: RequestData | Written | None,
    timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109 - aiohttp's own bundle of limits
) -> tuple[int, bytes]:
    if isinstance(request_data, Written):
        data: Any = aiohttp.BytesPayload(request_data.body, content_type="application/json")
    else:
        data = _form(request_data)
    async with session.request(method, url, data=data, timeout=timeout) as answer:
        return answer.status, await answer.read()


@lru_cache(maxsize=64)
def _limits(
    read_s: float | None, write_s: float | None, connect_s: float | None
) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(
        total=None if read_s is None or write_s is None else read_s + write_s,
        connect=connect_s,
        sock_connect=connect_s,
        sock_read=read_s,
    )


def _seconds(given: Any, usual: float) -> float | None:
    if isinstance(given, DefaultValue):
        return usual
    return None if given is None else float(given)


def _read(payload: bytes) -> dict[str, Any]:
    """Read JSON with pydantic's reader: of a voting day's work, reading updates was a tenth."""
    with contextlib.suppress(ValueError):
        read: dict[str, Any] = from_json(payload)
        return read
    try:
        # It is stricter than Python's own about bytes and half characters.
        read = json.loads(payload.decode("utf-8", "replace"))
    except ValueError:
        raise TelegramError("Invalid server response") from None
    return read


def _json(request_data: RequestData | Written) -> bytes:
    if isinstance(request_data, Written):
        return request_data.body
    return json.dumps(request_data.parameters, ensure_ascii=False).encode()


def _form(request_data: RequestData | None) -> aiohttp.FormData | None:
    if request_data is None:
        return None
    form = aiohttp.FormData()
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, given, mime) in request_data.multipart_data.items():
        content = io.BytesIO(given) if isinstance(given, bytes) else given
        form.add_field(name, content, filename=filename, content_type=mime)
    return form


def is_unclear(error: BaseException) -> bool:
    """Whether a request may have been done although it failed.

    An answer of the server, also a 5xx, says that it was not; a gateway's timeout does not.
    """
    if isinstance(error, TimedOut | Unclear):
        return True
    if not isinstance(error, NetworkError) or isinstance(error, NotSent | BadRequest):
        return False
    if "gateway timeout" in error.message.lower():
        return True
    return error.__cause__ is not None and not isinstance(error.__cause__, TelegramError)
