"""The managers' desk of part one: publishing shortlists, setting and publishing costs."""

from typing import Any

from telegram import Update
from telegram.ext import BaseHandler, CallbackQueryHandler

from actions import costing, questions, shortlisting
from actions.questions import Question
from handlers.answers import answers
from handlers.buttons import pressed, when_pressed
from handlers.context import Context
from handlers.show import show
from screens import agenda_desk
from screens.agenda_buttons import (
    AskCost,
    AskPublishCosts,
    ConfirmCost,
    MoveShortlist,
    PublishCosts,
    ShowAgendaDesk,
    ShowCosting,
    ShowCosts,
)
from screens.costing import (
    ask_cost,
    ask_publish,
    confirm_cost,
    costs_toast,
    show_costing,
    show_costs,
)
from screens.motions import motion_toast, show_motion


async def desk(update: Update, context: Context) -> None:
    """Show what is open, counted and public of part one."""
    await show_agenda_desk(update, context, pressed(update, ShowAgendaDesk).process_no)


async def show_agenda_desk(update: Update, context: Context, process_no: int) -> None:
    """Show the desk of a year."""
    await questions.settle(context.house, context.occasion())
    view = await shortlisting.look_at_desk(context.house, context.occasion(), process_no)
    await show(context, update, agenda_desk.show_agenda_desk(view, context.t))


async def move_shortlist(update: Update, context: Context) -> None:
    """Move to publish the counted shortlists."""
    button = pressed(update, MoveShortlist)
    view = await shortlisting.move_publishing(
        context.house, context.occasion(), button.process_no, button.seen
    )
    await show(context, update, show_motion(view, context.t), toast=motion_toast(view, context.t))


async def list_costs(update: Update, context: Context) -> None:
    """Show the headings whose shortlists have or need costs."""
    button = pressed(update, ShowCosting)
    view = await costing.look(context.house, context.occasion(), button.process_no)
    await show(context, update, show_costing(view, context.t))


async def look_at_costs(update: Update, context: Context) -> None:
    """Show a heading's items with their costs."""
    button = pressed(update, ShowCosts)
    await questions.settle(context.house, context.occasion())
    view = await costing.look_at_heading(
        context.house, context.occasion(), button.process_no, button.heading_no
    )
    await show(context, update, show_costs(view, button.page, context.t))


async def ask_for_cost(update: Update, context: Context) -> None:
    """Ask what an item costs."""
    button = pressed(update, AskCost)
    view = await costing.ask(
        context.house, context.occasion(), button.process_no, button.heading_no, button.item_no
    )
    await show(context, update, ask_cost(view, context.t))


@answers(costing.COST)
async def read_cost(update: Update, context: Context, question: Question, words: str) -> None:
    """Show a typed amount as it was read, to be confirmed."""
    view = await costing.read_cost(context.house, context.occasion(), question, words)
    await show(context, update, confirm_cost(view, context.t))


async def set_cost(update: Update, context: Context) -> None:
    """Set the amount that was confirmed."""
    button = pressed(update, ConfirmCost)
    view = await costing.set_cost(
        context.house,
        context.occasion(),
        button.process_no,
        button.heading_no,
        button.item_no,
        button.cost,
    )
    screen = show_costs(view, 0, context.t)
    await show(context, update, screen, toast=costs_toast(view, context.t))


async def ask_to_publish(update: Update, context: Context) -> None:
    """Ask before a heading's costs are published."""
    button = pressed(update, AskPublishCosts)
    view = await costing.look_at_heading(
        context.house, context.occasion(), button.process_no, button.heading_no
    )
    await show(context, update, ask_publish(view, context.t))


async def publish_costs(update: Update, context: Context) -> None:
    """Publish a heading's costs."""
    button = pressed(update, PublishCosts)
    view = await costing.publish(
        context.house, context.occasion(), button.process_no, button.heading_no
    )
    screen = show_costs(view, 0, context.t)
    await show(context, update, screen, toast=costs_toast(view, context.t))


def handlers() -> list[BaseHandler[Any, Any, Any]]:
    """Return the handlers of the desk and of costing."""
    return [
        CallbackQueryHandler(desk, when_pressed(ShowAgendaDesk)),
        CallbackQueryHandler(move_shortlist, when_pressed(MoveShortlist)),
        CallbackQueryHandler(list_costs, when_pressed(ShowCosting)),
        CallbackQueryHandler(look_at_costs, when_pressed(ShowCosts)),
        CallbackQueryHandler(ask_for_cost, when_pressed(AskCost)),
        CallbackQueryHandler(set_cost, when_pressed(ConfirmCost)),
        CallbackQueryHandler(ask_to_publish, when_pressed(AskPublishCosts)),
        CallbackQueryHandler(publish_costs, when_pressed(PublishCosts)),
    ]
