"""Writing a joint text for proposals that are to be merged: title, problem, idea."""

from typing import Any

from telegram import Update
from telegram.ext import BaseHandler, CallbackQueryHandler

from actions import merging_drafts
from conversations.writing import END, WRITING, State, ask_alone, dialogue, take_out, words_of
from deliberation.merging_views import MergeDraftView
from deliberation.refusals import BadInput, Refusal
from handlers.buttons import pressed, when_pressed
from handlers.context import Context
from handlers.show import show
from screens.merging import show_merge_draft, show_merge_draft_refused
from screens.merging_buttons import LeaveJoint, WriteJoint
from screens.refusals import show_refusal

NAME = "merging"


async def begin(update: Update, context: Context) -> State:
    """Begin a joint text."""
    button = pressed(update, WriteJoint)
    view = await merging_drafts.begin_text(
        context.house, context.occasion(), button.process_no, button.token
    )
    return await _ask(update, context, view)


async def take_words(update: Update, context: Context) -> State:
    """Take typed words for the part that is asked."""
    try:
        view = await merging_drafts.write(context.house, context.occasion(), words_of(update))
    except BadInput as refusal:
        await take_out(update, refusal)
        before = await merging_drafts.look(context.house, context.occasion())
        await show(context, update, show_merge_draft_refused(before, refusal, context.t))
        return WRITING
    except Refusal as refusal:
        # It is over: what is typed next is no part of a text any more.
        await show(context, update, show_refusal(refusal, context.t, None))
        return END
    return await _ask(update, context, view)


async def need_words(update: Update, context: Context) -> State:
    """A voice message, a picture or the like: ask the same again."""
    view = await merging_drafts.look(context.house, context.occasion())
    refusal = BadInput("text-empty")
    await show(context, update, show_merge_draft_refused(view, refusal, context.t))
    return WRITING


async def leave(update: Update, context: Context) -> State:
    """Keep the lead's text."""
    button = pressed(update, LeaveJoint)
    view = await merging_drafts.choose_lead(
        context.house, context.occasion(), button.process_no, button.token, button.proposal_no
    )
    await show(context, update, show_merge_draft(view, context.t))
    return END


async def cancel(update: Update, context: Context) -> State:
    """/cancel: keep the lead's text."""
    before = await merging_drafts.look(context.house, context.occasion())
    view = await merging_drafts.choose_lead(
        context.house,
        context.occasion(),
        before.process.no,
        before.draft.token,
        before.draft.lead_no,
    )
    await show(context, update, show_merge_draft(view, context.t))
    return END


async def _ask(update: Update, context: Context, view: MergeDraftView) -> State:
    await ask_alone(context)
    await show(context, update, show_merge_draft(view, context.t))
    return WRITING if view.draft.writes else END


def handlers() -> list[BaseHandler[Any, Any, Any]]:
    """Return the conversation; its one state is kept in the store."""
    entries = [
        CallbackQueryHandler(begin, when_pressed(WriteJoint)),
        CallbackQueryHandler(leave, when_pressed(LeaveJoint)),
    ]
    return [dialogue(NAME, entries, take_words, cancel, need_words)]
