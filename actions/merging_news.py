"""Telling of mergers: the facilitator learns what came of a suggestion."""

from actions import roles
from actions.house import House
from actions.notices import tells
from deliberation.merging import Merge
from deliberation.merging_views import MergeView
from deliberation.process import Process
from deliberation.refusals import NotPermitted, NotThere
from storage import merging as stored
from storage import outbox
from storage.database import Transaction
from storage.outbox import Notice

SETTLED = "merge-settled"


async def tell_facilitator(tx: Transaction, merge: Merge, now_s: int) -> None:
    """Tell whoever suggested it what came of it."""
    notice = Notice(
        kind=SETTLED,
        chat_id=merge.suggested_by,
        process_no=merge.process_no,
        params={"merge_no": merge.merge_no},
        told_key=f"{SETTLED}:{merge.merge_no}",
    )
    await outbox.put(tx, notice, now_s)


@tells(SETTLED)
async def settled(house: House, notice: Notice) -> MergeView | None:
    """Return what came of a suggestion; None to somebody who is no facilitator any more."""
    process = house.process(notice.process_no)

    async def read(tx: Transaction) -> MergeView | None:
        merge = await stored.by_number(tx, process.no, int(notice.params["merge_no"]))
        if merge is None:
            return None
        heading = process.heading(merge.heading_no)
        if heading is None:
            return None
        try:
            await roles.require_facilitator(tx, process, notice.chat_id, heading)
        except NotPermitted:
            return None
        return await view_of(house, tx, process, merge)

    return await house.db.read(read)


async def view_of(
    house: House,
    tx: Transaction,
    process: Process,
    merge: Merge,
    own_no: int = 0,
    outcome: str = "",
) -> MergeView:
    """Return a suggestion as staff see it, or as the proposer of `own_no` does."""
    heading = process.heading(merge.heading_no)
    if heading is None:
        raise NotThere("no-such-heading")
    proposals = await stored.proposals_of(tx, [part.proposal_no for part in merge.parts])
    return MergeView(
        process=process,
        heading=heading,
        merge=merge,
        proposals=proposals,
        now=house.clock.now(),
        own=proposals[own_no] if own_no else None,
        made=await stored.made_by(tx, merge.merge_no),
        outcome=outcome,
    )
