"""The acts of a person over HTTP: one name and one JSON object each."""

import asyncio
import base64
import binascii
import contextlib
import re
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from rehearsal import posting, topics
from rehearsal.acts import ActRefused
from rehearsal.box import Box
from rehearsal.callbacks import Tap
from rehearsal.chats import Chat
from rehearsal.messages import Message, message_view
from rehearsal.people import Person

Json = dict[str, Any]
Act = Callable[[Person, Json], Awaitable[Any]]

ACTS: dict[str, Act] = {}


def chat_in(box: Box, body: Json, name: str = "chat_id") -> Chat | None:
    """The chat that a body names, None if it names none."""
    value = body.get(name)
    if value is None:
        return None
    chat = box.found_chat(value)
    if chat is None:
        raise LookupError(f"no chat {value}")
    return chat


def needed_chat(box: Box, body: Json, name: str = "chat_id") -> Chat:
    """The chat that a body must name."""
    chat = chat_in(box, body, name)
    if chat is None:
        raise ValueError(f"{name} is missing")
    return chat


async def answered(tap: Tap, wait_s: float) -> Json:
    """A tap, after a wait of up to `wait_s` of the world's seconds for its answer."""
    if wait_s > 0 and not tap.is_answered:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(tap.heard.wait(), wait_s)
    return tap.as_json()


def _act(name: str) -> Callable[[Act], Act]:
    def keep(act: Act) -> Act:
        ACTS[name] = act
        return act

    return keep


def _shown(person: Person, message: Message) -> Json:
    return message_view(person.box, message)


def _message(person: Person, body: Json) -> Message:
    chat = chat_in(person.box, body) or person.chat_with_bot()
    message = chat.messages.get(int(body["message_id"]))
    if message is None:
        raise LookupError(f"no message {body['message_id']} in the chat")
    return message


def _bytes(body: Json) -> bytes | None:
    data = body.get("data")
    if data is None or isinstance(data, bytes):
        return data
    try:
        return base64.b64decode(data, validate=True)
    except (binascii.Error, TypeError):
        raise ValueError("data is not base64") from None


@_act("start")
async def _start(person: Person, body: Json) -> Any:
    return _shown(person, await person.start(body.get("payload")))


@_act("send")
async def _send(person: Person, body: Json) -> Any:
    sent = await person.send(
        str(body["text"]),
        chat=chat_in(person.box, body),
        thread=body.get("thread_id"),
        reply_to=body.get("reply_to"),
    )
    return _shown(person, sent)


@_act("photo")
async def _photo(person: Person, body: Json) -> Any:
    sent = await person.send_photo(
        _bytes(body),
        caption=body.get("caption", ""),
        chat=chat_in(person.box, body),
        thread=body.get("thread_id"),
    )
    return _shown(person, sent)


@_act("document")
async def _document(person: Person, body: Json) -> Any:
    sent = await person.send_document(
        _bytes(body) or b"",
        body.get("name", "file.bin"),
        mime_type=body.get("mime_type", "application/octet-stream"),
        caption=body.get("caption", ""),
        chat=chat_in(person.box, body),
        thread=body.get("thread_id"),
    )
    return _shown(person, sent)


@_act("location")
async def _location(person: Person, body: Json) -> Any:
    sent = await person.send_location(
        float(body["latitude"]),
        float(body["longitude"]),
        chat=chat_in(person.box, body),
        thread=body.get("thread_id"),
    )
    return _shown(person, sent)


@_act("sticker")
async def _sticker(person: Person, body: Json) -> Any:
    chat = chat_in(person.box, body)
    return _shown(person, await person.send_sticker(chat=chat, thread=body.get("thread_id")))


@_act("voice")
async def _voice(person: Person, body: Json) -> Any:
    chat = chat_in(person.box, body)
    return _shown(person, await person.send_voice(chat=chat, thread=body.get("thread_id")))


@_act("forward")
async def _forward(person: Person, body: Json) -> Any:
    source = needed_chat(person.box, body, "from_chat_id")
    message = _message(person, {"chat_id": source.id, "message_id": body["message_id"]})
    return _shown(person, await person.forward(message, chat=chat_in(person.box, body)))


@_act("edit")
async def _edit(person: Person, body: Json) -> Any:
    message = _message(person, body)
    await person.edit(message, str(body["text"]))
    return _shown(person, message)


@_act("delete")
async def _delete(person: Person, body: Json) -> Any:
    await person.delete(_message(person, body))
    return True


@_act("tap")
async def _tap(person: Person, body: Json) -> Any:
    tap = await person.tap(
        str(body["button"]),
        body.get("message_id"),
        chat=chat_in(person.box, body),
        stale=bool(body.get("stale")),
    )
    return await answered(tap, float(body.get("wait_s", 0)))


@_act("press")
async def _press(person: Person, body: Json) -> Any:
    place = body.get("location")
    sent = await person.press(
        str(body["label"]),
        chat=chat_in(person.box, body),
        location=(place["latitude"], place["longitude"]) if place else None,
        shared=chat_in(person.box, body, "shared_chat_id"),
    )
    return _shown(person, sent)


@_act("open_link")
async def _open_link(person: Person, body: Json) -> Any:
    """Follow a t.me link: a start payload, or an invitation into a chat."""
    url = str(body["url"])
    parts = urlsplit(url if "://" in url else f"https://{url}")
    path = parts.path.strip("/")
    if path.lower() == (person.box.bot.username or "").lower():
        payload = parse_qs(parts.query).get("start", [""])[0]
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,64}", payload):
            raise ActRefused("the link's payload is not one that Telegram passes on")
        return _shown(person, await person.start(payload or None))
    for chat in person.box.chats.values():
        link = chat.links.get(f"https://t.me/{path}")
        if link is not None or (chat.username or "").lower() == path.lower() != "":
            await person.join(chat, link)
            return {"chat_id": chat.id}
    raise ActRefused("the link leads nowhere")


@_act("join")
async def _join(person: Person, body: Json) -> Any:
    chat = needed_chat(person.box, body)
    await person.join(chat, chat.links.get(body.get("link", "")))
    return True


@_act("ask_to_join")
async def _ask_to_join(person: Person, body: Json) -> Any:
    await person.ask_to_join(needed_chat(person.box, body))
    return True


@_act("leave")
async def _leave(person: Person, body: Json) -> Any:
    await person.leave(needed_chat(person.box, body))
    return True


@_act("block")
async def _block(person: Person, body: Json) -> Any:
    await person.block()
    return True


@_act("unblock")
async def _unblock(person: Person, body: Json) -> Any:
    await person.unblock()
    return True


@_act("delete_account")
async def _delete_account(person: Person, body: Json) -> Any:
    await person.delete_account()
    return True


@_act("add_bot")
async def _add_bot(person: Person, body: Json) -> Any:
    await person.add_bot(needed_chat(person.box, body), body.get("rights"))
    return True


@_act("promote")
async def _promote(person: Person, body: Json) -> Any:
    await person.promote(
        needed_chat(person.box, body),
        int(body["user_id"]),
        body.get("rights"),
        anonymous=bool(body.get("anonymous")),
    )
    return True


@_act("demote")
async def _demote(person: Person, body: Json) -> Any:
    await person.demote(needed_chat(person.box, body), int(body["user_id"]))
    return True


@_act("remove")
async def _remove(person: Person, body: Json) -> Any:
    await person.remove(needed_chat(person.box, body), int(body["user_id"]))
    return True


@_act("set_forum")
async def _set_forum(person: Person, body: Json) -> Any:
    await person.set_forum(needed_chat(person.box, body), bool(body.get("on", True)))
    return True


@_act("open_topic")
async def _open_topic(person: Person, body: Json) -> Any:
    return (await person.open_topic(needed_chat(person.box, body), str(body["name"]))).as_json()


@_act("close_topic")
async def _close_topic(person: Person, body: Json) -> Any:
    chat = needed_chat(person.box, body)
    topics.close_topic(person.box, chat, topics.topic_of(chat, body["thread_id"]), person.id)
    return True


@_act("reopen_topic")
async def _reopen_topic(person: Person, body: Json) -> Any:
    chat = needed_chat(person.box, body)
    topics.reopen_topic(person.box, chat, topics.topic_of(chat, body["thread_id"]), person.id)
    return True


@_act("delete_topic")
async def _delete_topic(person: Person, body: Json) -> Any:
    chat = needed_chat(person.box, body)
    topics.delete_topic(person.box, chat, topics.topic_of(chat, body["thread_id"]), person.id)
    return True


@_act("pin")
async def _pin(person: Person, body: Json) -> Any:
    message = _message(person, body)
    posting.pin(person.box, person.box.chats[message.chat_id], message, person.id)
    return True


@_act("unpin")
async def _unpin(person: Person, body: Json) -> Any:
    message = _message(person, body)
    posting.unpin(person.box, person.box.chats[message.chat_id], [message.id], person.id)
    return True


@_act("read")
async def _read(person: Person, body: Json) -> Any:
    person.read(chat_in(person.box, body))
    return True


@_act("send_as_anonymous_admin")
async def _send_as_admin(person: Person, body: Json) -> Any:
    chat = needed_chat(person.box, body)
    sent = await person.send_as_anonymous_admin(str(body["text"]), chat, body.get("thread_id"))
    return _shown(person, sent)


@_act("send_as_channel")
async def _send_as_channel(person: Person, body: Json) -> Any:
    channel = needed_chat(person.box, body, "channel_id")
    sent = await person.send_as_channel(str(body["text"]), needed_chat(person.box, body), channel)
    return _shown(person, sent)


@_act("post_to_channel")
async def _post_to_channel(person: Person, body: Json) -> Any:
    channel = needed_chat(person.box, body, "channel_id")
    return _shown(person, await person.post_to_channel(str(body["text"]), channel))
