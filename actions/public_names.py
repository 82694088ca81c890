"""How a proposer is named: chosen while the proposal is written, and at any time later."""

from dataclasses import replace

from actions.house import House, Occasion
from actions.proposal_drafts import DRAFT, keep, require_private, view_of
from actions.proposals import own, view
from deliberation.proposal_views import DraftView, ProposalView
from deliberation.proposals import unpack
from deliberation.public_names import Naming, signature
from deliberation.refusals import BadInput, NotThere
from storage import drafts
from storage import proposals as stored
from storage.database import Transaction


async def name_draft(house: House, occasion: Occasion, naming: str) -> DraftView:
    """Note how the proposer of a draft wishes to be named.

    Raises:
        NotThere: "no-draft".
        BadInput: "no-such-naming".
        NotPermitted: "only-in-private".
    """
    wished = _wished(naming)

    async def act(tx: Transaction) -> DraftView:
        require_private(occasion)
        found = await drafts.of(tx, occasion.user_id, DRAFT)
        if found is None:
            raise NotThere("no-draft")
        process = house.process(found.process_no)
        draft = replace(unpack(found.data), naming=wished)
        await keep(tx, occasion, process.no, draft)
        return await view_of(house, tx, process, draft, occasion)

    return await house.db.write(act)


async def sign(
    house: House,
    occasion: Occasion,
    process_no: int,
    proposal_no: int,
    naming: str,
    name: str,
) -> ProposalView:
    """Show the proposer's name as they wish; of `name` only that is kept.

    Raises:
        NotThere: "no-such-proposal", also where it is somebody else's.
        BadInput: "no-such-naming".
        NotPermitted: "only-in-private".
    """
    process = house.process(process_no)
    wished = _wished(naming)

    async def act(tx: Transaction) -> ProposalView:
        require_private(occasion)
        await own(tx, process_no, proposal_no, occasion.user_id)
        await stored.sign(tx, proposal_no, signature(wished, name))
        again = await own(tx, process_no, proposal_no, occasion.user_id)
        return await view(house, tx, process, again, occasion.user_id, "signed")

    return await house.db.write(act)


def _wished(naming: str) -> Naming:
    try:
        return Naming(naming)
    except ValueError:
        raise BadInput("no-such-naming") from None
