"""Whatever becomes due by the clock: a registry of sweeps that run by themselves.

    @sweeps
    async def enter_due(house: House) -> datetime | None: ...

A sweep does all that is due now, does nothing the second time, and returns the next instant at
which there will be something to do (None: it does not know of any).
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from actions.house import House
from storage import heartbeats, outbox, updates
from storage.database import Transaction

Sweep = Callable[[House], Awaitable[datetime | None]]

SWEEPS: list[Sweep] = []

PRUNE_EVERY = timedelta(hours=1)
PRUNED = "pruned"


def sweeps(sweep: Sweep) -> Sweep:
    """Register a sweep; those registered first run first."""
    SWEEPS.append(sweep)
    return sweep


@sweeps
async def forget_what_is_old(house: House) -> datetime | None:
    """Once an hour, forget handled updates and settled notices, and what the log still holds."""
    now = house.clock.now()
    now_s = int(now.timestamp())
    last_s = await house.db.read(lambda tx: heartbeats.last(tx, PRUNED))
    every_s = int(PRUNE_EVERY.total_seconds())
    if last_s is not None and last_s <= now_s < last_s + every_s:
        return datetime.fromtimestamp(last_s + every_s, now.tzinfo)

    async def act(tx: Transaction) -> None:
        await updates.prune(tx, now_s)
        await outbox.prune(tx, now_s)
        await heartbeats.beat(tx, PRUNED, now_s)

    await house.db.write(act)
    await house.db.empty_log()
    return now + PRUNE_EVERY
