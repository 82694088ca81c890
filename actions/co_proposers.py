"""Proposing together: joining by link, leaving, and what happens when enough have, or time is up.

A proposal that needs co-proposers gathers them first. It counts, and goes to review, when the
last one that it needs has joined; when proposing closes before that, it lapses.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial

from actions import proposal_news, reviewing
from actions.house import House, Occasion
from actions.proposal_drafts import participant_in, require_private
from actions.proposals import view
from actions.sweeps import sweeps
from deliberation.co_proposers import check_gathers, check_join, has_enough, warned_at
from deliberation.phases import Deed, open_until
from deliberation.process import Heading, Process
from deliberation.proposal_views import ProposalView
from deliberation.proposals import Proposal
from deliberation.public_names import masked
from deliberation.refusals import NotPermitted, NotThere
from deliberation.reviewing import Act, Reader
from storage import co_proposers as stored
from storage import following
from storage import proposals as stored_proposals
from storage.database import DUE, Transaction

MISSING = proposal_news.LACKING
AT_ONCE = 200
NOTED_LEAST = 40


async def join(
    house: House, occasion: Occasion, process_no: int, proposal_no: int, name: str
) -> ProposalView:
    """Propose together with others; once more changes nothing.

    Of `name`, as the person is called, only the masked form is kept.

    Raises:
        NotThere: "no-such-proposal".
        NotPermitted: "only-in-private", "not-registered", "other-district".
        BadInput, Stale, NotNow: as `deliberation.co_proposers.check_join`.
    """

    async def act(tx: Transaction, process: Process, proposal: Proposal) -> str:
        heading = reviewing.heading_of(process, proposal)
        participant = await participant_in(tx, process, occasion.user_id)
        if heading.district_id and heading.district_id != participant["district"]:
            district = process.district(participant["district"])
            raise NotPermitted(
                "other-district", heading=heading, district=district, process=process
            )
        if await stored.has_joined(tx, proposal_no, occasion.user_id):
            return "co-joined"
        about = (process.stages, heading.programme, Deed.PROPOSE, house.clock.now())
        check_join(proposal, occasion.user_id, open_until(*about))
        await stored.join(tx, proposal_no, occasion.user_id, masked(name), occasion.now_s)
        await following.follow(tx, proposal_no, occasion.user_id)
        await _note(tx, process, proposal, "co-joined", occasion.now_s)
        await _count(tx, process, proposal, occasion.now_s)
        return "co-joined"

    return await _done(house, occasion, process_no, proposal_no, act)


async def leave(
    house: House, occasion: Occasion, process_no: int, proposal_no: int
) -> ProposalView:
    """Propose it no longer, until it counts; once more changes nothing.

    Raises:
        NotThere: "no-such-proposal".
        NotPermitted: "only-in-private".
        Stale: "co-proposers-complete", "co-proposers-over".
    """

    async def act(tx: Transaction, process: Process, proposal: Proposal) -> str:
        if await stored.has_joined(tx, proposal_no, occasion.user_id):
            check_gathers(proposal)
            await stored.leave(tx, proposal_no, occasion.user_id)
            await following.unfollow(tx, proposal_no, occasion.user_id)
            await _note(tx, process, proposal, "co-left", occasion.now_s)
        return "co-left"

    return await _done(house, occasion, process_no, proposal_no, act)


@sweeps
async def sweep(house: House) -> datetime | None:
    """Let proposals count, warn and lapse as the clock has it; return when there is more."""
    now = house.clock.now()
    coming: list[datetime] = []
    for process in tuple(house.processes.values()):
        for heading in process.headings:
            after = 0
            while True:
                do = partial(_due, process=process, heading=heading, after=after, now=now)
                seen, again = await house.db.write(do)
                coming += again
                if len(seen) < AT_ONCE:
                    break
                after = seen[-1]
    return min(coming, default=None)


async def _due(
    tx: Transaction, process: Process, heading: Heading, after: int, now: datetime
) -> tuple[list[int], list[datetime]]:
    found = await stored.gathering(tx, process.no, heading.no, after=after, most=AT_ONCE)
    closes = open_until(process.stages, heading.programme, Deed.PROPOSE, now)
    again: list[datetime] = []
    for proposal in found:
        now_s = int(now.timestamp())
        if await _count(tx, process, proposal, now_s):
            continue
        if closes is None:
            await reviewing.take(tx, process, proposal, Act.LAPSE, {}, now_s)
            continue
        warned = warned_at(closes, proposal.received_utc)
        if warned is not None and warned <= now:
            await _warn(tx, process, proposal, closes, now_s)
        again.append(warned if warned is not None and warned > now else closes)
    return [one.proposal_no for one in found], again


async def _count(tx: Transaction, process: Process, proposal: Proposal, now_s: int) -> bool:
    """Let a proposal count where enough have joined."""
    needed = _needed(process, proposal)
    joined = await stored.count(tx, proposal.proposal_no)
    if not has_enough(joined, needed):
        return False
    await reviewing.take(tx, process, proposal, Act.COUNT, {"n": joined}, now_s)
    tx.touch(DUE)
    return True


async def _warn(
    tx: Transaction, process: Process, proposal: Proposal, closes: datetime, now_s: int
) -> None:
    """Tell once for each end of proposing that too few have joined."""
    closes_s = int(closes.timestamp())
    events = await stored_proposals.history(tx, proposal.proposal_no)
    if any(one.kind == MISSING and one.params["until_s"] == closes_s for one in events):
        return
    joined, needed = await stored.count(tx, proposal.proposal_no), _needed(process, proposal)
    params = {"n": joined, "needed": needed, "until_s": closes_s}
    event_no = await stored_proposals.note(tx, proposal.proposal_no, MISSING, params, now_s)
    await proposal_news.tell(tx, proposal, event_no, Reader.EVERYBODY, now_s)


Do = Callable[[Transaction, Process, Proposal], Awaitable[str]]


async def _done(
    house: House, occasion: Occasion, process_no: int, proposal_no: int, do: Do
) -> ProposalView:
    process = house.process(process_no)

    async def act(tx: Transaction) -> ProposalView:
        require_private(occasion)
        proposal = await stored_proposals.by_number(tx, process_no, proposal_no)
        if proposal is None:
            raise NotThere("no-such-proposal")
        outcome = await do(tx, process, proposal)
        again = await stored_proposals.by_number(tx, process_no, proposal_no)
        return await view(house, tx, process, again or proposal, occasion.user_id, outcome)

    return await house.db.write(act)


async def _note(
    tx: Transaction, process: Process, proposal: Proposal, kind: str, now_s: int
) -> None:
    """Note that somebody joined or left, with the count alone; the proposer is told.

    Whoever joins and leaves without end fills neither the history nor the proposer's chat.
    """
    needed = _needed(process, proposal)
    noted = await stored_proposals.times(tx, proposal.proposal_no, "co-joined", "co-left")
    if noted >= NOTED_LEAST + 2 * needed:
        return
    params = {"n": await stored.count(tx, proposal.proposal_no), "needed": needed}
    event_no = await stored_proposals.note(tx, proposal.proposal_no, kind, params, now_s)
    await proposal_news.tell(tx, proposal, event_no, Reader.PROPOSER, now_s)


def _needed(process: Process, proposal: Proposal) -> int:
    heading = reviewing.heading_of(process, proposal)
    return process.proposal_rules(heading.programme).co_proposers_needed
