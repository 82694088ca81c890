"""Costing: each shortlisted item gets a cost, and together they become the ballot's projects.

Managers set any cost, reviewers those of their department. A heading's costs are published at
once, by a manager, as the projects of its ballot; from then on that ballot can open. Where the
rules of the year are frozen already because another heading's voting has opened, a heading that
had no projects is completed, and the public log says so; nothing else can change then.
"""

import logging
from dataclasses import replace
from datetime import datetime

from actions import agenda, costing_news, processes, questions, roles
from actions.house import House, Occasion
from actions.questions import Question
from actions.typed_amounts import amounts_in
from deliberation.agenda import AgendaItem, uncosted, with_cost
from deliberation.agenda_views import CostingView, HeadingCostsView, ItemCostView
from deliberation.ceilings import ceiling_of, check_ceiling
from deliberation.joining import joining_of
from deliberation.phases import Deed, closed_at, open_until, opens_next
from deliberation.process import Heading, Process, costed_projects
from deliberation.refusals import BadInput, NotNow, NotPermitted, NotThere, Stale
from deliberation.rules import rules_sha256, rules_text
from storage import processes as stored_processes
from storage import public_log
from storage import roles as stored_roles
from storage.database import Transaction

log = logging.getLogger(__name__)

COST = "cost"
LOG_PUBLISHED, LOG_COMPLETED = "projects-published", "rules-completed"
COST_MOST = 10**16


async def look(house: House, occasion: Occasion, process_no: int) -> CostingView:
    """Return the headings whose shortlists have or wait for costs.

    Raises:
        NotPermitted: "role-needed", "only-in-private".
    """

    async def read(tx: Transaction) -> CostingView:
        process = house.process(process_no)
        mine = await _departments(tx, process_no, occasion)
        headings = tuple(heading for heading in process.headings if heading.shortlist)
        untils = [_until(process, heading, occasion.now) for heading in headings]
        return CostingView(
            process=process,
            headings=headings,
            until_utc=max((one for one in untils if one is not None), default=None),
            mine=mine,
        )

    return await house.db.read(read)


async def look_at_heading(
    house: House, occasion: Occasion, process_no: int, heading_no: int
) -> HeadingCostsView:
    """Return a heading's shortlisted items with their costs (NotThere "no-such-heading")."""

    async def read(tx: Transaction) -> HeadingCostsView:
        process = house.process(process_no)
        mine = await _departments(tx, process_no, occasion)
        return costs_of(process, heading_of(process, heading_no), mine, occasion.now)

    return await house.db.read(read)


async def ask(
    house: House, occasion: Occasion, process_no: int, heading_no: int, item_no: int
) -> ItemCostView:
    """Ask for an item's cost (raises as `set_cost`)."""

    async def read(tx: Transaction) -> ItemCostView:
        process = house.process(process_no)
        heading, item = await _settable(tx, process, occasion, heading_no, item_no)
        is_manager = await _departments(tx, process_no, occasion) is None
        return ItemCostView(
            process,
            heading,
            item,
            may_join=is_manager and not heading.projects and len(heading.shortlisted_items) > 1,
            may_part=is_manager
            and not heading.projects
            and joining_of(heading.joinings, item.item_id) is not None,
        )

    view = await house.db.read(read)
    about = {"heading_no": heading_no, "item_no": item_no}
    await questions.ask(house, occasion, COST, process_no, about)
    return view


async def read_cost(
    house: House, occasion: Occasion, question: Question, typed: str
) -> ItemCostView:
    """Return an item's cost as it was understood, to be confirmed.

    Raises:
        BadInput: "amount-..." where no amount can be read, "cost-too-high".
        And as `set_cost`.
    """
    process = house.process(question.process_no)
    heading_no, item_no = int(question.about["heading_no"]), int(question.about["item_no"])

    async def read(tx: Transaction) -> ItemCostView:
        heading, item = await _settable(tx, process, occasion, heading_no, item_no)
        return ItemCostView(process, heading, item, _readings(process, heading, item, typed))

    return await house.db.read(read)


async def set_cost(
    house: House,
    occasion: Occasion,
    process_no: int,
    heading_no: int,
    item_no: int,
    cost: int,
) -> HeadingCostsView:
    """Set what a shortlisted item costs, as it was confirmed.

    Raises:
        NotPermitted: "role-needed", "only-in-private", "other-department".
        NotThere: "no-such-heading", "no-such-item".
        NotNow: "costing-closed"; Stale "rules-frozen" where voting rests on it already.
        BadInput: "amount-absurd"; "cost-too-high" above the ceiling.
    """
    adopted: list[Process] = []

    async def act(tx: Transaction) -> HeadingCostsView:
        process = await processes.standing(tx, process_no)
        heading, item = await _settable(tx, process, occasion, heading_no, item_no)
        if not 0 < cost < COST_MOST:
            raise BadInput("amount-absurd", currency=process.currency)
        check_ceiling(cost, process, heading, item)
        changed = replace(heading, agenda=with_cost(heading.agenda, item_no, cost))
        restated = agenda.with_headings(process, [changed])
        await processes.restate(house, tx, restated)
        adopted.append(restated)
        mine = await _departments(tx, process_no, occasion)
        return replace(costs_of(restated, changed, mine, occasion.now), outcome="set")

    view = await house.db.write(act)
    for process in adopted:
        processes.adopt(house, process)
    await questions.settle(house, occasion)
    return view


async def publish(
    house: House, occasion: Occasion, process_no: int, heading_no: int
) -> HeadingCostsView:
    """Publish a heading's costs: its shortlisted items become the projects of its ballot.

    Raises:
        NotPermitted: "role-needed", "only-in-private".
        NotThere: "no-such-heading".
        NotNow: "costing-closed", "costs-missing"; Stale "rules-frozen".
        BadInput: "cost-too-high" where an item's cost is above the ceiling.
    """
    adopted: list[Process] = []

    async def act(tx: Transaction) -> HeadingCostsView:
        await roles.require_manager(tx, process_no, occasion)
        process = await processes.standing(tx, process_no)
        heading = heading_of(process, heading_no)
        require_settable(process, heading, occasion.now)
        missing = uncosted(heading.shortlisted_items)
        if missing or not heading.shortlist:
            raise NotNow("costs-missing", heading=heading, count=len(missing))
        for item in heading.shortlisted_items:
            # A newer process file may have lowered the ceiling since the cost was set.
            check_ceiling(item.cost or 0, process, heading, item)
        changed = replace(heading, projects=costed_projects(heading))
        if changed.projects != heading.projects:
            restated = agenda.with_headings(process, [changed])
            await _make_public(house, tx, process, restated, changed, occasion.now_s)
            adopted.append(restated)
        view = costs_of(adopted[0] if adopted else process, changed, None, occasion.now)
        return replace(view, outcome="published")

    view = await house.db.write(act)
    for process in adopted:
        processes.adopt(house, process)
    return view


async def _make_public(
    house: House, tx: Transaction, before: Process, after: Process, heading: Heading, now_s: int
) -> None:
    frozen = await stored_processes.frozen_rules(tx, before.no)
    if frozen is not None:
        was = before.heading(heading.no)
        if frozen != rules_sha256(before) or was is None or not was.awaits_projects:
            raise Stale("rules-frozen", process=before)
        sha256 = rules_sha256(after)
        await stored_processes.complete_rules(tx, before.no, sha256)
        body = {"former": frozen, "sha256": sha256, "rules": rules_text(after)}
        await public_log.append(tx, before.no, LOG_COMPLETED, body, now_s)
    await processes.restate(house, tx, after)
    listed = [{"project": one.project_id, "cost": one.cost} for one in heading.projects]
    published = {"heading": heading.heading_id, "projects": listed}
    checkpoint = await public_log.append(tx, before.no, LOG_PUBLISHED, published, now_s)
    await costing_news.tell_all(tx, after, heading, checkpoint, now_s)
    log.info("process %d heading %d: costs are public", before.no, heading.no)


async def _departments(
    tx: Transaction, process_no: int, occasion: Occasion
) -> frozenset[str] | None:
    """Return the departments whose items a reviewer may cost, None for a manager."""
    if not occasion.is_private:
        raise NotPermitted("only-in-private")
    grants = await stored_roles.of(tx, process_no, occasion.user_id)
    if any(grant.role == roles.MANAGER for grant in grants):
        return None
    mine = frozenset(grant.scope for grant in grants if grant.role == roles.REVIEWER)
    if not mine:
        raise NotPermitted("role-needed", role=roles.REVIEWER)
    return mine


async def _settable(
    tx: Transaction, process: Process, occasion: Occasion, heading_no: int, item_no: int
) -> tuple[Heading, AgendaItem]:
    mine = await _departments(tx, process.no, occasion)
    heading = heading_of(process, heading_no)
    items = heading.shortlisted_items
    item = next((one for one in items if one.no == item_no), None)
    if item is None:
        raise NotThere("no-such-item")
    if not _covers(mine, item):
        raise NotPermitted("other-department")
    require_settable(process, heading, occasion.now)
    frozen = await stored_processes.frozen_rules(tx, process.no)
    if frozen is not None and not heading.awaits_projects:
        raise Stale("rules-frozen", process=process)
    return heading, item


def _covers(mine: frozenset[str] | None, item: AgendaItem) -> bool:
    return mine is None or "" in mine or (bool(item.department) and item.department in mine)


def require_settable(process: Process, heading: Heading, now: datetime) -> None:
    """Raise NotNow "costing-closed" where costs cannot be set now."""
    if _until(process, heading, now) is None:
        opens = opens_next(process.stages, heading.programme, Deed.SET_COST, now)
        raise NotNow("costing-closed", process=process, opens=opens)


def _until(process: Process, heading: Heading, now: datetime) -> datetime | None:
    """Return until when costs may be set.

    A heading that costing left without projects can still be completed until its voting ends.
    """
    until = open_until(process.stages, heading.programme, Deed.SET_COST, now)
    if until is not None or not heading.awaits_projects:
        return until
    if closed_at(process.stages, heading.programme, Deed.SET_COST, now) is None:
        return None
    about = (process.stages, heading.programme, Deed.CAST_BALLOT, now)
    return open_until(*about) or opens_next(*about)


def costs_of(
    process: Process, heading: Heading, mine: frozenset[str] | None, now: datetime
) -> HeadingCostsView:
    """Return a heading's costs as somebody with these departments (None: a manager) sees them."""
    items = heading.shortlisted_items
    missing = uncosted(heading.shortlisted_items)
    is_open = _until(process, heading, now) is not None
    public = [(one.project_id, one.cost) for one in heading.projects]
    is_public = bool(items) and public == [(one.item_id, one.cost) for one in items]
    return HeadingCostsView(
        process=process,
        heading=heading,
        items=items,
        uncosted=missing,
        may_set=frozenset(one.no for one in items if is_open and _covers(mine, one)),
        may_publish=bool(items) and is_open and mine is None and not missing and not is_public,
        is_public=is_public,
    )


def heading_of(process: Process, heading_no: int) -> Heading:
    """Return a heading (NotThere "no-such-heading")."""
    heading = process.heading(heading_no)
    if heading is None:
        raise NotThere("no-such-heading")
    return heading


def _readings(process: Process, heading: Heading, item: AgendaItem, typed: str) -> tuple[int, ...]:
    found = amounts_in(process, typed)
    ceiling = ceiling_of(process, heading, item)
    fitting = tuple(one for one in found if one <= ceiling.amount)
    if not fitting:
        check_ceiling(found[0], process, heading, item)
    return fitting
