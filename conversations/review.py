"""Writing an answer in a review: a department's to a proposal, a proposer's to a department."""

from typing import Any

from telegram import Update
from telegram.ext import BaseHandler, CallbackQueryHandler

from actions import proposals, review_drafts, reviewing
from conversations.writing import (
    END,
    WRITING,
    State,
    ask_alone,
    dialogue,
    replied_to,
    take_out,
    words_of,
)
from deliberation.proposal_views import ProposalView
from deliberation.proposals import codes_in
from deliberation.refusals import BadInput, NotPermitted, Refusal
from deliberation.review_drafts import Piece
from deliberation.review_views import ReviewDraftView
from deliberation.reviewing import OF_PROPOSER, Act
from handlers.buttons import pressed, when_pressed
from handlers.context import Context
from handlers.show import show
from screens.proposal import show_proposal
from screens.refusals import show_refusal
from screens.review_buttons import (
    AnswerAgain,
    BeginAnswer,
    CancelAnswer,
    ConfirmReviewCost,
    LeavePiece,
    SendAnswer,
)
from screens.review_writing import (
    show_review_draft,
    show_review_draft_refused,
    show_words_needed,
)
from screens.reviewing import show_review

NAME = "review"


async def begin(update: Update, context: Context) -> State:
    """Begin an answer of a kind."""
    button = pressed(update, BeginAnswer)
    try:
        act = Act(button.act)
    except ValueError:
        raise BadInput("no-such-answer") from None
    view = await review_drafts.begin(
        context.house, context.occasion(), button.process_no, button.proposal_no, act
    )
    return await _ask(update, context, view)


async def take_words(update: Update, context: Context) -> State:
    """Take typed words for what is asked."""
    try:
        await _require_this_proposal(update, context)
        view = await review_drafts.answer(context.house, context.occasion(), words_of(update))
    except BadInput as refusal:
        await take_out(update, refusal)
        before = await review_drafts.look(context.house, context.occasion())
        await show(context, update, show_review_draft_refused(before, refusal, context.t))
        return WRITING
    except Refusal as refusal:
        # It is over: what is typed next is no answer any more.
        await show(context, update, show_refusal(refusal, context.t, None))
        return END
    return await _ask(update, context, view)


async def _require_this_proposal(update: Update, context: Context) -> None:
    """Raise BadInput "other-proposal" where a reply is to a message about other proposals."""
    named = codes_in(replied_to(update, context))
    if not named:
        return
    own = (await review_drafts.look(context.house, context.occasion())).proposal.code
    if own not in named:
        raise BadInput("other-proposal", named=named[0], own=own)


async def need_words(update: Update, context: Context) -> State:
    """A voice message, a picture or the like: say that words are needed."""
    view = await review_drafts.look(context.house, context.occasion())
    await show(context, update, show_words_needed(view, context.t))
    return WRITING


async def leave_piece(update: Update, context: Context) -> State:
    """Leave a part as the proposal has it."""
    button = pressed(update, LeavePiece)
    try:
        piece = Piece(button.piece)
        view = await review_drafts.leave(context.house, context.occasion(), piece)
    except ValueError:
        raise BadInput("part-is-needed") from None
    except BadInput as refusal:
        before = await review_drafts.look(context.house, context.occasion())
        await show(context, update, show_review_draft_refused(before, refusal, context.t))
        return WRITING
    return await _ask(update, context, view)


async def confirm_cost(update: Update, context: Context) -> State:
    """Say yes to an amount."""
    cost = pressed(update, ConfirmReviewCost).cost
    view = await review_drafts.confirm_cost(context.house, context.occasion(), cost)
    return await _ask(update, context, view)


async def write_again(update: Update, context: Context) -> State:
    """Write the answer from its beginning."""
    pressed(update, AnswerAgain)
    view = await review_drafts.begin_again(context.house, context.occasion())
    return await _ask(update, context, view)


async def send(update: Update, context: Context) -> State:
    """Send the answer."""
    button = pressed(update, SendAnswer)
    view = await review_drafts.send(
        context.house,
        context.occasion(),
        button.process_no,
        button.proposal_no,
        button.token,
    )
    if isinstance(view, ProposalView):
        await show(context, update, show_proposal(view, context.t))
    else:
        await show(context, update, show_review(view, context.t))
    return END


async def cancel(update: Update, context: Context) -> State:
    """Write nothing after all."""
    button = pressed(update, CancelAnswer)
    await review_drafts.drop(context.house, context.occasion())
    return await _show_page(update, context, button.process_no, button.proposal_no)


async def leave(update: Update, context: Context) -> State:
    """/cancel: write nothing after all."""
    view = await review_drafts.look(context.house, context.occasion())
    await review_drafts.drop(context.house, context.occasion())
    number = view.proposal.proposal_no
    if view.draft.act in OF_PROPOSER:
        return await _show_own(update, context, view.process.no, number)
    return await _show_page(update, context, view.process.no, number)


async def _show_page(update: Update, context: Context, process_no: int, proposal_no: int) -> State:
    try:
        view = await reviewing.look(context.house, context.occasion(), process_no, proposal_no)
    except NotPermitted:
        return await _show_own(update, context, process_no, proposal_no)
    await show(context, update, show_review(view, context.t))
    return END


async def _show_own(update: Update, context: Context, process_no: int, proposal_no: int) -> State:
    user_id = context.person().user_id
    view = await proposals.look(context.house, user_id, process_no, proposal_no)
    await show(context, update, show_proposal(view, context.t))
    return END


async def _ask(update: Update, context: Context, view: ReviewDraftView) -> State:
    await ask_alone(context)
    await show(context, update, show_review_draft(view, context.t))
    return WRITING


def handlers() -> list[BaseHandler[Any, Any, Any]]:
    """Return the conversation; its one state is kept in the store."""
    entries = [
        CallbackQueryHandler(begin, when_pressed(BeginAnswer)),
        CallbackQueryHandler(leave_piece, when_pressed(LeavePiece)),
        CallbackQueryHandler(confirm_cost, when_pressed(ConfirmReviewCost)),
        CallbackQueryHandler(write_again, when_pressed(AnswerAgain)),
        CallbackQueryHandler(send, when_pressed(SendAnswer)),
        CallbackQueryHandler(cancel, when_pressed(CancelAnswer)),
    ]
    return [dialogue(NAME, entries, take_words, leave, need_words)]
