"""The managers' desk: the seed, publishing, correcting."""

from typing import Any

from telegram import Update
from telegram.ext import BaseHandler, CallbackQueryHandler

from actions import correcting, counting, publishing, questions
from actions.questions import Question
from deliberation.phases import Vote
from handlers.agenda_desk import show_agenda_desk
from handlers.answers import answers
from handlers.buttons import pressed, when_pressed
from handlers.context import Context
from handlers.show import show
from screens.correction import show_correction
from screens.motions import motion_toast, show_motion
from screens.results_buttons import (
    AskSeed,
    ConfirmSeed,
    KeepSeed,
    MoveCorrection,
    MovePublishing,
    ShowDesk,
    StartCorrection,
)
from screens.results_desk import ask_seed, confirm_seed, show_desk

SEED = "seed"


async def desk(update: Update, context: Context) -> None:
    """Show what is counted and public, and what can be confirmed."""
    await _desk(update, context, pressed(update, ShowDesk).process_no)


async def ask_for_seed(update: Update, context: Context) -> None:
    """Ask for the seed."""
    button = pressed(update, AskSeed)
    view = await counting.look_at_seed(
        context.house, context.occasion(), button.process_no, button.vote
    )
    about = {"vote": button.vote.value}
    await questions.ask(context.house, context.occasion(), SEED, button.process_no, about)
    await show(context, update, ask_seed(view, context.t))


@answers(SEED)
async def read_seed(update: Update, context: Context, question: Question, words: str) -> None:
    """Show the seed as it was typed, to be confirmed."""
    vote = Vote(question.about["vote"])
    view = await counting.read_seed(
        context.house, context.occasion(), question.process_no, words, vote
    )
    await show(context, update, confirm_seed(view, context.t))


async def enter_seed(update: Update, context: Context) -> None:
    """Enter the seed that was shown."""
    button = pressed(update, ConfirmSeed)
    view = await counting.confirm_seed(context.house, context.occasion(), button.process_no)
    if view.vote is Vote.AGENDA:
        await show_agenda_desk(update, context, button.process_no)
    else:
        await _desk(update, context, button.process_no)


async def move_publishing(update: Update, context: Context) -> None:
    """Move to publish what is counted."""
    button = pressed(update, MovePublishing)
    view = await publishing.move_publishing(
        context.house, context.occasion(), button.process_no, button.seen
    )
    await show(context, update, show_motion(view, context.t), toast=motion_toast(view, context.t))


async def start_correction(update: Update, context: Context) -> None:
    """Begin to correct what is published."""
    button = pressed(update, StartCorrection)
    view = await correcting.begin(
        context.house, context.occasion(), button.process_no, button.vote
    )
    await show(context, update, show_correction(view, context.t))


async def keep_seed(update: Update, context: Context) -> None:
    """Correct with the seed as it is."""
    button = pressed(update, KeepSeed)
    view = await correcting.keep_seed(context.house, context.occasion(), button.process_no)
    await show(context, update, show_correction(view, context.t))


@answers(correcting.SEED, correcting.WHY)
async def go_on(update: Update, context: Context, question: Question, words: str) -> None:
    """Take an answer and ask for what is still missing."""
    view = await correcting.answer(context.house, context.occasion(), question, words)
    await show(context, update, show_correction(view, context.t))


async def move_correction(update: Update, context: Context) -> None:
    """Move the prepared correction."""
    button = pressed(update, MoveCorrection)
    view = await correcting.move(context.house, context.occasion(), button.process_no, button.seen)
    await show(context, update, show_motion(view, context.t), toast=motion_toast(view, context.t))


async def _desk(update: Update, context: Context, process_no: int) -> None:
    await questions.settle(context.house, context.occasion())
    view = await publishing.look_at_desk(context.house, context.occasion(), process_no)
    await show(context, update, show_desk(view, context.t))


def handlers() -> list[BaseHandler[Any, Any, Any]]:
    """Return the handlers of the desk."""
    return [
        CallbackQueryHandler(desk, when_pressed(ShowDesk)),
        CallbackQueryHandler(ask_for_seed, when_pressed(AskSeed)),
        CallbackQueryHandler(enter_seed, when_pressed(ConfirmSeed)),
        CallbackQueryHandler(move_publishing, when_pressed(MovePublishing)),
        CallbackQueryHandler(start_correction, when_pressed(StartCorrection)),
        CallbackQueryHandler(keep_seed, when_pressed(KeepSeed)),
        CallbackQueryHandler(move_correction, when_pressed(MoveCorrection)),
    ]
