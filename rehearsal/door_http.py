"""Door two: the Bot API and the JSON interface over HTTP, for any program."""

import asyncio
import json
from collections.abc import Awaitable
from typing import Any
from urllib.parse import parse_qsl

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.routing import BaseRoute
from starlette.types import Receive, Scope, Send

from rehearsal.box import Box
from rehearsal.door_world import act_of, world_app
from rehearsal.faults import NoAnswer
from rehearsal.files import Upload
from rehearsal.limits import UPLOAD_MAX_BYTES
from rehearsal.refusals import Refusal, bad_request, not_found
from rehearsal.visitors import refused

Json = dict[str, Any]

_BODY_MAX = UPLOAD_MAX_BYTES + 1024 * 1024


class HttpDoor:
    """An ASGI application: /bot<token>/<method> by the shortest way, the rest by Starlette."""

    def __init__(self, box: Box, pages: list[BaseRoute] | None = None) -> None:
        self.box = box
        self._world = world_app(box, pages or [])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection's request."""
        why = refused(scope.get("headers", ()), scope.get("method", ""), scope.get("path", ""))
        if why:
            await _turn_away(scope, send, why)
            return
        if scope["type"] == "http":
            path: str = scope["path"]
            if path.startswith("/bot"):
                await self._call(scope, receive, send)
                return
            if path.startswith("/file/bot"):
                await self._download(path, send)
                return
        await self._world(scope, receive, send)

    def quick_call(self, path: str, values: Json) -> Awaitable[tuple[int, Json]] | None:
        """Return the answer to come of a JSON call, by a way without ASGI; None: there is none."""
        if path.startswith("/bot"):
            token, _, method = path[4:].partition("/")
            return self.box.answer(token, method, values)
        return act_of(self.box, path, values)

    async def _call(self, scope: Scope, receive: Receive, send: Send) -> None:
        token, _, method = scope["path"][4:].partition("/")
        try:
            values, files = await _parameters(scope, receive)
            status, body = await self.box.answer(token, method, values, files)
        except Refusal as refusal:
            status, body = refusal.code, refusal.as_json()
        except NoAnswer as silence:
            await asyncio.sleep(silence.seconds)
            # Promising more than is sent makes the server cut the connection.
            await _begin(send, 200, "application/json", 1)
            return
        await _send(send, status, json.dumps(body, ensure_ascii=False).encode())

    async def _download(self, path: str, send: Send) -> None:
        token, _, name = path[len("/file/bot") :].partition("/")
        stored = self.box.files.by_path.get(name)
        if token != self.box.token or stored is None:
            await _send(send, 404, json.dumps(not_found().as_json()).encode())
            return
        await _send(send, 200, stored.data, "application/octet-stream")


async def _parameters(scope: Scope, receive: Receive) -> tuple[Json, dict[str, Upload]]:
    values: Json = {}
    if scope["query_string"]:
        values.update(parse_qsl(scope["query_string"].decode(), keep_blank_values=True))
    kind = next((v for k, v in scope["headers"] if k == b"content-type"), b"").lower()
    if kind.startswith(b"multipart/"):
        async with Request(scope, receive).form(max_part_size=_BODY_MAX) as form:
            return await _from_form(values, form)
    chunks = []
    size = 0
    while True:
        event = await receive()
        chunk: bytes = event.get("body", b"")
        size += len(chunk)
        if size > _BODY_MAX:
            raise Refusal(413, "Request Entity Too Large")
        chunks.append(chunk)
        if not event.get("more_body"):
            break
    body = b"".join(chunks)
    if not body:
        return values, {}
    if kind.startswith(b"application/json"):
        try:
            decoded = json.loads(body)
        except ValueError:
            raise bad_request("can't parse request body as JSON") from None
        if not isinstance(decoded, dict):
            raise bad_request("can't parse request body as JSON")
        values.update(decoded)
    else:
        values.update(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    return values, {}


async def _from_form(values: Json, form: FormData) -> tuple[Json, dict[str, Upload]]:
    files = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            values[name] = value
        else:
            data = await value.read()
            files[name] = Upload(data, value.filename or "", value.content_type or "")
    return values, files


async def _turn_away(scope: Scope, send: Send, why: str) -> None:
    if scope["type"] == "websocket":
        # Closing what was never accepted is an answer 403.
        await send({"type": "websocket.close", "code": 1008, "reason": why})
        return
    await _send(send, 403, json.dumps({"ok": False, "error": why}).encode())


async def _begin(send: Send, status: int, kind: str, length: int) -> None:
    headers = [(b"content-type", kind.encode()), (b"content-length", b"%d" % length)]
    await send({"type": "http.response.start", "status": status, "headers": headers})


async def _send(send: Send, status: int, body: bytes, kind: str = "application/json") -> None:
    await _begin(send, status, kind, len(body))
    await send({"type": "http.response.body", "body": body})
