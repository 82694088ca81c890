"""The lists that a review works through: what waits for whom, the oldest first, page by page."""

from actions import roles
from actions.house import House, Occasion
from actions.reviewing import require_reviewer, reviewer_or_manager
from deliberation.cost_checks import checked_headings, cost_checks
from deliberation.phases import Deed, open_until
from deliberation.process import Process
from deliberation.refusals import BadInput
from deliberation.review_views import QueueView
from storage import reviews
from storage import roles as stored_roles
from storage.database import Transaction

PAGE = 8


async def queue(
    house: House, occasion: Occasion, process_no: int, kind: str = "open", page: int = 0
) -> QueueView:
    """Return a page of what lies with the reader's departments, the oldest first.

    `kind` "waiting": what waits for proposers; "uncosted": whose costs are to be checked, which
    managers see of all departments; "unassigned": what no department leads, which managers see.

    Raises:
        NotPermitted: "only-in-private", "faceless", "role-needed".
        BadInput: "no-such-queue".
    """
    process = house.process(process_no)
    if kind not in ("open", "waiting", "uncosted", "unassigned"):
        raise BadInput("no-such-queue")

    async def read(tx: Transaction) -> QueueView:
        if kind == "unassigned":
            return await _unassigned(house, tx, process, occasion, page)
        if kind == "uncosted":
            return await _uncosted(house, tx, process, occasion, page)
        return await _lying(house, tx, process, occasion, kind, page)

    return await house.db.read(read)


async def _lying(
    house: House, tx: Transaction, process: Process, occasion: Occasion, kind: str, page: int
) -> QueueView:
    """Return what lies with a reviewer's departments, or with the proposers of what they lead."""
    scopes = await require_reviewer(tx, process, occasion)
    total, found = await reviews.queue(
        tx, process.no, scopes, is_waiting=kind == "waiting", most=PAGE, offset=page * PAGE
    )
    waiting = total
    if kind == "open":
        waiting, _ = await reviews.queue(tx, process.no, scopes, is_waiting=True, most=1)
    uncosted, _ = await reviews.uncosted(tx, process.no, checked_headings(process), scopes, most=1)
    now = house.clock.now()
    ends = [
        open_until(process.stages, one.programme, Deed.REVIEW, now) for one in process.headings
    ]
    return QueueView(
        process=process,
        now=now,
        kind=kind,
        departments=() if "" in scopes else tuple(sorted(scopes)),
        proposals=tuple(found),
        total=total,
        page=page,
        waiting=waiting,
        uncosted=uncosted,
        checks=cost_checks(process),
        closes=max((end for end in ends if end is not None), default=None),
    )


async def _uncosted(
    house: House, tx: Transaction, process: Process, occasion: Occasion, page: int
) -> QueueView:
    """Return what is to be checked: a reviewer's own, all of it for a manager."""
    scopes = await reviewer_or_manager(tx, process, occasion)
    is_manager = await stored_roles.holds(tx, process.no, occasion.user_id, roles.MANAGER)
    total, found = await reviews.uncosted(
        tx,
        process.no,
        checked_headings(process),
        {""} if is_manager else scopes,
        most=PAGE,
        offset=page * PAGE,
    )
    return QueueView(
        process=process,
        now=house.clock.now(),
        kind="uncosted",
        departments=() if is_manager or "" in scopes else tuple(sorted(scopes)),
        proposals=tuple(found),
        total=total,
        page=page,
        checks=cost_checks(process),
    )


async def _unassigned(
    house: House, tx: Transaction, process: Process, occasion: Occasion, page: int
) -> QueueView:
    """Return what no department leads."""
    await roles.require_manager(tx, process.no, occasion)
    total, found = await reviews.without_lead(tx, process.no, most=PAGE, offset=page * PAGE)
    return QueueView(process, house.clock.now(), "unassigned", (), tuple(found), total, page)
