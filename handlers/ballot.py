"""The ranked ballot: one tap, one action; the screen with the receipt follows by the outbox."""

from typing import Any

from telegram import Update
from telegram.ext import BaseHandler, CallbackQueryHandler

from actions import ballots, questions
from actions.questions import Question
from deliberation.refusals import NotThere
from handlers.buttons import pressed, when_pressed
from handlers.context import Context
from handlers.show import answer, show
from screens.ballot import ballot_toast, show_ballot, show_search_prompt
from screens.ballot_pages import found_field
from screens.ballot_project import show_project
from screens.ballot_receipt import show_ask_clear, show_recorded
from screens.buttons import (
    AskClear,
    ClearBallot,
    MoveUp,
    SearchProjects,
    SetRank,
    ShowBallot,
    ShowProject,
    ShowRecorded,
)

PROJECTS = "projects"


async def set_rank(update: Update, context: Context) -> None:
    """A tap on a project: save, answer with the ranking; the screen follows."""
    button = pressed(update, SetRank)
    view = await ballots.set_rank(
        context.house,
        context.occasion(),
        button.process_no,
        button.heading_no,
        project_no=button.project_no,
        rank=button.rank,
        revision=button.revision,
        page=button.page,
        field_id=button.field,
    )
    await answer(context, update, ballot_toast(view, context.t))


async def move_up(update: Update, context: Context) -> None:
    """A tap that puts a ranked project one better: save, answer; the screen follows."""
    button = pressed(update, MoveUp)
    view = await ballots.move_up(
        context.house,
        context.occasion(),
        button.process_no,
        button.heading_no,
        project_no=button.project_no,
        rank=button.rank,
        revision=button.revision,
        page=button.page,
        field_id=button.field,
    )
    await answer(context, update, ballot_toast(view, context.t))


async def clear(update: Update, context: Context) -> None:
    """Withdraw the ballot."""
    button = pressed(update, ClearBallot)
    view = await ballots.clear(
        context.house,
        context.occasion(),
        button.process_no,
        button.heading_no,
        button.revision,
    )
    await answer(context, update, ballot_toast(view, context.t))


async def look(update: Update, context: Context) -> None:
    """Show a page of the ballot."""
    button = pressed(update, ShowBallot)
    view = await ballots.look(
        context.house,
        context.person().user_id,
        button.process_no,
        button.heading_no,
        page=button.page,
        field_id=button.field,
    )
    await show(context, update, show_ballot(view, context.t))


async def look_at_project(update: Update, context: Context) -> None:
    """Show a project's details."""
    button = pressed(update, ShowProject)
    view = await ballots.look_at_project(
        context.house,
        context.person().user_id,
        button.process_no,
        button.heading_no,
        button.project_no,
        page=button.page,
        field_id=button.field,
    )
    await show(context, update, show_project(view, context.t))


async def ask_clear(update: Update, context: Context) -> None:
    """Ask before withdrawing."""
    button = pressed(update, AskClear)
    view = await ballots.look(
        context.house, context.person().user_id, button.process_no, button.heading_no
    )
    await show(context, update, show_ask_clear(view, context.t))


async def look_at_recorded(update: Update, context: Context) -> None:
    """Read back what is recorded."""
    button = pressed(update, ShowRecorded)
    view = await ballots.look(
        context.house, context.person().user_id, button.process_no, button.heading_no
    )
    await show(context, update, show_recorded(view, context.t))


async def ask_for_words(update: Update, context: Context) -> None:
    """Ask for a word to search projects by."""
    button = pressed(update, SearchProjects)
    about = {"heading_no": button.heading_no}
    await questions.ask(context.house, context.occasion(), PROJECTS, button.process_no, about)
    view = await ballots.look(
        context.house, context.person().user_id, button.process_no, button.heading_no
    )
    await show(context, update, show_search_prompt(view, context.t))


async def show_search(update: Update, context: Context, question: Question, words: str) -> None:
    """Show the projects that fit the words."""
    heading_no = int(question.about["heading_no"])
    found = ballots.search(context.house, question.process_no, heading_no, words)
    if not found:
        raise NotThere("project-not-found", words=words)
    view = await ballots.look(
        context.house,
        context.person().user_id,
        question.process_no,
        heading_no,
        field_id=found_field(found),
    )
    await show(context, update, show_ballot(view, context.t))


def handlers() -> list[BaseHandler[Any, Any, Any]]:
    """Return the handlers of the ballot."""
    return [
        CallbackQueryHandler(set_rank, when_pressed(SetRank)),
        CallbackQueryHandler(move_up, when_pressed(MoveUp)),
        CallbackQueryHandler(clear, when_pressed(ClearBallot)),
        CallbackQueryHandler(look, when_pressed(ShowBallot)),
        CallbackQueryHandler(look_at_project, when_pressed(ShowProject)),
        CallbackQueryHandler(ask_clear, when_pressed(AskClear)),
        CallbackQueryHandler(look_at_recorded, when_pressed(ShowRecorded)),
        CallbackQueryHandler(ask_for_words, when_pressed(SearchProjects)),
    ]
