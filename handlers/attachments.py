"""Photos and documents: fetched from Telegram, and sent to whoever looks at them."""

from typing import Any

from telegram import Message, Update
from telegram.error import BadRequest
from telegram.ext import BaseHandler, CallbackQueryHandler

from actions import attachments
from deliberation.attachment_views import FilesView
from deliberation.attachments import DOWNLOAD_MOST
from deliberation.proposal_views import DraftView
from deliberation.refusals import BadInput
from handlers.buttons import pressed, when_pressed
from handlers.context import Context
from handlers.show import show
from screens.attachment_buttons import LookAtFiles
from screens.attachments import show_files
from screens.buttons import Button
from screens.proposal_buttons import ShowProposal
from screens.review_buttons import ShowReview

_TOO_BIG = "file is too big"


async def fetch(message: Message, context: Context) -> DraftView:
    """Take a message's photo or document into the draft (raises as `attachments.attach`)."""
    # Telegram gives a photo in several sizes; the largest comes last.
    file = message.photo[-1] if message.photo else message.document
    if file is None:
        raise BadInput("file-unknown")
    await attachments.expect(context.house, context.occasion(), file.file_size or 0)
    try:
        found = await file.get_file()
    except BadRequest as error:
        if _TOO_BIG not in error.message.lower():
            raise
        raise BadInput("file-too-large", most=DOWNLOAD_MOST) from None
    data = bytes(await found.download_as_bytearray())
    return await attachments.attach(
        context.house, context.occasion(), data, has_words=bool(message.caption)
    )


async def send_files(update: Update, context: Context, view: FilesView, back: Button) -> None:
    """Send photos and documents, each as a message of its own, and the way back last."""
    for screen in show_files(view, back, context.t):
        await show(context, update, screen, fresh=True)


async def look(update: Update, context: Context) -> None:
    """Send the photos and documents of a proposal."""
    button = pressed(update, LookAtFiles)
    no, number = button.process_no, button.proposal_no
    view = await attachments.of_proposal(context.house, no, number)
    page = ShowReview if button.in_review else ShowProposal
    await send_files(update, context, view, page(process_no=no, proposal_no=number))


def handlers() -> list[BaseHandler[Any, Any, Any]]:
    """Return the handlers of photos and documents outside of drafts."""
    return [CallbackQueryHandler(look, when_pressed(LookAtFiles))]
