"""Photos and documents while a proposal is written; conversations/propose.py takes part in it."""

from dataclasses import replace

from telegram import Update

from actions import attachments, proposal_drafts, questions
from deliberation.proposal_views import DraftView
from deliberation.refusals import BadInput, NotThere, Refusal
from handlers.attachments import fetch, send_files
from handlers.buttons import pressed
from handlers.context import Context
from handlers.sending import send_or_replace
from handlers.show import show
from screens.attachment_buttons import LookAtDraftFiles, RemoveFile
from screens.draft import show_draft, show_files_refused
from screens.proposal_buttons import ResumeDraft

WRITING = "writing"


async def take_file(update: Update, context: Context) -> str:
    """Take a photo or document into the draft, whatever is being asked."""
    message = update.effective_message
    if message is None:
        return WRITING
    refusals: tuple[Refusal, ...] = ()
    try:
        view = await fetch(message, context)
    except BadInput as refusal:
        refusals = (refusal,)
        view = await _draft(context)
    await questions.settle(context.house, context.occasion())
    if message.media_group_id is None:
        await show(context, update, show_files_refused(view, refusals, context.t))
    else:
        await _answer_album(context, message.chat_id, message.media_group_id, view, refusals)
    return WRITING


async def remove_file(update: Update, context: Context) -> str:
    """Take a photo or document off the draft."""
    number = pressed(update, RemoveFile).attachment_no
    view = await attachments.remove(context.house, context.occasion(), number)
    await show(context, update, show_draft(view, context.t))
    return WRITING


async def look_at_files(update: Update, context: Context) -> str:
    """Send the draft's photos and documents."""
    button = pressed(update, LookAtDraftFiles)
    view = await attachments.of_draft(context.house, context.occasion())
    await send_files(update, context, view, ResumeDraft(process_no=button.process_no))
    return WRITING


async def _answer_album(
    context: Context, chat_id: int, album_id: str, view: DraftView, new: tuple[Refusal, ...]
) -> None:
    """Answer an album with one message that tells how it stands after each of its photos."""
    album = context.bot_data.albums.of(chat_id, album_id)
    album.refusals += new
    screen = show_files_refused(view, tuple(album.refusals), context.t)
    sent = await send_or_replace(context.bot, chat_id, screen, message_id=album.message_id)
    if sent is not None:
        album.message_id = sent.message_id


async def _draft(context: Context) -> DraftView:
    view = await proposal_drafts.resume(context.house, context.occasion())
    if view is None:
        raise NotThere("no-draft")
    return replace(view, outcome="")
