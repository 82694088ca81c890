"""Citizens who vote in the sample year, for tests of closing, counting and publishing."""

import asyncio
import shutil
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from actions import ballots, citizens, closing
from actions.house import House
from storage import ballots as stored
from storage import outbox
from storage.ballots import Tally
from storage.database import Transaction
from tests.samples import NOON, occasion

CLOSED = NOON + timedelta(days=9)
AFTER = CLOSED + timedelta(minutes=10)


async def register(house: House, user_id: int, heading_no: int = 2) -> None:
    heading = house.processes[1].heading(heading_no)
    await citizens.start(house, occasion(house, user_id), "ko", 1)
    await citizens.accept_notice(house, occasion(house, user_id), 1, heading)
    await citizens.give_consent(house, occasion(house, user_id), 1)


async def vote(house: House, user_id: int, heading_no: int, ranking: Sequence[int]) -> str:
    """Tap a ballot, rank after rank; return the receipt's code."""
    view = await ballots.look(house, user_id, 1, heading_no)
    for rank, project_no in enumerate(ranking, start=1):
        view = await ballots.set_rank(
            house,
            occasion(house, user_id, message_id=heading_no),
            1,
            heading_no,
            project_no=project_no,
            rank=rank,
            revision=view.revision,
            page=0,
            field_id="",
        )
    return view.code


async def cast(house: House, ballots_by_heading: Mapping[int, Sequence[Sequence[int]]]) -> None:
    """Have a person of the fitting district cast each ballot."""
    user_id = 5_000_000_000
    for heading_no, rankings in ballots_by_heading.items():
        for ranking in rankings:
            user_id += 1
            await register(house, user_id, heading_no)
            await vote(house, user_id, heading_no, ranking)


async def deliver_screens(house: House) -> None:
    """Let every promised ballot screen arrive."""

    async def act(tx: Transaction) -> None:
        rows = await outbox.of_kind(tx, 1, ballots.SCREEN)
        await outbox.remove(tx, (notice for notice, _state in rows))

    await house.db.write(act)


async def close_all(house: House, at: datetime = AFTER) -> None:
    """Move the clock past the end of voting and close what has ended."""
    house.clock.set(at)  # type: ignore[attr-defined]
    await deliver_screens(house)
    assert await closing.close_due(house, house.clock.now()) is None


async def tally_of(house: House, heading_no: int) -> Tally:
    return await house.db.read(lambda tx: stored.tally(tx, 1, heading_no))


async def rows(house: House, sql: str) -> list[dict[str, Any]]:
    async def look(tx: Transaction) -> list[dict[str, Any]]:
        return [dict(row) for row in await tx.all(sql)]

    return await house.db.read(look)


async def as_after_a_crash(folder: Path, into: Path) -> Path:
    """Copy what is on disk at this instant, log and keys with it, as a dead process leaves it."""
    await asyncio.to_thread(shutil.copytree, folder, into)
    return into
