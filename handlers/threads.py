"""Citizens find their threads and come in."""

import logging
from dataclasses import replace
from typing import Any

from telegram import Update
from telegram.error import BadRequest, Forbidden
from telegram.ext import (
    BaseHandler,
    CallbackQueryHandler,
    ChatJoinRequestHandler,
    CommandHandler,
    filters,
)

from actions import thread_places
from deliberation.group_views import ThreadPlace
from deliberation.refusals import NotThere
from handlers.buttons import pressed, when_pressed
from handlers.context import Context
from handlers.group_facts import is_member
from handlers.places import PLACES
from handlers.sending import send
from handlers.show import show
from screens import links
from screens.buttons import ShowThread
from screens.links import Destination
from screens.thread_places import show_let_in, show_places, show_register_first

log = logging.getLogger(__name__)


async def find(update: Update, context: Context) -> None:
    """Show the threads of one's headings."""
    process_no = context.person().process_no
    if update.callback_query is not None:
        process_no = pressed(update, ShowThread).process_no
    if process_no is None:
        raise NotThere("no-process")
    await _show(update, context, process_no, 0)


async def follow(update: Update, context: Context, where: Destination) -> None:
    """The link of a card: show that heading's thread."""
    await _show(update, context, where.process_no, where.heading_no)


async def knock(update: Update, context: Context) -> None:
    """Somebody asks to join: registered people are let in, others are shown the notice."""
    request = update.chat_join_request
    if request is None:
        return
    house, chat, person = context.house, request.chat, request.from_user
    answer = await thread_places.may_enter(house, chat.id, person.id)
    if answer is None:
        return
    process_no, is_registered = answer
    process = house.process(process_no)
    if is_registered:
        if await _let_in(context, chat.id, person.id):
            screen = show_let_in(chat.title or "", context.t)
            await _write(context, request.user_chat_id, screen)
        return
    heading_no = await thread_places.heading_of_group(house, chat.id)
    screen = show_register_first(process, heading_no, house.bot_username, context.t)
    await _write(context, request.user_chat_id, screen)


async def _show(update: Update, context: Context, process_no: int, heading_no: int) -> None:
    citizen = context.person()
    view = await thread_places.find(context.house, citizen, process_no, heading_no)
    places = [await _with_way_in(context, place) for place in view.places]
    await show(context, update, show_places(replace(view, places=tuple(places)), context.t))


async def _with_way_in(context: Context, place: ThreadPlace) -> ThreadPlace:
    """Ask Telegram whether the person is inside; else let them in, or make a link."""
    citizen = context.person()
    if await is_member(context.bot, place.chat_id, citizen.user_id):
        return replace(place, is_inside=True)
    # Somebody may have knocked before they had read the notice.
    may_enter = place.door == "asks" and citizen.may_take_part and place.may_invite
    if may_enter and await _let_in(context, place.chat_id, citizen.user_id):
        return replace(place, is_inside=True)
    if place.is_public or place.invite_link or not place.may_invite:
        return place
    try:
        made = await context.bot.create_chat_invite_link(
            place.chat_id,
            name=context.bot.first_name[:32],
            creates_join_request=place.door == "asks",
        )
    except (BadRequest, Forbidden) as error:
        log.info("no link into %d: %s", place.chat_id, type(error).__name__)
        return place
    await thread_places.keep_link(context.house, place.chat_id, made.invite_link)
    return replace(place, invite_link=made.invite_link)


async def _let_in(context: Context, chat_id: int, user_id: int) -> bool:
    try:
        await context.bot.approve_chat_join_request(chat_id, user_id)
    except (BadRequest, Forbidden):
        return False
    return True


async def _write(context: Context, chat_id: int, screen: Any) -> None:
    try:
        await send(context.bot, chat_id, screen)
    except (BadRequest, Forbidden) as error:
        log.info("whoever knocked cannot be written to: %s", type(error).__name__)


PLACES[links.THREAD] = follow


def handlers() -> list[BaseHandler[Any, Any, Any]]:
    """Return the handlers of threads for citizens."""
    own = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE & ~filters.FORWARDED
    return [
        CommandHandler("thread", find, filters=own),
        CallbackQueryHandler(find, when_pressed(ShowThread)),
        ChatJoinRequestHandler(knock),
    ]
