"""Door one: python-telegram-bot's BaseRequest, straight into the box, without a network."""

import asyncio
import json
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from rehearsal.box import Box
from rehearsal.faults import NoAnswer
from rehearsal.files import Upload


class BoxRequest(BaseRequest):
    """Answers a bot's calls from a box in the same program."""

    __slots__ = ("_box",)

    def __init__(self, box: Box) -> None:
        self._box = box

    @property
    def read_timeout(self) -> float | None:
        """As long as the default transport's."""
        return 5.0

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """One call or one download."""
        # A real network lets other tasks run before the answer comes.
        await asyncio.sleep(0)
        parts = urlsplit(url)
        if "/file/bot" in parts.path:
            return self._download(unquote(parts.path))
        token, _, name = unquote(parts.path).rpartition("/bot")[2].partition("/")
        values: dict[str, Any] = dict(parse_qsl(parts.query))
        files: dict[str, Upload] = {}
        if request_data is not None:
            # As the wire would carry it: a value that JSON cannot hold must fail here too.
            values |= request_data.json_parameters
            files = _uploads(request_data)
        try:
            status, body = await self._box.answer(token, name, values, files)
        except NoAnswer as silence:
            await asyncio.sleep(0)
            if silence.was_done:
                raise TimedOut from silence
            raise NetworkError("the connection was closed without an answer") from silence
        return status, json.dumps(body, ensure_ascii=False).encode()

    def _download(self, path: str) -> tuple[int, bytes]:
        token, _, name = path.partition("/file/bot")[2].partition("/")
        stored = self._box.files.by_path.get(name)
        if token != self._box.token or stored is None:
            return 404, b'{"ok":false,"error_code":404,"description":"Not Found"}'
        return 200, stored.data


def _uploads(request_data: RequestData) -> dict[str, Upload]:
    if not request_data.contains_files:
        return {}
    return {
        part: Upload(content if isinstance(content, bytes) else content.read(), name, mime)
        for part, (name, content, mime) in request_data.multipart_data.items()
    }
