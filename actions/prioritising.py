"""Counting priority votes once they have closed.

As with the budget, nothing is counted that is not exactly what closing left: the rules hash to
what was frozen when the vote opened, the ballots to what the public log says, the sums agree.
"""

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from actions import agenda, closing, counting, roles
from actions.closing import Place, hash_of, reconciliation, tell_managers
from actions.house import House
from actions.sweeps import sweeps
from deliberation.agenda_count import AgendaCount, count_agenda
from deliberation.ballots import Ranking
from deliberation.phases import Vote
from deliberation.process import Heading, Process
from deliberation.rules import agenda_rules_sha256
from storage import ballots as stored_ballots
from storage import outbox, shortlists
from storage import roles as stored_roles
from storage.ballots import Tally
from storage.database import Transaction
from storage.outbox import Notice

log = logging.getLogger(__name__)

COUNTED = "shortlist-counted"


@dataclass(frozen=True)
class _Box:
    """A closed paper's ballots with what they are checked against."""

    tally: Tally
    standing: list[tuple[str, str, Ranking]]
    frozen: str


@sweeps
async def count_what_was_prioritised(house: House) -> datetime | None:
    """Count every priority vote that is closed and sealed, and tell managers."""
    now = house.clock.now()
    for process in tuple(house.processes.values()):
        await count_due(house, process.no, now)
    return None


async def count_due(house: House, process_no: int, now: datetime) -> list[int]:
    """Count the priority votes of a year that may be counted and are not; return their headings.

    Where the seed is not known yet managers are asked for it, once.
    """
    process = house.process(process_no)
    due = await house.db.read(partial(uncounted, process=process))
    if not due:
        return []
    seed = await counting.seed_of(house, process_no, Vote.AGENDA)
    if seed is None:
        if not any(counting.may_still_vote(process, one, now) for one in papers(process)):
            await house.db.write(partial(_tell_seed_needed, process_no=process_no, now=now))
        return []
    counted = []
    for paper in due:
        found = await _checked_count(house, process, paper, seed, now)
        if found is None:
            continue
        heading_no = agenda.of_paper(process, paper).no
        await house.db.write(partial(_keep, process_no, heading_no, found, now))
        counted.append(heading_no)
        log.info("process %d heading %d: shortlist counted", process_no, heading_no)
    if counted and not await house.db.read(partial(uncounted, process=process)):
        await house.db.write(partial(_tell_counted, process_no=process_no, now=now))
    return counted


def papers(process: Process) -> list[Heading]:
    """Return the papers of a year's priority votes."""
    return [paper for paper in process.papers.values() if paper.vote is Vote.AGENDA]


async def uncounted(tx: Transaction, process: Process) -> list[Heading]:
    """Return the papers that are closed and sealed, and not counted."""
    closings = await stored_ballots.closings(tx, process.no)
    done = {row["heading_no"] for row in await shortlists.all_of_them(tx, process.no)}
    return [
        paper
        for paper in papers(process)
        if closings.get(paper.no, (0, None))[1] is not None
        and agenda.of_paper(process, paper).no not in done
    ]


async def _checked_count(
    house: House, process: Process, paper: Heading, seed: str, now: datetime
) -> AgendaCount | None:
    """Count a paper; None, and managers are told, where something is not as it was."""
    heading = agenda.of_paper(process, paper)
    box = await house.db.read(
        partial(_open_box, process_no=process.no, paper=paper, no=heading.no)
    )
    fault = ""
    if box.frozen != agenda_rules_sha256(process, heading):
        fault = counting.RULES_CHANGED
    elif not reconciliation(paper, box.tally, box.standing, box.tally.counted).holds:
        fault = closing.UNRECONCILED
    elif hash_of(paper, box.standing) != box.tally.ballots_sha256:
        fault = counting.BALLOTS_CHANGED
    if fault:
        log.error("process %d heading %d is not counted: %s", process.no, heading.no, fault)
        place, now_s = Place(process.no, paper.no), int(now.timestamp())
        await house.db.write(partial(tell_managers, place=place, kind=fault, now_s=now_s))
        return None
    return await asyncio.to_thread(count_agenda, process, paper, box.standing, seed)


async def _open_box(tx: Transaction, process_no: int, paper: Heading, no: int) -> _Box:
    return _Box(
        await stored_ballots.tally(tx, process_no, paper.no),
        await stored_ballots.counted(tx, process_no, paper.no),
        (await shortlists.frozen_rules(tx, process_no)).get(no, ""),
    )


async def _keep(
    process_no: int, heading_no: int, count: AgendaCount, now: datetime, tx: Transaction
) -> None:
    await shortlists.keep(
        tx,
        process_no,
        heading_no,
        elected=count.elected.to_json(),
        schulze=count.schulze.to_json(),
        borda=count.borda.to_json(),
        reasons=count.reasons_json(),
        sha256=count.sha256,
        now_s=int(now.timestamp()),
    )


async def _tell_seed_needed(tx: Transaction, process_no: int, now: datetime) -> None:
    for manager in await stored_roles.holders(tx, process_no, roles.MANAGER):
        notice = Notice(
            kind=counting.SEED_NEEDED,
            chat_id=manager,
            process_no=process_no,
            params={"vote": Vote.AGENDA.value},
            told_key=f"{counting.SEED_NEEDED}:{process_no}:agenda:{manager}",
        )
        await outbox.put(tx, notice, int(now.timestamp()))


async def _tell_counted(tx: Transaction, process_no: int, now: datetime) -> None:
    rows = await shortlists.all_of_them(tx, process_no)
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
