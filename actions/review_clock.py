"""What review does by the clock: proposals go to departments, and times to answer run out."""

from datetime import datetime, timedelta
from functools import partial

from actions import proposal_news, reviewing
from actions.house import House
from actions.sweeps import sweeps
from deliberation.phases import Deed, open_until, opens_next
from deliberation.process import Heading, Process
from deliberation.proposals import Proposal, State
from deliberation.reviewing import Act, lead_for
from storage import proposals as stored
from storage import reviews
from storage.database import DUE, Transaction

AT_ONCE = 200


@sweeps
async def sweep(house: House) -> datetime | None:
    """Begin the reviews that are due and end the times that have run out; say when next."""
    now = house.clock.now()
    coming: list[datetime] = []
    for process in tuple(house.processes.values()):
        for heading in process.headings:
            begins = await _begin_due(house, process, heading, now)
            if begins is not None:
                coming.append(begins)
    while await house.db.write(partial(_run_out, house=house, now=now)) == AT_ONCE:
        continue
    next_end = await house.db.read(reviews.next_run_out)
    if next_end is not None:
        coming.append(next_end)
    return min(coming, default=None)


async def _begin_due(
    house: House, process: Process, heading: Heading, now: datetime
) -> datetime | None:
    """Begin what is due in a heading; return when the next one is."""
    about = (process.stages, heading.programme)
    oldest = await house.db.read(lambda tx: reviews.oldest_received(tx, process.no, heading.no))
    if oldest is None:
        return None
    if open_until(*about, Deed.REVIEW, now) is None:
        return opens_next(*about, Deed.REVIEW, now)
    edits_until = open_until(*about, Deed.EDIT_PROPOSAL, now)
    hours = timedelta(hours=process.proposal_rules(heading.programme).edit_hours)
    until = now - hours if edits_until is not None else now
    begin = partial(_begin, process=process, heading_no=heading.no, until=until, now=now)
    if oldest <= until:
        while await house.db.write(begin) == AT_ONCE:
            continue
        oldest = await house.db.read(
            lambda tx: reviews.oldest_received(tx, process.no, heading.no)
        )
    if oldest is None or edits_until is None:
        return None
    return min(oldest + hours, edits_until)


async def _begin(
    tx: Transaction, process: Process, heading_no: int, until: datetime, now: datetime
) -> int:
    now_s = int(now.timestamp())
    found = await reviews.received_before(
        tx, process.no, heading_no, int(until.timestamp()), AT_ONCE
    )
    for proposal in found:
        await _hand_over(tx, process, proposal, now_s)
    return len(found)


async def _hand_over(tx: Transaction, process: Process, proposal: Proposal, now_s: int) -> None:
    department = lead_for(process, proposal)
    params: dict[str, object] = {}
    if department:
        await reviews.assign(tx, proposal.proposal_no, department, True)
        params["departments"] = [department]
    await reviewing.take(tx, process, proposal, Act.BEGIN, params, now_s)
    await proposal_news.tell_reviewers(tx, process.no, proposal.proposal_no, now_s)


async def _run_out(tx: Transaction, house: House, now: datetime) -> int:
    now_s = int(now.timestamp())
    found = await reviews.run_out(tx, now_s, AT_ONCE)
    for proposal in found:
        process = house.process(proposal.process_no)
        if proposal.state is State.OPINED:
            # Nobody objected: the opinion becomes public as it was given.
            events = await stored.history(tx, proposal.proposal_no)
            opinion = next(one for one in reversed(events) if one.kind == Act.OPINE)
            params = {name: opinion.params[name] for name in ("note", "department")}
            await reviewing.take(
                tx, process, proposal, Act.RUN_OUT, params, now_s, told_as=Act.UPHOLD
            )
            continue
        await reviewing.take(tx, process, proposal, Act.RUN_OUT, {"asked": proposal.state}, now_s)
        await proposal_news.tell_reviewers(tx, process.no, proposal.proposal_no, now_s)
    if found:
        tx.touch(DUE)
    return len(found)
