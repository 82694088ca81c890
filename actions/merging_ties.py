"""What ties a proposal to others: mergers, and those who propose it together."""

from dataclasses import replace
from functools import partial

from actions.house import House
from deliberation.merging import Answer, MergeState
from deliberation.merging_views import Ties
from deliberation.phases import Deed, Vote, open_until
from deliberation.process import Heading, Process
from deliberation.proposals import Proposal, State
from storage import co_proposers, merging
from storage import proposals as stored
from storage.database import Transaction


async def ties_of(
    house: House,
    tx: Transaction,
    process: Process,
    heading: Heading,
    proposal: Proposal,
    user_id: int,
) -> Ties:
    """Return a proposal's ties as a person sees them, inside a transaction."""
    number = proposal.proposal_no
    joins_until = None
    if proposal.state is State.GATHERING:
        about = (process.stages, heading.programme, Deed.PROPOSE, house.clock.now())
        joins_until = open_until(*about)
    made = None
    if proposal.merged_into:
        made = await stored.by_number(tx, process.no, proposal.merged_into)
    ties = Ties(
        origins=await merging.origins(tx, number) if proposal.from_merge else (),
        made=made,
        co_proposers=await co_proposers.signatures(tx, number),
        needed=process.proposal_rules(heading.programme).co_proposers_needed,
        has_joined=await co_proposers.has_joined(tx, number, user_id),
        joins_until=joins_until,
        bot_username=house.bot_username,
    )
    return await _with_question(tx, process, proposal, user_id, ties)


async def origins_of(house: House, heading: Heading, item_id: str) -> tuple[Proposal, ...]:
    """Return the proposals that an agenda item, or the project it has become, came from."""
    made = () if heading.vote is Vote.AGENDA else heading.shortlisted_items
    items = (*made, *heading.agenda)
    item = next((one for one in items if one.item_id == item_id), None)
    if item is None or not item.proposals:
        return ()
    found = await house.db.read(partial(merging.proposals_of, numbers=item.proposals))
    return tuple(found[number] for number in item.proposals if number in found)


async def _with_question(
    tx: Transaction, process: Process, proposal: Proposal, user_id: int, ties: Ties
) -> Ties:
    """Add the suggestion that waits for the proposer's answer."""
    if proposal.author != user_id:
        return ties
    merge_no = await merging.undecided_with(tx, proposal.proposal_no)
    merge = await merging.by_number(tx, process.no, merge_no) if merge_no is not None else None
    part = merge.part(proposal.proposal_no) if merge is not None else None
    if merge is None or part is None or merge.state is not MergeState.ASKED:
        return ties
    ties = replace(ties, is_suggested=True)
    if part.answer is not Answer.OPEN:
        return ties
    return replace(ties, merge_no=merge.merge_no, merge_until=merge.until_utc)
