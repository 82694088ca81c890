"""How many proposals a person has handed in: what the limits for each person go by.

Whoever has themselves erased and starts anew is not given new proposals. Of them there stays a
number under a slot, an HMAC under the year's key, which is a file outside the store. Both go once
no proposals can be handed in any more.
"""

from datetime import datetime
from functools import partial
from pathlib import Path

from actions.house import House
from actions.sweeps import sweeps
from deliberation.phases import Deed, closed_at, open_until, opens_next
from deliberation.process import Process
from storage import former_proposals, proposals
from storage.database import Transaction
from storage.keys import KeyDestroyed, KeyRing

YEAR = 0  # the key is for the whole budget year, not for a heading of it


async def counts(house: House, tx: Transaction, process_no: int, user_id: int) -> tuple[int, int]:
    """Return how many of a person's proposals stand, and how many they ever handed in."""
    standing, ever = await former_counts(house, tx, process_no, user_id)
    standing += await proposals.count_of(tx, process_no, user_id)
    ever += await proposals.count_ever(tx, process_no, user_id)
    return standing, ever


async def former_counts(
    house: House, tx: Transaction, process_no: int, user_id: int
) -> tuple[int, int]:
    """Return the same of what they handed in before they were erased."""
    slot = _slot(house, process_no, user_id)
    return (0, 0) if slot is None else await former_proposals.under(tx, slot)


async def keep_numbers(house: House, tx: Transaction, user_id: int) -> None:
    """Keep the numbers alone, before a person is erased."""
    for process in house.processes.values():
        ever = await proposals.count_ever(tx, process.no, user_id)
        if not ever or is_over(process, house.clock.now()):
            continue
        slot = _slot(house, process.no, user_id)
        if slot is not None:
            standing = await proposals.count_of(tx, process.no, user_id)
            await former_proposals.add(tx, process.no, slot, standing, ever)


def proposing_until(process: Process, now: datetime) -> datetime | None:
    """Return when the last that may be handed in closes; None where all is over."""
    ends = []
    for heading in process.headings:
        about = (process.stages, heading.programme, Deed.PROPOSE)
        opens = opens_next(*about, now)
        ends.append(open_until(*about, now))
        if opens is not None:
            ends.append(open_until(*about, opens))
    return max((end for end in ends if end is not None), default=None)


def is_over(process: Process, now: datetime) -> bool:
    """Say whether proposals were taken in a year and are taken no more."""
    closed = [
        closed_at(process.stages, heading.programme, Deed.PROPOSE, now)
        for heading in process.headings
    ]
    return proposing_until(process, now) is None and any(closed)


@sweeps
async def sever(house: House) -> datetime | None:
    """Destroy the keys of years in which proposing is over, and the numbers; say when next."""
    now = house.clock.now()
    keys = _keys(house)
    coming: list[datetime] = []
    for process in tuple(house.processes.values()):
        until = proposing_until(process, now)
        if until is not None:
            coming.append(until)
        elif is_over(process, now) and not keys.is_destroyed(process.no, YEAR):
            await house.db.write(partial(former_proposals.drop_year, process_no=process.no))
            keys.destroy(process.no, YEAR)
    return min(coming, default=None)


def _slot(house: House, process_no: int, user_id: int) -> str | None:
    try:
        return _keys(house).slot(process_no, YEAR, f"proposals:{user_id}")
    except KeyDestroyed:
        return None


def _keys(house: House) -> KeyRing:
    return KeyRing(Path(house.keys.folder) / "proposals")
