"""What phones are shown: chat lists, chats with their messages, people, the bot."""

from typing import TYPE_CHECKING, Any

from rehearsal.chats import GENERAL_TOPIC, Chat
from rehearsal.members import member_json
from rehearsal.messages import Message, message_view

if TYPE_CHECKING:
    from rehearsal.box import Box

Json = dict[str, Any]


def overview(box: "Box") -> Json:
    """The box at a glance."""
    return {
        "bot": box.bot.as_json(),
        "token": box.token,
        "clock": box.clock.as_json(),
        "last_seq": box.events.last_seq,
        "users": len(box.people),
        "chats": len(box.chats),
        "flood_limits": box.flood.is_on,
        "faults": box.faults.as_json(),
    }


def user_view(box: "Box", user_id: int) -> Json:
    """A person, and how they stand with the bot."""
    user = box.users[user_id]
    return user.as_json() | {
        "started": user.has_started,
        "blocked": user.has_blocked,
        "deactivated": user.is_deactivated,
    }


def bot_view(box: "Box", language: str | None) -> Json:
    """What a phone shows of the bot before and beside its chat."""
    profile = box.profile
    return {
        "user": box.bot.as_json(),
        "name": profile.text_for(profile.names, language) or box.bot.first_name,
        "description": profile.text_for(profile.descriptions, language),
        "short_description": profile.text_for(profile.short_descriptions, language),
        "menu_button": profile.menu_button,
        "pending_updates": len(box.updates),
        "is_polling": box.updates.is_polled,
        "webhook": box.webhook.as_json(),
        "calls": dict(box.calls),
        "refusals": [
            {"code": code, "method": method, "times": times}
            for (code, method), times in box.refusals.most_common()
        ],
    }


def chats_of(box: "Box", user_id: int) -> list[Chat]:
    """The chats in a person's list, the one with the newest message first."""
    now = box.clock.timestamp()
    found = [box.private_chat(user_id)]
    found += [
        chat
        for chat in box.chats.values()
        if not chat.is_private
        and chat.migrated_to is None
        and chat.member(user_id, now).is_present
    ]
    return sorted(found, key=_newest, reverse=True)


def chat_row(box: "Box", chat: Chat, user_id: int) -> Json:
    """A line of a person's chat list."""
    last = chat.last_message()
    return {
        "chat": chat_shape(box, chat),
        "last_message": None if last is None else message_view(box, last),
        "unread": chat.unread_by(user_id),
        "pinned": list(chat.pinned),
    }


def chat_view(
    box: "Box", chat: Chat, user_id: int, thread: int | None, before: int | None, limit: int
) -> Json:
    """A chat as one person sees it, with its newest messages, oldest first."""
    user = box.users[user_id]
    member = chat.member(user_id, box.clock.timestamp())
    language = user.language_code
    shape: Json = chat_row(box, chat, user_id) | {
        "messages": messages_view(box, chat, thread, before, limit),
        "topics": topics_view(box, chat, user_id),
        "reply_keyboard": reply_keyboard(chat, user_id),
        "commands": box.profile.commands_for(chat, member, language),
        "menu_button": chat.menu_button or box.profile.menu_button,
        "blocked": chat.is_private and user.has_blocked,
    }
    if not chat.is_private:
        shape["member"] = member_json(box, chat, member)
    return shape


def whole_chat(box: "Box", chat: Chat) -> Json:
    """A chat as nobody in particular sees it."""
    shape: Json = {
        "chat": chat_shape(box, chat),
        "pinned": list(chat.pinned),
        "topics": topics_view(box, chat, 0),
    }
    if not chat.is_private:
        now = box.clock.timestamp()
        shape["members"] = [member_json(box, chat, one) for one in chat.present(now)]
        shape["permissions"] = dict(chat.permissions)
        shape["join_requests"] = list(chat.join_requests)
        shape["links"] = [
            one.as_json(box.users[one.creator_id].as_json()) for one in chat.links.values()
        ]
    return shape


def messages_view(
    box: "Box", chat: Chat, thread: int | None, before: int | None, limit: int
) -> list[Json]:
    """Up to `limit` messages before an id, oldest first; of one topic if it is named."""
    found: list[Message] = []
    for message in reversed(chat.messages.values()):
        if len(found) >= limit:
            break
        if before is not None and message.id >= before:
            continue
        if thread is not None and not _is_in(message, thread):
            continue
        found.append(message)
    return [message_view(box, one) for one in reversed(found)]


def topics_view(box: "Box", chat: Chat, user_id: int) -> list[Json]:
    """The topics of a forum, General first."""
    if not chat.is_forum:
        return []
    general: Json = {
        "message_thread_id": GENERAL_TOPIC,
        "name": "General",
        "icon_color": 0,
        "is_closed": chat.is_general_closed,
        "is_hidden": chat.is_general_hidden,
    }
    rows = [general] + [
        topic.as_json() | {"is_closed": topic.is_closed, "is_hidden": False}
        for topic in chat.topics.values()
    ]
    newest: dict[int, Message] = {}
    unread: dict[int, int] = {}
    read_to = chat.read_to.get(user_id, 0)
    for message in chat.messages.values():
        thread = message.thread_id or GENERAL_TOPIC
        newest[thread] = message
        if message.id > read_to and message.sender_id != user_id:
            unread[thread] = unread.get(thread, 0) + 1
    for row in rows:
        last = newest.get(row["message_thread_id"])
        row["last_message"] = None if last is None else message_view(box, last)
        row["unread"] = unread.get(row["message_thread_id"], 0)
    return rows


def chat_shape(box: "Box", chat: Chat) -> Json:
    """The Bot API's Chat, with what the chat's header shows."""
    shape = box.chat_json(chat)
    if chat.is_private:
        return shape | {"with": box.bot.as_json()}
    shape["member_count"] = sum(1 for _ in chat.present(box.clock.timestamp()))
    if chat.description:
        shape["description"] = chat.description
    if chat.migrated_to is not None:
        shape["migrated_to"] = chat.migrated_to
    return shape


def reply_keyboard(chat: Chat, user_id: int) -> Json | None:
    """The keyboard below the text field, None if none is up."""
    held = chat.keyboards.get(user_id) or chat.keyboards.get(0)
    message = chat.messages.get(held) if held else None
    return message.keyboard if message else None


def _is_in(message: Message, thread: int) -> bool:
    return (message.thread_id or GENERAL_TOPIC) == thread


def _newest(chat: Chat) -> tuple[int, int]:
    last = chat.last_message()
    return (last.date, last.id) if last else (0, 0)
