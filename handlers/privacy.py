"""What is stored, one's own data, and its erasure."""

from typing import Any

from telegram import Update
from telegram.ext import BaseHandler, CallbackQueryHandler, CommandHandler, filters

from actions import citizens, privacy
from deliberation.refusals import NotThere
from handlers.buttons import pressed, when_pressed
from handlers.context import Context
from handlers.show import show
from screens.privacy import (
    show_ask_forget,
    show_explain_forget,
    show_forgotten,
    show_my_data,
    show_my_file,
    show_privacy,
)
from screens.privacy_buttons import (
    AskForget,
    ExplainForget,
    ForgetMe,
    ShowMyData,
    ShowPrivacy,
)


async def explain(update: Update, context: Context) -> None:
    """Say what is stored; also to somebody whom the house has never met."""
    process_no = context.person().process_no
    if process_no is None:
        process_no = citizens.shown_first(context.house)
    if process_no is None:
        raise NotThere("no-process")
    await show(context, update, show_privacy(context.house.process(process_no), context.t))


async def my_data(update: Update, context: Context) -> None:
    """Show everything that is stored about the person, and send it as a file."""
    view = await privacy.my_data(context.house, context.occasion(), context.person())
    await show(context, update, show_my_data(view, context.t))
    await show(context, update, show_my_file(view, context.t), fresh=True)


async def explain_forget(update: Update, context: Context) -> None:
    """Say what an erasure takes away and what stays."""
    view = await privacy.before_forgetting(context.house, context.occasion(), context.person())
    await show(context, update, show_explain_forget(view, context.t))


async def ask_forget(update: Update, context: Context) -> None:
    """Ask once more."""
    pressed(update, AskForget)
    view = await privacy.before_forgetting(
        context.house, context.occasion(), context.person(), "asked"
    )
    await show(context, update, show_ask_forget(view, context.t))


async def forget(update: Update, context: Context) -> None:
    """Erase the person."""
    button = pressed(update, ForgetMe)
    view = await privacy.forget(
        context.house, context.occasion(), context.person(), button.asked_s
    )
    screen = show_forgotten if view.outcome == "erased" else show_explain_forget
    await show(context, update, screen(view, context.t))


def handlers() -> list[BaseHandler[Any, Any, Any]]:
    """Return the handlers of privacy."""
    ours = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
    return [
        CommandHandler("privacy", explain, filters=ours),
        CommandHandler("mydata", my_data, filters=ours),
        CommandHandler("forget", explain_forget, filters=ours),
        CallbackQueryHandler(explain, when_pressed(ShowPrivacy)),
        CallbackQueryHandler(my_data, when_pressed(ShowMyData)),
        CallbackQueryHandler(explain_forget, when_pressed(ExplainForget)),
        CallbackQueryHandler(ask_forget, when_pressed(AskForget)),
        CallbackQueryHandler(forget, when_pressed(ForgetMe)),
    ]
