"""The home screen, help, and words that no dialogue waits for."""

from typing import Any

from telegram import Update
from telegram.ext import (
    BaseHandler,
    CallbackQueryHandler,
    CommandHandler,
    MessageHandler,
    filters,
)

from actions import ballots, citizens, districts, questions
from handlers.answers import ANSWERS
from handlers.ballot import show_search
from handlers.buttons import when_pressed
from handlers.context import Context
from handlers.errors import after_old_button
from handlers.show import show
from handlers.start import DISTRICT, lead
from screens.ballots import show_ballots
from screens.buttons import GoHome, ShowBallots, ShowHelp
from screens.home import show_help
from screens.welcome import show_districts


async def go_home(update: Update, context: Context) -> None:
    """Show what can be done now, in the year of the button."""
    await questions.settle(context.house, context.occasion())
    citizen = context.person()
    if update.callback_query is not None and citizen.process_no is not None:
        await citizens.turn_to(context.house, context.occasion(), citizen.process_no)
    await lead(update, context, citizen, "")


after_old_button(go_home)


async def help_(update: Update, context: Context) -> None:
    """Show help and the office."""
    view = await citizens.home(context.house, context.person())
    await show(context, update, show_help(view, context.t))


async def list_ballots(update: Update, context: Context) -> None:
    """Show the headings in which the person may vote."""
    citizen = context.person()
    if not citizen.may_take_part:
        await lead(update, context, citizen, "")
        return
    view = await ballots.overview(context.house, citizen)
    await show(context, update, show_ballots(view, context.t))


async def take_words(update: Update, context: Context) -> None:
    """Typed words: the answer to what was asked last, else the way home."""
    message = update.effective_message
    question = await questions.asked(context.house, context.person().user_id)
    if message is None or message.text is None or question is None:
        await lead(update, context, context.person(), "")
        return
    if question.topic in ANSWERS:
        await ANSWERS[question.topic](update, context, question, message.text)
    elif question.topic == DISTRICT:
        view = districts.searched(
            context.house,
            context.person(),
            question.process_no,
            message.text,
            str(question.about["then"]),
        )
        await show(context, update, show_districts(view, context.t))
    else:
        await show_search(update, context, question, message.text)


async def take_place(update: Update, context: Context) -> None:
    """A location: look up its district, store nothing."""
    message = update.effective_message
    citizen = context.person()
    if message is None or message.location is None or citizen.process_no is None:
        return
    question = await questions.asked(context.house, citizen.user_id)
    asked_district = question is not None and question.topic == DISTRICT
    then = str(question.about["then"]) if question is not None and asked_district else ""
    view = districts.at_place(
        context.house,
        citizen,
        citizen.process_no,
        longitude=message.location.longitude,
        latitude=message.location.latitude,
        then=then,
    )
    await show(context, update, show_districts(view, context.t))


def handlers() -> list[BaseHandler[Any, Any, Any]]:
    """Return the handlers of the home screen."""
    private = filters.ChatType.PRIVATE
    return [
        CommandHandler("home", go_home, filters=private),
        CommandHandler("vote", list_ballots, filters=private),
        CommandHandler("help", help_, filters=private),
        CallbackQueryHandler(go_home, when_pressed(GoHome)),
        CallbackQueryHandler(list_ballots, when_pressed(ShowBallots)),
        CallbackQueryHandler(help_, when_pressed(ShowHelp)),
        MessageHandler(private & filters.LOCATION, take_place),
    ]


def last_handlers() -> list[BaseHandler[Any, Any, Any]]:
    """Return what takes words that no dialogue claimed; to be added after all others."""
    return [MessageHandler(filters.ChatType.PRIVATE & filters.TEXT & ~filters.COMMAND, take_words)]
