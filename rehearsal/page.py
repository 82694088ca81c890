"""The rehearsal's page: phones on a desk in the browser, a client of the JSON interface."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Message, Receive, Scope, Send

Json = dict[str, Any]

FOLDER = Path(__file__).parent / "page"

_HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        "connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True)
class Part:
    """Whose phone lies on the desk: an account, and what it plays, by language."""

    user_id: int
    role: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Desk:
    """What the page is told at its start: whose phones to show, and the phones' time zone."""

    parts: Sequence[Part] = ()
    zone: str | None = None
    shown: int = 4

    def as_json(self) -> Json:
        """The desk as `GET /rehearsal/desk` tells it."""
        cast = [{"user_id": one.user_id, "role": dict(one.role)} for one in self.parts]
        return {"cast": cast, "zone": self.zone, "shown": self.shown}


def page_routes(desk: Desk | None = None) -> list[BaseRoute]:
    """The page at / and its files under /page/, for BoxServer(pages=...)."""
    told = desk or Desk()

    async def index(request: Request) -> Response:
        return FileResponse(FOLDER / "index.html", headers=_HEADERS)

    async def tell_desk(request: Request) -> Response:
        return JSONResponse({"ok": True, "result": told.as_json()}, headers=_HEADERS)

    return [
        Route("/", index),
        Route("/rehearsal/desk", tell_desk),
        Mount("/page", _Files(directory=FOLDER)),
    ]


class _Files(StaticFiles):
    """The page's files, with headers that keep everything outside out."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = Headers(raw=message["headers"])
                added = [(k, v) for k, v in _HEADERS.items() if k.lower() not in given]
                message["headers"] = [
                    *message["headers"],
                    *((k.lower().encode(), v.encode()) for k, v in added),
                ]
            await send(message)

        await super().__call__(scope, receive, send_with_headers)
