"""Dialogues in which somebody writes words, one answer after the other."""

import contextlib
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from telegram import Update
from telegram.error import TelegramError
from telegram.ext import BaseHandler, CommandHandler, ConversationHandler, MessageHandler, filters

from actions import questions
from deliberation.personal_numbers import personal_numbers
from deliberation.refusals import Refusal
from handlers.context import Context

WRITING = "writing"
END: int = ConversationHandler.END

State = str | int
Step = Callable[[Update, Context], Coroutine[Any, Any, State]]


def words_of(update: Update) -> str:
    """Return what was typed, '' where it was no text."""
    message = update.effective_message
    return message.text if message is not None and message.text is not None else ""


def replied_to(update: Update, context: Context) -> str:
    """Return what the message of ours says that was answered by a reply, '' where none was.

    A number that may not be stored is refused as such first, whatever it is a reply to.
    """
    message = update.effective_message
    if any(one.is_never_stored for one in personal_numbers(words_of(update))):
        return ""
    replied = message.reply_to_message if message is not None else None
    if replied is None or replied.from_user is None or replied.from_user.id != context.bot.id:
        return ""
    return replied.text or replied.caption or ""


async def take_out(update: Update, refusal: Refusal) -> None:
    """Take a message out of the chat that holds a number which may not be stored."""
    message = update.effective_message
    if refusal.code == "personal-number" and message is not None:
        with contextlib.suppress(TelegramError):
            await message.delete()


async def ask_alone(context: Context) -> None:
    """Let no short look-up that was asked before take the words that come next."""
    await questions.settle(context.house, context.occasion())


def dialogue(
    name: str,
    entries: Sequence[BaseHandler[Any, Any, Any]],
    take_words: Step,
    leave: Step,
    need_words: Step | None = None,
) -> ConversationHandler[Context]:
    """Return a conversation with one state, in a private chat, that is kept in the store.

    `need_words` answers whatever holds no words that can be taken, where anything does.
    """
    ours = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
    words = ours & filters.TEXT & ~filters.COMMAND & ~filters.VIA_BOT & ~filters.FORWARDED
    taking: list[BaseHandler[Any, Any, Any]] = [MessageHandler(words, take_words)]
    if need_words is not None:
        other = ours & ~filters.COMMAND & ~filters.StatusUpdate.ALL
        taking.append(MessageHandler(other, need_words))
    return ConversationHandler(
        name=name,
        persistent=True,
        allow_reentry=True,
        entry_points=list(entries),
        states={WRITING: taking},
        fallbacks=[CommandHandler("cancel", leave, filters=ours & ~filters.FORWARDED)],
    )
