"""What the outbox can do besides sending messages: one coroutine for each kind of effect.

Each returns what is recorded when it is done (`actions/effects.py`). Doing an effect again does
no harm, except `create-topic`, whose notices are at most once.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from telegram import Bot, BotCommand, BotCommandScopeChat, ChatPermissions
from telegram.error import BadRequest

from storage.outbox import Notice

Effect = Callable[[Bot, Notice], Awaitable[Mapping[str, Any]]]

_NOTHING: Mapping[str, Any] = {}
_ALREADY_DONE = (
    "topic_not_modified",
    "message to delete not found",
    "message to unpin not found",
    "message to pin not found",
)


async def create_topic(bot: Bot, notice: Notice) -> Mapping[str, Any]:
    """Make a forum topic named `title`; the outcome is its `topic_id`."""
    topic = await bot.create_forum_topic(
        notice.chat_id, notice.params["title"], icon_color=notice.params.get("icon_color")
    )
    return {"topic_id": topic.message_thread_id}


async def rename_topic(bot: Bot, notice: Notice) -> Mapping[str, Any]:
    """Give the topic the name `title`."""
    return await _unless_done(
        bot.edit_forum_topic(notice.chat_id, notice.thread_id, name=notice.params["title"])
    )


async def close_topic(bot: Bot, notice: Notice) -> Mapping[str, Any]:
    """Close the topic."""
    return await _unless_done(bot.close_forum_topic(notice.chat_id, notice.thread_id))


async def reopen_topic(bot: Bot, notice: Notice) -> Mapping[str, Any]:
    """Open the topic again."""
    return await _unless_done(bot.reopen_forum_topic(notice.chat_id, notice.thread_id))


async def pin(bot: Bot, notice: Notice) -> Mapping[str, Any]:
    """Pin the message, without ringing for everybody."""
    return await _unless_done(
        bot.pin_chat_message(notice.chat_id, notice.message_id, disable_notification=True)
    )


async def unpin(bot: Bot, notice: Notice) -> Mapping[str, Any]:
    """Take the message off the top."""
    return await _unless_done(bot.unpin_chat_message(notice.chat_id, message_id=notice.message_id))


async def delete_message(bot: Bot, notice: Notice) -> Mapping[str, Any]:
    """Delete the message."""
    return await _unless_done(bot.delete_message(notice.chat_id, notice.message_id))


async def leave(bot: Bot, notice: Notice) -> Mapping[str, Any]:
    """Leave the group."""
    await bot.leave_chat(notice.chat_id)
    return _NOTHING


async def restrict(bot: Bot, notice: Notice) -> Mapping[str, Any]:
    """Let `user_id` only read, until `until_utc`."""
    await bot.restrict_chat_member(
        notice.chat_id,
        notice.params["user_id"],
        ChatPermissions.no_permissions(),
        until_date=notice.params["until_utc"],
    )
    return _NOTHING


async def set_commands(bot: Bot, notice: Notice) -> Mapping[str, Any]:
    """Set the commands, [name, description] each, that the chat's menu offers."""
    await bot.set_my_commands(
        [BotCommand(name, text) for name, text in notice.params["commands"]],
        scope=BotCommandScopeChat(notice.chat_id),
        language_code=notice.params.get("language"),
    )
    return _NOTHING


EFFECTS: dict[str, Effect] = {
    "create-topic": create_topic,
    "rename-topic": rename_topic,
    "close-topic": close_topic,
    "reopen-topic": reopen_topic,
    "pin": pin,
    "unpin": unpin,
    "delete-message": delete_message,
    "leave": leave,
    "restrict": restrict,
    "set-commands": set_commands,
}


async def _unless_done(call: Awaitable[object]) -> Mapping[str, Any]:
    try:
        await call
    except BadRequest as error:
        if not any(words in error.message.lower() for words in _ALREADY_DONE):
            raise
    return _NOTHING
