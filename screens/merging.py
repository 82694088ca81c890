"""Merging for facilitators: where one can, picking proposals, their text, and what was asked."""

from deliberation.merging import made_content
from deliberation.merging_views import MergeDeskView, MergeDraftView, MergePickView
from deliberation.phases import Phase
from deliberation.proposals import LENGTHS, Part, Proposal
from deliberation.refusals import Refusal
from deliberation.reviewing import public_state
from deliberation.staff_views import StaffView
from deliberation.text import escape_html, shorten
from locales.dates import format_deadline
from locales.translator import Translator
from screens.buttons import ShowStaff
from screens.headings import heading_name
from screens.merging_buttons import (
    ChooseLead,
    LeaveJoint,
    PickForMerge,
    ShowMerge,
    ShowMergeDesk,
    SuggestMerge,
    WriteJoint,
)
from screens.merging_words import TITLE_ON_BUTTON, silence_text, text_lines
from screens.paging import paged, turning
from screens.proposal_events import state_name
from screens.refusals import refusal_text
from screens.screen import Key, Press, Screen
from screens.staff import Rows, offers

HEADINGS_MOST = 60
ASKED_ON_A_PAGE = 12


@offers("facilitator", "manager", place=15)
def merging_keys(view: StaffView, t: Translator) -> Rows:
    """The way to merging, in a year that takes proposals."""
    if all(stage.phase is not Phase.PROPOSING for stage in view.process.stages):
        return ()
    button = ShowMergeDesk(process_no=view.process.no)
    return ((Press(t.gettext("Merge similar proposals"), button),),)


def show_merge_desk(view: MergeDeskView, page: int, t: Translator) -> Screen:
    """The headings in which one can merge, and the suggestions that wait for answers."""
    _ = t.gettext
    no = view.process.no
    lines = ["<b>" + _("Merge similar proposals") + "</b>"]
    lines.append(_("Pick proposals of one heading that want the same. Every proposer is asked."))
    rows: list[tuple[Key, ...]] = []
    if not any(total > 1 for _heading, total in view.headings):
        lines += ["", _("There are no proposals to merge at the moment.")]
    for heading, total in view.headings[:HEADINGS_MOST]:
        if total > 1:
            label = _("{heading} ({n})").format(heading=heading_name(heading, t), n=total)
            rows.append((Press(label, PickForMerge(process_no=no, heading_no=heading.no)),))
    if view.asked:
        lines += ["", "<b>" + _("Waiting for answers") + "</b>"]
    asked, turns = paged(
        view.asked, page, ASKED_ON_A_PAGE, lambda to: ShowMergeDesk(process_no=no, page=to)
    )
    for line in asked:
        until = format_deadline(line.merge.until_utc, view.process.zone, t, now=view.now)
        lines.append(
            _("• {codes}: {n} of {total} consent, until {deadline}").format(
                codes=", ".join(line.codes),
                n=line.consenting,
                total=len(line.codes),
                deadline=until,
            )
        )
        label = shorten(", ".join(line.codes), TITLE_ON_BUTTON)
        button = ShowMerge(process_no=no, merge_no=line.merge.merge_no)
        rows.append((Press(label, button),))
    if turns:
        rows.append(tuple(turns))
    rows.append((Press(_("Back"), ShowStaff(process_no=no)),))
    return Screen("\n".join(lines), tuple(rows))


def show_merge_pick(view: MergePickView, t: Translator) -> Screen:
    """The proposals to pick from; a tap picks one or puts it back."""
    _ = t.gettext
    no, heading_no = view.process.no, view.heading.no
    lines = [
        "<b>" + escape_html(heading_name(view.heading, t)) + "</b>",
        _("Tap two or more proposals that could become one."),
    ]
    rows: list[tuple[Key, ...]] = []
    groups = (
        (_("Picked"), "☑", view.picked, False),
        (_("Like these"), "☐", view.similar, True),
        (_("All that can be merged"), "☐", view.others, True),
    )
    for name, mark, proposals, wished in groups:
        if proposals:
            lines += ["", "<b>" + name + "</b>"]
        for one in proposals:
            lines.append(_proposal_line(one, t))
            button = PickForMerge(
                process_no=no,
                heading_no=heading_no,
                proposal_no=one.proposal_no,
                wished=wished,
                page=view.page,
            )
            label = f"{mark} {one.code} {shorten(one.content.title, TITLE_ON_BUTTON)}"
            rows.append((Press(label, button),))
    keys = turning(
        view.page,
        view.pages,
        lambda to: PickForMerge(process_no=no, heading_no=heading_no, page=to),
    )
    if keys:
        rows.append(tuple(keys))
    if len(view.picked) > 1:
        label = _("Go on with {n} proposals").format(n=len(view.picked))
        rows.append((Press(label, ChooseLead(process_no=no, token=view.draft.token)),))
    rows.append((Press(_("Back"), ShowMergeDesk(process_no=no)),))
    return Screen("\n".join(lines), tuple(rows))


def _proposal_line(proposal: Proposal, t: Translator) -> str:
    return t.gettext("{code} · {title} · {state}").format(
        code=proposal.code,
        title=escape_html(proposal.content.title),
        state=state_name(public_state(proposal.state), t),
    )


def show_merge_draft(view: MergeDraftView, t: Translator) -> Screen:
    """What comes next of a suggestion: the lead, a part of a joint text, or the preview."""
    if view.lead is None:
        return _show_leads(view, t)
    if view.draft.writes:
        return _show_writing(view, t)
    return _show_preview(view, t)


def show_merge_draft_refused(view: MergeDraftView, refusal: Refusal, t: Translator) -> Screen:
    """Why what was typed cannot be used, and the same question again."""
    screen = show_merge_draft(view, t)
    return Screen(refusal_text(refusal, t) + "\n\n" + screen.text, screen.rows)


def _show_leads(view: MergeDraftView, t: Translator) -> Screen:
    _ = t.gettext
    no, token = view.process.no, view.draft.token
    rows: list[tuple[Key, ...]] = []
    lines: list[str] = [
        _(
            "Which proposal is to lead? Its text stands for all, and its proposer answers the "
            "department for all."
        ),
        "",
    ]
    for one in view.picked:
        lines.append(_proposal_line(one, t))
        label = one.code + " " + shorten(one.content.title, TITLE_ON_BUTTON)
        button = ChooseLead(process_no=no, token=token, proposal_no=one.proposal_no)
        rows.append((Press(label, button),))
    back = PickForMerge(process_no=no, heading_no=view.heading.no)
    rows.append((Press(_("Back"), back),))
    return Screen("\n".join(lines), tuple(rows))


def _show_writing(view: MergeDraftView, t: Translator) -> Screen:
    _ = t.gettext
    asking = view.draft.joint.asking() or Part.TITLE
    texts = {
        Part.TITLE: _("What shall the merged proposal be called? (up to {n} characters)"),
        Part.PROBLEM: _("What is the problem, in words for all of them? (up to {n} characters)"),
        Part.IDEA: _("What shall be done about it? (up to {n} characters)"),
    }
    text: str = "<b>" + _("Joint text") + "</b>\n"
    text += t.fill(texts[asking], n=f"{LENGTHS[asking][1]:,}")
    leave = LeaveJoint(
        process_no=view.process.no, token=view.draft.token, proposal_no=view.draft.lead_no
    )
    return Screen(text, ((Press(_("Keep the lead's text"), leave),),))


def _show_preview(view: MergeDraftView, t: Translator) -> Screen:
    _ = t.gettext
    lead, no, draft = view.lead, view.process.no, view.draft
    if lead is None:
        raise ValueError("a preview without a lead")
    lines: list[str] = []
    if view.phone_in:
        lines += [_("There is a phone number in what you wrote. Better take it out."), ""]
    lines += ["<b>" + _("To be merged") + "</b>", *(_proposal_line(one, t) for one in view.picked)]
    lines += ["", *text_lines(made_content(lead.content, draft.joint), t), ""]
    lines.append(_("{code} leads.").format(code=lead.code))
    lines.append(
        _("The proposers are asked and have until {deadline}.").format(
            deadline=format_deadline(view.until_utc, view.process.zone, t, now=view.now)
        )
    )
    lines.append(silence_text(view.process, view.heading.no, t))
    rows: list[tuple[Key, ...]] = [
        (Press(_("Ask the proposers"), SuggestMerge(process_no=no, token=draft.token)),)
    ]
    if draft.joint.is_whole:
        leave = LeaveJoint(process_no=no, token=draft.token, proposal_no=draft.lead_no)
        rows.append((Press(_("Keep the lead's text"), leave),))
    elif view.may_write:
        rows.append(
            (Press(_("Write a joint text"), WriteJoint(process_no=no, token=draft.token)),)
        )
    rows.append((Press(_("Another lead"), ChooseLead(process_no=no, token=draft.token)),))
    return Screen("\n".join(lines), tuple(rows))
