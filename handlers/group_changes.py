"""What Telegram tells of groups by itself: memberships, moves, titles, topics closed by hand."""

from typing import Any

from telegram import Update
from telegram.ext import BaseHandler, ChatMemberHandler, MessageHandler, filters

from actions import chats, group_changes
from actions.house import Occasion
from handlers.context import Context
from handlers.group_facts import facts_in, is_inside, topic_of


async def membership(update: Update, context: Context) -> None:
    """The bot came, went, was blocked, or has other rights."""
    change = update.my_chat_member
    if change is None:
        return
    if change.chat.type == "private":
        if is_inside(change.new_chat_member):
            await chats.let_in(context.house, change.chat.id)
        else:
            await chats.shut_out(context.house, change.chat.id)
        return
    occasion = Occasion(
        user_id=change.from_user.id,
        chat_id=change.chat.id,
        now=context.house.clock.now(),
        update_id=update.update_id,
        is_private=False,
    )
    await group_changes.bot_changed(context.house, facts_in(change), change.from_user.id, occasion)


async def moved(update: Update, context: Context) -> None:
    """The group became a supergroup; both chats tell it."""
    message = update.effective_message
    if message is None:
        return
    if message.migrate_to_chat_id is not None:
        await group_changes.moved(context.house, message.chat.id, message.migrate_to_chat_id)
    elif message.migrate_from_chat_id is not None:
        await group_changes.moved(context.house, message.migrate_from_chat_id, message.chat.id)


async def renamed(update: Update, context: Context) -> None:
    """The group has another title."""
    message = update.effective_message
    if message is not None and message.new_chat_title:
        await group_changes.renamed(context.house, message.chat.id, message.new_chat_title)


async def topic_closed(update: Update, context: Context) -> None:
    """Somebody closed a topic in Telegram itself."""
    message = update.effective_message
    if message is not None and context.occasion().user_id != context.bot.id:
        await group_changes.topic_closed_by_hand(
            context.house, context.occasion(), topic_of(message)
        )


async def topic_opened(update: Update, context: Context) -> None:
    """Somebody opened a topic in Telegram itself."""
    message = update.effective_message
    if message is not None and context.occasion().user_id != context.bot.id:
        await group_changes.topic_opened_by_hand(
            context.house, context.occasion(), topic_of(message)
        )


def handlers() -> list[BaseHandler[Any, Any, Any]]:
    """Return the handlers of what happens to groups."""
    status = filters.StatusUpdate
    return [
        ChatMemberHandler(membership, ChatMemberHandler.MY_CHAT_MEMBER),
        MessageHandler(status.MIGRATE, moved),
        MessageHandler(status.NEW_CHAT_TITLE, renamed),
        MessageHandler(status.FORUM_TOPIC_CLOSED, topic_closed),
        MessageHandler(status.FORUM_TOPIC_REOPENED, topic_opened),
    ]
