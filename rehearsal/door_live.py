"""The live stream of what happens in the box, for phones and desks of phones."""

import asyncio
import contextlib
import json
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from rehearsal.box import Box
from rehearsal.events import Event

Json = dict[str, Any]


async def live_stream(box: Box, socket: WebSocket) -> None:
    """Tell one phone (or desk of phones) everything, from where it left off."""
    await socket.accept()
    since_text = socket.query_params.get("since")
    since = int(since_text) if since_text else box.events.last_seq
    user_text = socket.query_params.get("user")
    user_id = int(user_text) if user_text else None
    only = frozenset(filter(None, socket.query_params.get("only", "").split(",")))

    def is_wanted(event: Event) -> bool:
        return (not only or event.kind in only) and concerns(box, event, user_id)

    queue = box.events.listen()
    earlier = box.events.since(since)
    hello: Json = {
        "kind": "hello",
        "seq": box.events.last_seq,
        "complete": box.events.has_all_since(since),
        "clock": box.clock.as_json(),
    }
    closed = asyncio.create_task(_until_closed(socket))
    try:
        await _tell(socket, [hello])
        await _tell(socket, [e.as_json() for e in earlier if is_wanted(e)])
        while not closed.done():
            waiting = asyncio.ensure_future(queue.get())
            await asyncio.wait({waiting, closed}, return_when=asyncio.FIRST_COMPLETED)
            if not waiting.done():
                waiting.cancel()
                break
            batch = [waiting.result()]
            while not queue.empty():
                batch.append(queue.get_nowait())
            await _tell(socket, [e.as_json() for e in batch if is_wanted(e)])
    except (WebSocketDisconnect, RuntimeError):
        return
    finally:
        box.events.unlisten(queue)
        closed.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await closed


async def _tell(socket: WebSocket, events: list[Json]) -> None:
    for event in events:
        await socket.send_text(json.dumps(event, ensure_ascii=False))


async def _until_closed(socket: WebSocket) -> None:
    with contextlib.suppress(WebSocketDisconnect, RuntimeError):
        while True:
            await socket.receive_text()


def concerns(box: Box, event: Event, user_id: int | None) -> bool:
    """Whether an event is for a person's phone; for everybody's if no person is named."""
    if user_id is None:
        return True
    if event.kind in {"toast", "tap"}:
        return (event.data.get("user_id") or event.by) == user_id
    if event.chat_id is None or event.by == user_id:
        return True
    chat = box.chats.get(event.chat_id)
    if chat is None or chat.is_private:
        return event.chat_id == user_id
    return chat.member(user_id, box.clock.timestamp()).is_present
