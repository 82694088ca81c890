"""Joining shortlisted items that need each other into one project, and taking them apart again.

Managers do so while costs are set and not published yet. The public log and the histories of all
the proposals concerned say so, and whoever follows any of them is told once.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from actions import agenda, costing, processes, proposal_news, questions, roles
from actions.house import House, Occasion
from actions.process_headings import fitting
from deliberation.agenda import AgendaItem, shortlisted
from deliberation.agenda_views import HeadingCostsView, JoiningView
from deliberation.joining import Joining, joined, joining_of, parted, without_costs
from deliberation.process import Heading, Process
from deliberation.refusals import NotThere, Stale
from deliberation.reviewing import Reader
from storage import merging as stored_mergers
from storage import proposals as stored_proposals
from storage import public_log, updates
from storage.database import Transaction

log = logging.getLogger(__name__)

LOG_JOINED, LOG_PARTED = "items-joined", "items-parted"


@dataclass(frozen=True)
class _Change:
    heading: Heading
    joining: Joining
    log_kind: str


async def look(
    house: House,
    occasion: Occasion,
    process_no: int,
    heading_no: int,
    item_no: int,
    other_no: int = 0,
) -> JoiningView:
    """Return what an item can be joined with, or the two that wait for a yes.

    Raises:
        NotPermitted: "role-needed", "only-in-private".
        NotThere: "no-such-heading", "no-such-item".
        NotNow: "costing-closed"; Stale "costs-published".
    """

    async def read(tx: Transaction) -> JoiningView:
        process = house.process(process_no)
        heading = await _joinable(tx, process, occasion, heading_no)
        item = _standing(heading, item_no)
        return JoiningView(
            process=process,
            heading=heading,
            item=item,
            others=tuple(one for one in heading.shortlisted_items if one.no != item_no),
            other=_standing(heading, other_no) if other_no else None,
            parts=parts_of(heading, item),
        )

    view = await house.db.read(read)
    await questions.settle(house, occasion)
    return view


async def join(
    house: House,
    occasion: Occasion,
    process_no: int,
    heading_no: int,
    item_no: int,
    other_no: int,
) -> HeadingCostsView:
    """Join another item to one; their cost is to be set anew. A repeated update changes nothing.

    Raises:
        Stale, BadInput: as `deliberation.joining.joined`.
        And as `look`.
    """

    def change(heading: Heading) -> _Change:
        items = shortlisted(heading.agenda, heading.shortlist)
        ids = {one.no: one.item_id for one in items}
        first, second = ids.get(item_no, ""), ids.get(other_no, "")
        joinings = joined(items, heading.joinings, first, second, fitting)
        return _changed(heading, joinings, joinings[-1], LOG_JOINED)

    return await _change_heading(house, occasion, process_no, heading_no, change, "joined")


async def part(
    house: House, occasion: Occasion, process_no: int, heading_no: int, item_no: int
) -> HeadingCostsView:
    """Take joined items apart; each one's cost is to be set anew.

    Raises:
        Stale: "item-not-joined".
        And as `look`.
    """

    def change(heading: Heading) -> _Change:
        items = shortlisted(heading.agenda, heading.shortlist)
        item_id = next((one.item_id for one in items if one.no == item_no), "")
        left = parted(heading.joinings, item_id)
        was = next(one for one in heading.joinings if one.item_id == item_id)
        return _changed(heading, left, was, LOG_PARTED)

    return await _change_heading(house, occasion, process_no, heading_no, change, "parted")


def parts_of(heading: Heading, item: AgendaItem) -> tuple[AgendaItem, ...]:
    """Return the agenda items that a shortlisted one is made of; none where it stands alone."""
    joining = joining_of(heading.joinings, item.item_id)
    by_id = {one.item_id: one for one in heading.agenda}
    return tuple(by_id[one] for one in joining.members) if joining is not None else ()


def _changed(
    heading: Heading, joinings: tuple[Joining, ...], joining: Joining, log_kind: str
) -> _Change:
    cleared = without_costs(heading.agenda, joining.members)
    return _Change(replace(heading, agenda=cleared, joinings=joinings), joining, log_kind)


async def _change_heading(
    house: House,
    occasion: Occasion,
    process_no: int,
    heading_no: int,
    change: Callable[[Heading], _Change],
    outcome: str,
) -> HeadingCostsView:
    adopted: list[Process] = []

    async def act(tx: Transaction) -> HeadingCostsView:
        process = await processes.standing(tx, process_no)
        await roles.require_manager(tx, process.no, occasion)
        if not await updates.remember(tx, occasion.update_id, occasion.now_s):
            known = costing.heading_of(process, heading_no)
            return replace(costing.costs_of(process, known, None, occasion.now), outcome=outcome)
        changed = change(await _joinable(tx, process, occasion, heading_no))
        restated = agenda.with_headings(process, [changed.heading])
        await processes.restate(house, tx, restated)
        await _record(tx, restated, changed, occasion)
        adopted.append(restated)
        view = costing.costs_of(restated, changed.heading, None, occasion.now)
        return replace(view, outcome=outcome)

    view = await house.db.write(act)
    for process in adopted:
        processes.adopt(house, process)
    await questions.settle(house, occasion)
    return view


async def _joinable(
    tx: Transaction, process: Process, occasion: Occasion, heading_no: int
) -> Heading:
    await roles.require_manager(tx, process.no, occasion)
    heading = costing.heading_of(process, heading_no)
    if heading.projects:
        raise Stale("costs-published", heading=heading)
    costing.require_settable(process, heading, occasion.now)
    return heading


def _standing(heading: Heading, item_no: int) -> AgendaItem:
    found = next((one for one in heading.shortlisted_items if one.no == item_no), None)
    if found is None:
        raise NotThere("no-such-item")
    return found


async def _record(tx: Transaction, process: Process, changed: _Change, occasion: Occasion) -> None:
    """Put it into the public log and the histories, and tell proposers and followers."""
    joining, names = changed.joining, dict(changed.joining.names.by_language)
    body = {
        "heading": changed.heading.heading_id,
        "project": joining.item_id,
        "items": list(joining.members),
        "names": names,
    }
    await public_log.append(tx, process.no, changed.log_kind, body, occasion.now_s)
    members = set(joining.members)
    numbers = {
        number
        for one in changed.heading.agenda
        if one.item_id in members
        for number in one.proposals
    }
    concerned = await stored_mergers.proposals_of(tx, numbers)
    made = {one.merged_into for one in concerned.values() if one.merged_into} - numbers
    concerned |= await stored_mergers.proposals_of(tx, made)
    for number, proposal in sorted(concerned.items()):
        event_no = await stored_proposals.note(
            tx, number, changed.log_kind, {"names": names}, occasion.now_s, occasion.user_id
        )
        await proposal_news.tell(
            tx, proposal, event_no, Reader.EVERYBODY, occasion.now_s, occasion.user_id
        )
    log.info("process %d: %s, %s", process.no, changed.log_kind, ", ".join(joining.members))
