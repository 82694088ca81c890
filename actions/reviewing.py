"""Review: the queue, a proposal as departments see it, who it lies with, and every step."""

from collections.abc import Mapping
from typing import Any

from actions import proposal_news, roles
from actions.house import House, Occasion
from deliberation.phases import Deed, closed_at, open_until, opens_next
from deliberation.process import Heading, Process
from deliberation.proposals import Proposal, State
from deliberation.refusals import NotNow, NotPermitted, NotThere
from deliberation.review_steps import has_step
from deliberation.review_views import AssignView, ReviewView
from deliberation.reviewing import (
    OWED,
    TABLE,
    Act,
    Assignment,
    Reader,
    after,
    concerned,
    department_under,
    departments,
    read_by,
)
from storage import attachments, drafts, public_log, reviews
from storage import proposals as stored
from storage import roles as stored_roles
from storage.database import Transaction

DRAFT = "review"
OF_LEAD = (
    Act.FIND_FEASIBLE,
    Act.OFFER,
    Act.FIND_UNDER_WAY,
    Act.FIND_OTHER_BODY,
    Act.FIND_COMPLAINT,
    Act.OPINE,
    Act.UPHOLD,
    Act.ASK,
    Act.SITE_CHECK,
    Act.COST_CHECK,
)


async def look(house: House, occasion: Occasion, process_no: int, proposal_no: int) -> ReviewView:
    """Return a proposal with everything that happened to it, to its reviewers and to managers.

    Raises:
        NotThere: "no-such-proposal".
        NotPermitted: "only-in-private", "faceless", "role-needed", "other-department".
    """
    process = house.process(process_no)

    async def read(tx: Transaction) -> ReviewView:
        return await view_of(house, tx, process, occasion, proposal_no)

    return await house.db.read(read)


async def assignable(
    house: House, occasion: Occasion, process_no: int, proposal_no: int
) -> AssignView:
    """Return the departments that a proposal may be given to (raises as `assign`)."""
    process = house.process(process_no)

    async def read(tx: Transaction) -> AssignView:
        view = await view_of(house, tx, process, occasion, proposal_no)
        if not view.may_assign:
            raise NotPermitted("other-department")
        return AssignView(view, departments(process))

    return await house.db.read(read)


async def assign(
    house: House,
    occasion: Occasion,
    process_no: int,
    proposal_no: int,
    key: str,
    as_lead: bool,
) -> ReviewView:
    """Give a proposal to a department, as lead or to advise; the same again changes nothing.

    Raises:
        NotPermitted: "other-department" unless a manager or the lead asks; as `look`.
        NotThere: "no-such-department", "no-such-proposal".
        Stale: "review-moved-on".
    """
    process = house.process(process_no)
    department = department_under(process, key)

    async def act(tx: Transaction) -> ReviewView:
        before = await view_of(house, tx, process, occasion, proposal_no)
        if not before.may_assign:
            raise NotPermitted("other-department")
        if department is None:
            raise NotThere("no-such-department")
        known = {one.department: one.is_lead for one in before.assignments}
        if known.get(department) in (as_lead, True):
            return before
        after(before.proposal.state, Act.ASSIGN)
        await reviews.assign(tx, proposal_no, department, as_lead)
        named = [one.department for one in await reviews.assignments(tx, proposal_no)]
        await take(
            tx, process, before.proposal, Act.ASSIGN, {"departments": named}, occasion.now_s,
            acted_by=occasion.user_id,
        )  # fmt: skip
        await proposal_news.tell_reviewers(tx, process_no, proposal_no, occasion.now_s)
        return await view_of(house, tx, process, occasion, proposal_no, "assigned")

    return await house.db.write(act)


async def take(
    tx: Transaction,
    process: Process,
    proposal: Proposal,
    act: Act,
    params: Mapping[str, Any],
    now_s: int,
    *,
    acted_by: int = 0,
    until_s: int | None = None,
    told_as: Act | None = None,
) -> State:
    """Take one step: state, history, public log and news, in one transaction.

    `told_as` names the event where it is another than the act. Raises Stale "review-moved-on"
    where the table does not lead from the state.
    """
    state = after(proposal.state, act)
    event = told_as or act
    by_proposer = acted_by != 0 and acted_by == proposal.author
    await stored.set_state(tx, proposal.proposal_no, state, until_s)
    event_no = await stored.note(
        tx,
        proposal.proposal_no,
        event,
        params,
        now_s,
        acted_by=0 if by_proposer else acted_by,
    )
    reader = read_by(event)
    if reader is Reader.EVERYBODY:
        entry = {"proposal": proposal.code, "heading": proposal.heading_no, "event": event.value}
        await public_log.append(tx, process.no, "proposal", entry, now_s)
    but = proposal.author if by_proposer else 0
    await proposal_news.tell(tx, proposal, event_no, reader, now_s, but)
    return state


async def view_of(
    house: House,
    tx: Transaction,
    process: Process,
    occasion: Occasion,
    proposal_no: int,
    outcome: str = "",
) -> ReviewView:
    """Return a proposal as a reviewer or a manager sees it, inside a transaction."""
    proposal = await stored.by_number(tx, process.no, proposal_no)
    scopes = await reviewer_or_manager(tx, process, occasion)
    if proposal is None:
        raise NotThere("no-such-proposal")
    heading = heading_of(process, proposal)
    assignments = await reviews.assignments(tx, proposal_no)
    advises, leads = concerned(assignments, scopes)
    is_manager = await stored_roles.holds(tx, process.no, occasion.user_id, roles.MANAGER)
    if not advises and not is_manager:
        raise NotPermitted("other-department")
    draft = await drafts.of(tx, occasion.user_id, DRAFT)
    return ReviewView(
        process=process,
        heading=heading,
        proposal=proposal,
        now=house.clock.now(),
        events=await stored.history(tx, proposal_no),
        assignments=assignments,
        acts=_acts(house, process, heading, proposal, advises=advises, leads=leads),
        may_assign=Act.ASSIGN in TABLE[proposal.state] and (leads or is_manager),
        outcome=outcome,
        has_draft=draft is not None and draft.data["proposal_no"] == proposal_no,
        files=await attachments.of_proposal(tx, proposal_no),
        queue="open" if scopes else "unassigned",
    )


def _acts(
    house: House,
    process: Process,
    heading: Heading,
    proposal: Proposal,
    *,
    advises: bool,
    leads: bool,
) -> tuple[Act, ...]:
    """Return what somebody may do now: leads decide, others advise."""
    wished = OF_LEAD if leads else (Act.ADVISE,) if advises else ()
    return tuple(
        act
        for act in wished
        if act in TABLE[proposal.state]
        and has_step(process, heading, act)
        and is_open(house, process, heading, proposal, act)
    )


def is_open(
    house: House, process: Process, heading: Heading, proposal: Proposal, act: Act
) -> bool:
    """Say whether departments may take a step now: while review lasts, or where it is owed."""
    now = house.clock.now()
    if open_until(process.stages, heading.programme, Deed.REVIEW, now) is not None:
        return True
    return proposal.state is State.APPEALED and act in OWED


def require_open(
    house: House, process: Process, heading: Heading, proposal: Proposal, act: Act
) -> None:
    """Raise NotNow "review-closed" or "review-not-open" where it is not `is_open`."""
    if is_open(house, process, heading, proposal, act):
        return
    about = (process.stages, heading.programme, Deed.REVIEW, house.clock.now())
    opens = opens_next(*about)
    if opens is not None:
        raise NotNow("review-not-open", opens=opens, process=process)
    raise NotNow("review-closed", closed=closed_at(*about), process=process)


async def require_reviewer(
    tx: Transaction, process: Process, occasion: Occasion
) -> frozenset[str]:
    """Return the departments that the person reviews for (NotPermitted where none)."""
    if not occasion.is_private:
        raise NotPermitted("only-in-private")
    await roles.require(tx, process.no, occasion.user_id, roles.REVIEWER)
    return await proposal_news.reviewer_scopes(tx, process, occasion.user_id)


async def reviewer_or_manager(
    tx: Transaction, process: Process, occasion: Occasion
) -> frozenset[str]:
    """Return the departments of a reviewer, none for a manager (NotPermitted for others)."""
    if await stored_roles.holds(tx, process.no, occasion.user_id, roles.MANAGER):
        await roles.require_manager(tx, process.no, occasion)
        return await proposal_news.reviewer_scopes(tx, process, occasion.user_id)
    return await require_reviewer(tx, process, occasion)


def heading_of(process: Process, proposal: Proposal) -> Heading:
    """Return a proposal's heading (NotThere "no-such-heading")."""
    heading = process.heading(proposal.heading_no)
    if heading is None:
        raise NotThere("no-such-heading")
    return heading


def lead_of(assignments: tuple[Assignment, ...]) -> str:
    """Return the department that leads; '' where there is none."""
    return next((one.department for one in assignments if one.is_lead), "")
