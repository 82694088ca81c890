"""Writing an answer in a review: what is asked, the preview, and what a proposer reads first."""

from datetime import date

from deliberation.ceilings import ceiling_of
from deliberation.proposal_views import ProposalView
from deliberation.refusals import Refusal
from deliberation.review_drafts import LEAVABLE, Piece
from deliberation.review_views import ReviewDraftView
from deliberation.reviewing import NOTE_LENGTHS, OF_PROPOSER, Act
from deliberation.text import escape_html
from locales.dates import format_day, format_deadline
from locales.money import format_money
from locales.translator import Translator
from screens.proposal_buttons import ShowProposal
from screens.proposal_events import cost_text
from screens.refusals import refusal_text
from screens.review_buttons import (
    AnswerAgain,
    BeginAnswer,
    CancelAnswer,
    ConfirmReviewCost,
    LeavePiece,
    SendAnswer,
    SettleOffer,
)
from screens.reviewing import act_label
from screens.screen import Key, Press, Screen

Rows = list[tuple[Key, ...]]


def show_waiting(view: ProposalView, t: Translator) -> Screen:
    """A question, an offer or an opinion in full, with the proposer's answers to it."""
    _ = t.gettext
    no, number, event = view.process.no, view.proposal.proposal_no, view.waiting
    back = Press(_("Back"), ShowProposal(process_no=no, proposal_no=number))
    if event is None or view.proposal.until_utc is None:
        return Screen(_("Nothing waits for your answer here."), ((back,),))
    until = format_deadline(view.proposal.until_utc, view.process.zone, t, now=view.now)
    note = escape_html(str(event.params["note"]))
    if event.kind == Act.OFFER:
        lines = ["<b>" + _("Feasible with these changes") + "</b>"]
        if event.params.get("wording"):
            lines.append(_("Idea: {text}").format(text=escape_html(event.params["wording"])))
        if "cost" in event.params:
            lines.append(
                _("Cost: {amount}.").format(
                    amount=cost_text(event.params["cost"], view.process, t)
                )
            )
        lines += ["", _("Why: {note}").format(note=note), ""]
        lines.append(
            _(
                "Do you accept? If you say nothing until {deadline}, the department decides "
                "without the changes."
            ).format(deadline=until)
        )
        return Screen(
            "\n".join(lines),
            (
                (
                    Press(_("Accept"), _settle(view, event.event_no, True)),
                    Press(_("Decline"), _settle(view, event.event_no, False)),
                ),
                (back,),
            ),
        )
    act = Act.ANSWER if event.kind == Act.ASK else Act.APPEAL
    if act is Act.ANSWER:
        head = _("Question of the department")
        foot = _("Please answer until {deadline}. The department alone reads your answer.")
    else:
        head = _("Opinion of the department: infeasible")
        foot = _(
            "Nobody else has been told. You can answer until {deadline}; the department alone "
            "reads your answer and decides again. Without an answer the opinion is published then."
        )
    key = Press(act_label(act, t), BeginAnswer(process_no=no, proposal_no=number, act=act.value))
    text = "<b>" + head + "</b>\n" + note + "\n\n" + foot.format(deadline=until)
    return Screen(text, ((key,), (back,)))


def _settle(view: ProposalView, offer_no: int, accepts: bool) -> SettleOffer:
    return SettleOffer(
        process_no=view.process.no,
        proposal_no=view.proposal.proposal_no,
        offer_no=offer_no,
        accepts=accepts,
    )


def show_review_draft(view: ReviewDraftView, t: Translator) -> Screen:
    """What is asked now, or the preview of the answer."""
    no, draft, asking = view.process.no, view.draft, view.draft.asking
    if asking is None:
        return _show_preview(view, t)
    lines = [_head(view, t), ""]
    rows: Rows = []
    if draft.readings:
        lines.append(_readings_text(view, t))
        rows += [
            (
                Press(
                    format_money(one, view.process.currency, t),
                    ConfirmReviewCost(process_no=no, cost=one),
                ),
            )
            for one in draft.readings
        ]
    else:
        lines.append(_question(view, asking, t))
    if (draft.act, asking) in LEAVABLE:
        button = LeavePiece(process_no=no, piece=asking.value)
        rows.append((Press(_leave_label(asking, t), button),))
    rows.append(_cancel(view, t))
    return Screen("\n".join(lines), tuple(rows))


def show_review_draft_refused(view: ReviewDraftView, refusal: Refusal, t: Translator) -> Screen:
    """What was typed cannot be used; what is asked stands."""
    screen = show_review_draft(view, t)
    return Screen(refusal_text(refusal, t) + "\n\n" + screen.text, screen.rows)


def show_words_needed(view: ReviewDraftView, t: Translator) -> Screen:
    """Something else than words came."""
    screen = show_review_draft(view, t)
    text = t.gettext("I can only use written text here. What you have begun is as it was.")
    return Screen(text + "\n\n" + screen.text, screen.rows)


def _head(view: ReviewDraftView, t: Translator) -> str:
    return t.gettext("<b>{what}</b> · {code} {title}").format(
        what=act_label(view.draft.act, t),
        code=view.proposal.code,
        title=escape_html(view.proposal.content.title),
    )


def _readings_text(view: ReviewDraftView, t: Translator) -> str:
    if len(view.draft.readings) == 1:
        return t.gettext("Is this amount right? Tap it, or write another one.")
    return t.gettext("Which amount do you mean? Tap it, or write another one.")


def _question(view: ReviewDraftView, piece: Piece, t: Translator) -> str:
    _ = t.gettext
    if piece is Piece.COST:
        return _ask_cost(view, t)
    if piece is Piece.DAY:
        return _ask_day(view, t)
    if piece is Piece.WORDING:
        return _(
            "How should the idea read? Write it whole; the proposer sees it beside the former one."
        )
    questions = {
        Act.FIND_FEASIBLE: _("Is there anything to note with it? Everybody can read it."),
        Act.OFFER: _("Why these changes? The proposer reads it; it is public once accepted."),
        Act.FIND_UNDER_WAY: _("What is the city doing already, where and since when?"),
        Act.FIND_OTHER_BODY: _("Whose task is it, and where can the proposer turn?"),
        Act.FIND_COMPLAINT: _("Where was it passed on to, and when will it be answered?"),
        Act.OPINE: _(
            "Why is it infeasible? The proposer reads this first and may answer; only then is it "
            "public."
        ),
        Act.UPHOLD: _("Why does it stay infeasible? Say what you think of the answer."),
        Act.ASK: _("What do you want to know of the proposer?"),
        Act.SITE_CHECK: _("What should the proposer know of it? Only they read it."),
        Act.COST_CHECK: _("What does the cost consist of? The proposer alone reads it."),
        Act.ADVISE: _("What do you advise the lead? Only reviewers and managers read it."),
        Act.ANSWER: _("What do you answer the department?"),
        Act.APPEAL: _("What do you answer the department? It decides again when it has read it."),
    }
    limit = _("({most} characters at most)").format(most=f"{NOTE_LENGTHS[1]:,}")
    return questions[view.draft.act] + " " + limit


def _ask_cost(view: ReviewDraftView, t: Translator) -> str:
    _ = t.gettext
    asked: str = _("What would it cost? The proposal says: {amount}.").format(
        amount=cost_text(view.proposal.content.cost, view.process, t)
    )
    ceiling = ceiling_of(view.process, view.heading).amount
    most = format_money(ceiling, view.process.currency, t)
    return asked + "\n" + _("Ceiling: {amount}").format(amount=most)


def _ask_day(view: ReviewDraftView, t: Translator) -> str:
    _ = t.gettext
    text: str = _("On which day is the site looked at, or was it? For example: {example}").format(
        example=_("29 August")
    )
    until = view.process.proposal_rules(view.heading.programme).site_checks_until
    if until is not None:
        deadline = format_deadline(until, view.process.zone, t, now=view.now)
        text += "\n" + _("Site checks are made until {deadline}.").format(deadline=deadline)
    return text


def _leave_label(piece: Piece, t: Translator) -> str:
    _ = t.gettext
    return {
        Piece.WORDING: _("Leave the wording"),
        Piece.COST: _("Leave the cost"),
        Piece.NOTE: _("No note"),
    }[piece]


def _show_preview(view: ReviewDraftView, t: Translator) -> Screen:
    _ = t.gettext
    no, draft = view.process.no, view.draft
    lines = [_head(view, t), ""]
    if view.phone_in:
        lines += [_("There is a phone number in what you wrote. Better take it out."), ""]
    if draft.wording:
        lines.append(_("Idea: {text}").format(text=escape_html(draft.wording)))
    if draft.day:
        day = format_day(date.fromisoformat(draft.day), t)
        lines.append(_("Site check on {day}").format(day=day))
    if draft.cost is not None:
        amount = format_money(draft.cost, view.process.currency, t)
        lines.append(_("Cost: {amount}.").format(amount=amount))
    if draft.note:
        lines.append(escape_html(draft.note))
    lines += ["", _consequence(view, t)]
    rows: Rows = [
        (
            Press(
                _("Send"),
                SendAnswer(
                    process_no=no, proposal_no=view.proposal.proposal_no, token=draft.token
                ),
            ),
        ),
        (Press(_("Write it again"), AnswerAgain(process_no=no)),),
        _cancel(view, t),
    ]
    return Screen("\n".join(lines), tuple(rows))


def _consequence(view: ReviewDraftView, t: Translator) -> str:
    _ = t.gettext
    act = view.draft.act
    if act in OF_PROPOSER:
        return _("The department alone reads it. It cannot be changed once it is sent.")
    if act is Act.ADVISE:
        return _("Only reviewers and managers read it.")
    if act is Act.SITE_CHECK:
        return _("The day is public as soon as you send it; the note is for the proposer alone.")
    if act is Act.COST_CHECK:
        return _(
            "Everybody reads that the cost was checked; the amount and the note are for the "
            "proposer alone. It is no verdict yet."
        )
    if view.until_utc is None:
        return _("It is public as soon as you send it, and the proposer is told.")
    until = format_deadline(view.until_utc, view.process.zone, t, now=view.now)
    return _("Only the proposer reads it, with time to answer until {deadline}.").format(
        deadline=until
    )


def _cancel(view: ReviewDraftView, t: Translator) -> tuple[Key, ...]:
    button = CancelAnswer(process_no=view.process.no, proposal_no=view.proposal.proposal_no)
    return (Press(t.gettext("Write nothing"), button),)
