"""Posting, revising, removing and pinning messages, whoever does it."""

from typing import TYPE_CHECKING, Any

from rehearsal.chats import Chat
from rehearsal.limits import TYPING_S
from rehearsal.messages import Message, message_json, message_view
from rehearsal.users import CHANNEL_BOT_ID

if TYPE_CHECKING:
    from rehearsal.box import Box

Json = dict[str, Any]

__all__ = ["TYPING_S", "pin", "post", "remove", "revise", "service", "unpin"]


def post(
    box: "Box",
    chat: Chat,
    sender_id: int,
    content: Json,
    *,
    thread_id: int | None = None,
    reply_to: int | None = None,
    inline: Json | None = None,
    keyboard: Json | None = None,
    sender_chat_id: int | None = None,
    is_protected: bool = False,
    extra: Json | None = None,
) -> Message:
    """Put a message into a chat and tell everybody whom it concerns."""
    message = Message(
        id=box.take_message_id(chat),
        chat_id=chat.id,
        date=box.clock.timestamp(),
        sender_id=sender_id,
        content=content,
        sender_chat_id=sender_chat_id,
        thread_id=thread_id,
        reply_to=reply_to,
        inline=inline,
        keyboard=keyboard,
        is_protected=is_protected,
        extra=extra or {},
    )
    chat.messages[message.id] = message
    _forget_old(box, chat)
    _take_keyboard(chat, message, box.bot.id)
    if sender_id != box.bot.id and sender_chat_id is None:
        chat.read_to[sender_id] = message.id
    announce(box, chat, message)
    return message


def announce(box: "Box", chat: Chat, message: Message) -> None:
    """Log a new message and queue it for the bot if the bot may see it."""
    view = message_view(box, message)
    box.record(
        "message",
        message.sender_id,
        chat_id=chat.id,
        thread_id=message.thread_id,
        message_id=message.id,
        message=view,
    )
    if message.sender_id != box.bot.id and reaches_bot(box, chat, message):
        kind = "channel_post" if chat.kind == "channel" else "message"
        box.updates.put(kind, message_json(box, message))


def service(
    box: "Box", chat: Chat, sender_id: int, content: Json, thread_id: int | None = None
) -> Message:
    """Put one of Telegram's own messages into a chat: somebody joined, a topic was closed."""
    return post(box, chat, sender_id, content, thread_id=thread_id)


def reaches_bot(box: "Box", chat: Chat, message: Message) -> bool:
    """Whether the bot gets an update of a message: privacy mode hides most talk in groups."""
    if chat.is_private:
        return not box.users[chat.id].has_blocked
    bot = chat.member(box.bot.id, box.clock.timestamp())
    if not bot.is_present:
        return False
    if message.is_service or not box.has_privacy_mode or bot.is_administrator:
        return True
    if chat.kind == "channel":
        return True
    replied = chat.messages.get(message.reply_to or 0)
    if replied is not None and replied.sender_id == box.bot.id:
        return True
    return _is_command_for(message, box.bot.username or "")


def revise(
    box: "Box",
    message: Message,
    by: int,
    *,
    content: Json | None = None,
    inline: Json | None = None,
) -> None:
    """Change a message in place; the inline keyboard becomes `inline`."""
    if content is not None:
        message.content = content
        message.edit_date = max(box.clock.timestamp(), message.date)
    message.inline = inline
    chat = box.chats[message.chat_id]
    box.record(
        "edit",
        by,
        chat_id=chat.id,
        thread_id=message.thread_id,
        message_id=message.id,
        message=message_view(box, message),
    )
    if by != box.bot.id and reaches_bot(box, chat, message):
        kind = "edited_channel_post" if chat.kind == "channel" else "edited_message"
        box.updates.put(kind, message_json(box, message))


def remove(box: "Box", chat: Chat, message_ids: list[int], by: int) -> None:
    """Delete messages for everybody."""
    gone = [one for one in message_ids if chat.messages.pop(one, None) is not None]
    if not gone:
        return
    chat.pinned = [one for one in chat.pinned if one not in gone]
    for person, message_id in list(chat.keyboards.items()):
        if message_id in gone:
            del chat.keyboards[person]
    box.record("delete", by, chat_id=chat.id, message_ids=gone)


def pin(box: "Box", chat: Chat, message: Message, by: int) -> None:
    """Put a message on top of its chat, with Telegram's notice of it."""
    if message.id in chat.pinned:
        chat.pinned.remove(message.id)
    chat.pinned.append(message.id)
    box.record(
        "pin",
        by,
        chat_id=chat.id,
        thread_id=message.thread_id,
        message_id=message.id,
        text=message.text,
    )
    service(box, chat, by, {"pinned_message": message.id}, message.thread_id)


def unpin(box: "Box", chat: Chat, message_ids: list[int], by: int) -> None:
    """Take messages off the top of their chat."""
    for message_id in message_ids:
        if message_id in chat.pinned:
            chat.pinned.remove(message_id)
            message = chat.messages.get(message_id)
            box.record(
                "unpin",
                by,
                chat_id=chat.id,
                thread_id=message.thread_id if message else None,
                message_id=message_id,
            )


def _forget_old(box: "Box", chat: Chat) -> None:
    kept = box.private_messages_kept
    if kept is None or not chat.is_private:
        return
    while len(chat.messages) > max(1, kept):
        del chat.messages[next(iter(chat.messages))]


def _take_keyboard(chat: Chat, message: Message, bot_id: int) -> None:
    markup = message.keyboard
    if markup is None or message.sender_id != bot_id:
        return
    if "keyboard" in markup:
        chat.keyboards[chat.id if chat.is_private else 0] = message.id
    else:
        chat.keyboards.clear()


def _is_command_for(message: Message, username: str) -> bool:
    text = message.text
    for entity in message.content.get("entities") or ():
        if entity["type"] == "bot_command" and entity["offset"] == 0:
            name = text[: entity["length"]]
            return "@" not in name or name.lower().endswith(f"@{username.lower()}")
    return message.sender_id == CHANNEL_BOT_ID
