"""Opening a priority vote: what is voted on stands fixed from then on, and the log says so.

A year whose file is loaded again keeps what its bot has decided meanwhile: shortlists, costs and
the projects made from them, unless the file itself now says otherwise about the agenda.
"""

import logging
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import partial

from actions import processes
from actions.house import House
from actions.sweeps import sweeps
from deliberation.phases import PERMITS, Deed, closed_at, open_until
from deliberation.process import Heading, Process
from deliberation.rules import agenda_rules_sha256, agenda_rules_text
from storage import public_log, shortlists
from storage.database import Transaction

log = logging.getLogger(__name__)

LOG_FROZEN = "agenda-frozen"


@sweeps
async def open_what_has_begun(house: House) -> datetime | None:
    """Freeze the rules of the priority votes that have opened; return when the next one does."""
    now = house.clock.now()
    for process in tuple(house.processes.values()):
        if await house.db.read(partial(_due, process=process, now=now)):
            await house.db.write(partial(_open, process_no=process.no, now=now))
    starts = (
        stage.starts_utc
        for process in house.processes.values()
        for stage in process.stages
        if stage.starts_utc > now and Deed.PRIORITISE in PERMITS[stage.phase]
    )
    return min(starts, default=None)


async def _due(tx: Transaction, process: Process, now: datetime) -> list[Heading]:
    frozen = await shortlists.frozen_rules(tx, process.no)
    return [
        heading
        for heading in process.headings
        if heading.agenda and heading.no not in frozen and has_opened(process, heading, now)
    ]


def has_opened(process: Process, heading: Heading, now: datetime) -> bool:
    """Say whether a heading's priority vote has opened, now or before."""
    about = (process.stages, heading.programme, Deed.PRIORITISE, now)
    return open_until(*about) is not None or closed_at(*about) is not None


async def _open(tx: Transaction, process_no: int, now: datetime) -> None:
    process = await processes.standing(tx, process_no)
    for heading in await _due(tx, process, now):
        await freeze(tx, process, heading, int(now.timestamp()))


async def freeze(tx: Transaction, process: Process, paper: Heading, now_s: int) -> None:
    """Freeze the rules of a heading's priority vote and put them into the public log; once."""
    heading = of_paper(process, paper)
    if heading.no in await shortlists.frozen_rules(tx, process.no):
        return
    sha256 = agenda_rules_sha256(process, heading)
    await shortlists.freeze_rules(tx, process.no, heading.no, sha256)
    body = {"sha256": sha256, "rules": agenda_rules_text(process, heading)}
    await public_log.append(tx, process.no, LOG_FROZEN, body, now_s)
    log.info("process %d heading %d: agenda frozen as %s", process.no, heading.no, sha256)


def of_paper(process: Process, paper: Heading) -> Heading:
    """Return the heading that a paper belongs to."""
    found = process.heading_called(paper.heading_id)
    if found is None:
        raise KeyError(paper.heading_id)
    return found


def with_headings(process: Process, changed: Iterable[Heading]) -> Process:
    """Return the year with some of its headings replaced."""
    by_no = {heading.no: heading for heading in changed}
    return replace(
        process,
        headings=tuple(by_no.get(heading.no, heading) for heading in process.headings),
    )
