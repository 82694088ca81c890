"""Supporting a proposal, taking that back, and joining one instead of handing in one's own."""

from actions import supporters
from actions.entitlement import entitled
from actions.house import House, Occasion
from actions.proposals import view
from deliberation import support as rules
from deliberation.process import Heading, Process
from deliberation.proposal_views import ProposalView
from deliberation.proposals import Proposal
from deliberation.refusals import NotPermitted, NotThere, Refusal
from storage import citizens, following, proposals
from storage import support as stored
from storage.database import Transaction


async def support(
    house: House, occasion: Occasion, process_no: int, proposal_no: int, wished: bool
) -> ProposalView:
    """Support a proposal, or take that back; once more changes nothing.

    Raises:
        NotThere: "no-such-proposal".
        NotNow: "support-not-open", "support-closed".
        NotPermitted: "only-in-private", "not-registered", "other-district", "support-own",
            "supports-all-used".
        Stale: "support-merged", "support-over".
    """
    process = house.process(process_no)
    if not occasion.is_private:
        raise NotPermitted("only-in-private")

    async def act(tx: Transaction) -> ProposalView:
        proposal, heading = await _read(tx, process, proposal_no)
        now = house.clock.now()
        rules.check_open(process, heading, now)
        if wished:
            await _give(tx, process, heading, proposal, occasion)
        else:
            await stored.take_back(tx, proposal_no, occasion.user_id)
        outcome = "supported" if wished else "unsupported"
        return await view(house, tx, process, proposal, occasion.user_id, outcome)

    return await house.db.write(act)


async def join(
    house: House, occasion: Occasion, process_no: int, proposal_no: int
) -> ProposalView:
    """Join a proposal instead of handing in one's own: follow it, and support it where one may.

    The outcome is "joined" where it is supported, "followed" where that is not possible.

    Raises:
        NotThere: "no-such-proposal".
        NotPermitted: "only-in-private".
    """
    process = house.process(process_no)
    if not occasion.is_private:
        raise NotPermitted("only-in-private")

    async def act(tx: Transaction) -> ProposalView:
        proposal, heading = await _read(tx, process, proposal_no)
        await following.follow(tx, proposal_no, occasion.user_id)
        try:
            rules.check_open(process, heading, house.clock.now())
            await _give(tx, process, heading, proposal, occasion)
            outcome = "joined"
        except Refusal:
            outcome = "followed"
        return await view(house, tx, process, proposal, occasion.user_id, outcome)

    return await house.db.write(act)


async def counts(house: House, tx: Transaction, process: Process) -> dict[int, int]:
    """Return how many people support each proposal, where that may be known."""
    known = [one.no for one in process.headings if is_known(house, process, one)]
    return await stored.counts(tx, process.no, known)


def is_known(house: House, process: Process, heading: Heading) -> bool:
    """Say whether everybody may know how many support a heading's proposals."""
    return rules.shown_from(process, heading, house.clock.now()) is None


def may_be_known(house: House, process: Process) -> bool:
    """Say whether that holds for any heading of a budget year that takes support."""
    return any(
        is_known(house, process, one) and rules.takes_support(process, one)
        for one in process.headings
    )


async def _read(tx: Transaction, process: Process, proposal_no: int) -> tuple[Proposal, Heading]:
    proposal = await proposals.by_number(tx, process.no, proposal_no)
    heading = process.heading(proposal.heading_no) if proposal is not None else None
    if proposal is None or heading is None:
        raise NotThere("no-such-proposal")
    return proposal, heading


async def _give(
    tx: Transaction, process: Process, heading: Heading, proposal: Proposal, occasion: Occasion
) -> None:
    """Put a person's support down; what stands already is not counted against the limit."""
    user_id = occasion.user_id
    entitled(process, heading, await citizens.participant(tx, process.no, user_id))
    is_own = await stored.is_proposer(tx, proposal.proposal_no, user_id)
    rules.check_proposal(proposal.state, is_own=is_own)
    if await stored.is_given(tx, proposal.proposal_no, user_id):
        return
    left = await supporters.left(tx, process, heading, user_id)
    if left == 0:
        raise NotPermitted("supports-all-used")
    await stored.give(tx, proposal.proposal_no, user_id, occasion.now_s)
