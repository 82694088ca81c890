"""Sharing a proposal: its card, with the way to it."""

import asyncio
from typing import Any

from telegram import Update
from telegram.ext import BaseHandler, CallbackQueryHandler

from actions import proposals
from handlers.buttons import pressed, when_pressed
from handlers.context import Context
from handlers.show import show
from screens import links
from screens.proposal_card import draw_card, show_card
from screens.support_buttons import ShareProposal


async def share(update: Update, context: Context) -> None:
    """Send a proposal's card; drawing it keeps nobody else waiting."""
    button = pressed(update, ShareProposal)
    view = await proposals.look(
        context.house, context.person().user_id, button.process_no, button.proposal_no
    )
    way = links.payload(links.PROPOSAL, button.process_no, button.proposal_no)
    link = links.address(context.house.bot_username, way)
    picture = await asyncio.to_thread(draw_card, view, link, context.t)
    screen = show_card(view, link, picture, context.t)
    await show(context, update, screen, fresh=True)


def handlers() -> list[BaseHandler[Any, Any, Any]]:
    """Return the handler of sharing."""
    return [CallbackQueryHandler(share, when_pressed(ShareProposal))]
