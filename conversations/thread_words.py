"""Writing a note or a summary for a thread: asked for language by language, shown, then sent."""

from typing import Any

from telegram import Update
from telegram.ext import BaseHandler, CallbackQueryHandler

from actions import thread_words, threads
from conversations.writing import END, WRITING, State, ask_alone, dialogue, take_out, words_of
from deliberation.refusals import BadInput
from deliberation.thread_words import NOTE, SUMMARY, WordsView
from handlers.buttons import pressed, when_pressed
from handlers.context import Context
from handlers.show import show
from screens.group_buttons import (
    CancelWords,
    SendWords,
    SkipLanguage,
    WriteNote,
    WriteSummary,
)
from screens.thread_desk import (
    show_ask_words,
    show_desk,
    show_no_words,
    show_words,
    show_words_refused,
)

NAME = "thread-words"


async def begin_note(update: Update, context: Context) -> State:
    """Begin a note."""
    button = pressed(update, WriteNote)
    view = await thread_words.begin(context.house, context.occasion(), NOTE, button.thread_no)
    return await _ask(update, context, view)


async def begin_summary(update: Update, context: Context) -> State:
    """Begin the summary of a round."""
    button = pressed(update, WriteSummary)
    view = await thread_words.begin(
        context.house, context.occasion(), SUMMARY, button.thread_no, button.round_no
    )
    return await _ask(update, context, view)


async def take_words(update: Update, context: Context) -> State:
    """Take typed words in the language that is asked for."""
    try:
        view = await thread_words.answer(context.house, context.occasion(), words_of(update))
    except BadInput as refusal:
        await take_out(update, refusal)
        before = await thread_words.look(context.house, context.occasion())
        await show(context, update, show_words_refused(before, refusal, context.t))
        return WRITING
    return await _ask(update, context, view)


async def skip(update: Update, context: Context) -> State:
    """Leave a language out."""
    button = pressed(update, SkipLanguage)
    view = await thread_words.skip(context.house, context.occasion(), button.language)
    return await _ask(update, context, view)


async def send(update: Update, context: Context) -> State:
    """Send what was written."""
    button = pressed(update, SendWords)
    view = await thread_words.send(context.house, context.occasion(), button.thread_no)
    await show(context, update, show_desk(view, context.t))
    return END


async def cancel(update: Update, context: Context) -> State:
    """Write nothing after all."""
    button = pressed(update, CancelWords)
    await thread_words.cancel(context.house, context.occasion())
    view = await threads.look(context.house, context.occasion(), button.thread_no)
    await show(context, update, show_desk(view, context.t))
    return END


async def leave(update: Update, context: Context) -> State:
    """/cancel: write nothing after all."""
    begun = await thread_words.look(context.house, context.occasion())
    await thread_words.cancel(context.house, context.occasion())
    await show(context, update, show_desk(begun.thread, context.t))
    return END


async def _ask(update: Update, context: Context, view: WordsView) -> State:
    await ask_alone(context)
    if view.language:
        await show(context, update, show_ask_words(view, context.t))
        return WRITING
    if view.texts:
        await show(context, update, show_words(view, context.t))
        return WRITING
    await thread_words.cancel(context.house, context.occasion())
    await show(context, update, show_no_words(view, context.t))
    return END


def handlers() -> list[BaseHandler[Any, Any, Any]]:
    """Return the conversation; its one state is kept in the store."""
    entries = [
        CallbackQueryHandler(begin_note, when_pressed(WriteNote)),
        CallbackQueryHandler(begin_summary, when_pressed(WriteSummary)),
        CallbackQueryHandler(skip, when_pressed(SkipLanguage)),
        CallbackQueryHandler(send, when_pressed(SendWords)),
        CallbackQueryHandler(cancel, when_pressed(CancelWords)),
    ]
    return [dialogue(NAME, entries, take_words, leave)]
