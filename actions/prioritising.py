"""Counting priority votes once they have closed, with the seed that decides their lots."""

from datetime import datetime
from functools import partial

from actions import counting, outcome_counting, roles
from actions.house import House
from actions.outcome_counting import CountingRules
from actions.sweeps import sweeps
from deliberation.agenda_count import count_agenda
from deliberation.phases import Vote
from deliberation.process import Heading, Process
from deliberation.rules import agenda_rules_sha256
from storage import agenda_rules, outbox
from storage import roles as stored_roles
from storage.database import Transaction
from storage.outbox import Notice

COUNTED = "shortlist-counted"


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
    due = await house.db.read(
        partial(outcome_counting.uncounted, process=process, vote=Vote.AGENDA)
    )
    if not due:
        return []
    seed = await PRIORITIES.seed(house, process_no)
    if seed is None:
        if not counting.goes_on(process, Vote.AGENDA, now):
            await house.db.write(partial(_tell_seed_needed, process_no=process_no, now=now))
        return []
    return await outcome_counting.count_all(house, process, PRIORITIES, due, seed, now)


async def _seed(house: House, process_no: int) -> str | None:
    return await counting.seed_of(house, process_no, Vote.AGENDA)


async def _frozen(tx: Transaction, process: Process, heading: Heading) -> str:
    return (await agenda_rules.frozen(tx, process.no)).get(heading.no, "")


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


PRIORITIES = CountingRules(Vote.AGENDA, COUNTED, _frozen, agenda_rules_sha256, _seed, count_agenda)
