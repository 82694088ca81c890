"""A department's desk: /desk in a group's topic, and the way from its cards into private."""

from typing import Any

from telegram import Update
from telegram.ext import BaseHandler, CallbackQueryHandler, CommandHandler, filters

from actions import groups, review_desks, reviewing
from deliberation.refusals import NotPermitted
from handlers.buttons import pressed, when_pressed
from handlers.context import Context
from handlers.group_facts import topic_of
from handlers.places import PLACES
from handlers.show import show
from locales.translator import translator_for
from screens import links
from screens.links import Destination
from screens.review_desk_buttons import CloseDesk
from screens.review_desks import show_desk
from screens.reviewing import show_review


async def open_desk(update: Update, context: Context) -> None:
    """/desk: show a department's proposals in this topic; others than its staff get no answer."""
    message = update.effective_message
    if message is None:
        return
    await _in_the_groups_language(context, message.chat_id)
    try:
        view = await review_desks.open_desk(
            context.house,
            context.occasion(),
            topic_of(message),
            " ".join(context.args or ()),
        )
    except NotPermitted as refusal:
        if refusal.code != "role-needed":
            raise
        return
    await show(context, update, show_desk(view, context.t))


async def close_desk(update: Update, context: Context) -> None:
    """Show a department's proposals here no more."""
    button = pressed(update, CloseDesk)
    view = await review_desks.close_desk(
        context.house, context.occasion(), button.process_no, button.department
    )
    await _in_the_groups_language(context, context.occasion().chat_id)
    await show(context, update, show_desk(view, context.t))


async def follow_card(update: Update, context: Context, where: Destination) -> None:
    """The link of a card: the proposal, to whoever reviews it."""
    view = await reviewing.look(
        context.house, context.occasion(), where.process_no, where.heading_no
    )
    await show(context, update, show_review(view, context.t))


async def _in_the_groups_language(context: Context, chat_id: int) -> None:
    language = await groups.language_of(context.house, chat_id)
    if language is not None:
        context.t = translator_for(language)


PLACES[links.REVIEW] = follow_card


def handlers() -> list[BaseHandler[Any, Any, Any]]:
    """Return the handlers of desks."""
    in_groups = filters.ChatType.GROUPS & filters.UpdateType.MESSAGE & ~filters.FORWARDED
    return [
        CommandHandler("desk", open_desk, filters=in_groups),
        CallbackQueryHandler(close_desk, when_pressed(CloseDesk)),
    ]
