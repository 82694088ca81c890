"""Counting line reviews that have closed: no lots, so no seed; otherwise as every count.

Nothing is counted that is not exactly what closing left: the rules hash to what was frozen when
voting opened, the ballots to what the public log says, and the sums agree.
"""

import asyncio
import logging
from datetime import datetime
from functools import partial

from actions import closing, counting, roles
from actions.closing import Place, hash_of, reconciliation, tell_managers
from actions.house import House
from actions.sweeps import sweeps
from deliberation.line_review import LineReview
from deliberation.line_review_count import count_lines
from deliberation.phases import Deed
from deliberation.process import Heading, Process
from deliberation.refusals import BadInput
from deliberation.rules import rules_sha256
from storage import ballots as stored_ballots
from storage import line_reviews, outbox
from storage import processes as stored_processes
from storage import roles as stored_roles
from storage.database import Transaction
from storage.outbox import Notice

log = logging.getLogger(__name__)

COUNTED = "line-review-counted"


@sweeps
async def count_what_was_reviewed(house: House) -> datetime | None:
    """Count every line review that is closed and sealed, and tell managers."""
    now = house.clock.now()
    for process in tuple(house.processes.values()):
        await count_due(house, process.no, now)
    return None


async def count_due(house: House, process_no: int, now: datetime) -> list[int]:
    """Count the line reviews of a year that may be counted and are not; return their headings."""
    process = house.process(process_no)
    if not process.line_headings:
        return []
    counted = []
    for heading in await house.db.read(partial(uncounted, process=process)):
        if not counting.may_happen(process, heading, Deed.COUNT, now):
            continue
        found = await _checked_count(house, process, heading, now)
        if found is None:
            continue
        await house.db.write(partial(_keep, process_no, heading.no, found, now))
        counted.append(heading.no)
        log.info("process %d heading %d: line review counted", process_no, heading.no)
    if counted and not await house.db.read(partial(uncounted, process=process)):
        await house.db.write(partial(_tell_counted, process_no=process_no, now=now))
    return counted


async def uncounted(tx: Transaction, process: Process) -> list[Heading]:
    """Return the headings whose line reviews are closed and sealed, and not counted."""
    closings = await stored_ballots.closings(tx, process.no)
    done = {row["heading_no"] for row in await line_reviews.all_of_them(tx, process.no)}
    return [
        heading
        for heading in process.line_headings
        if heading.no not in done and closings.get(heading.no, (0, None))[1] is not None
    ]


async def _checked_count(
    house: House, process: Process, heading: Heading, now: datetime
) -> LineReview | None:
    """Count a heading; None, and managers are told, where something is not as it was."""
    paper = process.papers[heading.no]
    frozen = await house.db.read(lambda tx: stored_processes.frozen_rules(tx, process.no))
    tally = await house.db.read(lambda tx: stored_ballots.tally(tx, process.no, heading.no))
    standing = await house.db.read(lambda tx: stored_ballots.counted(tx, process.no, heading.no))
    fault, found = "", None
    if frozen != rules_sha256(process):
        fault = counting.RULES_CHANGED
    elif not reconciliation(paper, tally, standing, tally.counted).holds:
        fault = closing.UNRECONCILED
    elif hash_of(paper, standing) != tally.ballots_sha256:
        fault = counting.BALLOTS_CHANGED
    else:
        try:
            found = await asyncio.to_thread(count_lines, process, heading, standing)
        except BadInput as refusal:
            log.error("process %d heading %d: %s", process.no, heading.no, refusal)
            fault = closing.UNRECONCILED
    if fault:
        log.error("process %d heading %d is not counted: %s", process.no, heading.no, fault)
        place, now_s = Place(process.no, heading.no), int(now.timestamp())
        await house.db.write(partial(tell_managers, place=place, kind=fault, now_s=now_s))
    return found


async def _keep(
    process_no: int, heading_no: int, review: LineReview, now: datetime, tx: Transaction
) -> None:
    await line_reviews.keep(
        tx,
        process_no,
        heading_no,
        result=review.to_json(),
        sha256=review.sha256,
        now_s=int(now.timestamp()),
    )


async def _tell_counted(tx: Transaction, process_no: int, now: datetime) -> None:
    rows = await line_reviews.all_of_them(tx, process_no)
    about = ",".join(str(row["heading_no"]) for row in rows if row["published_utc"] is None)
    for manager in await stored_roles.holders(tx, process_no, roles.MANAGER):
        notice = Notice(
            kind=COUNTED,
            chat_id=manager,
            process_no=process_no,
            params={},
            told_key=f"{COUNTED}:{process_no}:{about}:{manager}",
        )
        await outbox.put(tx, notice, int(now.timestamp()))
