"""The whole rehearsal: box, bot, cast, citizens and director behind one address."""

import asyncio
import contextlib
import json
import tempfile
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from starlette.routing import BaseRoute

from actions import processes
from actions.house import House
from bot.rehearsing.cast import Cast, gather
from bot.rehearsing.compiling import compiling
from bot.rehearsing.director import Director
from bot.rehearsing.duties import Staff
from bot.rehearsing.inside import BotInside
from bot.rehearsing.opening import headings_of_the_group, open_scene
from bot.rehearsing.town import Ballots, town_of
from bot.rehearsing.year import read_year, stage_on
from bot.settings import Settings, SettingsWrong
from deliberation.process import Process
from rehearsal.box import Box
from rehearsal.citizens.crowd import Crowd
from rehearsal.citizens.phone import Exchange
from rehearsal.citizens.town import Town
from rehearsal.clock import Clock
from rehearsal.page import page_routes
from rehearsal.server import PORT, BoxServer
from rehearsal.state import load, save
from storage import heartbeats
from storage.database import Database
from storage.keys import KeyRing

Json = dict[str, Any]

BEFORE_STAGE = timedelta(hours=3)
AFTER_STAGE = timedelta(minutes=1)
QUIET_WITHIN_S = 30.0
KEEP_EVERY_S = 60.0
EARLY_BIRDS = 4
LIVELINESS = 0.5
GAP = 100_000
BOX, CROWD = "box.json", "citizens.json"


@dataclass(frozen=True)
class Wishes:
    """What is asked for on the command line.

    `at` names the stage to open in; without a port the usual one, or any free one if it is taken.
    """

    port: int | None = None
    citizens: int = 12
    seed: str = "1"
    keep: Path | None = None
    process: Path | None = None
    at: str | None = None
    ballots: Ballots | None = None


@dataclass
class Rehearsal:
    """A rehearsal under way."""

    box: Box
    bot: BotInside
    cast: Cast
    crowd: Crowd
    director: Director
    staff: Staff
    folder: Path

    def keep(self) -> None:
        """Write down box and citizens; the store keeps itself."""
        save(self.box, self.folder / BOX)
        draft = self.folder / f"{CROWD}.new"
        kept = {
            "citizens": self.crowd.as_json(),
            "clock": self.box.clock.as_json(),
            "staff": self.staff.as_json(),
            "director": self.director.as_json(),
        }
        draft.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
        draft.replace(self.folder / CROWD)


async def rehearse(
    settings: Settings, wishes: Wishes, stop: asyncio.Event, tell: Callable[[str], None]
) -> None:
    """Serve a rehearsal until `stop` is set; tells its address once all is ready.

    Raises:
        SettingsWrong, FaultyFile, StorageFailed: it cannot be opened.
        OSError: the port is taken.
    """
    async with contextlib.AsyncExitStack() as stack:
        under_way = await stack.enter_async_context(opened(settings, wishes))
        desk = under_way.cast.desk(under_way.director.process.zone)
        pages = [*page_routes(desk), *under_way.director.routes()]
        box = under_way.box
        server = await stack.enter_async_context(_door(box, wishes.port, pages))
        living = asyncio.create_task(under_way.crowd.run(), name="citizens")
        directing = asyncio.create_task(under_way.director.run(), name="director")
        stack.push_async_callback(_end, living, directing)
        under_way.director.may_count = await stack.enter_async_context(compiling())
        if wishes.keep is not None:
            keeping = asyncio.create_task(_keep(under_way), name="keeping")
            stack.push_async_callback(_end, keeping)
        tell(server.url)
        stopping = asyncio.create_task(stop.wait())
        failing = asyncio.create_task(under_way.bot.failed())
        stack.push_async_callback(_end, stopping, failing)
        await asyncio.wait({stopping, failing}, return_when=asyncio.FIRST_COMPLETED)
        # The bot ends before its Telegram does, and has nothing to complain of.
        await _end(living, directing)
        await under_way.bot.stop()
        if failing.done():
            failing.result()


def _door(box: Box, port: int | None, pages: list[BaseRoute]) -> BoxServer:
    with contextlib.suppress(OSError):
        return BoxServer(box, port=PORT if port is None else port, pages=pages)
    return BoxServer(box, port=port or 0, pages=pages)


@contextlib.asynccontextmanager
async def opened(settings: Settings, wishes: Wishes) -> AsyncIterator[Rehearsal]:
    """Open everything but the door; a kept rehearsal goes on where it stood."""
    async with contextlib.AsyncExitStack() as stack:
        folder = wishes.keep
        if folder is None:
            folder = Path(
                stack.enter_context(tempfile.TemporaryDirectory(prefix="madang-rehearsal-"))
            )
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        kept = _kept(folder)
        clock = Clock(speed=0)
        box = Box(clock=clock, flood_limits=False)
        if kept is None:
            process = await _prepare(folder, box, wishes)
        else:
            load(box, folder / BOX)
            _leave_gap(box)
            process, lived_until = await _last_of(folder)
            # A killed rehearsal may have lived on after it was last written down.
            clock.set(max(clock.now(), lived_until))
        bot = await stack.enter_async_context(BotInside(settings, box, folder))
        exchange = await stack.enter_async_context(Exchange(box))
        cast = gather(box, process)

        def town(now: Process) -> Town:
            home = next((one.district_id for one in headings_of_the_group(now)), "")
            return town_of(now, home, wishes.ballots)

        crowd = Crowd(exchange, town(process), wishes.seed, wishes.citizens, LIVELINESS)
        seed = wishes.seed if kept is None else str(kept["citizens"]["seed"])
        staff = Staff(box, exchange, cast, seed)
        director = Director(box, bot, crowd, staff, process, town)
        under_way = Rehearsal(box, bot, cast, crowd, director, staff, folder)
        if kept is None:
            await _first_scene(under_way, exchange, process, wishes)
            clock.set_speed(1.0)
        else:
            crowd.restore(kept["citizens"])
            staff.restore(kept["staff"])
            director.restore(kept["director"])
            clock.set_speed(float(kept["clock"]["speed"]))
        if wishes.keep is not None:
            under_way.keep()
        try:
            yield under_way
        finally:
            # What the bot tells before it ends is still written down.
            await bot.stop()
            if wishes.keep is not None:
                under_way.keep()


async def _prepare(folder: Path, box: Box, wishes: Wishes) -> Process:
    """Load the year into the store, a few hours before the stage to open in."""
    now = datetime.now(UTC)
    process = read_year(wishes.process, wishes.at, now)
    box.clock.set(min(now, stage_on(process, wishes.at)) - BEFORE_STAGE)
    async with opened_house(folder, box.clock) as house:
        number = await processes.load(house, process, b"", 0, box.clock.timestamp())
        return house.processes[number]


async def _last_of(folder: Path) -> tuple[Process, datetime]:
    """The year in a store, and when its bot last gave a sign of life."""
    async with opened_house(folder, Clock()) as house:
        last_s = await house.db.read(lambda tx: heartbeats.last(tx, heartbeats.BOT))
        return house.processes[max(house.processes)], datetime.fromtimestamp(last_s or 0, UTC)


async def _first_scene(
    under_way: Rehearsal, exchange: Exchange, process: Process, wishes: Wishes
) -> None:
    """Staff and the first citizens arrive; then the stage begins, and it is today."""
    box = under_way.box
    now = datetime.now(UTC)
    await open_scene(box, exchange, under_way.cast, process)
    for no in range(min(EARLY_BIRDS, wishes.citizens)):
        await under_way.crowd.sit(no)
    for instant in (stage_on(process, wishes.at) + AFTER_STAGE, now):
        if instant > box.clock.now():
            box.clock.set(instant)
            await box.quiet(within_s=QUIET_WITHIN_S)


@contextlib.asynccontextmanager
async def opened_house(folder: Path, clock: Clock) -> AsyncIterator[House]:
    """Open the store of a folder without a bot."""
    db = await Database.open(folder / "madang.db")
    try:
        house = House(db, KeyRing(folder / "keys"), clock, folder)
        await processes.reopen(house)
        yield house
    finally:
        await db.close()


def _kept(folder: Path) -> Json | None:
    path = folder / CROWD
    if not path.is_file() or not (folder / BOX).is_file():
        if (folder / "madang.db").exists():
            raise SettingsWrong(f"--keep {folder}: there is a store, but no rehearsal")
        return None
    found: Json = json.loads(path.read_text(encoding="utf-8"))
    return found


def _leave_gap(box: Box) -> None:
    """Count on from further up: a killed rehearsal has used numbers that it did not write down.

    The bot would take an update whose number it knows for a repeat, and edit the wrong message.
    """
    box.updates.next_id += GAP
    box.taps.next_id += GAP
    box.numbers["message"] += GAP
    for chat in box.chats.values():
        chat.next_message_id += GAP


async def _keep(under_way: Rehearsal) -> None:
    while True:
        await asyncio.sleep(KEEP_EVERY_S)
        under_way.keep()


async def _end(*tasks: asyncio.Task[Any]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
