"""Dialogues in which somebody writes words, one answer after the other."""

import contextlib
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from telegram import Update
from telegram.error import TelegramError
from telegram.ext import BaseHandler, CommandHandler, ConversationHandler, MessageHandler, filters

from actions import questions
from deliberation.refusals import BadInput
from handlers.context import Context

WRITING = "writing"
END: int = ConversationHandler.END

State = str | int
Step = Callable[[Update, Context], Coroutine[Any, Any, State]]


def words_of(update: Update) -> str:
    """Return what was typed, '' where it was no text."""
    message = update.effective_message
    return message.text if message is not None and message.text is not None else ""


async def take_out(update: Update, refusal: BadInput) -> None:
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
