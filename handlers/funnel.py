"""The managers' funnel, as text and as a picture."""

import asyncio
from typing import Any

from telegram import Update
from telegram.ext import BaseHandler, CallbackQueryHandler

from actions import funnel
from handlers.buttons import pressed, when_pressed
from handlers.context import Context
from handlers.show import show
from screens.funnel import by_of, choice_of, show_funnel
from screens.funnel_buttons import SendFunnel, ShowFunnel
from screens.funnel_picture import draw_funnel, show_picture


async def look(update: Update, context: Context) -> None:
    """Show how far the proposals are."""
    button = pressed(update, ShowFunnel)
    process = context.house.process(button.process_no)
    view = await funnel.look(
        context.house,
        context.occasion(),
        process.no,
        choice_of(process, button),
        by_of(button),
        max(0, button.page),
    )
    await show(context, update, show_funnel(view, context.t))


async def send_picture(update: Update, context: Context) -> None:
    """Send the same as a picture; drawing it keeps nobody else waiting."""
    button = pressed(update, SendFunnel)
    process = context.house.process(button.process_no)
    view = await funnel.look(
        context.house, context.occasion(), process.no, choice_of(process, button), by_of(button)
    )
    picture = await asyncio.to_thread(draw_funnel, view, context.t)
    await show(context, update, show_picture(view, picture, context.t), fresh=True)


def handlers() -> list[BaseHandler[Any, Any, Any]]:
    """Return the handlers of the funnel."""
    return [
        CallbackQueryHandler(look, when_pressed(ShowFunnel)),
        CallbackQueryHandler(send_picture, when_pressed(SendFunnel)),
    ]
