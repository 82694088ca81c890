"""Results, reasons, and what anybody can check."""

import asyncio
from typing import Any

from telegram import Update
from telegram.ext import BaseHandler, CallbackQueryHandler, CommandHandler, filters

from actions import bundles, log_reading, questions, results
from actions.questions import Question
from deliberation.refusals import NotThere
from handlers.answers import answers
from handlers.buttons import pressed, when_pressed
from handlers.context import Context
from handlers.places import PLACES
from handlers.show import show
from screens import links
from screens.buttons import ShowReason, ShowResults
from screens.links import Destination
from screens.public_log import show_log
from screens.results import SELECTED, picture_caption, show_result, show_results, show_why
from screens.results_buttons import (
    FindReceipt,
    SendBundle,
    SendLog,
    SendPicture,
    ShowChecks,
    ShowEdition,
    ShowLog,
    ShowSection,
    ShowWhy,
)
from screens.results_checks import ask_receipt, show_checks, show_file, show_receipt
from screens.results_picture import draw_result
from screens.screen import Screen

RECEIPT = "receipt"


async def results_command(update: Update, context: Context) -> None:
    """Show the results of the year that the person looks at."""
    await _list(update, context, _looked_at(context), edition=0, page=0)


async def list_or_heading(update: Update, context: Context) -> None:
    """Show the list of headings, or one of them."""
    button = pressed(update, ShowResults)
    if button.heading_no:
        await _heading(update, context, button.process_no, button.heading_no, page=button.page)
    else:
        await _list(update, context, button.process_no, edition=0, page=button.page)


async def list_edition(update: Update, context: Context) -> None:
    """Show the headings of an edition."""
    button = pressed(update, ShowEdition)
    await _list(update, context, button.process_no, edition=button.edition, page=button.page)


async def show_section(update: Update, context: Context) -> None:
    """Show a part of a heading's result."""
    button = pressed(update, ShowSection)
    await _heading(
        update,
        context,
        button.process_no,
        button.heading_no,
        edition=button.edition,
        section=button.section,
        page=button.page,
    )


async def why(update: Update, context: Context) -> None:
    """Tell why a project was, or was not, selected."""
    button = pressed(update, ShowWhy)
    view = await results.look_at_project(
        context.house,
        context.occasion(),
        button.process_no,
        button.heading_no,
        button.project_no,
        edition=button.edition,
    )
    await show(context, update, show_why(view, button.section, button.page, context.t))


async def why_now(update: Update, context: Context) -> None:
    """Tell why a project was, or was not, selected, in what stands now."""
    button = pressed(update, ShowReason)
    view = await results.look_at_project(
        context.house,
        context.occasion(),
        button.process_no,
        button.heading_no,
        button.project_no,
    )
    await show(context, update, show_why(view, SELECTED, 0, context.t))


async def checks(update: Update, context: Context) -> None:
    """Show how an edition adds up and how to recount it."""
    button = pressed(update, ShowChecks)
    view = await results.look(
        context.house,
        context.occasion(),
        button.process_no,
        edition=button.edition,
        page=button.page,
    )
    await show(context, update, show_checks(view, context.t))


async def send_bundle(update: Update, context: Context) -> None:
    """Send an edition's bundle."""
    button = pressed(update, SendBundle)
    view = await bundles.look(context.house, button.process_no, button.edition)
    await show(context, update, show_file(view, context.t), fresh=True)


async def send_picture(update: Update, context: Context) -> None:
    """Send a heading's result as a picture; drawing it keeps nobody else waiting."""
    button = pressed(update, SendPicture)
    view = await results.look_at_heading(
        context.house,
        context.occasion(),
        button.process_no,
        button.heading_no,
        edition=button.edition,
    )
    picture = await asyncio.to_thread(draw_result, view, context.t)
    screen = Screen(picture_caption(view, context.t), picture=picture)
    await show(context, update, screen, fresh=True)


async def ask_for_receipt(update: Update, context: Context) -> None:
    """Ask for a tracking code."""
    button = pressed(update, FindReceipt)
    await questions.ask(context.house, context.occasion(), RECEIPT, button.process_no, {})
    process = context.house.process(button.process_no)
    await show(context, update, ask_receipt(process, context.t))


@answers(RECEIPT)
async def find_receipt(update: Update, context: Context, question: Question, words: str) -> None:
    """Look for a tracking code in the published list."""
    view = await results.find_receipt(context.house, question.process_no, words)
    await questions.settle(context.house, context.occasion())
    await show(context, update, show_receipt(view, context.t))


async def log_command(update: Update, context: Context) -> None:
    """Show the public log of the year that the person looks at."""
    view = await log_reading.look(context.house, _looked_at(context))
    await show(context, update, show_log(view, context.t))


async def look_at_log(update: Update, context: Context) -> None:
    """Show the last entries of the public log."""
    view = await log_reading.look(context.house, pressed(update, ShowLog).process_no)
    await show(context, update, show_log(view, context.t))


async def send_log(update: Update, context: Context) -> None:
    """Send the whole public log."""
    view = await log_reading.whole(context.house, pressed(update, SendLog).process_no)
    await show(context, update, show_file(view, context.t), fresh=True)


async def _place(update: Update, context: Context, where: Destination) -> None:
    if where.heading_no:
        await _heading(update, context, where.process_no, where.heading_no)
    else:
        await _list(update, context, where.process_no, edition=0, page=0)


async def _list(
    update: Update, context: Context, process_no: int, *, edition: int, page: int
) -> None:
    view = await results.look(
        context.house, context.occasion(), process_no, edition=edition, page=page
    )
    await show(context, update, show_results(view, context.t))


async def _heading(
    update: Update,
    context: Context,
    process_no: int,
    heading_no: int,
    *,
    edition: int = 0,
    section: str = SELECTED,
    page: int = 0,
) -> None:
    view = await results.look_at_heading(
        context.house, context.occasion(), process_no, heading_no, edition=edition, page=page
    )
    await show(context, update, show_result(view, section, context.t))


def _looked_at(context: Context) -> int:
    process_no = context.person().process_no
    if process_no is None:
        raise NotThere("no-process")
    return process_no


def handlers() -> list[BaseHandler[Any, Any, Any]]:
    """Return the handlers of results."""
    private = filters.ChatType.PRIVATE
    PLACES[links.RESULTS] = _place
    return [
        CommandHandler("results", results_command, filters=private),
        CommandHandler("log", log_command, filters=private),
        CallbackQueryHandler(list_or_heading, when_pressed(ShowResults)),
        CallbackQueryHandler(list_edition, when_pressed(ShowEdition)),
        CallbackQueryHandler(show_section, when_pressed(ShowSection)),
        CallbackQueryHandler(why, when_pressed(ShowWhy)),
        CallbackQueryHandler(why_now, when_pressed(ShowReason)),
        CallbackQueryHandler(checks, when_pressed(ShowChecks)),
        CallbackQueryHandler(send_bundle, when_pressed(SendBundle)),
        CallbackQueryHandler(send_picture, when_pressed(SendPicture)),
        CallbackQueryHandler(ask_for_receipt, when_pressed(FindReceipt)),
        CallbackQueryHandler(look_at_log, when_pressed(ShowLog)),
        CallbackQueryHandler(send_log, when_pressed(SendLog)),
    ]
