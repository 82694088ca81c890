"""A facilitator looks after a thread's statements."""

from typing import Any

from telegram import Update
from telegram.ext import BaseHandler, CallbackQueryHandler

from actions import questions
from actions import statement_desk as actions
from actions.questions import Question
from deliberation.statements import OTHER
from handlers.answers import answers
from handlers.buttons import pressed, when_pressed
from handlers.context import Context
from handlers.show import show
from screens.statement_buttons import (
    AskWhyHidden,
    HideStatement,
    RestoreStatement,
    ShowOneStatement,
    ShowStatementDesk,
)
from screens.statement_desk import ask_why_hidden, show_one_statement, show_statement_desk

WHY = "statement-hidden-why"


async def look(update: Update, context: Context) -> None:
    """Show a round's statements to the facilitator."""
    button = pressed(update, ShowStatementDesk)
    view = await actions.look(context.house, context.occasion(), button.thread_no, button.page)
    await show(context, update, show_statement_desk(view, context.t))


async def look_at(update: Update, context: Context) -> None:
    """Show one statement, and the reasons for which it can be hidden."""
    button = pressed(update, ShowOneStatement)
    await questions.settle(context.house, context.occasion())
    view = await actions.look_at(
        context.house, context.occasion(), button.statement_no, button.page
    )
    await show(context, update, show_one_statement(view, context.t))


async def hide(update: Update, context: Context) -> None:
    """Hide a statement for a ready reason."""
    button = pressed(update, HideStatement)
    view = await actions.hide(
        context.house, context.occasion(), button.statement_no, button.code, page=button.page
    )
    await show(context, update, show_statement_desk(view, context.t))


async def ask_why(update: Update, context: Context) -> None:
    """Ask for a reason in the facilitator's own words."""
    button = pressed(update, AskWhyHidden)
    house, occasion = context.house, context.occasion()
    view = await actions.look_at(house, occasion, button.statement_no, button.page)
    about = {"statement_no": button.statement_no, "page": button.page}
    await questions.ask(house, occasion, WHY, view.facts.process.no, about)
    await show(context, update, ask_why_hidden(view, context.t))


@answers(WHY)
async def take_why(update: Update, context: Context, question: Question, words: str) -> None:
    """Hide a statement for a typed reason."""
    view = await actions.hide(
        context.house,
        context.occasion(),
        int(question.about["statement_no"]),
        OTHER,
        words,
        int(question.about["page"]),
    )
    await questions.settle(context.house, context.occasion())
    await show(context, update, show_statement_desk(view, context.t))


async def restore(update: Update, context: Context) -> None:
    """Show a statement again."""
    button = pressed(update, RestoreStatement)
    view = await actions.restore(
        context.house, context.occasion(), button.statement_no, button.page
    )
    await show(context, update, show_statement_desk(view, context.t))


def handlers() -> list[BaseHandler[Any, Any, Any]]:
    """Return the handlers of statements for facilitators."""
    return [
        CallbackQueryHandler(look, when_pressed(ShowStatementDesk)),
        CallbackQueryHandler(look_at, when_pressed(ShowOneStatement)),
        CallbackQueryHandler(hide, when_pressed(HideStatement)),
        CallbackQueryHandler(ask_why, when_pressed(AskWhyHidden)),
        CallbackQueryHandler(restore, when_pressed(RestoreStatement)),
    ]
