"""What is kept in memory of a year's proposals: brought up to date from their histories."""

import asyncio
from collections.abc import Callable
from functools import partial

from actions.house import FollowedProposals, House
from deliberation.proposals import Proposal
from storage import proposals as stored

AT_ONCE = 2_000


async def catch_up(
    house: House,
    process_no: int,
    kept: FollowedProposals,
    take_over: Callable[[list[Proposal]], None],
) -> None:
    """Take over whatever has happened since the last time; it is done in a thread of its own."""
    async with kept.turn:
        while True:
            after = kept.up_to_event
            look = partial(
                stored.changed_since, process_no=process_no, event_no=after, most=AT_ONCE
            )
            last, changed = await house.db.read(look)
            if last == after:
                return
            await asyncio.to_thread(take_over, changed)
            kept.up_to_event = last
