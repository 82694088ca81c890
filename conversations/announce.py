"""Preparing an announcement: the draft in the store knows what is asked, one state takes words.

Any tap on a button of the draft, however old, leads back in; the draft survives a restart.
"""

import contextlib
from typing import Any

from telegram import Update
from telegram.error import TelegramError
from telegram.ext import (
    BaseHandler,
    CallbackQueryHandler,
    ConversationHandler,
    MessageHandler,
    filters,
)

from actions import announcements, announcing, questions
from deliberation.announcement_views import AnnouncementDraftView
from deliberation.audiences import Audience, AudienceKind, unvoted_of
from deliberation.process import Process
from deliberation.refusals import BadInput, NotThere
from handlers.buttons import pressed, when_pressed
from handlers.context import Context
from handlers.show import show
from screens.announcement_templates import Template, template_texts
from screens.announcements import (
    show_audiences,
    show_draft,
    show_draft_refused,
    show_dropped,
    show_progress,
)
from screens.manager_buttons import (
    AskAudience,
    ChooseAudience,
    DropAnnouncement,
    ListAudiences,
    SendAnnouncement,
    StartAnnouncement,
    TakeTemplate,
    WriteText,
)
from screens.refusals import refusal_text

NAME = "announce"
WRITING = "writing"
END: int = ConversationHandler.END

State = str | int


async def start(update: Update, context: Context) -> State:
    """Begin an announcement, or go on with the draft."""
    button = pressed(update, StartAnnouncement)
    view = await announcing.resume(context.house, context.occasion(), button.process_no)
    return await _ask(update, context, view)


async def take_template(update: Update, context: Context) -> State:
    """Begin with a ready-made text."""
    button = pressed(update, TakeTemplate)
    draft = await announcing.draft_of(context.house, context.occasion())
    try:
        template = Template(button.template)
    except ValueError:
        raise NotThere("no-announcement-draft") from None
    texts = template_texts(template, draft.process, context.house.clock.now())
    view = await announcing.take_texts(context.house, context.occasion(), button.key, texts)
    return await _ask(update, context, view)


async def write_text(update: Update, context: Context) -> State:
    """Ask for the text in a language."""
    button = pressed(update, WriteText)
    view = await announcing.ask(context.house, context.occasion(), button.key, button.language)
    return await _ask(update, context, view)


async def take_words(update: Update, context: Context) -> State:
    """Take typed words as the text that was asked for."""
    message = update.effective_message
    words = message.text if message is not None and message.text is not None else ""
    try:
        view = await announcing.answer(context.house, context.occasion(), words)
    except BadInput as refusal:
        if refusal.code == "personal-number" and message is not None:
            with contextlib.suppress(TelegramError):
                await message.delete()
        draft = await announcing.draft_of(context.house, context.occasion())
        why = refusal_text(refusal, context.t)
        await show(context, update, show_draft_refused(draft, why, context.t))
        return WRITING
    return await _ask(update, context, view)


async def ask_audience(update: Update, context: Context) -> State:
    """Ask whom it is for."""
    button = pressed(update, AskAudience)
    view = await announcing.choose_audience(context.house, context.occasion(), button.key, None)
    return await _ask(update, context, view)


async def list_audiences(update: Update, context: Context) -> State:
    """Show a page of districts or headings."""
    button = pressed(update, ListAudiences)
    view = await announcing.draft_of(context.house, context.occasion())
    await show(context, update, show_audiences(view, button.kind, button.page, context.t))
    return END


async def choose_audience(update: Update, context: Context) -> State:
    """Take an audience."""
    button = pressed(update, ChooseAudience)
    draft = await announcing.draft_of(context.house, context.occasion())
    audience = _audience(draft.process, button)
    view = await announcing.choose_audience(
        context.house, context.occasion(), button.key, audience
    )
    return await _ask(update, context, view)


async def send(update: Update, context: Context) -> State:
    """Send the draft, once."""
    button = pressed(update, SendAnnouncement)
    view = await announcements.send(context.house, context.occasion(), button.key)
    await show(context, update, show_progress(view, context.t))
    return END


async def drop(update: Update, context: Context) -> State:
    """Throw the draft away."""
    button = pressed(update, DropAnnouncement)
    await announcing.discard(context.house, context.occasion(), button.key)
    process = context.house.process(button.process_no)
    await show(context, update, show_dropped(process, context.t))
    return END


async def _ask(update: Update, context: Context, view: AnnouncementDraftView) -> State:
    # A short look-up that was asked before must not take the answer.
    await questions.settle(context.house, context.occasion())
    await show(context, update, show_draft(view, context.t))
    return WRITING if view.step == "text" else END


def _audience(process: Process, button: ChooseAudience) -> Audience:
    if button.kind == AudienceKind.DISTRICTS:
        if not 1 <= button.number <= len(process.districts):
            raise NotThere("no-such-district")
        district = process.districts[button.number - 1]
        return Audience(AudienceKind.DISTRICTS, (district.district_id,))
    if button.kind == AudienceKind.UNVOTED:
        return unvoted_of(process, button.number)
    if button.kind == AudienceKind.GROUPS:
        return Audience(AudienceKind.GROUPS, (), button.number)
    return Audience()


def dialogue() -> ConversationHandler[Context]:
    """Return the conversation; its one state is kept in the store."""
    words = (
        filters.ChatType.PRIVATE
        & filters.UpdateType.MESSAGE
        & filters.TEXT
        & ~filters.COMMAND
        & ~filters.VIA_BOT
    )
    return ConversationHandler(
        name=NAME,
        persistent=True,
        allow_reentry=True,
        entry_points=[
            CallbackQueryHandler(start, when_pressed(StartAnnouncement)),
            CallbackQueryHandler(take_template, when_pressed(TakeTemplate)),
            CallbackQueryHandler(write_text, when_pressed(WriteText)),
            CallbackQueryHandler(ask_audience, when_pressed(AskAudience)),
            CallbackQueryHandler(list_audiences, when_pressed(ListAudiences)),
            CallbackQueryHandler(choose_audience, when_pressed(ChooseAudience)),
            CallbackQueryHandler(send, when_pressed(SendAnnouncement)),
            CallbackQueryHandler(drop, when_pressed(DropAnnouncement)),
        ],
        states={WRITING: [MessageHandler(words, take_words)]},
        fallbacks=[],
    )


def handlers() -> list[BaseHandler[Any, Any, Any]]:
    """Return the conversation."""
    return [dialogue()]
