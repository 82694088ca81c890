"""Writing a proposal: the draft in the store knows what is asked, this says whose words it is.

The conversation has one state. A tap on any of its buttons, however old, leads back into it;
any other command or tap leaves it (conversations/leaving.py), and the draft waits.
"""

from dataclasses import replace
from typing import Any

from telegram import Update
from telegram.ext import (
    BaseHandler,
    CallbackQueryHandler,
    CommandHandler,
    ConversationHandler,
    MessageHandler,
    filters,
)

from actions import proposal_answers, proposal_drafts, public_names, questions, similar
from conversations.proposal_files import WRITING, look_at_files, remove_file, take_file
from conversations.writing import END, State, replied_to, take_out, words_of
from deliberation.proposal_views import DraftView
from deliberation.proposals import Part
from deliberation.refusals import BadInput, NotThere
from handlers.buttons import pressed, when_pressed
from handlers.co_proposers import name_of
from handlers.context import Context
from handlers.proposals import show_way_in
from handlers.show import show
from screens.attachment_buttons import LookAtDraftFiles, RemoveFile
from screens.buttons import StartProposal
from screens.co_proposers_buttons import NameDraft
from screens.draft import (
    show_draft,
    show_draft_refused,
    show_dropped,
    show_no_draft,
    show_pause,
    show_text_needed,
)
from screens.draft_questions import asked_in
from screens.proposal import show_proposal
from screens.proposal_buttons import (
    AskPart,
    BeginProposal,
    ChooseField,
    ChooseHeading,
    ChoosePlace,
    ConfirmCost,
    DropDraft,
    LeaveOpen,
    LeavePart,
    PauseDraft,
    ResumeDraft,
    ReviseProposal,
    SendAnyway,
    SendProposal,
)
from screens.similar import show_similar

NAME = "propose"


async def start(update: Update, context: Context) -> State:
    """Go on with the draft, or show where one may propose."""
    view = await proposal_drafts.resume(context.house, context.occasion())
    if view is not None and context.person().may_take_part:
        return await _ask(update, context, view)
    process_no = context.person().process_no
    if update.callback_query is not None:
        process_no = pressed(update, StartProposal).process_no
    if process_no is None:
        raise NotThere("no-process")
    await show_way_in(update, context, process_no)
    return END


async def begin(update: Update, context: Context) -> State:
    """Begin a draft in a heading."""
    button = pressed(update, BeginProposal)
    view = await proposal_drafts.begin(
        context.house, context.occasion(), button.process_no, button.heading_no
    )
    return await _ask(update, context, view)


async def resume(update: Update, context: Context) -> State:
    """Go on with the draft where it stands."""
    pressed(update, ResumeDraft)
    return await _ask(update, context, await _draft(context))


async def revise(update: Update, context: Context) -> State:
    """Open a proposal of one's own for changes."""
    button = pressed(update, ReviseProposal)
    view = await proposal_drafts.revise(
        context.house, context.occasion(), button.process_no, button.proposal_no
    )
    return await _ask(update, context, view)


async def choose_heading(update: Update, context: Context) -> State:
    """Put the draft into a heading."""
    heading_no = pressed(update, ChooseHeading).heading_no
    return await _ask(
        update,
        context,
        await proposal_answers.choose_heading(context.house, context.occasion(), heading_no),
    )


async def choose_field(update: Update, context: Context) -> State:
    """Put the draft into a field of policy."""
    field_id = pressed(update, ChooseField).field
    view = await proposal_answers.choose_field(context.house, context.occasion(), field_id)
    return await _ask(update, context, view)


async def choose_place(update: Update, context: Context) -> State:
    """Take a district near a border as the place."""
    district = pressed(update, ChoosePlace).district
    view = await proposal_answers.choose_place(
        context.house, context.occasion(), district, context.t.language
    )
    return await _ask(update, context, view)


async def confirm_cost(update: Update, context: Context) -> State:
    """Say yes to an amount."""
    cost = pressed(update, ConfirmCost).cost
    view = await proposal_answers.confirm_cost(context.house, context.occasion(), cost)
    return await _ask(update, context, view)


async def leave_open(update: Update, context: Context) -> State:
    """Leave a part open."""
    part = _part(pressed(update, LeaveOpen).part)
    view = await proposal_answers.leave_open(context.house, context.occasion(), part)
    return await _ask(update, context, view)


async def ask_part(update: Update, context: Context) -> State:
    """Ask a part once more."""
    part = _part(pressed(update, AskPart).part)
    view = await proposal_answers.ask_again(context.house, context.occasion(), part)
    return await _ask(update, context, view)


async def leave_part(update: Update, context: Context) -> State:
    """Leave a part as it was."""
    pressed(update, LeavePart)
    view = await proposal_answers.leave_part(context.house, context.occasion())
    return await _ask(update, context, view)


async def take_words(update: Update, context: Context) -> State:
    """Take typed words as the answer to what is asked."""
    try:
        await _require_this_question(update, context)
        view = await proposal_answers.answer(context.house, context.occasion(), words_of(update))
    except (BadInput, NotThere) as refusal:
        return await _refuse(update, context, refusal)
    return await _ask(update, context, view)


async def take_place(update: Update, context: Context) -> State:
    """Take the district around a shared location; the location is not stored."""
    message = update.effective_message
    if message is None or message.location is None:
        return await _need_text(update, context)
    try:
        view = await proposal_answers.answer_place(
            context.house,
            context.occasion(),
            message.location.longitude,
            message.location.latitude,
            context.t.language,
        )
    except (BadInput, NotThere) as refusal:
        return await _refuse(update, context, refusal)
    return await _ask(update, context, view)


async def need_text(update: Update, context: Context) -> State:
    """A voice message, picture, sticker or the like: say that words are needed."""
    return await _need_text(update, context)


async def send(update: Update, context: Context) -> State:
    """Hand in the draft; first show what is like it."""
    token = pressed(update, SendProposal).token
    alike = await similar.for_draft(context.house, context.occasion(), token)
    if alike is not None:
        await show(context, update, show_similar(alike, context.t))
        return WRITING
    return await _hand_in(update, context, token)


async def send_anyway(update: Update, context: Context) -> State:
    """Hand in the draft though others are like it."""
    return await _hand_in(update, context, pressed(update, SendAnyway).token)


async def _hand_in(update: Update, context: Context, token: str) -> State:
    view = await proposal_drafts.send(
        context.house, context.occasion(), token, context.t.language, name_of(update)
    )
    await show(context, update, show_proposal(view, context.t))
    return END


async def name_draft(update: Update, context: Context) -> State:
    """Note how the person wishes to be named."""
    naming = pressed(update, NameDraft).naming
    view = await public_names.name_draft(context.house, context.occasion(), naming)
    return await _ask(update, context, view)


async def pause(update: Update, context: Context) -> State:
    """Stop: the draft is kept, and may be dropped."""
    view = await proposal_drafts.resume(context.house, context.occasion())
    if view is None:
        await _show_nothing(update, context)
    else:
        await show(context, update, show_pause(view, context.t))
    return END


async def drop(update: Update, context: Context) -> State:
    """Throw the draft away."""
    button = pressed(update, DropDraft)
    dropped = await proposal_drafts.drop(context.house, context.occasion(), button.token)
    process = context.house.process(button.process_no)
    await show(context, update, show_dropped(process, dropped, context.t))
    return END


async def _ask(update: Update, context: Context, view: DraftView) -> State:
    # A short look-up (a district's name, say) that was asked before must not take the answer.
    await questions.settle(context.house, context.occasion())
    await show(context, update, show_draft(view, context.t))
    return END if view.is_closed else WRITING


async def _refuse(update: Update, context: Context, refusal: BadInput | NotThere) -> State:
    if refusal.code == "no-draft":
        await _show_nothing(update, context)
        return END
    await take_out(update, refusal)
    view = await _draft(context)
    await show(context, update, show_draft_refused(_plainly(view), refusal, context.t))
    return WRITING


async def _require_this_question(update: Update, context: Context) -> None:
    """Raise BadInput "other-question" where a reply is to a question that was asked before."""
    asked = asked_in(replied_to(update, context))
    if asked and (await _draft(context)).draft.asking not in asked:
        raise BadInput("other-question")


async def _need_text(update: Update, context: Context) -> State:
    view = await _draft(context)
    await show(context, update, show_text_needed(_plainly(view), context.t))
    return WRITING


async def _draft(context: Context) -> DraftView:
    view = await proposal_drafts.resume(context.house, context.occasion())
    if view is None:
        raise NotThere("no-draft")
    return view


async def _show_nothing(update: Update, context: Context) -> None:
    process_no = context.person().process_no
    if process_no is None:
        raise NotThere("no-process")
    await show(context, update, show_no_draft(context.house.process(process_no), context.t))


def _plainly(view: DraftView) -> DraftView:
    """The draft without the greeting of somebody who comes back."""
    return replace(view, outcome="")


def _part(name: str) -> Part:
    try:
        return Part(name)
    except ValueError:
        raise BadInput("part-is-needed") from None


def dialogue() -> ConversationHandler[Context]:
    """Return the conversation; its one state is kept in the store."""
    ours = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
    own = ours & ~filters.FORWARDED
    words = ours & filters.TEXT & ~filters.COMMAND & ~filters.VIA_BOT
    files = ours & (filters.PHOTO | filters.Document.ALL) & ~filters.ANIMATION
    return ConversationHandler(
        name=NAME,
        persistent=True,
        allow_reentry=True,
        entry_points=[
            CommandHandler("propose", start, filters=own),
            CallbackQueryHandler(start, when_pressed(StartProposal)),
            CallbackQueryHandler(begin, when_pressed(BeginProposal)),
            CallbackQueryHandler(resume, when_pressed(ResumeDraft)),
            CallbackQueryHandler(revise, when_pressed(ReviseProposal)),
            CallbackQueryHandler(choose_heading, when_pressed(ChooseHeading)),
            CallbackQueryHandler(choose_field, when_pressed(ChooseField)),
            CallbackQueryHandler(choose_place, when_pressed(ChoosePlace)),
            CallbackQueryHandler(confirm_cost, when_pressed(ConfirmCost)),
            CallbackQueryHandler(leave_open, when_pressed(LeaveOpen)),
            CallbackQueryHandler(ask_part, when_pressed(AskPart)),
            CallbackQueryHandler(leave_part, when_pressed(LeavePart)),
            CallbackQueryHandler(remove_file, when_pressed(RemoveFile)),
            CallbackQueryHandler(look_at_files, when_pressed(LookAtDraftFiles)),
            CallbackQueryHandler(send, when_pressed(SendProposal)),
            CallbackQueryHandler(send_anyway, when_pressed(SendAnyway)),
            CallbackQueryHandler(name_draft, when_pressed(NameDraft)),
            CallbackQueryHandler(pause, when_pressed(PauseDraft)),
            CallbackQueryHandler(drop, when_pressed(DropDraft)),
        ],
        states={
            WRITING: [
                MessageHandler(words, take_words),
                MessageHandler(ours & filters.LOCATION, take_place),
                MessageHandler(files, take_file),
                MessageHandler(ours & ~filters.COMMAND & ~filters.StatusUpdate.ALL, need_text),
            ]
        },
        fallbacks=[CommandHandler("cancel", pause, filters=own)],
    )


def handlers() -> list[BaseHandler[Any, Any, Any]]:
    """Return the conversation."""
    return [dialogue()]
