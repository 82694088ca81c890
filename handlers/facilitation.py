"""A facilitator's deeds: commands in the thread itself, keys in the private chat."""

from typing import Any

from telegram import Update
from telegram.ext import BaseHandler, CallbackQueryHandler, CommandHandler, filters

from actions import rounds, threads
from deliberation.group_views import ThreadView
from deliberation.groups import PIN
from deliberation.refusals import NotPermitted
from handlers.buttons import pressed, when_pressed
from handlers.context import Context
from handlers.group_facts import topic_of
from handlers.groups import QUIET
from handlers.show import show
from handlers.watch import watched
from locales.translator import translator_for
from screens.group_buttons import (
    CloseThread,
    OpenThread,
    PostCard,
    RemoveNote,
    ShowThreadDesk,
)
from screens.group_news import missing_text
from screens.screen import Screen
from screens.thread_desk import outcome_text, show_desk, show_note_help


async def card_here(update: Update, context: Context) -> None:
    """/card: post the thread's card and pin it."""
    thread_no = await _thread_here(update, context)
    if thread_no:
        view = await threads.post_card(context.house, context.occasion(), thread_no)
        await _say_the_rest(update, context, view, PIN)


async def close_here(update: Update, context: Context) -> None:
    """/close: close the round; words behind the command are its summary."""
    thread_no = await _thread_here(update, context)
    if thread_no:
        summary = {context.t.language: _words(update)}
        view = await rounds.close(context.house, context.occasion(), thread_no, summary=summary)
        await _say_the_rest(update, context, view)


async def open_here(update: Update, context: Context) -> None:
    """/open: open the thread for its next round."""
    thread_no = await _thread_here(update, context)
    if thread_no:
        view = await rounds.open_again(context.house, context.occasion(), thread_no)
        await _say_the_rest(update, context, view)


async def note_here(update: Update, context: Context) -> None:
    """/note: pin the words behind the command, in the group's language."""
    thread_no = await _thread_here(update, context)
    if not thread_no:
        return
    words = _words(update)
    if not words:
        await show(context, update, show_note_help(context.t))
        return
    before = await threads.look(context.house, context.occasion(), thread_no)
    note = {**before.note, context.t.language: words}
    view = await threads.write_note(context.house, context.occasion(), thread_no, note)
    await _say_the_rest(update, context, view, PIN)


async def look(update: Update, context: Context) -> None:
    """Show a thread to its facilitator."""
    button = pressed(update, ShowThreadDesk)
    view = await threads.look(context.house, context.occasion(), button.thread_no)
    await show(context, update, show_desk(view, context.t))


async def post_card(update: Update, context: Context) -> None:
    """Post a card from the private chat."""
    button = pressed(update, PostCard)
    view = await threads.post_card(context.house, context.occasion(), button.thread_no)
    await show(context, update, show_desk(view, context.t))


async def close(update: Update, context: Context) -> None:
    """Close a round from the private chat."""
    button = pressed(update, CloseThread)
    view = await rounds.close(context.house, context.occasion(), button.thread_no, button.round_no)
    await show(context, update, show_desk(view, context.t))


async def open_again(update: Update, context: Context) -> None:
    """Open a thread from the private chat."""
    button = pressed(update, OpenThread)
    view = await rounds.open_again(
        context.house, context.occasion(), button.thread_no, button.round_no
    )
    await show(context, update, show_desk(view, context.t))


async def remove_note(update: Update, context: Context) -> None:
    """Take a note away."""
    button = pressed(update, RemoveNote)
    view = await threads.write_note(context.house, context.occasion(), button.thread_no, {})
    await show(context, update, show_desk(view, context.t))


async def _thread_here(update: Update, context: Context) -> int:
    """Return the thread in which a facilitator writes; 0 where there is nothing to do.

    People who may not are told in private, if at all; the group stays quiet.
    """
    message = update.effective_message
    if message is None or await watched(update, context):
        return 0
    occasion = context.occasion()
    here = await threads.thread_here(context.house, occasion.chat_id, topic_of(message))
    if here is None:
        return 0
    thread_no, language = here
    context.t = translator_for(language)
    try:
        await threads.look(context.house, occasion, thread_no)
    except NotPermitted as refusal:
        if refusal.code not in QUIET:
            raise
        await threads.hint(context.house, occasion)
        return 0
    return thread_no


async def _say_the_rest(
    update: Update, context: Context, view: ThreadView, needed: str = ""
) -> None:
    """Answer only where there is something to say: the rest is seen in the thread itself."""
    words = []
    if view.outcome.endswith("-already"):
        words.append(outcome_text(view, context.t))
    if needed in view.missing:
        words.append(missing_text((needed,), context.t))
    if words:
        await show(context, update, Screen("\n\n".join(words)))


def _words(update: Update) -> str:
    message = update.effective_message
    text = message.text if message is not None and message.text is not None else ""
    words = text.split(maxsplit=1)
    return words[1] if len(words) > 1 else ""


def handlers() -> list[BaseHandler[Any, Any, Any]]:
    """Return the handlers of threads for facilitators."""
    here = (
        filters.ChatType.GROUPS
        & filters.UpdateType.MESSAGE
        & ~filters.FORWARDED
        & ~filters.VIA_BOT
    )
    return [
        CommandHandler(["card", "thread"], card_here, filters=here),
        CommandHandler("close", close_here, filters=here),
        CommandHandler("open", open_here, filters=here),
        CommandHandler("note", note_here, filters=here),
        CallbackQueryHandler(look, when_pressed(ShowThreadDesk)),
        CallbackQueryHandler(post_card, when_pressed(PostCard)),
        CallbackQueryHandler(close, when_pressed(CloseThread)),
        CallbackQueryHandler(open_again, when_pressed(OpenThread)),
        CallbackQueryHandler(remove_note, when_pressed(RemoveNote)),
    ]
