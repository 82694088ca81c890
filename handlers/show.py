"""The one place where a screen becomes Telegram calls."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from telegram import (
    Bot,
    CallbackQuery,
    ChatAdministratorRights,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    KeyboardButtonRequestChat,
    LinkPreviewOptions,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden
from telegram.ext import ExtBot

from actions import chats
from handlers.context import Context
from handlers.verdicts import (
    cannot_be_edited,
    is_nothing_to_change,
    is_passing,
    is_too_late,
    reason_of,
)
from screens.screen import Key, Press, Say, Screen
from storage.outbox import Lane

log = logging.getLogger(__name__)

T = TypeVar("T")

TOAST_LENGTH = 200
TURN_TAKEN = -1
GRACE_S = 2.0
PAUSES_S = (0.5, 1.0, 2.0, 4.0, 8.0)

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


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
    wait, the rest is done after this returns (None), so that nobody else waits for it.
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


async def send(
    bot: Bot,
    chat_id: int,
    screen: Screen,
    *,
    thread_id: int = 0,
    message_id: int = 0,
    lane: int = Lane.ANSWERS,
) -> Message | None:
    """Send a screen, or edit `message_id` to show it; None where nothing had to be changed.

    `lane` says who goes first; TURN_TAKEN where the caller has waited for its turn already.

    Raises:
        telegram.error.TelegramError: Telegram said no, or nothing.
    """
    if message_id:
        return await _edit(bot, chat_id, message_id, screen, lane)
    return await _send_new(bot, chat_id, thread_id, screen, lane)


async def send_or_replace(
    bot: Bot,
    chat_id: int,
    screen: Screen,
    *,
    thread_id: int = 0,
    message_id: int = 0,
    lane: int = Lane.ANSWERS,
) -> Message | None:
    """Like `send`, but a message that cannot be edited any more is sent anew."""
    try:
        return await send(
            bot, chat_id, screen, thread_id=thread_id, message_id=message_id, lane=lane
        )
    except BadRequest as error:
        if not message_id or not cannot_be_edited(error):
            raise
        return await send(bot, chat_id, screen, thread_id=thread_id, lane=lane)


def inline_keyboard(screen: Screen) -> InlineKeyboardMarkup | None:
    """Return a screen's buttons as Telegram draws them."""
    if not screen.rows:
        return None
    return InlineKeyboardMarkup([[_button(key) for key in row] for row in screen.rows if row])


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


async def _edit(
    bot: Bot, chat_id: int, message_id: int, screen: Screen, lane: int
) -> Message | None:
    if screen.picture is not None or screen.document is not None or screen.keyboard is not None:
        raise BadRequest("message can't be edited")
    try:
        edited = await _paced(bot.edit_message_text, bot, lane)(
            chat_id=chat_id,
            message_id=message_id,
            text=screen.text,
            parse_mode=ParseMode.HTML,
            link_preview_options=_NO_PREVIEW,
            reply_markup=inline_keyboard(screen),
        )
    except BadRequest as error:
        if is_nothing_to_change(error):
            return None
        raise
    return edited if isinstance(edited, Message) else None


async def _send_new(bot: Bot, chat_id: int, thread_id: int, screen: Screen, lane: int) -> Message:
    shared: dict[str, Any] = {
        "chat_id": chat_id,
        "message_thread_id": thread_id or None,
        "parse_mode": ParseMode.HTML,
        "reply_markup": _markup(screen),
        "protect_content": screen.protected or None,
        "disable_notification": screen.silent or None,
    }
    if screen.picture is not None:
        return await _paced(bot.send_photo, bot, lane)(
            photo=screen.picture, caption=screen.text, **shared
        )
    if screen.document is not None:
        name, content = screen.document
        return await _paced(bot.send_document, bot, lane)(
            document=content, filename=name, caption=screen.text, **shared
        )
    return await _paced(bot.send_message, bot, lane)(
        text=screen.text, link_preview_options=_NO_PREVIEW, **shared
    )


def _paced(
    method: Callable[..., Awaitable[T]], bot: Bot, lane: int
) -> Callable[..., Awaitable[T]]:
    if not isinstance(bot, ExtBot) or bot.rate_limiter is None:
        return method

    async def call(**given: Any) -> T:
        return await method(**given, rate_limit_args=lane)

    return call


def _markup(
    screen: Screen,
) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | None:
    if screen.keyboard is None or screen.rows:
        return inline_keyboard(screen)
    if not screen.keyboard:
        return ReplyKeyboardRemove()
    return ReplyKeyboardMarkup(
        [[_say(say) for say in row] for row in screen.keyboard],
        resize_keyboard=True,
        one_time_keyboard=True,
    )


def _button(key: Key) -> InlineKeyboardButton:
    if isinstance(key, Press):
        return InlineKeyboardButton(key.label, callback_data=key.button.pack())
    return InlineKeyboardButton(key.label, url=key.url)


def _say(say: Say) -> KeyboardButton:
    if say.asks_location:
        return KeyboardButton(say.label, request_location=True)
    if say.asks_group is not None:
        wish = KeyboardButtonRequestChat(
            request_id=say.asks_group,
            chat_is_channel=False,
            chat_is_forum=say.asks_forum,
            user_administrator_rights=_rights(say.asks_forum, of_user=True),
            bot_administrator_rights=_rights(say.asks_forum),
            request_title=True,
        )
        return KeyboardButton(say.label, request_chat=wish)
    return KeyboardButton(say.label)


def _rights(has_topics: bool, *, of_user: bool = False) -> ChatAdministratorRights:
    """What the bot needs in a group; who adds it must hold that and may appoint it."""
    return ChatAdministratorRights(
        is_anonymous=False,
        can_manage_chat=True,
        can_delete_messages=True,
        can_manage_video_chats=False,
        can_restrict_members=False,
        can_promote_members=of_user,
        can_change_info=False,
        can_invite_users=True,
        can_post_stories=False,
        can_edit_stories=False,
        can_delete_stories=False,
        can_pin_messages=True,
        can_manage_topics=has_topics,
    )


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
    if query is None or not isinstance(query.message, Message) or not query.message.reply_markup:
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
    return screen.picture is None and screen.document is None and screen.keyboard is None
