"""Telling of mergers: each proposer is asked, and the facilitator learns what came of it."""

from collections.abc import Collection

from actions import roles
from actions.house import House
from actions.notices import tells
from deliberation.merging import Answer, Merge, MergeState
from deliberation.merging_views import MergeView
from deliberation.process import Process
from deliberation.proposals import Proposal
from deliberation.refusals import NotPermitted, NotThere
from storage import merging as stored
from storage import outbox
from storage.database import Transaction
from storage.outbox import Notice

ASKED, SETTLED = "merge-asked", "merge-settled"


async def ask(tx: Transaction, merge: Merge, proposals: Collection[Proposal], now_s: int) -> None:
    """Ask the proposers; once in each round."""
    for one in proposals:
        if not one.author:
            continue
        notice = Notice(
            kind=ASKED,
            chat_id=one.author,
            process_no=merge.process_no,
            params={
                "merge_no": merge.merge_no,
                "proposal_no": one.proposal_no,
                "round_no": merge.round_no,
            },
            told_key=f"{ASKED}:{merge.merge_no}:{merge.round_no}:{one.proposal_no}",
        )
        await outbox.put(tx, notice, now_s)


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


@tells(ASKED)
async def asked(house: House, notice: Notice) -> MergeView | None:
    """Return what a proposer is asked; None where they need not answer any more."""
    process = house.process(notice.process_no)
    number = int(notice.params["proposal_no"])

    async def read(tx: Transaction) -> MergeView | None:
        merge = await stored.by_number(tx, process.no, int(notice.params["merge_no"]))
        part = merge.part(number) if merge is not None else None
        if merge is None or part is None or part.why_left is not None:
            return None
        if process.heading(merge.heading_no) is None:
            return None
        is_open = merge.state is MergeState.ASKED and part.answer is Answer.OPEN
        if not is_open or merge.round_no != notice.params["round_no"]:
            return None
        view = await view_of(house, tx, process, merge, number)
        return view if view.own is not None and view.own.author == notice.chat_id else None

    return await house.db.read(read)


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
