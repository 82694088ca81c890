"""Following a proposal: whoever wishes is told of its steps."""

from actions.house import House, Occasion
from actions.proposals import view
from deliberation.proposal_views import ProposalView
from deliberation.refusals import NotPermitted, NotThere
from storage import following as stored
from storage import proposals
from storage.database import Transaction


async def follow(
    house: House, occasion: Occasion, process_no: int, proposal_no: int, wished: bool
) -> ProposalView:
    """Follow a proposal, or stop; once more changes nothing.

    Raises:
        NotThere: "no-such-proposal".
        NotPermitted: "only-in-private".
    """
    process = house.process(process_no)
    if not occasion.is_private:
        raise NotPermitted("only-in-private")

    async def act(tx: Transaction) -> ProposalView:
        proposal = await proposals.by_number(tx, process_no, proposal_no)
        if proposal is None:
            raise NotThere("no-such-proposal")
        change = stored.follow if wished else stored.unfollow
        await change(tx, proposal_no, occasion.user_id)
        outcome = "followed" if wished else "unfollowed"
        return await view(house, tx, process, proposal, occasion.user_id, outcome)

    return await house.db.write(act)
