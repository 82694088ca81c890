"""Proposing together by link, and one's public name on a proposal."""

from dataclasses import replace
from typing import Any

from telegram import Update
from telegram.ext import BaseHandler, CallbackQueryHandler

from actions import co_proposers, proposals, public_names
from deliberation.proposals import State
from deliberation.public_names import called
from handlers.buttons import pressed, when_pressed
from handlers.context import Context
from handlers.places import PLACES
from handlers.show import show
from handlers.start import lead
from screens import links
from screens.co_proposers_buttons import (
    JoinProposal,
    LeaveProposal,
    ShowNaming,
    SignProposal,
)
from screens.links import Destination
from screens.proposal import show_proposal
from screens.public_names import show_naming


def name_of(update: Update) -> str:
    """Return what the person is called; whoever keeps anything of it keeps the public form."""
    person = update.effective_user
    return called(person.first_name, person.last_name or "") if person is not None else ""


async def join(update: Update, context: Context) -> None:
    """Propose it together with others; first the notice and the consent where missing."""
    button = pressed(update, JoinProposal)
    citizen = context.person()
    if not citizen.may_take_part:
        then = links.payload(links.CO_PROPOSE, button.process_no, button.proposal_no)
        await lead(update, context, citizen, then)
        return
    view = await co_proposers.join(
        context.house,
        context.occasion(),
        button.process_no,
        button.proposal_no,
        name_of(update),
    )
    await show(context, update, show_proposal(view, context.t))


async def leave(update: Update, context: Context) -> None:
    """Propose it no longer."""
    button = pressed(update, LeaveProposal)
    view = await co_proposers.leave(
        context.house, context.occasion(), button.process_no, button.proposal_no
    )
    await show(context, update, show_proposal(view, context.t))


async def list_namings(update: Update, context: Context) -> None:
    """Show how one's name can be shown."""
    button = pressed(update, ShowNaming)
    view = await proposals.look(
        context.house, context.person().user_id, button.process_no, button.proposal_no
    )
    if view.is_own:
        await show(context, update, show_naming(view, name_of(update), context.t))
    else:
        await show(context, update, show_proposal(view, context.t))


async def sign(update: Update, context: Context) -> None:
    """Show one's name as wished."""
    button = pressed(update, SignProposal)
    view = await public_names.sign(
        context.house,
        context.occasion(),
        button.process_no,
        button.proposal_no,
        button.naming,
        name_of(update),
    )
    await show(context, update, show_proposal(view, context.t))


async def _invited(update: Update, context: Context, where: Destination) -> None:
    view = await proposals.look(
        context.house, context.person().user_id, where.process_no, where.heading_no
    )
    if view.proposal.state is State.GATHERING and not view.is_own and not view.ties.has_joined:
        view = replace(view, outcome="co-asked")
    await show(context, update, show_proposal(view, context.t))


PLACES[links.CO_PROPOSE] = _invited


def handlers() -> list[BaseHandler[Any, Any, Any]]:
    """Return the handlers of proposing together."""
    return [
        CallbackQueryHandler(join, when_pressed(JoinProposal)),
        CallbackQueryHandler(leave, when_pressed(LeaveProposal)),
        CallbackQueryHandler(list_namings, when_pressed(ShowNaming)),
        CallbackQueryHandler(sign, when_pressed(SignProposal)),
    ]
