"""A real election from the files to the published result, through the bot and the box."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

from actions import processes
from actions.house import House
from bot.clock import SystemClock
from bot.replay import managers
from bot.replay.drawing import Voter, draw, process_of, read_election
from bot.replay.keeper import Keeper
from bot.replay.phones import Exchange
from bot.replay.reconciliation import Course, Report, reconcile
from bot.replay.voters import vote
from deliberation.allocation import Allocation
from deliberation.process import Process
from rehearsal.box import Box
from rehearsal.clock import Clock
from rehearsal.server import BoxServer
from storage import allocations
from storage import ballots as stored
from storage.ballots import Tally
from storage.database import Database, Transaction
from storage.keys import KeyRing

AT_ONCE = 48
MESSAGES_KEPT = 4
EVENTS_KEPT = 1000
BEFORE_CLOSING = timedelta(hours=23, minutes=50)
AFTER_CLOSING = timedelta(minutes=5)
KILLS_AMONG_NOTICES = 3
CALM_S = 1.0
PATIENCE_S = 1800.0
OPENED = datetime(2027, 8, 3, 0, 0, tzinfo=UTC)

Tell = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Wishes:
    """What to replay; None for `voters` replays everybody, 0 for `kill_every` kills nothing."""

    folder: Path
    unit: str
    instance: str
    voters: int | None = None
    kill_every: int = 0
    seed: str = "madang"


async def replay(wishes: Wishes, tell: Tell = lambda what, done, all_: None) -> Report:
    """Replay an election and reconcile it; `tell` hears how far it has come."""
    election = read_election(wishes.folder, wishes.unit, wishes.instance)
    voters = draw(election, wishes.voters, wishes.seed)
    with tempfile.TemporaryDirectory(prefix="madang-replay-") as scratch:
        folder = Path(scratch)
        box = Box(
            clock=Clock(OPENED + timedelta(hours=1)),
            flood_limits=False,
            private_messages_kept=MESSAGES_KEPT,
            events_kept=EVENTS_KEPT,
        )
        process = await _load(folder, process_of(election, OPENED), box.clock.now())
        async with BoxServer(box) as server, Exchange(server.url) as exchange:
            keeper = Keeper(server.url, box.token, folder)
            await keeper.start()
            try:
                course = await _play(exchange, keeper, process, voters, wishes, tell)
            finally:
                await keeper.stop()
        tallies, results = await _outcome(folder, process)
    return reconcile(election, process, voters, tallies, results, course)


@asynccontextmanager
async def _opened(folder: Path) -> AsyncIterator[House]:
    db = await Database.open(folder / "madang.db")
    try:
        yield House(db, KeyRing(folder / "keys"), SystemClock(), folder)
    finally:
        await db.close()


async def _load(folder: Path, process: Process, now: datetime) -> Process:
    async with _opened(folder) as house:
        number = await processes.load(house, process, b"", 0, int(now.timestamp()))
        return house.processes[number]


async def _play(
    exchange: Exchange,
    keeper: Keeper,
    process: Process,
    voters: Sequence[Voter],
    wishes: Wishes,
    tell: Tell,
) -> Course:
    both = await managers.arrive(exchange)
    killer = _Killer(exchange, keeper, wishes.kill_every)
    began = monotonic()
    await _vote(exchange, process, voters, tell)
    voting_s = monotonic() - began
    killer.rest()
    await killer.finish()
    answers = len(exchange.sent_by_bot)
    closes = max(stage.ends_utc for stage in process.stages if stage.stage_id == "balloting")
    for instant in (closes - BEFORE_CLOSING, closes + AFTER_CLOSING):
        await _move_clock(exchange, instant)
        await _calm(exchange, killer, tell)
    talk = {phone.user_id for phone in both}
    await managers.publish(both[0], both[1], process)
    await _calm(exchange, killer, tell)
    return Course(
        kills=keeper.kills,
        taps=exchange.taps,
        repeats=exchange.repeats,
        voting_s=voting_s,
        announcements=[
            (sent["chat_id"], sent["text"])
            for sent in exchange.sent_by_bot[answers:]
            if sent["chat_id"] not in talk
        ],
    )


async def _vote(exchange: Exchange, process: Process, voters: Sequence[Voter], tell: Tell) -> None:
    places = asyncio.Semaphore(AT_ONCE)
    done = 0

    async def one(voter: Voter) -> None:
        nonlocal done
        async with places:
            await vote(exchange, process, voter)
        done += 1
        tell("voting", done, len(voters))

    async with asyncio.TaskGroup() as group:
        for voter in voters:
            group.create_task(one(voter))


async def _move_clock(exchange: Exchange, instant: datetime) -> None:
    await exchange.act("/box/clock", {"set": instant.isoformat()})


async def _calm(exchange: Exchange, killer: "_Killer", tell: Tell) -> None:
    """Wait until the bot has nothing more to say; kill it among its notices where asked."""
    kills_left = KILLS_AMONG_NOTICES if killer.every else 0
    heard, since, start = len(exchange.sent_by_bot), monotonic(), monotonic()
    while monotonic() - since < CALM_S or monotonic() - start < 2 * CALM_S:
        await asyncio.sleep(0.1)
        if len(exchange.sent_by_bot) != heard:
            heard, since = len(exchange.sent_by_bot), monotonic()
            tell("telling", heard, 0)
            if kills_left:
                kills_left -= 1
                await killer.kill()
                since = monotonic()
        if monotonic() - start > PATIENCE_S:
            raise TimeoutError("the bot does not come to rest")


async def _outcome(folder: Path, process: Process) -> tuple[list[Tally], list[Allocation]]:
    async def read(tx: Transaction) -> tuple[list[Tally], list[Allocation]]:
        tallies = [await stored.tally(tx, process.no, one.no) for one in process.headings]
        rows = {row["heading_no"]: row for row in await allocations.published(tx, process.no)}
        results = [Allocation.from_json(rows[one.no]["result"]) for one in process.headings]
        return tallies, results

    async with _opened(folder) as house:
        return await house.db.read(read)


class _Killer:
    """Kills the bot after every K-th update that people cause."""

    def __init__(self, exchange: Exchange, keeper: Keeper, every: int) -> None:
        self.every = every
        self._keeper = keeper
        self._updates = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._exchange = exchange
        if every:
            exchange.on_act = self._count

    def _count(self) -> None:
        self._updates += 1
        if self._updates % self.every == 0:
            task = asyncio.create_task(self._keeper.kill())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def rest(self) -> None:
        """Stop counting."""
        self._exchange.on_act = lambda: None

    async def finish(self) -> None:
        """Wait for the kills that are under way."""
        await asyncio.gather(*self._tasks)

    async def kill(self) -> None:
        """Kill the bot now."""
        await self._keeper.kill()
