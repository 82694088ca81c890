"""Review for departments and managers: the queue, a proposal with its history, who has it."""

from datetime import datetime

from deliberation.proposals import Proposal
from deliberation.review_views import AssignView, QueueView, ReviewView
from deliberation.reviewing import Act, Assignment, department_key
from deliberation.staff_views import StaffView
from deliberation.text import escape_html, shorten
from locales.dates import format_deadline, format_duration
from locales.translator import Translator
from screens.attachment_buttons import LookAtFiles
from screens.attachments import look_label
from screens.buttons import ShowStaff
from screens.cost_checks import cost_check_line, cost_check_lines
from screens.notices import tells
from screens.proposal import RESULT_MOST, content_lines, history_page
from screens.proposal_events import event_lines, event_text, state_name
from screens.review_buttons import (
    BeginAnswer,
    GiveTo,
    ShowDepartments,
    ShowQueue,
    ShowReview,
    ShowReviewHistory,
)
from screens.screen import Key, Press, Screen
from screens.staff import Rows, offers

TITLE_ON_BUTTON = 34
PAGE = 8


def act_label(act: Act, t: Translator) -> str:
    """Return what a department's or a proposer's step is called on a button."""
    _ = t.gettext
    return {
        Act.FIND_FEASIBLE: _("Feasible"),
        Act.OFFER: _("Feasible with changes"),
        Act.FIND_UNDER_WAY: _("Already under way"),
        Act.FIND_OTHER_BODY: _("Another body's task"),
        Act.FIND_COMPLAINT: _("A complaint: pass it on"),
        Act.OPINE: _("Infeasible"),
        Act.UPHOLD: _("Infeasible, as before"),
        Act.ASK: _("Ask the proposer"),
        Act.ADVISE: _("Advise the lead"),
        Act.SITE_CHECK: _("Site check on a day"),
        Act.COST_CHECK: _("Check the cost"),
        Act.ANSWER: _("Answer the question"),
        Act.APPEAL: _("Answer the opinion"),
    }[act]


@offers("reviewer", place=40)
def queue_keys(view: StaffView, t: Translator) -> Rows:
    """The queue of one's department."""
    button = ShowQueue(process_no=view.process.no, kind="open")
    return ((Press(t.gettext("Proposals to review"), button),),)


@offers("manager", place=41)
def unassigned_keys(view: StaffView, t: Translator) -> Rows:
    """Proposals that no department leads."""
    button = ShowQueue(process_no=view.process.no, kind="unassigned")
    return ((Press(t.gettext("Proposals without a department"), button),),)


def show_queue(view: QueueView, t: Translator) -> Screen:
    """What lies with the reader, the oldest first, each with its age."""
    _ = t.gettext
    no = view.process.no
    titles = {
        "open": _("Proposals to review"),
        "waiting": _("Waiting for the proposer"),
        "uncosted": _("Costs to check"),
        "unassigned": _("Proposals without a department"),
    }
    lines = ["<b>" + titles[view.kind] + "</b>"]
    if view.departments:
        lines.append(", ".join(escape_html(one) for one in view.departments))
    if view.closes is not None:
        lines.append(
            _("Review lasts until {deadline}.").format(
                deadline=format_deadline(view.closes, view.process.zone, t, now=view.now)
            )
        )
    lines += cost_check_lines(view, t)
    lines.append("")
    lines.append(_count_text(view, t))
    rows: list[tuple[Key, ...]] = []
    for proposal in view.proposals:
        lines.append(_queue_line(proposal, view.now, t))
        label = proposal.code + " " + shorten(proposal.content.title, TITLE_ON_BUTTON)
        button = ShowReview(process_no=no, proposal_no=proposal.proposal_no)
        rows.append((Press(label, button),))
    keys: list[Key] = []
    if view.page:
        keys.append(Press("‹", ShowQueue(process_no=no, kind=view.kind, page=view.page - 1)))
    if (view.page + 1) * PAGE < view.total:
        keys.append(Press("›", ShowQueue(process_no=no, kind=view.kind, page=view.page + 1)))
    if keys:
        rows.append(tuple(keys))
    if view.kind == "open" and view.waiting:
        label = _("Waiting for the proposer: {n}").format(n=view.waiting)
        rows.append((Press(label, ShowQueue(process_no=no, kind="waiting")),))
    elif view.kind == "waiting":
        rows.append((Press(titles["open"], ShowQueue(process_no=no, kind="open")),))
    if view.kind == "open" and view.uncosted:
        label = _("Costs to check: {n}").format(n=view.uncosted)
        rows.append((Press(label, ShowQueue(process_no=no, kind="uncosted")),))
    rows.append((Press(_("Back"), ShowStaff(process_no=no)),))
    return Screen("\n".join(lines), tuple(rows))


def _count_text(view: QueueView, t: Translator) -> str:
    if not view.total:
        return t.gettext("Nothing waits here.")
    return t.ngettext(
        "{n} proposal, the oldest first:", "{n} proposals, the oldest first:", view.total
    ).format(n=view.total)


def _queue_line(proposal: Proposal, now: datetime, t: Translator) -> str:
    return t.gettext("{code} · {title} · {state} · {age}").format(
        code=proposal.code,
        title=escape_html(proposal.content.title),
        state=state_name(proposal.state, t),
        age=_age(proposal, now, t),
    )


def _age(proposal: Proposal, now: datetime, t: Translator) -> str:
    days = (now - proposal.received_utc).days
    if days < 1:
        return t.gettext("less than a day")
    return t.ngettext("{n} day", "{n} days", days).format(n=days)


def show_review(view: ReviewView, t: Translator) -> Screen:
    """A proposal as its reviewers see it, with what they may answer."""
    _ = t.gettext
    no, proposal = view.process.no, view.proposal
    outcome = {
        "done": _("Your answer is recorded."),
        "assigned": _("The department has it now."),
        "moved-on": _("Something has happened meanwhile. This is how it stands."),
    }.get(view.outcome, "")
    lines = ["<b>" + outcome + "</b>", ""] if outcome else []
    lines.append(
        _("{code} · {state} · handed in {age} ago").format(
            code=proposal.code,
            state=state_name(proposal.state, t),
            age=_age(proposal, view.now, t),
        )
    )
    lines.append(_with_text(view.assignments, t))
    if proposal.until_utc is not None:
        lines.append(
            _("The proposer has time until {deadline}.").format(
                deadline=format_deadline(proposal.until_utc, view.process.zone, t, now=view.now)
            )
        )
    lines += cost_check_line(view, t)
    lines.append("")
    lines += content_lines(view.process, view.heading, proposal.content, t, view.files)
    last = view.events[-1] if view.events else None
    if last is not None:
        lines += ["", _("Last: {event}").format(event=event_text(last, view.process, t))]
        words = shorten(str(last.params.get("note", "") or ""), RESULT_MOST)
        lines += [f"<i>{escape_html(words)}</i>"] if words else []
    rows: list[tuple[Key, ...]] = []
    if view.has_draft:
        lines.append(_("You have begun an answer. It is kept."))
    for act in view.acts:
        button = BeginAnswer(process_no=no, proposal_no=proposal.proposal_no, act=act.value)
        rows.append((Press(act_label(act, t), button),))
    if view.files:
        look = LookAtFiles(process_no=no, proposal_no=proposal.proposal_no, in_review=True)
        rows.append((Press(look_label(t), look),))
    middle: list[Key] = [
        Press(_("History"), ShowReviewHistory(process_no=no, proposal_no=proposal.proposal_no))
    ]
    if view.may_assign:
        middle.append(
            Press(
                _("Departments"), ShowDepartments(process_no=no, proposal_no=proposal.proposal_no)
            )
        )
    rows.append(tuple(middle))
    rows.append((Press(_("Queue"), ShowQueue(process_no=no, kind=view.queue)),))
    return Screen("\n".join(lines), tuple(rows))


def _with_text(assignments: tuple[Assignment, ...], t: Translator) -> str:
    _ = t.gettext
    if not any(one.is_lead for one in assignments):
        return _("No department leads yet.")
    lead = next(escape_html(one.department) for one in assignments if one.is_lead)
    others = ", ".join(escape_html(one.department) for one in assignments if not one.is_lead)
    if others:
        return _("Lead: {lead}; advising: {others}").format(lead=lead, others=others)
    return _("Lead: {lead}").format(lead=lead)


def show_review_history(view: ReviewView, page: int, t: Translator) -> Screen:
    """Everything that happened to a proposal, with the words that only staff and proposer read."""
    _ = t.gettext
    no, number = view.process.no, view.proposal.proposal_no
    lines = [
        "<b>" + _("History of {code}").format(code=view.proposal.code) + "</b>",
        escape_html(view.proposal.content.title),
        "",
    ]
    return Screen(
        *history_page(
            lines,
            [event_lines(event, view.process, view.now, t) for event in view.events],
            page,
            lambda to: ShowReviewHistory(process_no=no, proposal_no=number, page=to),
            Press(_("Back"), ShowReview(process_no=no, proposal_no=number)),
        )
    )


def show_departments(view: AssignView, t: Translator) -> Screen:
    """The departments that a proposal may be given to: one leads, others advise."""
    _ = t.gettext
    review = view.review
    no, number = review.process.no, review.proposal.proposal_no
    has = {one.department: one.is_lead for one in review.assignments}
    rows: list[tuple[Key, ...]] = []
    for department in view.departments:
        key = department_key(department)
        row: list[Key] = []
        for as_lead, label in ((True, _("Lead: {lead}")), (False, _("Advice: {department}"))):
            if has.get(department) is as_lead or (has.get(department) and not as_lead):
                continue
            button = GiveTo(process_no=no, proposal_no=number, department=key, as_lead=as_lead)
            text = label.format(lead=department, department=department)
            row.append(Press(shorten(text, TITLE_ON_BUTTON), button))
        if row:
            rows.append(tuple(row))
    rows.append((Press(_("Back"), ShowReview(process_no=no, proposal_no=number)),))
    lines = [
        "<b>" + escape_html(review.proposal.content.title) + "</b>",
        _with_text(review.assignments, t),
        "",
        _("Whom do you give it to? The lead decides; others advise the lead."),
    ]
    return Screen("\n".join(lines), tuple(rows))


@tells("review-queue")
def show_queue_news(view: QueueView, t: Translator) -> Screen:
    """Something lies with the reader's department."""
    n = view.total
    text = t.ngettext(
        "{n} proposal waits for your department's review.",
        "{n} proposals wait for your department's review.",
        n,
    ).format(n=n)
    if view.oldest is not None:
        age = format_duration(view.now - view.oldest.received_utc, t)
        text += " " + t.gettext("The oldest was handed in {age} ago.").format(age=age)
    key = Press(t.gettext("Open the queue"), ShowQueue(process_no=view.process.no, kind="open"))
    return Screen(text, ((key,),))
