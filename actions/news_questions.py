"""What somebody's news ask of them: to answer a suggestion to merge, to find co-proposers."""

from actions import merging_news
from actions.house import House
from deliberation.merging import Answer, MergeState
from deliberation.merging_views import CoProposersMissing, MergeView
from deliberation.phases import Deed, open_until
from deliberation.process import Process
from deliberation.proposals import Proposal, State
from storage import co_proposers
from storage import merging as stored_merging
from storage.database import Transaction


async def merge_asked(
    house: House, tx: Transaction, process: Process, proposal: Proposal
) -> MergeView | None:
    """Return the suggestion that a proposal's proposer is still to answer."""
    merge_no = await stored_merging.undecided_with(tx, proposal.proposal_no)
    if merge_no is None:
        return None
    merge = await stored_merging.by_number(tx, process.no, merge_no)
    part = merge.part(proposal.proposal_no) if merge is not None else None
    if merge is None or part is None or part.why_left is not None:
        return None
    is_known = process.heading(merge.heading_no) is not None
    if not is_known or merge.state is not MergeState.ASKED or part.answer is not Answer.OPEN:
        return None
    return await merging_news.view_of(house, tx, process, merge, proposal.proposal_no)


async def co_proposers_missing(
    house: House, tx: Transaction, process: Process, proposal: Proposal, user_id: int
) -> CoProposersMissing | None:
    """Return what a proposal lacks before it lapses; None once it lacks nothing."""
    heading, now = process.heading(proposal.heading_no), house.clock.now()
    if heading is None or proposal.state is not State.GATHERING:
        return None
    closes = open_until(process.stages, heading.programme, Deed.PROPOSE, now)
    if closes is None:
        return None
    return CoProposersMissing(
        process=process,
        proposal=proposal,
        now=now,
        joined=await co_proposers.count(tx, proposal.proposal_no),
        needed=process.proposal_rules(heading.programme).co_proposers_needed,
        closes=closes,
        is_own=proposal.author == user_id,
        bot_username=house.bot_username,
    )
