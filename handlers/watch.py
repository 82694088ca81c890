"""Messages in bound groups: counted, never answered; personal numbers are taken off."""

from typing import Any

from telegram import MessageEntity, Update
from telegram.ext import BaseHandler, MessageHandler, filters

from actions import watch
from handlers.context import Context
from handlers.group_facts import topic_of


async def watched(update: Update, context: Context) -> bool:
    """Count a message of a group; True where it has to go and nothing else is to be done."""
    message, chat, person = (
        update.effective_message,
        update.effective_chat,
        update.effective_user,
    )
    if message is None or chat is None or person is None:
        return False
    entities = (*message.entities, *message.caption_entities)
    is_command = any(one.type == MessageEntity.BOT_COMMAND and one.offset == 0 for one in entities)
    writer = message.sender_chat.id if message.sender_chat is not None else person.id
    return await watch.watch(
        context.house,
        context.occasion(),
        watch.Message(
            topic_id=topic_of(message),
            text=message.text or message.caption or "",
            title=chat.title or "",
            username=chat.username or "",
            is_forum=bool(chat.is_forum),
            voice=writer,
            is_edit=update.edited_message is not None,
            counts=not is_command
            and not message.is_automatic_forward
            and (not person.is_bot or message.sender_chat is not None),
        ),
    )


async def take(update: Update, context: Context) -> None:
    """A message that nobody else has claimed."""
    await watched(update, context)


def last_handlers() -> list[BaseHandler[Any, Any, Any]]:
    """Return what sees the messages of groups; to be added after all others."""
    written = (filters.UpdateType.MESSAGE | filters.UpdateType.EDITED_MESSAGE) & (
        ~filters.StatusUpdate.ALL
    )
    return [MessageHandler(filters.ChatType.GROUPS & written, take)]
