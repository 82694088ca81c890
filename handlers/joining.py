"""Joining shortlisted items into one project, and taking them apart."""

from typing import Any

from telegram import Update
from telegram.ext import BaseHandler, CallbackQueryHandler

from actions import joining
from handlers.buttons import pressed, when_pressed
from handlers.context import Context
from handlers.show import show
from screens.agenda_buttons import AskJoin, AskPart, CheckJoin, JoinItems, PartItems
from screens.costing import costs_toast, show_costs
from screens.joining import ask_join, confirm_join, confirm_part


async def ask_for_other(update: Update, context: Context) -> None:
    """Ask with which other item one is to be joined."""
    button = pressed(update, AskJoin)
    view = await joining.look(
        context.house, context.occasion(), button.process_no, button.heading_no, button.item_no
    )
    await show(context, update, ask_join(view, button.page, context.t))


async def check_join(update: Update, context: Context) -> None:
    """Ask before two items are joined."""
    button = pressed(update, CheckJoin)
    view = await joining.look(
        context.house,
        context.occasion(),
        button.process_no,
        button.heading_no,
        button.item_no,
        button.other_no,
    )
    await show(context, update, confirm_join(view, context.t))


async def join(update: Update, context: Context) -> None:
    """Join two items into one project."""
    button = pressed(update, JoinItems)
    view = await joining.join(
        context.house,
        context.occasion(),
        button.process_no,
        button.heading_no,
        button.item_no,
        button.other_no,
    )
    screen = show_costs(view, 0, context.t)
    await show(context, update, screen, toast=costs_toast(view, context.t))


async def ask_to_part(update: Update, context: Context) -> None:
    """Ask before joined items are taken apart."""
    button = pressed(update, AskPart)
    view = await joining.look(
        context.house, context.occasion(), button.process_no, button.heading_no, button.item_no
    )
    await show(context, update, confirm_part(view, context.t))


async def part(update: Update, context: Context) -> None:
    """Take joined items apart."""
    button = pressed(update, PartItems)
    view = await joining.part(
        context.house, context.occasion(), button.process_no, button.heading_no, button.item_no
    )
    screen = show_costs(view, 0, context.t)
    await show(context, update, screen, toast=costs_toast(view, context.t))


def handlers() -> list[BaseHandler[Any, Any, Any]]:
    """Return the handlers of joining."""
    return [
        CallbackQueryHandler(ask_for_other, when_pressed(AskJoin)),
        CallbackQueryHandler(check_join, when_pressed(CheckJoin)),
        CallbackQueryHandler(join, when_pressed(JoinItems)),
        CallbackQueryHandler(ask_to_part, when_pressed(AskPart)),
        CallbackQueryHandler(part, when_pressed(PartItems)),
    ]
