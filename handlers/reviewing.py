"""Review by taps: queues, a proposal for its reviewers, departments; following."""

from typing import Any

from telegram import Update
from telegram.ext import BaseHandler, CallbackQueryHandler

from actions import following, proposals, review_drafts, review_queues, reviewing
from handlers.buttons import pressed, when_pressed
from handlers.context import Context
from handlers.show import show
from screens.proposal import show_proposal
from screens.review_buttons import (
    Follow,
    GiveTo,
    ReadWaiting,
    SettleOffer,
    ShowDepartments,
    ShowQueue,
    ShowReview,
    ShowReviewHistory,
)
from screens.review_writing import show_waiting
from screens.reviewing import (
    show_departments,
    show_queue,
    show_review,
    show_review_history,
)


async def list_queue(update: Update, context: Context) -> None:
    """Show a page of what lies with the reader."""
    button = pressed(update, ShowQueue)
    view = await review_queues.queue(
        context.house, context.occasion(), button.process_no, button.kind, max(0, button.page)
    )
    await show(context, update, show_queue(view, context.t))


async def look(update: Update, context: Context) -> None:
    """Show a proposal to its reviewers."""
    button = pressed(update, ShowReview)
    view = await reviewing.look(
        context.house, context.occasion(), button.process_no, button.proposal_no
    )
    await show(context, update, show_review(view, context.t))


async def look_at_history(update: Update, context: Context) -> None:
    """Show reviewers everything that happened to a proposal."""
    button = pressed(update, ShowReviewHistory)
    view = await reviewing.look(
        context.house, context.occasion(), button.process_no, button.proposal_no
    )
    await show(context, update, show_review_history(view, button.page, context.t))


async def list_departments(update: Update, context: Context) -> None:
    """Show whom a proposal may be given to."""
    button = pressed(update, ShowDepartments)
    view = await reviewing.assignable(
        context.house, context.occasion(), button.process_no, button.proposal_no
    )
    await show(context, update, show_departments(view, context.t))


async def give(update: Update, context: Context) -> None:
    """Give a proposal to a department."""
    button = pressed(update, GiveTo)
    view = await reviewing.assign(
        context.house,
        context.occasion(),
        button.process_no,
        button.proposal_no,
        button.department,
        button.as_lead,
    )
    await show(context, update, show_review(view, context.t))


async def read_waiting(update: Update, context: Context) -> None:
    """Show the proposer what a department wants of them."""
    button = pressed(update, ReadWaiting)
    view = await proposals.look(
        context.house, context.person().user_id, button.process_no, button.proposal_no
    )
    await show(context, update, show_waiting(view, context.t))


async def settle_offer(update: Update, context: Context) -> None:
    """Accept or decline changes."""
    button = pressed(update, SettleOffer)
    view = await review_drafts.settle_offer(
        context.house,
        context.occasion(),
        button.process_no,
        button.proposal_no,
        button.offer_no,
        button.accepts,
    )
    await show(context, update, show_proposal(view, context.t))


async def follow(update: Update, context: Context) -> None:
    """Follow a proposal, or stop."""
    button = pressed(update, Follow)
    view = await following.follow(
        context.house,
        context.occasion(),
        button.process_no,
        button.proposal_no,
        button.wished,
    )
    await show(context, update, show_proposal(view, context.t))


def handlers() -> list[BaseHandler[Any, Any, Any]]:
    """Return the handlers of review."""
    return [
        CallbackQueryHandler(list_queue, when_pressed(ShowQueue)),
        CallbackQueryHandler(look, when_pressed(ShowReview)),
        CallbackQueryHandler(look_at_history, when_pressed(ShowReviewHistory)),
        CallbackQueryHandler(list_departments, when_pressed(ShowDepartments)),
        CallbackQueryHandler(give, when_pressed(GiveTo)),
        CallbackQueryHandler(read_waiting, when_pressed(ReadWaiting)),
        CallbackQueryHandler(settle_offer, when_pressed(SettleOffer)),
        CallbackQueryHandler(follow, when_pressed(Follow)),
    ]
