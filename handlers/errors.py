"""The one error door: what rises from a handler becomes an answer, a report, or both.

A refusal is an answer. A failed store is told to the person and reported, so that the update
is not confirmed. Anything else is reported, tried once more, and only then apologised for.
"""

import html
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from telegram import Message, Update
from telegram.error import Forbidden, TelegramError

from deliberation.process import Process
from deliberation.refusals import Refusal
from handlers.context import Context
from handlers.show import answer, show
from locales.translator import translator_for
from screens.buttons import Button, UnknownButton
from screens.refusals import (
    old_button_text,
    refusal_text,
    show_fault,
    show_not_recorded,
    show_refusal,
    with_office,
)
from screens.screen import Screen
from storage.database import StorageFailed

log = logging.getLogger(__name__)

Refresh = Callable[[Update, Context, Button], Awaitable[object]]
R = TypeVar("R", bound=Refresh)

_REFRESH: dict[type[Button], Refresh] = {}
_AFTER_OLD_BUTTON: list[Callable[[Update, Context], Awaitable[object]]] = []


def refreshes(*buttons: type[Button]) -> Callable[[R], R]:
    """Register what brings a message up to date after a tap on one of its buttons is refused."""

    def register(refresh: R) -> R:
        for button in buttons:
            _REFRESH[button] = refresh
        return refresh

    return register


def after_old_button(show_home: Callable[[Update, Context], Awaitable[object]]) -> None:
    """Set what is shown after a tap on a button that nobody knows any more: the home screen."""
    _AFTER_OLD_BUTTON[:] = [show_home]


async def on_error(update: object, context: Context) -> None:
    """Turn what a handler raised into an answer and a report."""
    error = context.error
    if error is None:
        return
    if not isinstance(update, Update):
        log.error("outside of any update: %s", type(error).__name__, exc_info=error)
        return
    try:
        await _answer(update, context, error)
    except StorageFailed as failure:
        context.bot_data.failures[update.update_id] = failure
    except TelegramError as failure:
        log.warning("an apology did not arrive: %s", type(failure).__name__)


async def _answer(update: Update, context: Context, error: Exception) -> None:
    if isinstance(error, Refusal):
        await _load_person(context)
        await _refuse(update, context, error)
    elif isinstance(error, UnknownButton):
        await _load_person(context)
        await _explain_old_button(update, context)
    elif isinstance(error, StorageFailed):
        context.bot_data.failures[update.update_id] = error
        log.error("update %d: the store failed", update.update_id)
        await _say(update, context, show_not_recorded(context.t, _process_of(context)))
    elif isinstance(error, Forbidden):
        log.info("update %d: the bot may not answer there", update.update_id)
    else:
        context.bot_data.failures[update.update_id] = error
        log.error("update %d: %s", update.update_id, type(error).__name__, exc_info=error)
        if context.bot_data.last_try.get(update.update_id, True):
            await _load_person(context)
            await _say(update, context, show_fault(context.t, _process_of(context)))


async def _refuse(update: Update, context: Context, refusal: Refusal) -> None:
    if update.callback_query is None:
        await _say(update, context, _refusal_screen(update, context, refusal))
        return
    await _alert(update, context, refusal_text(refusal, context.t))
    button = _button_of(update)
    refresh = _REFRESH.get(type(button)) if button is not None else None
    if refresh is None or button is None:
        return
    try:
        await refresh(update, context, button)
    except Refusal as again:
        await show(context, update, show_refusal(again, context.t, _process_of(context)))


def _refusal_screen(update: Update, context: Context, refusal: Refusal) -> Screen:
    """The refusal with office and way home; in a group its words alone."""
    if _is_private(update):
        return show_refusal(refusal, context.t, _process_of(context))
    return Screen(refusal_text(refusal, context.t))


async def _explain_old_button(update: Update, context: Context) -> None:
    await _alert(update, context, old_button_text(context.t))
    if not _is_private(update):
        return
    for show_home in _AFTER_OLD_BUTTON:
        try:
            await show_home(update, context)
        except Refusal as refusal:
            await show(context, update, show_refusal(refusal, context.t, _process_of(context)))


async def _say(update: Update, context: Context, screen: Screen) -> None:
    if update.callback_query is not None:
        await _alert(update, context, screen.text)
    elif _is_addressed(update, context):
        await show(context, update, screen)


async def _alert(update: Update, context: Context, text: str) -> None:
    words = with_office(_plain(text), _process_of(context), context.t)
    await answer(context, update, words, alert=True)


async def _load_person(context: Context) -> None:
    if context.citizen is None:
        await context.refresh_data()


def _process_of(context: Context) -> Process | None:
    if context.citizen is None:
        person = context.cause.effective_user if context.cause is not None else None
        if person is not None:
            context.t = translator_for(person.language_code or context.house.default_language)
        return None
    number = context.citizen.process_no
    return context.house.processes.get(number) if number is not None else None


def _button_of(update: Update) -> Button | None:
    query = update.callback_query
    if query is None or query.data is None:
        return None
    try:
        return Button.unpack(query.data)
    except UnknownButton:
        return None


def _is_private(update: Update) -> bool:
    return update.effective_chat is not None and update.effective_chat.type == "private"


def _is_addressed(update: Update, context: Context) -> bool:
    """Whether a message was meant for the bot: groups are not spammed with our troubles."""
    message = update.effective_message
    if _is_private(update):
        return True
    if not isinstance(message, Message):
        return False
    if any(entity.type == "bot_command" and entity.offset == 0 for entity in message.entities):
        return True
    replied = message.reply_to_message
    return (
        replied is not None
        and replied.from_user is not None
        and replied.from_user.id == context.bot.id
    )


def _plain(text: str) -> str:
    """Return a toast's text: toasts know no markup."""
    return html.unescape(text).replace("<b>", "").replace("</b>", "").split("\n\n")[0]
