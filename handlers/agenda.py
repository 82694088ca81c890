"""Part one's result, as everybody reads it."""

from typing import Any

from telegram import Update
from telegram.ext import BaseHandler, CallbackQueryHandler

from actions import outcome_bundles, shortlisting
from deliberation.phases import Vote
from handlers.buttons import pressed, when_pressed
from handlers.context import Context
from handlers.places import PLACES
from handlers.show import show
from screens import links
from screens.agenda_buttons import SendShortlistBundle, ShowShortlist, ShowShortlists
from screens.links import Destination
from screens.results_checks import show_file
from screens.shortlists import show_orders, show_shortlist, show_shortlists


async def list_headings(update: Update, context: Context) -> None:
    """Show the headings whose shortlists can be read."""
    await _list(update, context, pressed(update, ShowShortlists).process_no)


async def look(update: Update, context: Context) -> None:
    """Show one heading's shortlist, or the orders beside it."""
    button = pressed(update, ShowShortlist)
    view = await shortlisting.look_at_heading(
        context.house, context.occasion(), button.process_no, button.heading_no, button.edition
    )
    part = show_orders if button.orders else show_shortlist
    await show(context, update, part(view, button.page, context.t))


async def send_bundle(update: Update, context: Context) -> None:
    """Send what a heading's shortlist is recounted from."""
    button = pressed(update, SendShortlistBundle)
    view = await outcome_bundles.look(
        context.house, button.process_no, button.heading_no, Vote.AGENDA, button.edition
    )
    await show(context, update, show_file(view, context.t), fresh=True)


async def _place(update: Update, context: Context, where: Destination) -> None:
    if not where.heading_no:
        await _list(update, context, where.process_no)
        return
    view = await shortlisting.look_at_heading(
        context.house, context.occasion(), where.process_no, where.heading_no
    )
    await show(context, update, show_shortlist(view, 0, context.t))


async def _list(update: Update, context: Context, process_no: int) -> None:
    view = await shortlisting.look(context.house, context.occasion(), process_no)
    await show(context, update, show_shortlists(view, context.t))


def handlers() -> list[BaseHandler[Any, Any, Any]]:
    """Return the handlers of shortlists."""
    PLACES[links.SHORTLIST] = _place
    return [
        CallbackQueryHandler(list_headings, when_pressed(ShowShortlists)),
        CallbackQueryHandler(look, when_pressed(ShowShortlist)),
        CallbackQueryHandler(send_bundle, when_pressed(SendShortlistBundle)),
    ]
