"""A suggestion to merge as its proposers and its facilitator read it, and what came of it."""

from deliberation.merging import REASON_LENGTHS, Answer, MergeState, WhyLeft
from deliberation.merging_views import MergeView
from deliberation.text import escape_html, shorten
from locales.dates import format_deadline
from locales.translator import Translator
from screens.merging_buttons import (
    AskRefuseMerge,
    AskWithdrawMerge,
    ConsentToMerge,
    RefuseMerge,
    ShowMerge,
    ShowMergeDesk,
    WithdrawMerge,
)
from screens.merging_ties import origin_line
from screens.merging_words import part_text, proposal_key, silence_text, text_lines, text_of
from screens.notices import tells
from screens.screen import Key, Press, Screen

REASONS_MOST = 800  # characters of all reasons together, beside a text of full length


def show_merge_asked(view: MergeView, t: Translator) -> Screen:
    """What a proposer is asked: with which, in which words, until when, and what silence means."""
    own = view.own
    if own is None:
        return show_merge(view, t)
    part = view.merge.part(own.proposal_no)
    if view.merge.state is not MergeState.ASKED or part is None or part.why_left is not None:
        return _show_decided(view, t)
    _ = t.gettext
    no, merge = view.process.no, view.merge
    others = [one for one in view.staying if one is not own]
    title = escape_html(own.content.title)
    lines: list[str] = []
    if part.answer is Answer.CONSENTS:
        lines += ["<b>" + _("You have consented. The others are still being asked.") + "</b>", ""]
    lines += [
        _("A facilitator suggests that your proposal {code} “{title}” becomes one with:").format(
            code=own.code, title=title
        ),
        *(origin_line(one, t) for one in others),
        "",
        "<b>" + _("The merged proposal would read") + "</b>",
        *text_lines(text_of(merge, view.lead), t),
        "",
        _lead_text(view, t),
        _("Your proposal can still be read, and the merged one names it."),
        "",
        _("Please answer until {deadline}.").format(deadline=_until(view, t)),
        silence_text(view.process, merge.heading_no, t),
    ]
    about = {
        "process_no": no,
        "merge_no": merge.merge_no,
        "own_no": own.proposal_no,
        "round_no": merge.round_no,
    }
    answers: list[Key] = []
    if part.answer is Answer.OPEN:
        answers.append(Press(_("I consent"), ConsentToMerge(**about)))
    answers.append(Press(_("I do not consent"), AskRefuseMerge(**about)))
    rows = [tuple(answers), *((proposal_key(view.process, one),) for one in others)]
    return Screen("\n".join(lines), tuple(rows))


def _lead_text(view: MergeView, t: Translator) -> str:
    if view.own is view.lead:
        return t.gettext("Yours leads: you would answer the department for all.")
    return t.gettext("{code} leads: its proposer would answer the department for all.").format(
        code=view.lead.code
    )


def show_ask_refuse(view: MergeView, round_no: int, t: Translator) -> Screen:
    """Before a refusal: a reason, if the person likes."""
    _ = t.gettext
    own_no = view.own.proposal_no if view.own is not None else 0
    no, merge_no = view.process.no, view.merge.merge_no
    text = t.fill(
        _(
            "Your proposal stays on its own. If you like, write why in one message (up to {n} "
            "characters); only the facilitators read it."
        ),
        n=REASON_LENGTHS[1],
    )
    refuse = RefuseMerge(process_no=no, merge_no=merge_no, own_no=own_no, round_no=round_no)
    back = ShowMerge(process_no=no, merge_no=merge_no, own_no=own_no)
    return Screen(text, ((Press(_("Without a reason"), refuse),), (Press(_("Back"), back),)))


def _show_decided(view: MergeView, t: Translator) -> Screen:
    """What a proposer reads once it is decided, or they have refused."""
    _ = t.gettext
    rows: list[tuple[Key, ...]] = []
    text: str
    if view.made is not None and view.own is not None and view.own.merged_into:
        text = _("The proposals are one now: {code}. We tell you of its steps.").format(
            code=view.made.code
        )
        rows.append((proposal_key(view.process, view.made),))
    elif _has_refused(view):
        text = _("You did not consent. Your proposal stays on its own.")
    elif view.merge.state is MergeState.WITHDRAWN:
        text = _("The facilitator has withdrawn the suggestion. Your proposal stays on its own.")
    else:
        text = _("The merger did not come about. Your proposal stays on its own.")
    if view.own is not None:
        rows.append((proposal_key(view.process, view.own),))
    return Screen(text, tuple(rows))


def _has_refused(view: MergeView) -> bool:
    part = view.merge.part(view.own.proposal_no) if view.own is not None else None
    return part is not None and part.why_left is WhyLeft.REFUSED


@tells("merge-settled")
def show_merge(view: MergeView, t: Translator) -> Screen:
    """A suggestion for its facilitators: who has answered what, and what came of it."""
    _ = t.gettext
    no, merge = view.process.no, view.merge
    lines = ["<b>" + _head(view, t) + "</b>", ""]
    lines += _answer_lines(view, t)
    rows: list[tuple[Key, ...]] = []
    if merge.state is MergeState.ASKED:
        lines += ["", *text_lines(text_of(merge, view.lead), t), ""]
        lines.append(_("{code} leads.").format(code=view.lead.code))
        lines.append(
            _("The proposers have time until {deadline}.").format(deadline=_until(view, t))
        )
        lines.append(silence_text(view.process, merge.heading_no, t))
        button = AskWithdrawMerge(process_no=no, merge_no=merge.merge_no)
        rows.append((Press(_("Withdraw the suggestion"), button),))
    if view.made is not None:
        rows.append((proposal_key(view.process, view.made),))
    rows.append((Press(_("Merge similar proposals"), ShowMergeDesk(process_no=no)),))
    return Screen("\n".join(lines), tuple(rows))


def _answer_lines(view: MergeView, t: Translator) -> list[str]:
    """What each proposer answered; many long reasons are cut so that all fits into one message."""
    reasons = sum(bool(part.reason) for part in view.merge.parts)
    most = min(REASON_LENGTHS[1], REASONS_MOST // max(1, reasons))
    lines: list[str] = []
    for part in view.merge.parts:
        proposal = view.proposals[part.proposal_no]
        lines.append(
            t.gettext("{code} · {title} · {state}").format(
                code=proposal.code,
                title=escape_html(proposal.content.title),
                state=part_text(part, t, is_gone=not proposal.author),
            )
        )
        if part.reason:
            reason = escape_html(shorten(part.reason, most))
            lines.append("<blockquote>" + reason + "</blockquote>")
    return lines


def _head(view: MergeView, t: Translator) -> str:
    _ = t.gettext
    if view.made is not None:
        return _("Merged: {code}").format(code=view.made.code)
    if view.outcome == "asked":
        return _("The proposers are asked.")
    heads: dict[MergeState, str] = {
        MergeState.ASKED: _("Waiting for answers"),
        MergeState.MERGED: _("Merged"),
        MergeState.FAILED: _("The merger did not come about."),
        MergeState.WITHDRAWN: _("The suggestion is withdrawn. The proposers are told."),
    }
    return heads[view.merge.state]


def show_ask_withdraw_merge(view: MergeView, t: Translator) -> Screen:
    """Ask before a suggestion is withdrawn."""
    _ = t.gettext
    no, merge_no = view.process.no, view.merge.merge_no
    codes = ", ".join(one.code for one in view.staying)
    return Screen(
        _("Withdraw the suggestion to merge {codes}?").format(codes=codes),
        (
            (
                Press(
                    _("Yes, withdraw the suggestion"),
                    WithdrawMerge(process_no=no, merge_no=merge_no),
                ),
            ),
            (Press(_("Back"), ShowMerge(process_no=no, merge_no=merge_no)),),
        ),
    )


def _until(view: MergeView, t: Translator) -> str:
    return format_deadline(view.merge.until_utc, view.process.zone, t, now=view.now)
