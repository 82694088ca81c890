"""Proposals that were handed in, and the way into a new one."""

from typing import Any

from telegram import Update
from telegram.ext import BaseHandler, CallbackQueryHandler, CommandHandler, filters

from actions import proposal_drafts, proposals
from deliberation.refusals import NotThere
from handlers.buttons import pressed, when_pressed
from handlers.context import Context
from handlers.places import PLACES
from handlers.show import show
from handlers.start import lead
from screens import links
from screens.buttons import MyProposals
from screens.links import Destination
from screens.proposal import (
    show_ask_withdraw,
    show_history,
    show_my_proposals,
    show_proposal,
)
from screens.proposal_buttons import (
    AskWithdraw,
    ShowHistory,
    ShowProposal,
    WithdrawProposal,
)
from screens.proposing import show_proposing


async def show_way_in(
    update: Update, context: Context, process_no: int, heading_no: int = 0
) -> None:
    """Show where one may propose; first the notice and the consent where they are missing."""
    citizen = context.person()
    if not citizen.may_take_part:
        then = links.payload(links.PROPOSE, process_no, heading_no)
        await lead(update, context, citizen, then)
        return
    view = await proposal_drafts.proposing(context.house, citizen, process_no, heading_no)
    await show(context, update, show_proposing(view, context.t))


async def list_mine(update: Update, context: Context) -> None:
    """Show the person's own proposals."""
    citizen = context.person()
    number = citizen.process_no
    if update.callback_query is not None:
        number = pressed(update, MyProposals).process_no
    if number is None:
        raise NotThere("no-process")
    view = await proposals.mine(context.house, citizen, number)
    await show(context, update, show_my_proposals(view, context.t))


async def look(update: Update, context: Context) -> None:
    """Show one proposal."""
    button = pressed(update, ShowProposal)
    view = await proposals.look(
        context.house, context.person().user_id, button.process_no, button.proposal_no
    )
    await show(context, update, show_proposal(view, context.t))


async def look_at_history(update: Update, context: Context) -> None:
    """Show everything that happened to a proposal."""
    button = pressed(update, ShowHistory)
    view = await proposals.look(
        context.house, context.person().user_id, button.process_no, button.proposal_no
    )
    await show(context, update, show_history(view, button.page, context.t))


async def ask_withdraw(update: Update, context: Context) -> None:
    """Ask before withdrawing."""
    button = pressed(update, AskWithdraw)
    view = await proposals.look(
        context.house, context.person().user_id, button.process_no, button.proposal_no
    )
    await show(context, update, show_ask_withdraw(view, context.t))


async def withdraw(update: Update, context: Context) -> None:
    """Withdraw a proposal."""
    button = pressed(update, WithdrawProposal)
    view = await proposals.withdraw(
        context.house, context.occasion(), button.process_no, button.proposal_no
    )
    await show(context, update, show_proposal(view, context.t))


async def _propose(update: Update, context: Context, where: Destination) -> None:
    await show_way_in(update, context, where.process_no, where.heading_no)


async def _proposal(update: Update, context: Context, where: Destination) -> None:
    view = await proposals.look(
        context.house, context.person().user_id, where.process_no, where.heading_no
    )
    await show(context, update, show_proposal(view, context.t))


PLACES[links.PROPOSE] = _propose
PLACES[links.PROPOSAL] = _proposal


def handlers() -> list[BaseHandler[Any, Any, Any]]:
    """Return the handlers of proposals that were handed in."""
    ours = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE & ~filters.FORWARDED
    return [
        CommandHandler("proposals", list_mine, filters=ours),
        CallbackQueryHandler(list_mine, when_pressed(MyProposals)),
        CallbackQueryHandler(look, when_pressed(ShowProposal)),
        CallbackQueryHandler(look_at_history, when_pressed(ShowHistory)),
        CallbackQueryHandler(ask_withdraw, when_pressed(AskWithdraw)),
        CallbackQueryHandler(withdraw, when_pressed(WithdrawProposal)),
    ]
