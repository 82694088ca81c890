"""Opening a priority vote: the agenda is drawn up and stands fixed from then on.

It holds what the process file lists and every proposal that has passed review by then; the
public log keeps the hash of it and of the vote's rules.
"""

import logging
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import partial

from actions import processes
from actions.house import House
from actions.process_headings import fitting
from actions.sweeps import sweeps
from deliberation.agenda import with_proposals
from deliberation.phases import PERMITS, Deed, closed_at, open_until
from deliberation.process import Heading, Process
from deliberation.proposals import State
from deliberation.rules import agenda_rules_sha256, agenda_rules_text
from storage import agenda_rules, merging, proposals, public_log
from storage.database import Transaction

log = logging.getLogger(__name__)

LOG_FROZEN = "agenda-frozen"


@sweeps
async def open_what_has_begun(house: House) -> datetime | None:
    """Freeze the rules of the priority votes that have opened; return when the next one does."""
    now = house.clock.now()
    for process in tuple(house.processes.values()):
        if await house.db.read(partial(_due, process=process, now=now)):
            opened = await house.db.write(
                partial(_open, house=house, process_no=process.no, now=now)
            )
            processes.adopt(house, opened)
    starts = (
        stage.starts_utc
        for process in house.processes.values()
        for stage in process.stages
        if stage.starts_utc > now and Deed.PRIORITISE in PERMITS[stage.phase]
    )
    return min(starts, default=None)


async def _due(tx: Transaction, process: Process, now: datetime) -> list[Heading]:
    """Return the headings whose priority vote has opened, with their agendas drawn up."""
    frozen = await agenda_rules.frozen(tx, process.no)
    drawn = [
        await drawn_up(tx, process, heading)
        for heading in process.headings
        if heading.no not in frozen and has_opened(process, heading, now)
    ]
    return [heading for heading in drawn if heading.agenda]


async def drawn_up(tx: Transaction, process: Process, heading: Heading) -> Heading:
    """Return a heading with every proposal that passed review on its agenda.

    A heading whose projects the process file gives has none.
    """
    if heading.projects:
        return heading
    departments = {"": process.proposal_rules(heading.programme).department}
    departments |= {one.field_id: one.department for one in process.fields if one.department}
    feasible = await proposals.in_state(tx, process.no, heading.no, State.FEASIBLE)
    origins = await merging.origins_in(tx, process.no)
    items = with_proposals(heading.agenda, feasible, departments, fitting, origins)
    return replace(heading, agenda=items)


def has_opened(process: Process, heading: Heading, now: datetime) -> bool:
    """Say whether a heading's priority vote has opened, now or before."""
    about = (process.stages, heading.programme, Deed.PRIORITISE, now)
    return open_until(*about) is not None or closed_at(*about) is not None


async def _open(tx: Transaction, house: House, process_no: int, now: datetime) -> Process:
    process = await processes.standing(tx, process_no)
    due = await _due(tx, process, now)
    drawn = with_headings(process, due)
    if drawn != process:
        await processes.restate(house, tx, drawn)
    for heading in due:
        await freeze(tx, drawn, heading, int(now.timestamp()))
    return drawn


async def freeze(tx: Transaction, process: Process, paper: Heading, now_s: int) -> None:
    """Freeze the rules of a heading's priority vote and put them into the public log; once."""
    heading = of_paper(process, paper)
    if heading.no in await agenda_rules.frozen(tx, process.no):
        return
    sha256 = agenda_rules_sha256(process, heading)
    await agenda_rules.freeze(tx, process.no, heading.no, sha256)
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
