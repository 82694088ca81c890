"""What nobody asked for in a private chat: each gets a short answer, groups never any.

`first_handlers` keep away what no dialogue and no command may take; `odd_handlers` answer what
is left when everybody else has passed.
"""

import contextlib
from typing import Any

from telegram import Message, Update
from telegram.error import TelegramError
from telegram.ext import BaseHandler, CommandHandler, MessageHandler, filters

from actions import proposal_answers, proposal_drafts, questions
from deliberation.personal_numbers import PersonalNumber, personal_numbers
from deliberation.process import Process
from deliberation.refusals import BadInput, Refusal
from handlers.context import Context
from handlers.show import show
from screens.draft import show_draft, show_draft_refused, show_pause
from screens.odd import (
    show_edit_ignored,
    show_forwarded_command,
    show_not_used,
    show_nothing_to_cancel,
    show_personal_number,
    show_through_bot,
    show_unknown_command,
)

_KINDS = {
    "voice": ("voice", "audio", "video_note"),
    "picture": ("photo", "video", "animation", "paid_media", "story"),
    "file": ("document",),
    "contact": ("contact",),
    "poll": ("poll", "dice", "game", "checklist"),
    "sticker": ("sticker",),
    "place": ("venue", "location"),
}


async def refuse_forwarded_command(update: Update, context: Context) -> None:
    """A forwarded command is not the person's own."""
    await show(context, update, show_forwarded_command(context.t, _process(context)))


async def refuse_through_bot(update: Update, context: Context) -> None:
    """A message made by another bot is not the person's own."""
    await show(context, update, show_through_bot(context.t, _process(context)))


async def refuse_number(update: Update, context: Context) -> None:
    """A number that may not be taken: delete the message, say so, keep nothing."""
    message = update.effective_message
    if message is None:
        return
    number = grave_number(message)
    deleted = False
    with contextlib.suppress(TelegramError):
        deleted = await message.delete()
    kind = str(number.kind) if number is not None else ""
    await show(context, update, show_personal_number(kind, deleted, context.t, _process(context)))


async def take_edit(update: Update, context: Context) -> None:
    """An edited message: it may still change the answer that it gave in a draft."""
    message = update.edited_message
    view, refused = None, None
    if message is not None and message.text is not None:
        try:
            view = await proposal_answers.edit_answer(
                context.house, context.occasion(), message.text
            )
        except BadInput as refusal:
            refused = refusal
    if refused is not None:
        await _refuse_edit(update, context, refused)
    elif view is not None:
        await show(context, update, show_draft(view, context.t))
    else:
        await show(context, update, show_edit_ignored(context.t, _process(context)))


async def cancel(update: Update, context: Context) -> None:
    """Nothing is under way but a question; a draft that waits is offered to be dropped."""
    await questions.settle(context.house, context.occasion())
    view = await proposal_drafts.resume(context.house, context.occasion())
    if view is not None:
        await show(context, update, show_pause(view, context.t))
    else:
        await show(context, update, show_nothing_to_cancel(context.t, _process(context)))


async def unknown_command(update: Update, context: Context) -> None:
    """A command that nobody knows."""
    message = update.effective_message
    words = message.text.split() if message is not None and message.text else []
    command = words[0] if words else "/"
    await show(context, update, show_unknown_command(command, context.t, _process(context)))


async def anything_else(update: Update, context: Context) -> None:
    """A sticker, a voice message, a file: say what to do instead; once for an album."""
    message = update.effective_message
    if message is None:
        return
    album = message.media_group_id
    if album is not None:
        if album in context.bot_data.albums_answered:
            return
        context.bot_data.albums_answered.append(album)
    await show(context, update, show_not_used(kind_of(message), context.t, _process(context)))


def kind_of(message: Message) -> str:
    """Return what sort of thing a message is; '' where there is nothing to say of it."""
    for kind, fields in _KINDS.items():
        if any(getattr(message, name, None) for name in fields):
            return kind
    return ""


def grave_number(message: Message) -> PersonalNumber | None:
    """Return a number in a message's text that may not be stored anywhere."""
    text = message.text or message.caption or ""
    return next((one for one in personal_numbers(text) if one.is_never_stored), None)


class _HoldsGraveNumber(filters.MessageFilter):
    """Messages with a number that may not be stored anywhere."""

    def filter(self, message: Message) -> bool:
        return grave_number(message) is not None


async def _refuse_edit(update: Update, context: Context, refusal: Refusal) -> None:
    view = await proposal_drafts.resume(context.house, context.occasion())
    if view is None:
        raise refusal
    await show(context, update, show_draft_refused(view, refusal, context.t))


def _process(context: Context) -> Process | None:
    number = context.person().process_no
    return context.house.processes.get(number) if number is not None else None


_PRIVATE = filters.ChatType.PRIVATE
_NEW = _PRIVATE & filters.UpdateType.MESSAGE
_EITHER = _NEW | (_PRIVATE & filters.UpdateType.EDITED_MESSAGE)


def first_handlers() -> list[BaseHandler[Any, Any, Any]]:
    """Return what stands in front of everything else."""
    return [
        MessageHandler(_NEW & filters.FORWARDED & filters.COMMAND, refuse_forwarded_command),
        MessageHandler(_NEW & filters.VIA_BOT, refuse_through_bot),
        MessageHandler(_EITHER & ~filters.COMMAND & _HoldsGraveNumber(), refuse_number),
        MessageHandler(_PRIVATE & filters.UpdateType.EDITED_MESSAGE, take_edit),
    ]


def odd_handlers() -> list[BaseHandler[Any, Any, Any]]:
    """Return what answers when everybody else has passed."""
    return [
        CommandHandler("cancel", cancel, filters=_NEW),
        MessageHandler(_NEW & filters.COMMAND, unknown_command),
        MessageHandler(_NEW & ~filters.StatusUpdate.ALL, anything_else),
    ]
