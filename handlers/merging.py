"""Merging: the facilitators' desk, and the proposers' answers."""

import contextlib
from typing import Any

from telegram import Update
from telegram.error import TelegramError
from telegram.ext import BaseHandler, CallbackQueryHandler

from actions import merging, merging_drafts, questions
from actions.questions import Question
from deliberation.merging_views import MergeView
from deliberation.refusals import BadInput
from handlers.answers import answers
from handlers.buttons import pressed, when_pressed
from handlers.context import Context
from handlers.show import show
from screens.merging import show_merge_desk, show_merge_draft, show_merge_pick
from screens.merging_answers import (
    show_ask_refuse,
    show_ask_withdraw_merge,
    show_merge,
    show_merge_asked,
)
from screens.merging_buttons import (
    AskRefuseMerge,
    AskWithdrawMerge,
    ChooseLead,
    ConsentToMerge,
    PickForMerge,
    RefuseMerge,
    ShowMerge,
    ShowMergeDesk,
    SuggestMerge,
    WithdrawMerge,
)

REASON = "merge-reason"


async def desk(update: Update, context: Context) -> None:
    """Show where one can merge, and what is asked."""
    button = pressed(update, ShowMergeDesk)
    view = await merging.desk(context.house, context.occasion(), button.process_no)
    await show(context, update, show_merge_desk(view, button.page, context.t))


async def pick(update: Update, context: Context) -> None:
    """Show a heading's proposals, with one picked or put back."""
    button = pressed(update, PickForMerge)
    view = await merging_drafts.pick(
        context.house,
        context.occasion(),
        button.process_no,
        button.heading_no,
        proposal_no=button.proposal_no,
        wished=button.wished,
        page=max(0, button.page),
    )
    await show(context, update, show_merge_pick(view, context.t))


async def choose_lead(update: Update, context: Context) -> None:
    """Take a proposal as the lead, or show which can be."""
    button = pressed(update, ChooseLead)
    view = await merging_drafts.choose_lead(
        context.house, context.occasion(), button.process_no, button.token, button.proposal_no
    )
    await show(context, update, show_merge_draft(view, context.t))


async def suggest(update: Update, context: Context) -> None:
    """Ask the proposers."""
    button = pressed(update, SuggestMerge)
    view = await merging.suggest(
        context.house, context.occasion(), button.process_no, button.token
    )
    await show(context, update, show_merge(view, context.t))


async def look(update: Update, context: Context) -> None:
    """Show a suggestion to its facilitators or to a proposer."""
    button = pressed(update, ShowMerge)
    await questions.settle(context.house, context.occasion())
    view = await merging.look(
        context.house, context.occasion(), button.process_no, button.merge_no, button.own_no
    )
    await _show(update, context, view)


async def ask_withdraw(update: Update, context: Context) -> None:
    """Ask before a suggestion is withdrawn."""
    button = pressed(update, AskWithdrawMerge)
    view = await merging.look(
        context.house, context.occasion(), button.process_no, button.merge_no
    )
    await show(context, update, show_ask_withdraw_merge(view, context.t))


async def withdraw(update: Update, context: Context) -> None:
    """Withdraw a suggestion."""
    button = pressed(update, WithdrawMerge)
    view = await merging.withdraw(
        context.house, context.occasion(), button.process_no, button.merge_no
    )
    await show(context, update, show_merge(view, context.t))


async def consent(update: Update, context: Context) -> None:
    """Say yes for a proposal of one's own."""
    button = pressed(update, ConsentToMerge)
    view = await merging.consent(
        context.house,
        context.occasion(),
        button.process_no,
        button.merge_no,
        button.own_no,
        button.round_no,
    )
    await show(context, update, show_merge_asked(view, context.t))


async def ask_refuse(update: Update, context: Context) -> None:
    """Ask for a reason before a refusal; the next words typed are taken as one."""
    button = pressed(update, AskRefuseMerge)
    view = await merging.look(
        context.house, context.occasion(), button.process_no, button.merge_no, button.own_no
    )
    about = {
        "merge_no": button.merge_no,
        "own_no": button.own_no,
        "round_no": button.round_no,
    }
    await questions.ask(context.house, context.occasion(), REASON, button.process_no, about)
    await show(context, update, show_ask_refuse(view, button.round_no, context.t))


async def refuse(update: Update, context: Context) -> None:
    """Say no without a reason."""
    button = pressed(update, RefuseMerge)
    view = await merging.refuse(
        context.house,
        context.occasion(),
        button.process_no,
        button.merge_no,
        button.own_no,
        button.round_no,
    )
    await questions.settle(context.house, context.occasion())
    await show(context, update, show_merge_asked(view, context.t))


@answers(REASON)
async def refuse_with_reason(
    update: Update, context: Context, question: Question, words: str
) -> None:
    """Say no, with what was typed as the reason."""
    about = question.about
    try:
        view = await merging.refuse(
            context.house,
            context.occasion(),
            question.process_no,
            int(about["merge_no"]),
            int(about["own_no"]),
            int(about["round_no"]),
            words,
        )
    except BadInput as refusal:
        if refusal.code == "personal-number" and update.effective_message is not None:
            with contextlib.suppress(TelegramError):
                await update.effective_message.delete()
        raise
    await questions.settle(context.house, context.occasion())
    await show(context, update, show_merge_asked(view, context.t))


async def _show(update: Update, context: Context, view: MergeView) -> None:
    screen = show_merge if view.own is None else show_merge_asked
    await show(context, update, screen(view, context.t))


def handlers() -> list[BaseHandler[Any, Any, Any]]:
    """Return the handlers of merging."""
    return [
        CallbackQueryHandler(desk, when_pressed(ShowMergeDesk)),
        CallbackQueryHandler(pick, when_pressed(PickForMerge)),
        CallbackQueryHandler(choose_lead, when_pressed(ChooseLead)),
        CallbackQueryHandler(suggest, when_pressed(SuggestMerge)),
        CallbackQueryHandler(look, when_pressed(ShowMerge)),
        CallbackQueryHandler(ask_withdraw, when_pressed(AskWithdrawMerge)),
        CallbackQueryHandler(withdraw, when_pressed(WithdrawMerge)),
        CallbackQueryHandler(consent, when_pressed(ConsentToMerge)),
        CallbackQueryHandler(ask_refuse, when_pressed(AskRefuseMerge)),
        CallbackQueryHandler(refuse, when_pressed(RefuseMerge)),
    ]
