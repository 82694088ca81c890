"""What every replay stands on: a box with its clock, a bot that may be killed, their store."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from time import monotonic

from actions import processes
from actions.house import House
from bot.clock import SystemClock
from bot.replay.keeper import Keeper
from bot.replay.phones import Exchange
from deliberation.packed_shares import load
from deliberation.process import Process
from rehearsal.box import Box
from rehearsal.clock import Clock
from rehearsal.server import BoxServer
from storage.database import Database
from storage.keys import KeyRing

MESSAGES_KEPT = 4
EVENTS_KEPT = 1000
KILLS_AMONG_NOTICES = 3
CALM_S = 1.0
PATIENCE_S = 1800.0

Tell = Callable[[str, int, int], None]


class Grounds:
    """A running box and bot with one budget year, and the people who come to them."""

    def __init__(
        self, folder: Path, process_no: int, exchange: Exchange, keeper: Keeper, killer: "Killer"
    ) -> None:
        self.folder = folder
        self.exchange = exchange
        self.keeper = keeper
        self.killer = killer
        self.tell: Tell = lambda what, done, all_: None
        self._process_no = process_no

    async def process(self) -> Process:
        """Return the budget year as the store has it now."""
        async with opened(self.folder) as house:
            await processes.reopen(house)
            return house.processes[self._process_no]

    async def move_clock(self, instant: datetime) -> None:
        """Let it be an instant in the box."""
        await self.exchange.act("/box/clock", {"set": instant.isoformat()})

    async def calm(self) -> None:
        """Wait until the bot has nothing more to say; kill it among its notices where asked."""
        exchange, killer = self.exchange, self.killer
        kills_left = KILLS_AMONG_NOTICES if killer.every else 0
        heard, since, start = len(exchange.sent_by_bot), monotonic(), monotonic()
        while monotonic() - since < CALM_S or monotonic() - start < 2 * CALM_S:
            await asyncio.sleep(0.1)
            if len(exchange.sent_by_bot) != heard:
                heard, since = len(exchange.sent_by_bot), monotonic()
                self.tell("telling", heard, 0)
                if kills_left:
                    kills_left -= 1
                    await killer.kill()
                    since = monotonic()
            if monotonic() - start > PATIENCE_S:
                raise TimeoutError("the bot does not come to rest")


class Killer:
    """Kills the bot after every K-th update that people cause while it is awake."""

    def __init__(self, exchange: Exchange, keeper: Keeper, every: int) -> None:
        self.every = every
        self._keeper = keeper
        self._updates = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._exchange = exchange

    def wake(self) -> None:
        """Begin to count, or go on."""
        if self.every:
            self._exchange.on_act = self._count

    def _count(self) -> None:
        self._updates += 1
        if self._updates % self.every == 0:
            task = asyncio.create_task(self._keeper.kill())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def rest(self) -> None:
        """Stop counting, and wait for the kills that are under way."""
        self._exchange.on_act = lambda: None
        await asyncio.gather(*self._tasks)

    async def kill(self) -> None:
        """Kill the bot now."""
        await self._keeper.kill()


@asynccontextmanager
async def grounds(process: Process, begins: datetime, kill_every: int) -> AsyncIterator[Grounds]:
    """Start box and bot over a new store with a budget year, at an instant."""
    # What counts is compiled here, once for a machine, and not anew after each kill of the bot.
    await asyncio.to_thread(load)
    with tempfile.TemporaryDirectory(prefix="madang-replay-") as scratch:
        folder = Path(scratch)
        box = Box(
            clock=Clock(begins),
            flood_limits=False,
            private_messages_kept=MESSAGES_KEPT,
            events_kept=EVENTS_KEPT,
        )
        async with opened(folder) as house:
            process_no = await processes.load(house, process, b"", 0, int(begins.timestamp()))
        async with BoxServer(box) as server, Exchange(server.url) as exchange:
            keeper = Keeper(server.url, box.token, folder)
            await keeper.start()
            try:
                killer = Killer(exchange, keeper, kill_every)
                yield Grounds(folder, process_no, exchange, keeper, killer)
            finally:
                await keeper.stop()


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[House]:
    """Open the store beside the bot, or after it."""
    db = await Database.open(folder / "madang.db")
    try:
        yield House(db, KeyRing(folder / "keys"), SystemClock(), folder)
    finally:
        await db.close()
