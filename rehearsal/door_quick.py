"""The HTTP door's short side: a small call, JSON or a form, that comes in one piece.

Nearly everything that bots and simulated people ask is such a call. It is read and answered
here, by the connection itself; whatever is anything else goes on to the general server, which
sees the same bytes as if nobody had stood before it.
"""

import asyncio
import json
from collections.abc import Awaitable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from rehearsal.faults import NoAnswer
from rehearsal.visitors import refused

if TYPE_CHECKING:
    from rehearsal.door_http import HttpDoor

Json = dict[str, Any]

_END = b"\r\n\r\n"
_FORM = b"application/x-www-form-urlencoded"
_LARGEST = 256 * 1024
_NOT_PLAIN = frozenset({b"transfer-encoding", b"expect", b"upgrade", b"content-encoding"})


@dataclass(frozen=True, slots=True)
class _Head:
    path: str
    length: int
    is_form: bool


class QuickProtocol(HttpToolsProtocol):
    """A connection to an `HttpDoor`; calls on it are answered in their order."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._door: HttpDoor = self.config.app  # type: ignore[assignment]
        self._is_in_message = False
        self._is_answering = False
        self._is_last = False
        self._next: list[bytes] = []

    def data_received(self, data: bytes) -> None:
        """Read what came: a whole call, or a part of anything else."""
        if self._is_answering:
            self._next.append(data)
            return
        is_idle = not self._is_in_message and (self.cycle is None or self.cycle.response_complete)
        call = self._call_in(data) if is_idle else None
        if call is None:
            super().data_received(data)
            return
        self._unset_keepalive_if_required()
        self._is_answering = True
        task = self.loop.create_task(self._answer(call))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def on_message_begin(self) -> None:
        """A request for the general server begins."""
        self._is_in_message = True
        super().on_message_begin()

    def on_message_complete(self) -> None:
        """It has come wholly."""
        self._is_in_message = False
        super().on_message_complete()

    def shutdown(self) -> None:
        """Close, after the answer that is under way."""
        if self._is_answering:
            self._is_last = True
        else:
            super().shutdown()

    def _call_in(self, data: bytes) -> Awaitable[tuple[int, Json]] | None:
        if not data.startswith(b"POST /"):
            return None
        end = data.find(_END)
        if end < 0:
            return None
        head = _head_of(data[:end])
        if head is None or len(data) != end + len(_END) + head.length:
            return None
        values = _values_of(data[end + len(_END) :], is_form=head.is_form)
        return self._door.quick_call(head.path, values) if isinstance(values, dict) else None

    async def _answer(self, call: Awaitable[tuple[int, Json]]) -> None:
        try:
            status, body = await call
        except NoAnswer as silence:
            await asyncio.sleep(silence.seconds)
            self.transport.close()
            return
        except BaseException:
            self.transport.close()
            raise
        self._write(status, json.dumps(body, ensure_ascii=False).encode())
        self._is_answering = False
        if self._is_last:
            self.transport.close()
        elif self._next:
            data, self._next = b"".join(self._next), []
            self.data_received(data)

    def _write(self, status: int, body: bytes) -> None:
        if not self.transport.is_closing():
            kind = b"content-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(body)
            self.transport.write(b"".join((STATUS_LINE[status], kind, body)))


def _values_of(body: bytes, *, is_form: bool) -> object:
    if not body:
        return {}
    if is_form:
        return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    try:
        return json.loads(body)
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def _head_of(head: bytes) -> _Head | None:
    """Read a head; None where the general server is to look at it."""
    try:
        first, *lines = head.split(b"\r\n")
        _, target, version = first.split(b" ")
        headers = []
        for line in lines:
            name, _, value = line.partition(b":")
            headers.append((name.lower(), value.strip()))
        told = dict(headers)
        length = int(told[b"content-length"])
        path = target.decode("ascii")
    except (ValueError, KeyError):
        return None
    kind = told.get(b"content-type", b"").partition(b";")[0]
    is_form = kind == _FORM and path.startswith("/bot")
    is_plain = (
        version == b"HTTP/1.1"
        and len(told) == len(headers)
        and (is_form or kind == b"application/json")
        and told.get(b"connection", b"keep-alive").lower() == b"keep-alive"
        and _NOT_PLAIN.isdisjoint(told)
        and not {"?", "%", "#"} & set(path)
        and 0 <= length <= _LARGEST
    )
    if not is_plain or refused(headers, "POST", path):
        return None
    return _Head(path, length, is_form)
