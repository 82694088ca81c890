"""Supporting a proposal, and joining one instead of handing in one's own."""

from typing import Any

from telegram import Update
from telegram.ext import BaseHandler, CallbackQueryHandler

from actions import support as actions
from handlers.buttons import pressed, when_pressed
from handlers.context import Context
from handlers.show import show
from handlers.start import lead
from screens import links
from screens.proposal import show_proposal
from screens.support_buttons import JoinInstead, Support


async def support(update: Update, context: Context) -> None:
    """Support a proposal or take that back; first the notice and the consent where missing."""
    button = pressed(update, Support)
    citizen = context.person()
    if not citizen.may_take_part:
        then = links.payload(links.PROPOSAL, button.process_no, button.proposal_no)
        await lead(update, context, citizen, then)
        return
    view = await actions.support(
        context.house,
        context.occasion(),
        button.process_no,
        button.proposal_no,
        button.wished,
    )
    await show(context, update, show_proposal(view, context.t))


async def join(update: Update, context: Context) -> None:
    """Follow and support a proposal that is like one's own; the draft is kept."""
    button = pressed(update, JoinInstead)
    view = await actions.join(
        context.house, context.occasion(), button.process_no, button.proposal_no
    )
    await show(context, update, show_proposal(view, context.t))


def handlers() -> list[BaseHandler[Any, Any, Any]]:
    """Return the handlers of support."""
    return [
        CallbackQueryHandler(support, when_pressed(Support)),
        CallbackQueryHandler(join, when_pressed(JoinInstead)),
    ]
