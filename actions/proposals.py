"""Proposals that were handed in: looking, withdrawing, and what may still be changed."""

from dataclasses import replace
from datetime import datetime

from actions import proposal_news, supporters
from actions.house import House, Occasion
from actions.merging_ties import ties_of
from deliberation import proposals as rules
from deliberation import reviewing
from deliberation.phases import Deed, Phase, Stage, open_until
from deliberation.process import Heading, Process
from deliberation.proposal_views import ProposalsView, ProposalView
from deliberation.proposals import Proposal, State
from deliberation.refusals import NotNow, NotPermitted, NotThere, Stale
from deliberation.views import CitizenView
from storage import attachments, drafts, following, merging, public_log, searches
from storage import proposals as stored
from storage.database import Transaction

_TOLD_OF = (
    Phase.REVIEWING,
    Phase.DISCUSSING,
    Phase.PRIORITISING,
    Phase.COSTING,
    Phase.DELIBERATING,
    Phase.BALLOTING,
)


_EDITABLE = (State.GATHERING, State.RECEIVED)


async def look(house: House, user_id: int, process_no: int, proposal_no: int) -> ProposalView:
    """Return a proposal with its history, as anyone may read it (NotThere "no-such-proposal")."""
    process = house.process(process_no)

    async def read(tx: Transaction) -> ProposalView:
        proposal = await stored.by_number(tx, process_no, proposal_no)
        if proposal is None:
            raise NotThere("no-such-proposal")
        return await view(house, tx, process, proposal, user_id)

    return await house.db.read(read)


async def mine(house: House, citizen: CitizenView, process_no: int) -> ProposalsView:
    """Return a person's own proposals."""
    process = house.process(process_no)
    now = house.clock.now()

    async def read(tx: Transaction) -> ProposalsView:
        found = await stored.of_person(tx, citizen.user_id, process_no)
        may_propose = any(
            open_until(process.stages, heading.programme, Deed.PROPOSE, now) is not None
            for heading in process.headings_for(citizen.district)
        )
        has_draft = await drafts.of(tx, citizen.user_id, "proposal") is not None
        return ProposalsView(process, citizen, tuple(found), may_propose, has_draft)

    return await house.db.read(read)


async def withdraw(
    house: House, occasion: Occasion, process_no: int, proposal_no: int
) -> ProposalView:
    """Withdraw a proposal of one's own for good; a second time changes nothing.

    Raises:
        NotThere: "no-such-proposal", also where it is somebody else's.
        NotNow: "proposal-withdraw-over" once review has ended.
        Stale: "merged-stays" for what stands for several, "proposal-merged" for one of them.
        NotPermitted: "only-in-private".
    """
    process = house.process(process_no)
    if not occasion.is_private:
        raise NotPermitted("only-in-private")

    async def act(tx: Transaction) -> ProposalView:
        proposal = await own(tx, process_no, proposal_no, occasion.user_id)
        if proposal.state is State.WITHDRAWN:
            return await view(house, tx, process, proposal, occasion.user_id, "withdrawn")
        if proposal.from_merge or proposal.state is State.MERGED:
            raise Stale("merged-stays" if proposal.from_merge else "proposal-merged")
        if not _may_withdraw(process, proposal, house.clock.now()):
            raise NotNow("proposal-withdraw-over", process=process)
        await stored.set_state(tx, proposal_no, State.WITHDRAWN)
        await attachments.drop_proposal(tx, proposal_no)
        event_no = await stored.note(tx, proposal_no, "withdrawn", {}, occasion.now_s)
        everybody, own_deed = reviewing.Reader.EVERYBODY, occasion.user_id
        await proposal_news.tell(tx, proposal, event_no, everybody, occasion.now_s, own_deed)
        entry = {
            "proposal": proposal.code,
            "heading": proposal.heading_no,
            "event": "withdrawn",
        }
        await public_log.append(tx, process_no, "proposal", entry, occasion.now_s)
        again = await own(tx, process_no, proposal_no, occasion.user_id)
        return await view(house, tx, process, again, occasion.user_id, "withdrawn")

    return await house.db.write(act)


async def own(tx: Transaction, process_no: int, proposal_no: int, user_id: int) -> Proposal:
    """Return a person's own proposal (NotThere "no-such-proposal")."""
    proposal = await stored.by_number(tx, process_no, proposal_no)
    if proposal is None or proposal.author != user_id:
        raise NotThere("no-such-proposal")
    return proposal


def require_editable(house: House, process: Process, proposal: Proposal) -> Heading:
    """Return the proposal's heading where changes are accepted now (NotNow otherwise)."""
    until = _edit_until(process, proposal, house.clock.now())
    heading = process.heading(proposal.heading_no)
    if until is None or heading is None:
        limits = process.proposals
        if heading is not None:
            limits = process.proposal_rules(heading.programme)
        raise NotNow("proposal-edit-over", process=process, hours=limits.edit_hours)
    return heading


async def require_unsuggested(tx: Transaction, proposal_no: int) -> None:
    """Raise Stale "merge-asks" while others are asked about a merger with a proposal's text."""
    if await merging.undecided_with(tx, proposal_no) is not None:
        raise Stale("merge-asks")


async def editable_until(
    tx: Transaction, process: Process, proposal_no: int, now: datetime
) -> datetime | None:
    """Return until when a proposal may be changed; None where that is over."""
    proposal = await stored.by_number(tx, process.no, proposal_no)
    return _edit_until(process, proposal, now) if proposal is not None else None


async def view(
    house: House,
    tx: Transaction,
    process: Process,
    proposal: Proposal,
    user_id: int,
    outcome: str = "",
) -> ProposalView:
    """Return a proposal as a person sees it, inside a transaction.

    What is not public yet is left out for everybody but the proposer.
    """
    now = house.clock.now()
    heading = process.heading(proposal.heading_no)
    if heading is None:
        raise NotThere("no-such-heading")
    is_own = proposal.author == user_id
    events = await stored.history(tx, proposal.proposal_no)
    reader = reviewing.Reader.PROPOSER if is_own else reviewing.Reader.EVERYBODY
    waiting = None
    if is_own and proposal.state in reviewing.WITH_PROPOSER:
        waiting = next(one for one in reversed(events) if one.kind == proposal.state)
    if not is_own:
        state = reviewing.public_state(proposal.state)
        proposal = replace(proposal, state=state, until_utc=None)
    ties = await ties_of(house, tx, process, heading, proposal, user_id)
    edit_until = _edit_until(process, proposal, now)
    return ProposalView(
        process=process,
        heading=heading,
        proposal=proposal,
        now=now,
        is_own=is_own,
        edit_until=edit_until if is_own and not ties.is_suggested else None,
        may_withdraw=is_own and _may_withdraw(process, proposal, now),
        events=reviewing.history_for(events, reader),
        coming=_coming(process, heading, now),
        outcome=outcome,
        waiting=waiting,
        is_following=await following.follows(tx, proposal.proposal_no, user_id),
        followers=await following.count(tx, proposal.proposal_no),
        support=await supporters.standing(tx, process, heading, proposal, user_id, now),
        found_in=await searches.that_opened(tx, user_id, process.no, proposal.proposal_no),
        ties=ties,
        files=await attachments.of_proposal(tx, proposal.proposal_no),
    )


def _edit_until(process: Process, proposal: Proposal, now: datetime) -> datetime | None:
    heading = process.heading(proposal.heading_no)
    if heading is None or proposal.state not in _EDITABLE or proposal.from_merge:
        return None
    if proposal.state is State.RECEIVED and _is_co_proposed(process, heading):
        return None  # what others have put their names to stays as it is
    end = open_until(process.stages, heading.programme, Deed.EDIT_PROPOSAL, now)
    rules_here = process.proposal_rules(heading.programme)
    until = rules.may_be_edited_until(proposal.received_utc, rules_here, end)
    return until if until is not None and now < until else None


def _is_co_proposed(process: Process, heading: Heading) -> bool:
    return process.proposal_rules(heading.programme).co_proposers_needed > 0


def _may_withdraw(process: Process, proposal: Proposal, now: datetime) -> bool:
    heading = process.heading(proposal.heading_no)
    if heading is None or proposal.from_merge:
        return False
    if not reviewing.may(proposal.state, reviewing.Act.WITHDRAW):
        return False
    return any(
        open_until(process.stages, heading.programme, deed, now) is not None
        for deed in (Deed.EDIT_PROPOSAL, Deed.REVIEW)
    )


def _coming(process: Process, heading: Heading, now: datetime) -> tuple[Stage, ...]:
    return tuple(
        sorted(
            (
                stage
                for stage in process.stages
                if stage.concerns(heading.programme)
                and stage.phase in _TOLD_OF
                and stage.ends_utc > now
            ),
            key=lambda stage: stage.starts_utc,
        )
    )
