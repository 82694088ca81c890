"""Counting votes without money once they have closed: what priorities and line reviews share.

As with the budget, nothing is counted that is not exactly what closing left: the rules hash to
what was frozen when the vote opened, the ballots to what the public log says, the sums agree.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Protocol

from actions import agenda, closing, counting, roles
from actions.closing import Place, hash_of, reconciliation, tell_managers
from actions.house import House
from deliberation.ballots import Ranking
from deliberation.phases import Vote
from deliberation.process import Heading, Process
from deliberation.refusals import BadInput
from storage import ballots as stored_ballots
from storage import outbox, outcomes
from storage import roles as stored_roles
from storage.ballots import Tally
from storage.database import Transaction
from storage.outbox import Notice

log = logging.getLogger(__name__)


class Counted(Protocol):
    """What a count gives: something that can be kept, and confirmed by its hash."""

    @property
    def sha256(self) -> str:
        """What two managers confirm."""
        ...

    def as_text(self) -> str:
        """Write it as canonical JSON."""
        ...


@dataclass(frozen=True)
class CountingRules:
    """How the papers of a kind of vote are counted.

    `told` is the notice that managers get; `frozen` the SHA-256 of a heading's rules as they were
    frozen, `standing` as they are now; `seed` gives the lots' seed, None while it is not known.
    """

    vote: Vote
    told: str
    frozen: Callable[[Transaction, Process, Heading], Awaitable[str]]
    standing: Callable[[Process, Heading], str]
    seed: Callable[[House, int], Awaitable[str | None]]
    count: Callable[[Process, Heading, list[tuple[str, str, Ranking]], str], Counted]


@dataclass(frozen=True)
class _Box:
    """A closed paper's ballots with what they are checked against."""

    tally: Tally
    standing: list[tuple[str, str, Ranking]]
    frozen: str


def papers(process: Process, vote: Vote) -> list[Heading]:
    """Return the papers of a year's votes of a kind."""
    return [paper for paper in process.papers.values() if paper.vote is vote]


async def uncounted(tx: Transaction, process: Process, vote: Vote) -> list[Heading]:
    """Return the papers that are closed and sealed, and not counted."""
    closings = await stored_ballots.closings(tx, process.no)
    done = {one.heading_no for one in await outcomes.all_of_them(tx, process.no, vote)}
    return [
        paper
        for paper in papers(process, vote)
        if closings.get(paper.no, (0, None))[1] is not None
        and agenda.of_paper(process, paper).no not in done
    ]


async def count_all(
    house: House,
    process: Process,
    rules: CountingRules,
    due: list[Heading],
    seed: str,
    now: datetime,
) -> list[int]:
    """Count papers and tell managers once nothing is left; return the headings counted."""
    counted = []
    for paper in due:
        found = await checked_count(house, process, rules, paper, seed, now)
        if found is None:
            continue
        heading_no = agenda.of_paper(process, paper).no
        await house.db.write(partial(keep, process.no, heading_no, rules.vote, found, now))
        counted.append(heading_no)
        log.info("process %d heading %d: %s counted", process.no, heading_no, rules.vote.value)
    if counted and not await house.db.read(partial(uncounted, process=process, vote=rules.vote)):
        await house.db.write(partial(_tell_counted, process.no, rules, now))
    return counted


async def checked_count(
    house: House,
    process: Process,
    rules: CountingRules,
    paper: Heading,
    seed: str,
    now: datetime,
) -> Counted | None:
    """Count a paper; None, and managers are told, where something is not as it was."""
    heading = agenda.of_paper(process, paper)

    async def open_box(tx: Transaction) -> _Box:
        return _Box(
            await stored_ballots.tally(tx, process.no, paper.no),
            await stored_ballots.counted(tx, process.no, paper.no),
            await rules.frozen(tx, process, heading),
        )

    box = await house.db.read(open_box)
    fault, found = "", None
    if box.frozen != rules.standing(process, heading):
        fault = counting.RULES_CHANGED
    elif not reconciliation(paper, box.tally, box.standing, box.tally.counted).holds:
        fault = closing.UNRECONCILED
    elif hash_of(paper, box.standing) != box.tally.ballots_sha256:
        fault = counting.BALLOTS_CHANGED
    else:
        try:
            found = await asyncio.to_thread(rules.count, process, paper, box.standing, seed)
        except BadInput as refusal:
            log.error("process %d heading %d: %s", process.no, heading.no, refusal)
            fault = closing.UNRECONCILED
    if fault:
        log.error("process %d heading %d is not counted: %s", process.no, heading.no, fault)
        place, now_s = Place(process.no, paper.no), int(now.timestamp())
        await house.db.write(partial(tell_managers, place=place, kind=fault, now_s=now_s))
    return found


async def keep(
    process_no: int, heading_no: int, vote: Vote, found: Counted, now: datetime, tx: Transaction
) -> None:
    """Keep a count as a draft that is not public yet."""
    await outcomes.keep_draft(
        tx,
        process_no,
        heading_no,
        vote,
        result=found.as_text(),
        sha256=found.sha256,
        now_s=int(now.timestamp()),
    )


async def _tell_counted(
    process_no: int, rules: CountingRules, now: datetime, tx: Transaction
) -> None:
    waiting = await outcomes.drafts(tx, process_no, rules.vote)
    about = ",".join(str(one.heading_no) for one in waiting)
    for manager in await stored_roles.holders(tx, process_no, roles.MANAGER):
        notice = Notice(
            kind=rules.told,
            chat_id=manager,
            process_no=process_no,
            params={},
            told_key=f"{rules.told}:{process_no}:{about}:{manager}",
        )
        await outbox.put(tx, notice, int(now.timestamp()))
