"""What a suggestion to merge comes to: decided by answers, by the clock, or by what happened.

Nobody has to be there: a sweep looks at every undecided suggestion, so that one whose time has
run out, or whose proposals were withdrawn or reviewed meanwhile, ends by itself.
"""

import logging
from collections.abc import Collection, Mapping
from datetime import datetime
from functools import partial

from actions import agenda, merging_news, proposal_news, reviewing
from actions.house import House
from actions.sweeps import sweeps
from deliberation.merging import (
    Merge,
    MergeState,
    Verdict,
    answers_until,
    judged,
    made_content,
    made_state,
    speaker_of,
)
from deliberation.phases import Deed, open_until, opens_next
from deliberation.process import Heading, Process
from deliberation.proposals import Proposal, State
from deliberation.reviewing import Act, Reader, lead_for
from storage import attachments, public_log, reviews
from storage import merging as stored
from storage import proposals as stored_proposals
from storage.database import DUE, Transaction

log = logging.getLogger(__name__)


@sweeps
async def sweep(house: House) -> datetime | None:
    """Bring every undecided suggestion up to date; return when the next one's time ends."""
    now = house.clock.now()
    ends: list[datetime] = []
    for process in tuple(house.processes.values()):
        undecided = await house.db.read(partial(stored.undecided, process_no=process.no))
        for merge in undecided:
            after = await house.db.write(
                partial(_settle_by_number, process=process, merge_no=merge.merge_no, now=now)
            )
            if after.state is MergeState.ASKED:
                ends.append(after.until_utc)
    return min(ends, default=None)


async def _settle_by_number(
    tx: Transaction, process: Process, merge_no: int, now: datetime
) -> Merge:
    merge = await stored.by_number(tx, process.no, merge_no)
    if merge is None:
        raise KeyError(merge_no)
    return await settle(tx, process, merge, now)


async def settle(
    tx: Transaction, process: Process, merge: Merge, now: datetime, but: int = 0
) -> Merge:
    """Do what a suggestion has come to, and return it as it stands then.

    Whoever answered just now (`but`) is not told of their own proposal.
    """
    if merge.state is not MergeState.ASKED:
        return merge
    heading = process.heading(merge.heading_no)
    proposals = await stored.proposals_of(tx, [part.proposal_no for part in merge.parts])
    if heading is None:
        # A newer process file has the heading no more: there is nothing to merge into.
        rest = [proposals[number] for number in merge.numbers]
        await fail(tx, merge, rest, int(now.timestamp()), but)
        return await stored.by_number(tx, process.no, merge.merge_no) or merge
    verdict = _judged(process, heading, merge, proposals, now)
    rest = [proposals[number] for number in merge.numbers if number not in verdict.left]
    now_s = int(now.timestamp())
    await stored.leave(tx, merge.merge_no, verdict.left)
    for number in verdict.left:
        await _note(tx, proposals[number], "merge-left", now_s, but)
    if verdict.outcome is MergeState.MERGED:
        await _make(tx, process, merge, proposals[verdict.lead_no], rest, now)
    elif verdict.outcome is MergeState.FAILED:
        await fail(tx, merge, rest, now_s, but)
    elif verdict.asks_anew:
        await _ask_anew(tx, process, heading, merge, verdict.lead_no, rest, now)
    elif verdict.lead_no != merge.lead_no:
        await stored.lead(tx, merge.merge_no, verdict.lead_no)
    return await stored.by_number(tx, process.no, merge.merge_no) or merge


async def fail(
    tx: Transaction, merge: Merge, rest: Collection[Proposal], now_s: int, but: int = 0
) -> None:
    """End a suggestion that came to nothing; all who are left and the facilitator are told."""
    await stored.close(tx, merge.merge_no, MergeState.FAILED, now_s)
    for one in rest:
        await _note(tx, one, "merge-failed", now_s, but)
    await merging_news.tell_facilitator(tx, merge, now_s)
    tx.touch(DUE)


def may_be_reviewed(process: Process, heading: Heading, now: datetime) -> bool:
    """Say whether a department can still look at what a merger makes."""
    about = (process.stages, heading.programme, Deed.REVIEW, now)
    return open_until(*about) is not None or opens_next(*about) is not None


def answerable_until(process: Process, heading: Heading, now: datetime) -> datetime:
    """Return until when proposers could answer a suggestion made now."""
    opens = opens_next(process.stages, heading.programme, Deed.PRIORITISE, now)
    days = process.proposal_rules(heading.programme).merge_days
    return answers_until(now, days, opens)


def _judged(
    process: Process,
    heading: Heading,
    merge: Merge,
    proposals: Mapping[int, Proposal],
    now: datetime,
) -> Verdict:
    if agenda.has_opened(process, heading, now):
        return Verdict(MergeState.FAILED, merge.lead_no)
    return judged(
        merge,
        {number: one.state for number, one in proposals.items()},
        now,
        silence_consents=process.proposal_rules(heading.programme).silence_consents,
        may_review=may_be_reviewed(process, heading, now),
        gone=[number for number, one in proposals.items() if not one.author],
    )


async def _ask_anew(
    tx: Transaction,
    process: Process,
    heading: Heading,
    merge: Merge,
    lead_no: int,
    rest: Collection[Proposal],
    now: datetime,
) -> None:
    """Ask the rest about the next one's text, with as much time; where there is none, fail."""
    until = answerable_until(process, heading, now)
    if until <= now:
        await fail(tx, merge, rest, int(now.timestamp()))
        return
    await stored.ask_anew(tx, merge.merge_no, lead_no, int(until.timestamp()))
    for one in rest:
        await _note(tx, one, "merge-asked-anew", int(now.timestamp()), 0)
    tx.touch(DUE)


async def _make(
    tx: Transaction,
    process: Process,
    merge: Merge,
    lead: Proposal,
    rest: Collection[Proposal],
    now: datetime,
) -> None:
    """Put one proposal in the place of several; each of them leads to it, and it to them."""
    now_s = int(now.timestamp())
    state = made_state([one.state for one in rest], merge.joint.is_whole)
    content = made_content(lead.content, merge.joint)
    received = min(one.received_utc for one in rest)
    speaker = speaker_of(lead, rest)
    made = await stored.make(tx, merge.merge_no, lead, speaker, content, state, received)
    codes = [one.code for one in rest]
    with_files = [one.code for one in rest if await attachments.of_proposal(tx, one.proposal_no)]
    merged = {"codes": codes, **({"with_files": with_files} if with_files else {})}
    await stored_proposals.note(tx, made.proposal_no, "merged-from", merged, now_s)
    entry = {"proposal": made.code, "heading": made.heading_no, "event": "merged-from"}
    await public_log.append(tx, process.no, "proposal", {**entry, "of": codes}, now_s)
    if state is State.REVIEWING:
        await _hand_over(tx, process, made, lead, rest)
    for one in rest:
        await reviewing.take(
            tx, process, one, Act.MERGE, {"code": made.code, "into": made.proposal_no}, now_s
        )
    await stored.become(tx, made.proposal_no, [one.proposal_no for one in rest])
    await stored.close(tx, merge.merge_no, MergeState.MERGED, now_s)
    await merging_news.tell_facilitator(tx, merge, now_s)
    if state is State.REVIEWING:
        await proposal_news.tell_reviewers(tx, process.no, made.proposal_no, now_s)
    tx.touch(DUE)
    log.info("process %d: %d proposals became one", process.no, len(rest))


async def _hand_over(
    tx: Transaction,
    process: Process,
    made: Proposal,
    lead: Proposal,
    rest: Collection[Proposal],
) -> None:
    """Give what was made to the departments that had its parts; the lead's department leads."""
    had = {one.proposal_no: await reviews.assignments(tx, one.proposal_no) for one in rest}
    leading = reviewing.lead_of(had[lead.proposal_no]) or lead_for(process, made)
    others = {one.department for assignments in had.values() for one in assignments} - {leading}
    if leading:
        await reviews.assign(tx, made.proposal_no, leading, True)
    for department in sorted(others):
        await reviews.assign(tx, made.proposal_no, department, False)


async def _note(tx: Transaction, proposal: Proposal, kind: str, now_s: int, but: int) -> None:
    event_no = await stored_proposals.note(tx, proposal.proposal_no, kind, {}, now_s)
    await proposal_news.tell(tx, proposal, event_no, Reader.PROPOSER, now_s, but)
