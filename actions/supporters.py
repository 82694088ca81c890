"""A proposal's support as a person sees it: for the proposal's screen, inside its transaction."""

from datetime import datetime

from deliberation import support as rules
from deliberation.phases import Deed, open_until
from deliberation.process import Heading, Process
from deliberation.proposals import Proposal, unpack
from deliberation.support_views import SupportView
from storage import citizens, drafts
from storage import support as stored
from storage.database import Transaction


async def standing(
    tx: Transaction,
    process: Process,
    heading: Heading,
    proposal: Proposal,
    user_id: int,
    now: datetime,
) -> SupportView:
    """Return a proposal's support; a count that nobody may know yet is not even read."""
    hidden_until = rules.shown_from(process, heading, now)
    until = open_until(process.stages, heading.programme, Deed.SUPPORT, now)
    is_own = await stored.is_proposer(tx, proposal.proposal_no, user_id)
    # What somebody supported who proposes it with others now is no support any more.
    is_given = not is_own and await stored.is_given(tx, proposal.proposal_no, user_id)
    is_open = until is not None and proposal.state in rules.SUPPORTED and not is_own
    row = await citizens.participant(tx, process.no, user_id)
    district = row["district"] if row is not None else ""
    may_give = is_open and heading.district_id in ("", district or heading.district_id)
    return SupportView(
        is_given=is_given,
        may_give=may_give,
        count=await stored.count(tx, proposal.proposal_no) if hidden_until is None else None,
        until=until if is_open else None,
        shown_from=hidden_until,
        left=await left(tx, process, heading, user_id) if may_give else None,
        has_draft=not is_own and await _has_whole_draft(tx, process, user_id),
    )


async def _has_whole_draft(tx: Transaction, process: Process, user_id: int) -> bool:
    found = await drafts.of(tx, user_id, "proposal")
    if found is None or found.process_no != process.no:
        return False
    draft = unpack(found.data)
    return draft.is_complete and not draft.revises


async def left(tx: Transaction, process: Process, heading: Heading, user_id: int) -> int | None:
    """Return how many proposals a person may still support in a heading; None: any number.

    The year's limit holds for all headings together, a programme's own for its headings.
    """
    given = await stored.given_by(tx, process.no, user_id)
    of_programme = sum(
        number
        for heading_no, number in given.items()
        if (one := process.heading(heading_no)) and one.programme is heading.programme
    )
    own_limit = process.proposal_rules(heading.programme).support_limit
    return rules.least_left(
        rules.left_of(process.proposals.support_limit, sum(given.values())),
        rules.left_of(own_limit, of_programme),
    )
