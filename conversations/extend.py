"""Asking for the day and time until which a stage is extended."""

from typing import Any

from telegram import Update
from telegram.ext import (
    BaseHandler,
    CallbackQueryHandler,
    ConversationHandler,
    MessageHandler,
    filters,
)

from actions import questions, schedule
from handlers.buttons import pressed, when_pressed
from handlers.context import Context
from handlers.show import show
from screens.manager_buttons import AskDate
from screens.schedule import show_ask_date, show_change

NAME = "extend"
ASKED = "asked"
END: int = ConversationHandler.END


async def ask(update: Update, context: Context) -> str | int:
    """Ask until when."""
    button = pressed(update, AskDate)
    view = await schedule.ask_date(
        context.house, context.occasion(), button.process_no, button.stage_no
    )
    await questions.settle(context.house, context.occasion())
    await show(context, update, show_ask_date(view, context.t))
    return ASKED


async def take_date(update: Update, context: Context) -> str | int:
    """Show what extending until the typed date would do; a refusal asks on."""
    message = update.effective_message
    words = message.text if message is not None and message.text is not None else ""
    view = await schedule.take_date(context.house, context.occasion(), words)
    await show(context, update, show_change(view, context.t))
    return END


def dialogue() -> ConversationHandler[Context]:
    """Return the conversation; its one state is kept in the store."""
    words = (
        filters.ChatType.PRIVATE
        & filters.UpdateType.MESSAGE
        & filters.TEXT
        & ~filters.COMMAND
        & ~filters.VIA_BOT
    )
    return ConversationHandler(
        name=NAME,
        persistent=True,
        allow_reentry=True,
        entry_points=[CallbackQueryHandler(ask, when_pressed(AskDate))],
        states={ASKED: [MessageHandler(words, take_date)]},
        fallbacks=[],
    )


def handlers() -> list[BaseHandler[Any, Any, Any]]:
    """Return the conversation."""
    return [dialogue()]
