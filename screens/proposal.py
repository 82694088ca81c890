"""Proposals that were handed in: one with its receipt number, the person's own, the history."""

from collections.abc import Callable

from deliberation.attachments import Attachment
from deliberation.process import Heading, Process
from deliberation.proposal_views import ProposalsView, ProposalView
from deliberation.proposals import Content, State
from deliberation.reviewing import OPEN
from deliberation.text import escape_html, shorten
from locales.dates import format_deadline, format_instant, format_period
from locales.money import format_money
from locales.translator import Translator
from screens.attachment_buttons import LookAtFiles
from screens.attachments import files_line, look_label
from screens.buttons import Button, GoHome, MyProposals, StartProposal
from screens.headings import heading_name
from screens.home import phase_name
from screens.merging_ties import outcome_with_others, proposer_lines, tie_lines, tie_rows
from screens.paging import cut_into_pages, turning
from screens.proposal_buttons import (
    AskWithdraw,
    ReviseProposal,
    ShowHistory,
    ShowProposal,
    WithdrawProposal,
)
from screens.proposal_events import event_lines, event_text, state_name
from screens.review_buttons import Follow, ReadWaiting
from screens.screen import Key, Press, Screen
from screens.searching_buttons import ShowFound
from screens.support import draft_rows, support_keys, support_lines, support_outcome
from screens.support_buttons import ShareProposal

TITLE_ON_BUTTON = 40
LISTED_AT_MOST = 20
RESULT_MOST = 120
HISTORY_MOST = 3600
NOT_SHARED = frozenset({State.WITHDRAWN, State.LAPSED, State.MERGED})
Rows = list[tuple[Key, ...]]

_WITHOUT_RESULT = (*OPEN, State.WITHDRAWN, State.LAPSED, State.MERGED)


def content_lines(
    process: Process,
    heading: Heading | None,
    content: Content,
    t: Translator,
    files: tuple[Attachment, ...] = (),
) -> list[str]:
    """Return a proposal's parts, one after the other."""
    _ = t.gettext
    cost: str = _("not known")
    if content.cost is not None:
        cost = format_money(content.cost, process.currency, t)
    field = next((one for one in process.fields if one.field_id == content.field_id), None)
    lines = ["<b>" + escape_html(content.title) + "</b>"]
    if heading is not None:
        lines.append(_("Heading: {heading}").format(heading=escape_html(heading_name(heading, t))))
    lines += [
        "",
        _("<b>Problem</b>\n{text}").format(text=escape_html(content.problem)),
        "",
        _("<b>Idea</b>\n{text}").format(text=escape_html(content.idea)),
        "",
        _("Where: {place}").format(place=escape_html(content.place) or _("no particular place")),
        _("Rough cost: {amount}").format(amount=cost),
    ]
    if field is not None:
        name = escape_html(field.names.in_language(t.language))
        lines.append(_("Field: {field}").format(field=name))
    if files:
        lines.append(files_line(files, t))
    return lines


def show_proposal(view: ProposalView, t: Translator) -> Screen:
    """One proposal: its receipt number, its parts, what comes next and what may be done."""
    _ = t.gettext
    proposal = view.proposal
    lines = [*_outcome_lines(view, t)]
    lines.append(_("Receipt number: {code}").format(code=f"<code>{proposal.code}</code>"))
    lines.append(
        _("State: {state} · handed in {when}").format(
            state=state_name(proposal.state, t),
            when=format_instant(proposal.received_utc, view.process.zone, t, now=view.now),
        )
    )
    lines += [*proposer_lines(view, t), ""]
    lines += content_lines(view.process, view.heading, proposal.content, t, view.files)
    lines += tie_lines(view, t)
    lines += _waiting_lines(view, t) + _result_lines(view, t) + support_lines(view, t)
    if proposal.state in OPEN:
        lines += _next_lines(view, t)
    return Screen("\n".join(lines), _rows(view, t))


def _waiting_lines(view: ProposalView, t: Translator) -> list[str]:
    _ = t.gettext
    if view.waiting is None or view.proposal.until_utc is None:
        return []
    asked = {
        "asked": _("The department has a question for you. Please answer until {deadline}."),
        "offered": _(
            "The department finds your proposal feasible with changes. Please say until "
            "{deadline} whether you accept them."
        ),
        "opined": _(
            "The department thinks that your proposal is infeasible. Nobody else has been told. "
            "You can answer until {deadline}; the department then decides again."
        ),
    }[view.waiting.kind]
    until = format_deadline(view.proposal.until_utc, view.process.zone, t, now=view.now)
    return ["", "<b>" + asked.format(deadline=until) + "</b>"]


def _result_lines(view: ProposalView, t: Translator) -> list[str]:
    results = [one for one in view.events if one.kind in ("accepted", view.proposal.state)]
    if view.proposal.state in _WITHOUT_RESULT or not results:
        return []
    words = shorten(str(results[-1].params.get("note", "")), RESULT_MOST)
    text = event_text(results[-1], view.process, t)
    lines = ["", "<b>" + t.gettext("Result of the review") + "</b>", text]
    return [*lines, escape_html(words)] if words else lines


def _outcome_lines(view: ProposalView, t: Translator) -> list[str]:
    _ = t.gettext
    with_others = outcome_with_others(view, t)
    if with_others:
        return ["<b>" + with_others + "</b>"]
    if view.outcome == "received":
        return ["<b>" + _("Your proposal is received.") + "</b>"]
    if view.outcome == "revised":
        return ["<b>" + _("Your changes are saved.") + "</b>"]
    if view.outcome == "unchanged":
        return [_("Nothing was changed.")]
    if view.outcome == "withdrawn":
        return ["<b>" + _("Your proposal is withdrawn.") + "</b>"]
    done = {
        "answered": _("Your answer has gone to the department."),
        "accepted": _("You have accepted the changes."),
        "declined": _("You have declined the changes. The department decides anew."),
        "followed": _("We tell you of every step of this proposal."),
        "unfollowed": _("You are told no more of this proposal."),
    }.get(view.outcome, "") or support_outcome(view.outcome, t)
    return ["<b>" + done + "</b>"] if done else []


def _next_lines(view: ProposalView, t: Translator) -> list[str]:
    _ = t.gettext
    lines: list[str] = []
    if view.edit_until is not None:
        lines.append(
            _("You can change it until {deadline}.").format(
                deadline=format_deadline(view.edit_until, view.process.zone, t, now=view.now)
            )
        )
    if view.coming:
        lines += [*([""] if lines else []), "<b>" + _("What happens next") + "</b>"]
    for stage in view.coming:
        period = format_period(
            stage.starts_utc, stage.ends_utc, view.process.zone, t, now=view.now
        )
        lines.append(
            _("• {phase}: {period}").format(phase=phase_name(stage.phase, t), period=period)
        )
    if view.coming:
        lines.append(_("The city council decides on the budget in the end."))
    return ["", *lines] if lines else []


def _rows(view: ProposalView, t: Translator) -> tuple[tuple[Key, ...], ...]:
    _ = t.gettext
    no, number = view.process.no, view.proposal.proposal_no
    rows: Rows = []
    own: list[Key] = []
    if view.edit_until is not None:
        own.append(Press(_("Change"), ReviseProposal(process_no=no, proposal_no=number)))
    if view.may_withdraw:
        own.append(
            Press(_("Withdraw the proposal"), AskWithdraw(process_no=no, proposal_no=number))
        )
    if view.waiting is not None:
        label = _("Read and answer")
        rows.insert(0, (Press(label, ReadWaiting(process_no=no, proposal_no=number)),))
    if own:
        rows.append(tuple(own))
    if view.files:
        rows.append((Press(look_label(t), LookAtFiles(process_no=no, proposal_no=number)),))
    rows += tie_rows(view, t) + draft_rows(view, t)
    if not view.is_own:
        label = _("Follow no longer") if view.is_following else _("Follow")
        wish = Follow(process_no=no, proposal_no=number, wished=not view.is_following)
        rows.append((*support_keys(view, t), Press(label, wish)))
    last: list[Key] = [Press(_("History"), ShowHistory(process_no=no, proposal_no=number))]
    if view.proposal.state not in NOT_SHARED:
        last.append(Press(_("Share"), ShareProposal(process_no=no, proposal_no=number)))
    rows.append(tuple(last))
    foot: list[Key] = [Press(_("Home"), GoHome(process_no=no))]
    if view.found_in is not None:
        back = ShowFound(process_no=no, search_no=view.found_in.number, page=view.found_in.page)
        foot.insert(0, Press(_("Back to the list"), back))
    elif view.is_own:
        foot.insert(0, Press(_("My proposals"), MyProposals(process_no=no)))
    rows.append(tuple(foot))
    return tuple(rows)


def show_ask_withdraw(view: ProposalView, t: Translator) -> Screen:
    """Ask before withdrawing: it cannot be taken back."""
    _ = t.gettext
    no, number = view.process.no, view.proposal.proposal_no
    text: str = _(
        "Withdraw “{title}”? It can still be read, marked as withdrawn, but it will not be "
        "reviewed. This cannot be taken back."
    ).format(title=escape_html(view.proposal.content.title))
    if view.files:
        text += " " + _("Its photos and documents are erased.")
    return Screen(
        text,
        (
            (Press(_("Yes, withdraw it"), WithdrawProposal(process_no=no, proposal_no=number)),),
            (Press(_("No, keep it"), ShowProposal(process_no=no, proposal_no=number)),),
        ),
    )


def show_my_proposals(view: ProposalsView, t: Translator) -> Screen:
    """The person's own proposals, the newest first."""
    _ = t.gettext
    no = view.process.no
    lines = ["<b>" + _("My proposals") + "</b>"]
    if not view.proposals:
        lines.append(_("You have not handed in any proposal in this budget year."))
    rows: Rows = []
    for proposal in view.proposals[:LISTED_AT_MOST]:
        lines.append(
            _("{code} · {title} · {state}").format(
                code=proposal.code,
                title=escape_html(proposal.content.title),
                state=state_name(proposal.state, t),
            )
        )
        label = shorten(proposal.content.title, TITLE_ON_BUTTON)
        button = ShowProposal(process_no=no, proposal_no=proposal.proposal_no)
        rows.append((Press(label, button),))
    if view.has_draft:
        rows.append((Press(_("Go on with your draft"), StartProposal(process_no=no)),))
    elif view.may_propose:
        rows.append((Press(_("Hand in a proposal"), StartProposal(process_no=no)),))
    rows.append((Press(_("Home"), GoHome(process_no=no)),))
    return Screen("\n".join(lines), tuple(rows))


def show_history(view: ProposalView, page: int, t: Translator) -> Screen:
    """Everything that happened to a proposal, as the reader may know it."""
    _ = t.gettext
    proposal, no = view.proposal, view.process.no
    lines = [
        "<b>" + _("History of {code}").format(code=proposal.code) + "</b>",
        escape_html(proposal.content.title),
        "",
    ]
    entries = [event_lines(event, view.process, view.now, t) for event in view.events]
    return Screen(
        *history_page(
            lines,
            entries,
            page,
            lambda to: ShowHistory(process_no=no, proposal_no=proposal.proposal_no, page=to),
            Press(_("Back"), ShowProposal(process_no=no, proposal_no=proposal.proposal_no)),
        )
    )


def history_page(
    head: list[str],
    entries: list[str],
    page: int,
    turn: Callable[[int], Button],
    back: Key,
) -> tuple[str, tuple[tuple[Key, ...], ...]]:
    """Return the text and the keys of a page of a history."""
    pages = cut_into_pages(entries, HISTORY_MOST)
    page = min(max(page, 0), len(pages) - 1)
    keys = turning(page, len(pages), turn)
    rows = ((*keys,), (back,)) if keys else ((back,),)
    return "\n".join([*head, *pages[page]]), rows
