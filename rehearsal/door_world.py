"""The JSON interface around people's acts: chats, clock, faults, events, the live stream."""

import json
import re
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from starlette.applications import Starlette
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from rehearsal import views
from rehearsal.acts import ActRefused
from rehearsal.box import Box
from rehearsal.chats import Chat
from rehearsal.door_acts import ACTS, answered, needed_chat
from rehearsal.door_live import live_stream
from rehearsal.refusals import Refusal

Json = dict[str, Any]
Handler = Callable[[Box, Request], Awaitable[Any]]

_ACT = re.compile(r"/box/users/(\d{1,18})/(\w+)")

MESSAGES = 100
EVENTS = 1000


def world_app(box: Box, pages: list[BaseRoute]) -> Starlette:
    """The Starlette application of everything under /box, and of pages beside it."""

    def route(path: str, handler: Handler, method: str = "GET") -> Route:
        async def endpoint(request: Request) -> Response:
            return await _answer(box, request, handler)

        return Route(path, endpoint, methods=[method])

    async def live(socket: WebSocket) -> None:
        await live_stream(box, socket)

    return Starlette(
        routes=[
            route("/box", _overview),
            route("/box/bot", _bot),
            route("/box/users", _users),
            route("/box/users", _new_user, "POST"),
            route("/box/users/{user:int}", _user),
            route("/box/users/{user:int}/chats", _user_chats),
            route("/box/users/{user:int}/chats/{chat:int}", _user_chat),
            route("/box/users/{user:int}/chats/-{chat:int}", _user_group),
            route("/box/users/{user:int}/toasts", _toasts),
            route("/box/users/{user:int}/{act}", _do, "POST"),
            route("/box/taps/{tap}", _tap),
            route("/box/chats", _chats),
            route("/box/chats", _new_chat, "POST"),
            route("/box/chats/{chat}", _chat),
            route("/box/chats/{chat}/messages", _messages),
            route("/box/chats/{chat}/migrate", _migrate, "POST"),
            route("/box/files/{file}", _file),
            route("/box/clock", _clock),
            route("/box/clock", _set_clock, "POST"),
            route("/box/faults", _faults),
            route("/box/faults", _inject, "POST"),
            route("/box/faults", _clear_faults, "DELETE"),
            route("/box/flood", _flood, "POST"),
            route("/box/quiet", _quiet, "POST"),
            route("/box/events", _events),
            WebSocketRoute("/box/live", live),
            *pages,
        ]
    )


async def _answer(box: Box, request: Request, handler: Handler) -> Response:
    found: list[Any] = []

    async def ask() -> Any:
        found.append(await handler(box, request))
        return None if isinstance(found[0], Response) else found[0]

    status, body = await _told(ask())
    if found and isinstance(found[0], Response):
        return found[0]
    return JSONResponse(body, status_code=status)


async def _told(asked: Awaitable[Any]) -> tuple[int, Json]:
    """Return the HTTP status and body for what is asked."""
    try:
        return 200, {"ok": True, "result": await asked}
    except ActRefused as error:
        return 409, _error(str(error))
    except Refusal as refusal:
        return 409, _error(refusal.description)
    except KeyError as error:
        return 400, _error(f"{error.args[0]} is missing")
    except LookupError as error:
        return 404, _error(str(error))
    except TimeoutError as error:
        return 504, _error(str(error))
    except (ValueError, TypeError) as error:
        return 400, _error(str(error))


def _error(words: str) -> Json:
    return {"ok": False, "error": words}


def act_of(box: Box, path: str, body: Json) -> Awaitable[tuple[int, Json]] | None:
    """Return the answer to come of a person's act at its path; None for any other path."""
    match = _ACT.fullmatch(path)
    return None if match is None else _told(_acted(box, int(match[1]), match[2], body))


async def _body(request: Request) -> Json:
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        async with request.form() as form:
            return await _form_body(form)
    raw = await request.body()
    if not raw:
        return {}
    body = json.loads(raw)
    if not isinstance(body, dict):
        raise ValueError("a JSON object is expected")
    return body


async def _form_body(form: FormData) -> Json:
    body: Json = {}
    for name, value in form.items():
        if isinstance(value, str):
            body[name] = value
            continue
        body["data"] = await value.read()
        body.setdefault("name", value.filename or "file.bin")
        if value.content_type:
            body.setdefault("mime_type", value.content_type)
    return body


def _person_id(box: Box, request: Request) -> int:
    return _known(box, request.path_params["user"])


def _known(box: Box, user_id: int) -> int:
    if user_id not in box.people:
        raise LookupError(f"no user {user_id}")
    return user_id


def _number(request: Request, name: str) -> int | None:
    value = request.query_params.get(name)
    return int(value) if value not in (None, "") else None


def _chat_in_path(box: Box, request: Request) -> Chat:
    value = request.path_params["chat"]
    return needed_chat(box, {"chat_id": value})


async def _overview(box: Box, request: Request) -> Any:
    return views.overview(box)


async def _bot(box: Box, request: Request) -> Any:
    return views.bot_view(box, request.query_params.get("language_code"))


async def _users(box: Box, request: Request) -> Any:
    return [views.user_view(box, one) for one in box.people]


async def _new_user(box: Box, request: Request) -> Any:
    body = await _body(request)
    person = box.user(
        str(body["first_name"]),
        last_name=body.get("last_name"),
        username=body.get("username"),
        language_code=body.get("language_code"),
        user_id=body.get("id"),
    )
    return views.user_view(box, person.id)


async def _user(box: Box, request: Request) -> Any:
    return views.user_view(box, _person_id(box, request))


async def _user_chats(box: Box, request: Request) -> Any:
    user_id = _person_id(box, request)
    return [views.chat_row(box, chat, user_id) for chat in views.chats_of(box, user_id)]


async def _user_chat(box: Box, request: Request) -> Any:
    return _seen(box, request, request.path_params["chat"])


async def _user_group(box: Box, request: Request) -> Any:
    return _seen(box, request, -request.path_params["chat"])


def _seen(box: Box, request: Request, chat_id: int) -> Any:
    user_id = _person_id(box, request)
    chat = needed_chat(box, {"chat_id": chat_id})
    if chat.is_private and chat.id != user_id:
        raise LookupError("another person's private chat")
    return views.chat_view(
        box,
        chat,
        user_id,
        _number(request, "thread"),
        _number(request, "before"),
        _number(request, "limit") or MESSAGES,
    )


async def _toasts(box: Box, request: Request) -> Any:
    return [tap.as_json() for tap in box.person(_person_id(box, request)).toasts()]


async def _do(box: Box, request: Request) -> Any:
    user_id: int = request.path_params["user"]
    return await _acted(box, user_id, request.path_params["act"], await _body(request))


async def _acted(box: Box, user_id: int, name: str, body: Json) -> Any:
    act = ACTS.get(name)
    if act is None:
        raise LookupError(f"no act {name}")
    return await act(box.person(_known(box, user_id)), body)


async def _tap(box: Box, request: Request) -> Any:
    tap = box.taps.by_id.get(request.path_params["tap"])
    if tap is None:
        raise LookupError("no such tap")
    return await answered(tap, float(request.query_params.get("wait_s", 0)))


async def _chats(box: Box, request: Request) -> Any:
    return [views.chat_shape(box, chat) for chat in box.chats.values()]


async def _new_chat(box: Box, request: Request) -> Any:
    body = await _body(request)
    owner, title, kind = box.person(int(body["owner_id"])), str(body["title"]), body["type"]
    if kind == "group":
        chat = box.group(title, owner)
    elif kind == "supergroup":
        chat = box.supergroup(title, owner, forum=bool(body.get("forum")))
    elif kind == "channel":
        chat = box.channel(title, owner)
    else:
        raise ValueError("type is group, supergroup or channel")
    chat.username = body.get("username")
    for user_id in body.get("members", ()):
        await box.person(int(user_id)).join(chat)
    rights = body.get("bot")
    if rights is not None and rights is not False:
        await owner.add_bot(chat, None if rights is True else rights)
    return views.whole_chat(box, chat)


async def _chat(box: Box, request: Request) -> Any:
    return views.whole_chat(box, _chat_in_path(box, request))


async def _messages(box: Box, request: Request) -> Any:
    return views.messages_view(
        box,
        _chat_in_path(box, request),
        _number(request, "thread"),
        _number(request, "before"),
        _number(request, "limit") or MESSAGES,
    )


async def _migrate(box: Box, request: Request) -> Any:
    return views.whole_chat(box, box.migrate(_chat_in_path(box, request)))


async def _file(box: Box, request: Request) -> Any:
    stored = box.files.by_id.get(request.path_params["file"])
    if stored is None:
        raise LookupError("no such file")
    # A file is shown or saved, never run: whatever its sender called it.
    is_picture = stored.mime_type in {"image/png", "image/jpeg", "image/gif", "image/webp"}
    kind = stored.mime_type if is_picture else "application/octet-stream"
    return Response(stored.data, media_type=kind, headers={"X-Content-Type-Options": "nosniff"})


async def _clock(box: Box, request: Request) -> Any:
    return box.clock.as_json()


async def _set_clock(box: Box, request: Request) -> Any:
    body = await _body(request)
    known = {"advance_s", "set", "speed", "pause"}
    if not body or set(body) - known:
        raise ValueError(f"a clock takes {', '.join(sorted(known))}")
    if "speed" in body:
        box.clock.set_speed(float(body["speed"]))
    if "pause" in body:
        (box.clock.pause if body["pause"] else box.clock.resume)()
    if "set" in body:
        box.clock.set(datetime.fromisoformat(str(body["set"]).replace("Z", "+00:00")))
    if "advance_s" in body:
        box.clock.advance(timedelta(seconds=float(body["advance_s"])))
    return box.clock.as_json()


async def _faults(box: Box, request: Request) -> Any:
    return {"flood_limits": box.flood.is_on, "faults": box.faults.as_json()}


async def _inject(box: Box, request: Request) -> Any:
    body = await _body(request)
    kind = str(body.pop("kind"))
    return box.faults.inject(kind, **body).as_json()


async def _clear_faults(box: Box, request: Request) -> Any:
    box.faults.clear()
    return True


async def _flood(box: Box, request: Request) -> Any:
    box.flood.is_on = bool((await _body(request))["on"])
    return {"flood_limits": box.flood.is_on}


async def _quiet(box: Box, request: Request) -> Any:
    body = await _body(request)
    await box.quiet(float(body.get("settle_s", 0.02)), float(body.get("within_s", 10)))
    return True


async def _events(box: Box, request: Request) -> Any:
    since = _number(request, "since") or 0
    limit = _number(request, "limit") or EVENTS
    found = box.events.since(since)[:limit]
    return {
        "complete": box.events.has_all_since(since),
        "last_seq": box.events.last_seq,
        "events": [event.as_json() for event in found],
    }
