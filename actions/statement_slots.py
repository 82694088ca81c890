"""The slots under which opinions stand: one for each person and thread, in all its rounds.

A slot is an HMAC under the thread's key, a file outside the store. The key is destroyed a week
after statements can last be answered; until then authors can be told that a statement of theirs
was hidden, and what somebody said can be erased. Slots stay as they are: a matrix of opinions
needs nobody's name.
"""

import asyncio
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from actions.house import House
from actions.sweeps import sweeps
from deliberation.process import Process
from deliberation.refusals import NotNow
from deliberation.statement_views import OwnOpinions
from deliberation.statements import over_since
from storage import statements as stored
from storage.database import Transaction
from storage.keys import KeyDestroyed, KeyRing

KEPT_AFTER: Final = timedelta(days=7)
FRESH_BYTES: Final = 32


def slot_of(house: House, process_no: int, thread_no: int, user_id: int) -> str:
    """Return a person's slot in a thread (NotNow "statements-closed" once its key is gone)."""
    try:
        return _keys(house).slot(process_no, thread_no, _person(user_id))
    except KeyDestroyed:
        raise NotNow("statements-closed") from None


async def whose(
    house: House, process_no: int, thread_no: int, slot: str, people: Iterable[int]
) -> int | None:
    """Return who of some people stands under a slot; None where nobody can tell."""
    keys = _keys(house)

    def search() -> int | None:
        try:
            return next(
                (
                    user_id
                    for user_id in people
                    if keys.slot(process_no, thread_no, _person(user_id)) == slot
                ),
                None,
            )
        except KeyDestroyed:
            return None

    return await asyncio.to_thread(search) if slot else None


async def own_opinions(house: House, tx: Transaction, user_id: int) -> tuple[OwnOpinions, ...]:
    """Return what a person has handed in and answered, wherever it can still be found."""
    found = []
    for process, _thread_no, heading_no, slot in await _slots(house, tx, user_id):
        heading = process.heading(heading_no)
        handed_in = tuple(await stored.handed_in_under(tx, slot))
        answered = tuple(await stored.answered_under(tx, slot))
        if heading is not None and (handed_in or answered):
            found.append(OwnOpinions(process, heading, handed_in, answered))
    return tuple(found)


async def erase(house: House, tx: Transaction, user_id: int) -> None:
    """Erase a person's opinions from open rounds, and whose they are from closed ones."""
    for _process, _thread_no, _heading_no, slot in await _slots(house, tx, user_id):
        await stored.erase(tx, slot, house.random_bytes(FRESH_BYTES).hex())


@sweeps
async def destroy_old_keys(house: House) -> datetime | None:
    """Destroy the keys of threads in which statements are over; return when more will be due."""
    now = house.clock.now()
    keys = _keys(house)
    due: list[datetime] = []
    for process in tuple(house.processes.values()):

        async def look(tx: Transaction, process: Process = process) -> list[tuple[int, int]]:
            return await stored.threads_of(tx, process.no)

        for thread_no, heading_no in await house.db.read(look):
            heading = process.heading(heading_no)
            since = over_since(process, heading, now) if heading is not None else None
            if since is None or keys.is_destroyed(process.no, thread_no):
                continue
            if since + KEPT_AFTER <= now:
                keys.destroy(process.no, thread_no)
            else:
                due.append(since + KEPT_AFTER)
    return min(due, default=None)


async def _slots(
    house: House, tx: Transaction, user_id: int
) -> list[tuple[Process, int, int, str]]:
    keys = _keys(house)
    found = []
    for process in house.processes.values():
        for thread_no, heading_no in await stored.threads_of(tx, process.no):
            if not keys.is_destroyed(process.no, thread_no):
                slot = keys.slot(process.no, thread_no, _person(user_id))
                found.append((process, thread_no, heading_no, slot))
    return found


def _person(user_id: int) -> str:
    return f"opinion:{user_id}"


def _keys(house: House) -> KeyRing:
    return KeyRing(Path(house.keys.folder) / "statements")
