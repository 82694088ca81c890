"""Sending a screen, or editing a message to show it: one call of the Bot API each."""

from collections.abc import Awaitable, Callable
from functools import lru_cache
from typing import Any, Protocol, TypeVar, cast, runtime_checkable

from telegram import Bot, InputMediaPhoto, LinkPreviewOptions, Message
from telegram.constants import ParseMode
from telegram.error import BadRequest
from telegram.ext import ExtBot

from handlers.keyboards import JsonKeyboard, inline_keyboard, json_keyboard, markup_of
from handlers.verdicts import cannot_be_edited, is_nothing_to_change
from screens.screen import Screen
from storage.outbox import Lane

T = TypeVar("T")

TURN_TAKEN = -1

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


@runtime_checkable
class QuickEditor(Protocol):
    """A bot that edits a text without building the library's objects: half the cost of a tap."""

    async def change_text(
        self, chat_id: int, message_id: int, text: str, keyboard: JsonKeyboard, lane: int
    ) -> None:
        """Edit a message's HTML and its inline keyboard."""
        ...


async def send(
    bot: Bot,
    chat_id: int,
    screen: Screen,
    *,
    thread_id: int = 0,
    message_id: int = 0,
    lane: int = Lane.ANSWERS,
) -> Message | None:
    """Send a screen and return its message, or edit `message_id` to show it (None).

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


async def _edit(
    bot: Bot, chat_id: int, message_id: int, screen: Screen, lane: int
) -> Message | None:
    if screen.is_sent_anew:
        raise BadRequest("message can't be edited")
    try:
        if _edits_quickly(type(bot)):
            await cast(QuickEditor, bot).change_text(
                chat_id, message_id, screen.text, json_keyboard(screen), lane
            )
            return None
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


@lru_cache(maxsize=16)
def _edits_quickly(kind: type[Bot]) -> bool:
    """Whether bots of a class are quick editors: a question that is slow to ask each time."""
    return issubclass(kind, QuickEditor)


async def _send_new(bot: Bot, chat_id: int, thread_id: int, screen: Screen, lane: int) -> Message:
    shared: dict[str, Any] = {
        "chat_id": chat_id,
        "message_thread_id": thread_id or None,
        "parse_mode": ParseMode.HTML,
        "reply_markup": markup_of(screen),
        "protect_content": screen.protected or None,
        "disable_notification": screen.silent or None,
    }
    if screen.pictures:
        return await _send_album(bot, chat_id, thread_id, screen, lane)
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


async def _send_album(
    bot: Bot, chat_id: int, thread_id: int, screen: Screen, lane: int
) -> Message:
    first, *others = screen.pictures
    sent = await _paced(bot.send_media_group, bot, lane)(
        chat_id=chat_id,
        message_thread_id=thread_id or None,
        media=[
            InputMediaPhoto(first, caption=screen.text, parse_mode=ParseMode.HTML),
            *(InputMediaPhoto(one) for one in others),
        ],
        protect_content=screen.protected or None,
        disable_notification=screen.silent or None,
    )
    return sent[0]


def _paced(
    method: Callable[..., Awaitable[T]], bot: Bot, lane: int
) -> Callable[..., Awaitable[T]]:
    if not isinstance(bot, ExtBot) or bot.rate_limiter is None:
        return method

    async def call(**given: Any) -> T:
        return await method(**given, rate_limit_args=lane)

    return call
