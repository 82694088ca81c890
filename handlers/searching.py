"""Searching and browsing the proposals, for everybody."""

from typing import Any

from telegram import Update
from telegram.ext import BaseHandler, CallbackQueryHandler, CommandHandler, filters

from actions import questions, searching
from actions.questions import Question
from deliberation.refusals import NotThere
from deliberation.searching_views import SearchView
from handlers.answers import answers
from handlers.buttons import pressed, when_pressed
from handlers.context import Context
from handlers.places import PLACES
from handlers.show import show
from handlers.start import lead
from screens import links
from screens.links import Destination
from screens.proposal import show_proposal
from screens.searching import show_filter, show_found
from screens.searching_buttons import (
    BrowseProposals,
    ChooseFilter,
    OpenFound,
    SetFilter,
    ShowFound,
)

SEARCH = "search"


async def search_command(update: Update, context: Context) -> None:
    """Search for the words after the command; without any, show all proposals."""
    process_no = context.person().process_no
    if process_no is None:
        raise NotThere("no-process")
    await _begin(update, context, process_no, " ".join(context.args or ()))


async def browse(update: Update, context: Context) -> None:
    """Show all proposals."""
    await _begin(update, context, pressed(update, BrowseProposals).process_no)


@answers(SEARCH)
async def take_words(update: Update, context: Context, question: Question, words: str) -> None:
    """Take typed words as what to look for, with the filters as they are."""
    view = await searching.look_for(
        context.house,
        context.occasion(),
        question.process_no,
        int(question.about["search_no"]),
        words,
    )
    await _show(update, context, view)


async def turn(update: Update, context: Context) -> None:
    """Show a page of a search."""
    button = pressed(update, ShowFound)
    view = await searching.turn(
        context.house, context.occasion(), button.process_no, button.search_no, button.page
    )
    await _show(update, context, view)


async def choose_filter(update: Update, context: Context) -> None:
    """Show what a filter can be set to."""
    button = pressed(update, ChooseFilter)
    view = await searching.turn(
        context.house, context.occasion(), button.process_no, button.search_no, 0
    )
    await show(context, update, show_filter(view, button.kind, button.page, context.t))


async def set_filter(update: Update, context: Context) -> None:
    """Set a filter of a search."""
    button = pressed(update, SetFilter)
    view = await searching.narrow(
        context.house,
        context.occasion(),
        button.process_no,
        button.search_no,
        button.kind,
        button.value,
    )
    await _show(update, context, view)


async def open_found(update: Update, context: Context) -> None:
    """Show a proposal that was found."""
    button = pressed(update, OpenFound)
    view = await searching.open_found(
        context.house,
        context.occasion(),
        button.process_no,
        button.search_no,
        button.page,
        button.proposal_no,
    )
    await show(context, update, show_proposal(view, context.t))


async def _begin(update: Update, context: Context, process_no: int, words: str = "") -> None:
    citizen = context.person()
    if not citizen.may_take_part:
        await lead(update, context, citizen, links.payload(links.SEARCH, process_no))
        return
    view = await searching.begin(context.house, context.occasion(), process_no, words)
    await _show(update, context, view)


async def _show(update: Update, context: Context, view: SearchView) -> None:
    """Show a page; words typed from now on are looked for."""
    about = {"search_no": view.search.number}
    await questions.ask(context.house, context.occasion(), SEARCH, view.process.no, about)
    await show(context, update, show_found(view, context.t))


async def _place(update: Update, context: Context, where: Destination) -> None:
    await _begin(update, context, where.process_no)


PLACES[links.SEARCH] = _place


def handlers() -> list[BaseHandler[Any, Any, Any]]:
    """Return the handlers of searching."""
    private = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
    return [
        CommandHandler("search", search_command, filters=private),
        CallbackQueryHandler(browse, when_pressed(BrowseProposals)),
        CallbackQueryHandler(turn, when_pressed(ShowFound)),
        CallbackQueryHandler(choose_filter, when_pressed(ChooseFilter)),
        CallbackQueryHandler(set_filter, when_pressed(SetFilter)),
        CallbackQueryHandler(open_found, when_pressed(OpenFound)),
    ]
