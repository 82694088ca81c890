"""Statements: answered with thumbs, and handed in with one typed sentence."""

from typing import Any

from telegram import Update
from telegram.ext import BaseHandler, CallbackQueryHandler

from actions import questions, statement_results, statement_writing
from actions import statements as actions
from actions.questions import Question
from deliberation.refusals import BadInput, NotNow, NotThere
from deliberation.statements import Answer
from handlers.answers import answers
from handlers.buttons import pressed, when_pressed
from handlers.context import Context
from handlers.errors import refreshes
from handlers.places import PLACES
from handlers.show import show
from screens import links
from screens.buttons import Button, UnknownButton
from screens.links import Destination
from screens.statement_buttons import (
    AnswerStatement,
    DropStatement,
    SendStatement,
    ShowMyAnswer,
    ShowMyAnswers,
    ShowSaid,
    ShowStatements,
    TakeAnswerBack,
    WriteStatement,
)
from screens.statement_results import show_said
from screens.statements import (
    outcome_text,
    show_my_answer,
    show_my_answers,
    show_statements,
    show_writing,
    show_writing_refused,
)


async def follow(update: Update, context: Context, where: Destination) -> None:
    """The link of a card, a note or a phase: statements to answer, or what was said."""
    thread_no = where.project_no or await statement_results.thread_of_heading(
        context.house, where.process_no, where.heading_no
    )
    await _open(update, context, where.process_no, thread_no)


async def look(update: Update, context: Context) -> None:
    """Show the next statement."""
    button = pressed(update, ShowStatements)
    await questions.settle(context.house, context.occasion())
    await _open(update, context, button.process_no, button.thread_no)


async def answer(update: Update, context: Context) -> None:
    """Keep an answer; show the next statement, or the one that was changed."""
    button = pressed(update, AnswerStatement)
    try:
        what = Answer(button.answer)
    except ValueError as error:
        raise UnknownButton("no such answer") from error
    await _keep(update, context, button.process_no, button.statement_no, what, button.page)


async def take_back(update: Update, context: Context) -> None:
    """Take an answer away."""
    button = pressed(update, TakeAnswerBack)
    await _keep(update, context, button.process_no, button.statement_no, None, button.page)


async def _keep(
    update: Update,
    context: Context,
    process_no: int,
    statement_no: int,
    what: Answer | None,
    page: int,
) -> None:
    house, occasion, t = context.house, context.occasion(), context.t
    view = await actions.answer(house, occasion, process_no, statement_no, what)
    toast = outcome_text(view.outcome, t)
    if page < 0:
        await show(context, update, show_statements(view, t), toast=toast)
        return
    chosen = await actions.my_answer(house, occasion, process_no, statement_no, page)
    await show(context, update, show_my_answer(chosen, t), toast=toast)


@refreshes(AnswerStatement, TakeAnswerBack, ShowMyAnswer)
async def look_again(update: Update, context: Context, button: Button) -> None:
    """A tap was refused: show what the thread's statements are now."""
    assert isinstance(button, AnswerStatement | TakeAnswerBack | ShowMyAnswer)
    thread_no = await statement_results.thread_no_of(context.house, button.statement_no)
    await _open(update, context, button.process_no, thread_no)


@refreshes(WriteStatement, SendStatement, DropStatement, ShowMyAnswers)
async def look_at_thread(update: Update, context: Context, button: Button) -> None:
    """The same where the button names the thread."""
    assert isinstance(button, WriteStatement | SendStatement | DropStatement | ShowMyAnswers)
    await _open(update, context, button.process_no, button.thread_no)


async def list_mine(update: Update, context: Context) -> None:
    """Show what the person has answered and handed in."""
    button = pressed(update, ShowMyAnswers)
    view = await actions.my_answers(
        context.house, context.occasion(), button.process_no, button.thread_no, button.page
    )
    await show(context, update, show_my_answers(view, context.t))


async def look_at_mine(update: Update, context: Context) -> None:
    """Show one of them."""
    button = pressed(update, ShowMyAnswer)
    view = await actions.my_answer(
        context.house, context.occasion(), button.process_no, button.statement_no, button.page
    )
    await show(context, update, show_my_answer(view, context.t))


async def write(update: Update, context: Context) -> None:
    """Ask for a statement."""
    button = pressed(update, WriteStatement)
    view = await statement_writing.begin(
        context.house, context.occasion(), button.process_no, button.thread_no
    )
    await show(context, update, show_writing(view, context.t))


@answers(statement_writing.TOPIC)
async def take_words(update: Update, context: Context, question: Question, words: str) -> None:
    """Take a typed statement, or say why it cannot be taken and ask again."""
    house, occasion, t = context.house, context.occasion(), context.t
    process_no, thread_no = question.process_no, int(question.about["thread_no"])
    try:
        view = await statement_writing.write(house, occasion, process_no, thread_no, words)
    except BadInput as refusal:
        before = await statement_writing.begin(house, occasion, process_no, thread_no)
        await show(context, update, show_writing_refused(before, refusal, t))
        return
    await show(context, update, show_writing(view, t))


async def send(update: Update, context: Context) -> None:
    """Hand a statement in."""
    button = pressed(update, SendStatement)
    view = await statement_writing.send(
        context.house, context.occasion(), button.process_no, button.thread_no, button.token
    )
    await show(context, update, show_statements(view, context.t))


async def drop(update: Update, context: Context) -> None:
    """Write nothing after all."""
    button = pressed(update, DropStatement)
    view = await statement_writing.drop(
        context.house, context.occasion(), button.process_no, button.thread_no
    )
    await show(context, update, show_statements(view, context.t))


async def look_at_result(update: Update, context: Context) -> None:
    """Show what was said in a closed round."""
    button = pressed(update, ShowSaid)
    view = await statement_results.look(
        context.house,
        context.occasion(),
        button.process_no,
        button.thread_no,
        button.round_no,
        button.page,
    )
    await show(context, update, show_said(view, context.t))


async def _open(update: Update, context: Context, process_no: int, thread_no: int) -> None:
    house, occasion, t = context.house, context.occasion(), context.t
    try:
        view = await actions.look(house, occasion, process_no, thread_no)
    except NotNow as refusal:
        try:
            found = await statement_results.look(house, occasion, process_no, thread_no, 0)
        except NotThere:
            raise refusal from None
        await show(context, update, show_said(found, t))
    else:
        await show(context, update, show_statements(view, t))


PLACES[links.STATEMENTS] = follow


def handlers() -> list[BaseHandler[Any, Any, Any]]:
    """Return the handlers of statements for citizens."""
    return [
        CallbackQueryHandler(look, when_pressed(ShowStatements)),
        CallbackQueryHandler(answer, when_pressed(AnswerStatement)),
        CallbackQueryHandler(take_back, when_pressed(TakeAnswerBack)),
        CallbackQueryHandler(list_mine, when_pressed(ShowMyAnswers)),
        CallbackQueryHandler(look_at_mine, when_pressed(ShowMyAnswer)),
        CallbackQueryHandler(write, when_pressed(WriteStatement)),
        CallbackQueryHandler(send, when_pressed(SendStatement)),
        CallbackQueryHandler(drop, when_pressed(DropStatement)),
        CallbackQueryHandler(look_at_result, when_pressed(ShowSaid)),
    ]
