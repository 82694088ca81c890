"""A proposal's page on others: who proposes it, with whom, and what it was merged with."""

from urllib.parse import quote

from deliberation.proposal_views import ProposalView
from deliberation.proposals import Proposal, State
from deliberation.text import escape_html, shorten
from locales.dates import format_deadline
from locales.translator import Translator
from screens.co_proposers_buttons import JoinProposal, LeaveProposal, ShowNaming
from screens.links import CO_PROPOSE, address, payload
from screens.merging_buttons import ShowMerge
from screens.proposal_buttons import ShowProposal
from screens.screen import Key, Link, Press

TITLE_ON_BUTTON = 34
TITLE_IN_TEXT = 60
NAMES_AT_MOST = 12
Rows = list[tuple[Key, ...]]


def proposer_lines(view: ProposalView, t: Translator) -> list[str]:
    """Return who proposes, in their public names."""
    _ = t.gettext
    lines: list[str] = []
    if view.proposal.signature and not view.ties.origins:
        lines.append(_("Proposer: {name}").format(name=escape_html(view.proposal.signature)))
    joined = view.ties.co_proposers
    if joined and view.proposal.state is not State.GATHERING:
        lines.append(_("Co-proposers: {names}").format(names=_names(joined)))
    return lines


def tie_lines(view: ProposalView, t: Translator) -> list[str]:
    """Return what it was made of, what it has become, and what is wanted of the reader."""
    _ = t.gettext
    ties = view.ties
    lines: list[str] = []
    if ties.origins:
        lines += ["", "<b>" + _("Made by merging") + "</b>"]
        lines += [origin_line(one, t) for one in ties.origins]
    if ties.made is not None:
        lines += ["", _("It is part of {code} now.").format(code=ties.made.code)]
    if ties.merge_until is not None:
        until = format_deadline(ties.merge_until, view.process.zone, t, now=view.now)
        text = _("A facilitator suggests merging it with others. Please answer until {deadline}.")
        lines += ["", "<b>" + text.format(deadline=until) + "</b>"]
    if view.proposal.state is State.GATHERING:
        lines += ["", *_gathering_lines(view, t)]
    return lines


def outcome_with_others(view: ProposalView, t: Translator) -> str:
    """Say what was done just now with others, or with one's name; '' for all else."""
    _ = t.gettext
    if view.outcome == "received" and view.proposal.state is State.GATHERING:
        return _("Your proposal is kept. It counts once its co-proposers have joined.")
    if view.outcome == "co-joined" and view.proposal.state is not State.GATHERING:
        return _("You are a co-proposer. The proposal counts now.")
    done: str = {
        "co-asked": _("You are asked to propose this together with others."),
        "co-joined": _("You are a co-proposer. We tell you of every step."),
        "co-left": _("You are a co-proposer of this no longer."),
        "signed": _("Your name is shown as you wished."),
    }.get(view.outcome, "")
    return done


def origin_line(proposal: Proposal, t: Translator) -> str:
    """Return one of the proposals that were merged, with its proposer."""
    title = escape_html(shorten(proposal.content.title, TITLE_IN_TEXT))
    if not proposal.signature:
        return t.gettext("• {code} · {title}").format(code=proposal.code, title=title)
    name = escape_html(proposal.signature)
    line = t.gettext("• {code} · {title} · {name}")
    return line.format(code=proposal.code, title=title, name=name)


def _gathering_lines(view: ProposalView, t: Translator) -> list[str]:
    _ = t.gettext
    ties = view.ties
    joined, missing = len(ties.co_proposers), ties.needed - len(ties.co_proposers)
    until = ""
    if ties.joins_until is not None:
        until = format_deadline(ties.joins_until, view.process.zone, t, now=view.now)
    head = _("Co-proposers: {n} of {needed}").format(n=joined, needed=ties.needed)
    if joined:
        head += " (" + _names(ties.co_proposers) + ")"
    lines: list[str] = ["<b>" + head + "</b>"]
    if not until:
        return lines
    text = t.ngettext(
        "It counts once {n} more person has joined by link, until {deadline}. Otherwise it "
        "lapses.",
        "It counts once {n} more people have joined by link, until {deadline}. Otherwise it "
        "lapses.",
        missing,
    )
    lines.append(text.format(n=missing, deadline=until))
    if view.is_own:
        lines.append(_("Pass on this link: {link}").format(link=_address(view)))
    elif ties.has_joined:
        lines.append(_("You propose it together with others. Until it counts you can leave."))
    return lines


def tie_rows(view: ProposalView, t: Translator) -> Rows:
    """Return the keys to answer, to join, to pass on, and to what it is tied to."""
    _ = t.gettext
    no, number, ties = view.process.no, view.proposal.proposal_no, view.ties
    rows: Rows = []
    if ties.merge_no:
        button = ShowMerge(process_no=no, merge_no=ties.merge_no, own_no=number)
        rows.append((Press(_("Read the suggestion to merge"), button),))
    if ties.joins_until is not None:
        rows += _joining_rows(view, t)
    shown = [ties.made] if ties.made is not None else [*ties.origins]
    for one in shown:
        label = one.code + " " + shorten(one.content.title, TITLE_ON_BUTTON)
        target = ShowProposal(process_no=no, proposal_no=one.proposal_no)
        rows.append((Press(label, target),))
    if view.is_own and not ties.origins:
        rows.append((Press(_("My name on it"), ShowNaming(process_no=no, proposal_no=number)),))
    return rows


def _joining_rows(view: ProposalView, t: Translator) -> Rows:
    _ = t.gettext
    no, number = view.process.no, view.proposal.proposal_no
    if view.is_own:
        return [(Link(_("Pass the link on"), share_address(view, t)),)]
    if view.ties.has_joined:
        button = LeaveProposal(process_no=no, proposal_no=number)
        return [(Press(_("Be a co-proposer no longer"), button),)]
    return [(Press(_("Join as a co-proposer"), JoinProposal(process_no=no, proposal_no=number)),)]


def share_address(view: ProposalView, t: Translator) -> str:
    """Return the address with which Telegram asks whom to pass the link on to."""
    title = shorten(view.proposal.content.title, TITLE_IN_TEXT)
    words = t.gettext("Will you propose “{title}” together with me?").format(title=title)
    return f"https://t.me/share/url?url={quote(_address(view), safe='')}&text={quote(words)}"


def _address(view: ProposalView) -> str:
    number = view.proposal.proposal_no
    return address(view.ties.bot_username, payload(CO_PROPOSE, view.process.no, number))


def _names(names: tuple[str, ...]) -> str:
    shown = ", ".join(escape_html(one) for one in names[:NAMES_AT_MOST] if one)
    return shown + ("…" if len(names) > NAMES_AT_MOST else "")
