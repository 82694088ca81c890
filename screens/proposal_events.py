"""What happened to a proposal, in words: its state, and each entry of its history."""

from datetime import date, datetime

from deliberation.process import Process
from deliberation.proposal_views import ProposalEvent
from deliberation.proposals import Part, State
from deliberation.text import escape_html
from locales.dates import format_day, format_instant
from locales.money import format_money
from locales.translator import Translator
from screens.merging_events import event_with_others

# Events whose cost stands in the history, where the reader may know it.
_WITH_COST = frozenset({"feasible", "accepted", "offered", "cost-check"})


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
        Part.FILES: _("Photos and documents"),
    }[part]


def state_name(state: State, t: Translator) -> str:
    """Return what a proposal's state is called."""
    _ = t.gettext
    return {
        State.GATHERING: _("waiting for co-proposers"),
        State.RECEIVED: _("received"),
        State.REVIEWING: _("in review"),
        State.ASKED: _("in review, a question waits for the proposer"),
        State.OFFERED: _("in review, changes wait for the proposer"),
        State.OPINED: _("in review, the proposer is reading the opinion"),
        State.APPEALED: _("in review, the proposer has answered the opinion"),
        State.FEASIBLE: _("feasible"),
        State.INFEASIBLE: _("infeasible"),
        State.UNDER_WAY: _("already under way"),
        State.OTHER_BODY: _("another body's task"),
        State.COMPLAINT: _("passed on as a complaint"),
        State.WITHDRAWN: _("withdrawn"),
        State.LAPSED: _("lapsed"),
        State.MERGED: _("merged"),
    }[state]


def event_text(event: ProposalEvent, process: Process, t: Translator) -> str:
    """Say what happened, without when."""
    _ = t.gettext
    texts: dict[str, str] = {
        "received": _("handed in"),
        "withdrawn": _("withdrawn by the proposer"),
        "answered": _("the proposer answered the question"),
        "declined": _("the proposer declined the changes"),
        "appealed": _("the proposer answered the opinion; the department decides again"),
        "feasible": _("found feasible"),
        "infeasible": _("found infeasible"),
        "under-way": _("the city does this already"),
        "other-body": _("this is another body's task"),
        "complaint": _("passed on as a complaint"),
        "offered": _("the department would find it feasible with changes"),
        "opined": _("the department thinks that it is infeasible; the proposer may answer first"),
        "asked": _("the department asked the proposer a question"),
    }
    plain = texts.get(event.kind) or event_with_others(event, t)
    plain = plain or _with_details(event, process, t)
    return plain + _money_text(event, process, t)


def _with_details(event: ProposalEvent, process: Process, t: Translator) -> str:
    _ = t.gettext
    departments = ", ".join(escape_html(str(one)) for one in event.params.get("departments", ()))
    if event.kind == "review-begun":
        if departments:
            return _("review began ({departments})").format(departments=departments)
        return _("review began")
    if event.kind == "assigned":
        return _("with {departments}").format(departments=departments)
    if event.kind == "advised":
        return _("advice to the lead from {department}").format(
            department=escape_html(str(event.params.get("department", "")))
        )
    if event.kind == "site-check":
        day = format_day(date.fromisoformat(str(event.params["on"])), t, with_year=True)
        return _("site check on {day}").format(day=day)
    if event.kind == "cost-check":
        return _("the cost was checked against the ceiling")
    if event.kind == "no-answer":
        return _("the proposer did not answer in time")
    parts = ", ".join(part_name(Part(one), t) for one in event.params.get("parts", ()))
    if event.kind == "accepted":
        return _("found feasible with changes that the proposer accepted ({parts})").format(
            parts=parts
        )
    return _("changed by the proposer ({parts})").format(parts=parts)


def _money_text(event: ProposalEvent, process: Process, t: Translator) -> str:
    _ = t.gettext
    if Part.COST in event.params.get("parts", ()):
        return ". " + _("Cost before: {before}, now: {after}.").format(
            before=cost_text(event.params.get("cost_before"), process, t),
            after=cost_text(event.params.get("cost_after"), process, t),
        )
    if event.kind in _WITH_COST and event.params.get("cost") is not None:
        return ". " + _("Cost: {amount}.").format(
            amount=cost_text(event.params.get("cost"), process, t)
        )
    return ""


def event_lines(event: ProposalEvent, process: Process, now: datetime, t: Translator) -> str:
    """Return an entry of a history: when, what, and the words that belong to it."""
    when = format_instant(event.at_utc, process.zone, t, now=now)
    line = "• " + when + ": " + event_text(event, process, t)
    for name in ("wording", "note"):
        words = str(event.params.get(name, "") or "")
        if words:
            line += "\n<blockquote>" + escape_html(words) + "</blockquote>"
    return line


def cost_text(cost: object, process: Process, t: Translator) -> str:
    """Return an amount, or that it is not known."""
    if isinstance(cost, int):
        return format_money(cost, process.currency, t)
    return t.gettext("not known")
