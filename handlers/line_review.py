"""Line reviews: the ballot line by line, reasons, the result, and the managers' desk."""

import asyncio
from typing import Any

from telegram import Update
from telegram.ext import BaseHandler, CallbackQueryHandler

from actions import line_review, line_review_publishing, outcome_bundles, questions
from actions.questions import Question
from deliberation.phases import Vote
from deliberation.refusals import NotNow
from handlers.answers import answers
from handlers.buttons import pressed, when_pressed
from handlers.context import Context
from handlers.show import answer, show
from screens.line_review import ask_reason, line_toast, show_ask_clear, show_line_ballot
from screens.line_review_buttons import (
    AskClearLines,
    AskReason,
    ClearLines,
    DropReason,
    HideReason,
    JudgeLine,
    MoveLines,
    SendLineBundle,
    SendLinePicture,
    ShowLine,
    ShowLineDesk,
    ShowLineReasons,
    ShowLineResult,
)
from screens.line_review_desk import show_line_desk
from screens.line_review_picture import draw_lines
from screens.line_review_results import picture_caption, show_line_reasons, show_line_result
from screens.motions import motion_toast, show_motion
from screens.results_checks import show_file
from screens.screen import Screen


async def look(update: Update, context: Context) -> None:
    """Show the ballot at a line, or all lines at a glance."""
    button = pressed(update, ShowLine)
    await questions.settle(context.house, context.occasion())
    await show_ballot_or_result(
        update, context, button.process_no, button.heading_no, button.line_no
    )


async def show_ballot_or_result(
    update: Update, context: Context, process_no: int, heading_no: int, line_no: int = 0
) -> None:
    """Show the ballot while it is open; later what has become of the lines, once it is public."""
    try:
        view = await line_review.look(
            context.house, context.person().user_id, process_no, heading_no, line_no
        )
    except NotNow as refusal:
        try:
            found = await line_review_publishing.look_at_heading(
                context.house, context.occasion(), process_no, heading_no
            )
        except NotNow:
            raise refusal from None
        await show(context, update, show_line_result(found, 0, context.t))
    else:
        await show(context, update, show_line_ballot(view, context.t))


async def judge(update: Update, context: Context) -> None:
    """A tap on a step: save, answer with what is wanted; the screen follows."""
    button = pressed(update, JudgeLine)
    view = await line_review.judge(
        context.house,
        context.occasion(),
        button.process_no,
        button.heading_no,
        button.line_no,
        button.place,
    )
    await answer(context, update, line_toast(view, context.t))


async def ask_clear(update: Update, context: Context) -> None:
    """Ask before the ballot is withdrawn."""
    button = pressed(update, AskClearLines)
    view = await line_review.look(
        context.house, context.person().user_id, button.process_no, button.heading_no
    )
    await show(context, update, show_ask_clear(view, context.t))


async def clear(update: Update, context: Context) -> None:
    """Withdraw the ballot."""
    button = pressed(update, ClearLines)
    view = await line_review.clear(
        context.house, context.occasion(), button.process_no, button.heading_no
    )
    await answer(context, update, line_toast(view, context.t))


async def ask_for_reason(update: Update, context: Context) -> None:
    """Ask why a line is judged so."""
    button = pressed(update, AskReason)
    view = await line_review.look(
        context.house,
        context.person().user_id,
        button.process_no,
        button.heading_no,
        button.line_no,
    )
    about = {"heading_no": button.heading_no, "line_no": button.line_no}
    await questions.ask(
        context.house, context.occasion(), line_review.REASON, button.process_no, about
    )
    await show(context, update, ask_reason(view, line_review.REASON_LENGTHS, context.t))


@answers(line_review.REASON)
async def take_reason(update: Update, context: Context, question: Question, words: str) -> None:
    """Keep a reason as it was typed."""
    view = await line_review.write_reason(
        context.house,
        context.occasion(),
        question.process_no,
        int(question.about["heading_no"]),
        int(question.about["line_no"]),
        words,
    )
    await questions.settle(context.house, context.occasion())
    await show(context, update, show_line_ballot(view, context.t))


async def drop_reason(update: Update, context: Context) -> None:
    """Take a reason away."""
    button = pressed(update, DropReason)
    view = await line_review.write_reason(
        context.house,
        context.occasion(),
        button.process_no,
        button.heading_no,
        button.line_no,
        "",
    )
    await show(context, update, show_line_ballot(view, context.t))


async def look_at_result(update: Update, context: Context) -> None:
    """Show what the lines become."""
    button = pressed(update, ShowLineResult)
    view = await line_review_publishing.look_at_heading(
        context.house, context.occasion(), button.process_no, button.heading_no, button.edition
    )
    await show(context, update, show_line_result(view, button.page, context.t))


async def look_at_reasons(update: Update, context: Context) -> None:
    """Show what citizens wrote as reasons."""
    button = pressed(update, ShowLineReasons)
    view = await line_review_publishing.look_at_heading(
        context.house, context.occasion(), button.process_no, button.heading_no
    )
    await show(context, update, show_line_reasons(view, button.page, context.t))


async def hide_reason(update: Update, context: Context) -> None:
    """Hide a reason, or show it again."""
    button = pressed(update, HideReason)
    view = await line_review_publishing.hide_reason(
        context.house,
        context.occasion(),
        button.process_no,
        button.heading_no,
        button.reason_no,
        is_hidden=button.hides,
    )
    await show(context, update, show_line_reasons(view, button.page, context.t))


async def send_bundle(update: Update, context: Context) -> None:
    """Send what a heading's line review is recounted from."""
    button = pressed(update, SendLineBundle)
    view = await outcome_bundles.look(
        context.house, button.process_no, button.heading_no, Vote.LINES, button.edition
    )
    await show(context, update, show_file(view, context.t), fresh=True)


async def send_picture(update: Update, context: Context) -> None:
    """Send the result as a picture; drawing it keeps nobody else waiting."""
    button = pressed(update, SendLinePicture)
    view = await line_review_publishing.look_at_heading(
        context.house, context.occasion(), button.process_no, button.heading_no
    )
    picture = await asyncio.to_thread(draw_lines, view, context.t)
    screen = Screen(picture_caption(view, context.t), picture=picture)
    await show(context, update, screen, fresh=True)


async def desk(update: Update, context: Context) -> None:
    """Show what managers can confirm."""
    button = pressed(update, ShowLineDesk)
    view = await line_review_publishing.look_at_desk(
        context.house, context.occasion(), button.process_no
    )
    await show(context, update, show_line_desk(view, context.t))


async def move(update: Update, context: Context) -> None:
    """Move to publish."""
    button = pressed(update, MoveLines)
    view = await line_review_publishing.move_publishing(
        context.house, context.occasion(), button.process_no, button.seen
    )
    await show(context, update, show_motion(view, context.t), toast=motion_toast(view, context.t))


def handlers() -> list[BaseHandler[Any, Any, Any]]:
    """Return the handlers of line reviews."""
    return [
        CallbackQueryHandler(look, when_pressed(ShowLine)),
        CallbackQueryHandler(judge, when_pressed(JudgeLine)),
        CallbackQueryHandler(ask_clear, when_pressed(AskClearLines)),
        CallbackQueryHandler(clear, when_pressed(ClearLines)),
        CallbackQueryHandler(ask_for_reason, when_pressed(AskReason)),
        CallbackQueryHandler(drop_reason, when_pressed(DropReason)),
        CallbackQueryHandler(look_at_result, when_pressed(ShowLineResult)),
        CallbackQueryHandler(send_bundle, when_pressed(SendLineBundle)),
        CallbackQueryHandler(look_at_reasons, when_pressed(ShowLineReasons)),
        CallbackQueryHandler(hide_reason, when_pressed(HideReason)),
        CallbackQueryHandler(send_picture, when_pressed(SendLinePicture)),
        CallbackQueryHandler(desk, when_pressed(ShowLineDesk)),
        CallbackQueryHandler(move, when_pressed(MoveLines)),
    ]
