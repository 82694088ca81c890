"""Proposals that are like a text: kept in memory, brought up to date from the store.

The index follows the proposals' histories, so that whatever is handed in, changed or withdrawn
is known at the next question, and after a start everything is. It works in a thread of its own.
"""

import asyncio
from datetime import datetime
from functools import partial

from actions.house import House, Occasion, SimilarProposals
from actions.proposal_drafts import DRAFT
from actions.proposal_indexes import catch_up
from actions.sweeps import sweeps
from deliberation.proposal_views import SimilarView
from deliberation.proposals import Content, Proposal, State, unpack
from deliberation.reviewing import public_state
from deliberation.similarity import NEAREST, Match, text_of
from storage import drafts
from storage import proposals as stored
from storage.database import Transaction

GONE = (State.WITHDRAWN, State.LAPSED, State.MERGED)


@sweeps
async def keep_up(house: House) -> datetime | None:
    """Bring every year's index up to date, so that nobody waits for it."""
    for process_no in tuple(house.processes):
        await _caught_up(house, process_no)
    return None


async def for_draft(house: House, occasion: Occasion, token: str) -> SimilarView | None:
    """Return what is like a whole new draft, the likest first; None where nothing is.

    A draft that changes a proposal is not compared: it has been handed in once.
    """

    async def begun(tx: Transaction) -> drafts.Draft | None:
        return await drafts.of(tx, occasion.user_id, DRAFT)

    found = await house.db.read(begun)
    if found is None or found.data["token"] != token:
        return None
    draft = unpack(found.data)
    if draft.revises or not draft.is_complete:
        return None
    matches = await nearest(house, found.process_no, draft.content)
    if not matches:
        return None

    async def read(tx: Transaction) -> list[Proposal]:
        proposals = [await stored.by_number(tx, found.process_no, match.key) for match in matches]
        return [one for one in proposals if one is not None]

    proposals = await house.db.read(read)
    return SimilarView(
        house.process(found.process_no),
        token,
        tuple((one, public_state(one.state)) for one in proposals),
    )


async def nearest(
    house: House, process_no: int, content: Content, most: int = NEAREST
) -> list[Match]:
    """Return the proposals of a budget year that are most like a content."""
    kept = await _caught_up(house, process_no)
    async with kept.turn:
        return await asyncio.to_thread(kept.index.nearest, _text(content), most)


async def _caught_up(house: House, process_no: int) -> SimilarProposals:
    kept = house.similar.setdefault(process_no, SimilarProposals())
    await catch_up(house, process_no, kept, partial(_take_over, kept))
    return kept


def _take_over(kept: SimilarProposals, changed: list[Proposal]) -> None:
    for proposal in changed:
        if proposal.state in GONE:
            kept.index.remove(proposal.proposal_no)
    kept.index.add_all(
        (one.proposal_no, _text(one.content)) for one in changed if one.state not in GONE
    )


def _text(content: Content) -> str:
    return text_of(content.title, content.problem, content.idea, content.place)
