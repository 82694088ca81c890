"""The one place where a screen becomes Telegram calls."""

import asyncio
import logging
from typing import Any

from telegram import (
    CallbackQuery,
    Message,
    Update,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden

from actions import chats
from handlers.context import Context
from handlers.sending import send_or_replace
from handlers.verdicts import (
    is_passing,
    is_too_late,
    reason_of,
)
from screens.screen import Screen

log = logging.getLogger(__name__)

TOAST_LENGTH = 200
GRACE_S = 2.0
PAUSES_S = (0.5, 1.0, 2.0, 4.0, 8.0)


async def show(
    context: Context,
    update: Update,
    screen: Screen,
    *,
    toast: str | None = None,
    alert: bool = False,
    fresh: bool = False,
) -> Message | None:
    """Answer an update with a screen: a tap by editing its message, all else by a new one.

    `fresh` sends a new message to a tap, too. The tap itself is answered once, with `toast`. A
    message that cannot be edited any more is sent anew. Where Telegram is slow or asks to
    wait, the rest is done after this returns, so that nobody else waits for it. Returns a new
    message, None for an edit or what is not done yet.
    """
    await answer(context, update, toast, alert=alert)
    place = _place_of(update)
    if place is None:
        return None
    chat_id, thread_id, tapped = place
    message_id = tapped if tapped and not fresh and _fits_an_edit(update, screen) else 0
    shown = await _in_a_moment(context, chat_id, thread_id, message_id, screen)
    if tapped and not message_id and not fresh:
        await _retire(update)
    return shown


async def answer(
    context: Context, update: Update, toast: str | None = None, *, alert: bool = False
) -> None:
    """Answer a tap, once; what is no tap, or has been answered, is left alone."""
    query = update.callback_query
    if query is None or query.id in context.bot_data.answered:
        return
    context.bot_data.answered.add(query.id)
    text = (
        toast if toast is None or len(toast) <= TOAST_LENGTH else toast[: TOAST_LENGTH - 1] + "…"
    )
    try:
        await query.answer(text, show_alert=alert or None)
    except BadRequest as error:
        if not is_too_late(error):
            raise
    except Exception as error:
        if not is_passing(error):
            raise
        log.warning("a tap was left unanswered: %s", type(error).__name__)


async def _in_a_moment(
    context: Context, chat_id: int, thread_id: int, message_id: int, screen: Screen
) -> Message | None:
    task = asyncio.create_task(
        _patiently(context, chat_id, thread_id, message_id, screen), name=f"answer to {chat_id}"
    )
    context.bot_data.under_way.add(task)
    done, _ = await asyncio.wait({task}, timeout=GRACE_S)
    if not done:
        task.add_done_callback(_note_the_end)
        task.add_done_callback(context.bot_data.under_way.discard)
        return None
    context.bot_data.under_way.discard(task)
    return task.result()


def _note_the_end(task: asyncio.Task[Any]) -> None:
    if not task.cancelled() and task.exception() is not None:
        log.error("a late answer failed: %s", type(task.exception()).__name__)


async def _patiently(
    context: Context, chat_id: int, thread_id: int, message_id: int, screen: Screen
) -> Message | None:
    for pause_s in (*PAUSES_S, None):
        try:
            return await _once(context, chat_id, thread_id, message_id, screen)
        except ChatMigrated as error:
            await chats.migrate(context.house, chat_id, error.new_chat_id)
            chat_id, message_id = error.new_chat_id, 0
        except Forbidden:
            log.info("an answer was not wanted: blocked or thrown out")
            return None
        except BadRequest as error:
            if reason_of(error) not in {"topic-gone", "chat-gone", "no-right"}:
                raise
            log.info("an answer had no place: %s", reason_of(error))
            return None
        except Exception as error:
            if not is_passing(error) or pause_s is None:
                raise
            log.warning("an answer is sent again: %s", type(error).__name__)
            await context.house.clock.sleep(pause_s)
    return None


async def _once(
    context: Context, chat_id: int, thread_id: int, message_id: int, screen: Screen
) -> Message | None:
    sent: list[Message | None] = []

    async def edit() -> None:
        sent.append(
            await send_or_replace(
                context.bot, chat_id, screen, thread_id=thread_id, message_id=message_id
            )
        )

    if message_id:
        await context.bot_data.edits.make((chat_id, message_id), edit)
    else:
        await edit()
    return sent[0] if sent else None


def _place_of(update: Update) -> tuple[int, int, int] | None:
    """Where an answer belongs: chat, thread, and the tapped message (0: none)."""
    chat = update.effective_chat
    if chat is None:
        if update.callback_query is not None:
            return update.callback_query.from_user.id, 0, 0
        return None
    message = update.effective_message
    thread_id = 0
    if isinstance(message, Message) and message.is_topic_message:
        thread_id = message.message_thread_id or 0
    return chat.id, thread_id, _tapped(update.callback_query)


def _tapped(query: CallbackQuery | None) -> int:
    if query is None or query.message is None:
        return 0
    return query.message.message_id


async def _retire(update: Update) -> None:
    """Take the buttons off a message whose place a new one has taken."""
    query = update.callback_query
    if query is None or not isinstance(query.message, Message):
        return
    try:
        await query.edit_message_reply_markup(None)
    except Exception as error:
        if not is_passing(error) and not isinstance(error, BadRequest | Forbidden):
            raise
        log.info("an old keyboard stayed: %s", type(error).__name__)


def _fits_an_edit(update: Update, screen: Screen) -> bool:
    query = update.callback_query
    if query is None or not isinstance(query.message, Message) or query.message.text is None:
        return False
    if screen.protected and not query.message.has_protected_content:
        # Protection is set when a message is sent; an edit cannot add it.
        return False
    return not screen.is_sent_anew
