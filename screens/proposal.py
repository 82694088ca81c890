"""Proposals that were handed in: one with its receipt number, the person's own, the history."""

from datetime import datetime

from deliberation.process import Heading, Process
from deliberation.proposal_views import ProposalEvent, ProposalsView, ProposalView
from deliberation.proposals import Content, Part, State
from deliberation.text import escape_html, shorten
from locales.dates import format_deadline, format_instant, format_period
from locales.money import format_money
from locales.translator import Translator
from screens.buttons import GoHome, MyProposals, StartProposal
from screens.headings import heading_name
from screens.home import phase_name
from screens.proposal_buttons import (
    AskWithdraw,
    ReviseProposal,
    ShowHistory,
    ShowProposal,
    WithdrawProposal,
)
from screens.screen import Key, Press, Screen

TITLE_ON_BUTTON = 40
LISTED_AT_MOST = 20
Rows = list[tuple[Key, ...]]


def part_name(part: Part, t: Translator) -> str:
    """Return what a part of a proposal is called."""
    _ = t.gettext
    return {
        Part.HEADING: _("Heading"),
        Part.TITLE: _("Title"),
        Part.PROBLEM: _("Problem"),
        Part.IDEA: _("Idea"),
        Part.PLACE: _("Place"),
        Part.COST: _("Rough cost"),
        Part.FIELD: _("Field"),
    }[part]


def content_lines(
    process: Process, heading: Heading | None, content: Content, t: Translator
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
    return lines


def state_name(state: State, t: Translator) -> str:
    """Return what a proposal's state is called."""
    _ = t.gettext
    return {State.RECEIVED: _("received"), State.WITHDRAWN: _("withdrawn")}[state]


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
    lines.append("")
    lines += content_lines(view.process, view.heading, proposal.content, t)
    if proposal.state is State.RECEIVED:
        lines += _next_lines(view, t)
    return Screen("\n".join(lines), _rows(view, t))


def _outcome_lines(view: ProposalView, t: Translator) -> list[str]:
    _ = t.gettext
    if view.outcome == "received":
        return ["<b>" + _("Your proposal is received.") + "</b>"]
    if view.outcome == "revised":
        return ["<b>" + _("Your changes are saved.") + "</b>"]
    if view.outcome == "unchanged":
        return [_("Nothing was changed.")]
    if view.outcome == "withdrawn":
        return ["<b>" + _("Your proposal is withdrawn.") + "</b>"]
    return []


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
        lines += ["", "<b>" + _("What happens next") + "</b>"]
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
    if own:
        rows.append(tuple(own))
    rows.append((Press(_("History"), ShowHistory(process_no=no, proposal_no=number)),))
    foot: list[Key] = [Press(_("Home"), GoHome(process_no=no))]
    if view.is_own:
        foot.insert(0, Press(_("My proposals"), MyProposals(process_no=no)))
    rows.append(tuple(foot))
    return tuple(rows)


def show_ask_withdraw(view: ProposalView, t: Translator) -> Screen:
    """Ask before withdrawing: it cannot be taken back."""
    _ = t.gettext
    no, number = view.process.no, view.proposal.proposal_no
    text = _(
        "Withdraw “{title}”? It can still be read, marked as withdrawn, but it will not be "
        "reviewed. This cannot be taken back."
    ).format(title=escape_html(view.proposal.content.title))
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


def show_history(view: ProposalView, t: Translator) -> Screen:
    """Everything that happened to a proposal, as anyone may read it."""
    _ = t.gettext
    proposal = view.proposal
    lines = [
        "<b>" + _("History of {code}").format(code=proposal.code) + "</b>",
        escape_html(proposal.content.title),
        "",
    ]
    lines += [_event_line(event, view.process, view.now, t) for event in view.events]
    button = ShowProposal(process_no=view.process.no, proposal_no=proposal.proposal_no)
    return Screen("\n".join(lines), ((Press(_("Back"), button),),))


def _event_line(event: ProposalEvent, process: Process, now: datetime, t: Translator) -> str:
    _ = t.gettext
    when = format_instant(event.at_utc, process.zone, t, now=now)
    if event.kind == "received":
        return _("• {when}: handed in").format(when=when)
    if event.kind == "withdrawn":
        return _("• {when}: withdrawn by the proposer").format(when=when)
    parts = [Part(one) for one in event.params.get("parts", ())]
    line: str = _("• {when}: changed by the proposer ({parts})").format(
        when=when, parts=", ".join(part_name(part, t) for part in parts)
    )
    if Part.COST in parts:
        line += " " + _("Cost before: {before}, now: {after}.").format(
            before=_cost(event.params.get("cost_before"), process, t),
            after=_cost(event.params.get("cost_after"), process, t),
        )
    return line


def _cost(cost: object, process: Process, t: Translator) -> str:
    if isinstance(cost, int):
        return format_money(cost, process.currency, t)
    return t.gettext("not known")
