"""A whole world for tests: the rehearsal's Telegram, a real store, and the real bot between."""

import asyncio
import functools
import random
import re
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import SecretStr

from actions.house import House
from actions.process_file import read_process_file
from bot.serve import Runtime, serve
from bot.settings import Settings
from deliberation.process import Process
from rehearsal.box import Box
from rehearsal.clock import Clock
from rehearsal.door_request import BoxRequest
from rehearsal.specification import Specification
from tests import samples
from tests.line_reviews.samples import line_process
from tests.merging.samples import merging_process
from tests.reviewing.samples import costed_process, review_process, visiting_process
from tests.statements.samples import discussing_process

ROOT = Path(__file__).parent.parent
SPECIFICATION = ROOT.parent / "shared" / "telegram" / "bot-api-10.0.json"
EXAMPLES = ROOT / "examples"
_AT = re.compile(r"at (?P<stage>[a-z-]+)(?:\s*(?P<sign>[+-])\s*(?P<n>\d+)(?P<unit>[dhm]))?")
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}


class World:
    """One box, one folder with a store in it, one bot that can be stopped and started."""

    def __init__(self, folder: Path, box: Box) -> None:
        self.folder = folder
        self.box = box
        self.runtime: Runtime | None = None
        self._serving: asyncio.Task[None] | None = None
        self._stop = asyncio.Event()
        self._randomness = random.Random(7)

    @classmethod
    async def open(cls, folder: Path, process: Process | str, at: str = "") -> "World":
        """Open a world with a process in it; `at` is like "at balloting +1h"."""
        found = process if isinstance(process, Process) else named_process(process)
        clock = Clock(_instant(found, at) if at else samples.NOON)
        clock.pause()
        self = cls(folder, Box(clock=clock, specification=telegrams_specification()))
        async with samples.open_house(folder, found, at=clock.now()):
            pass
        self.box.watch(self._is_busy)
        await self.start()
        return self

    async def start(self) -> None:
        """Start the bot over the folder's store."""
        settings = Settings(
            token=SecretStr(self.box.token),
            data_dir=self.folder,
            is_paced=self.box.flood.is_on,
            language="ko",
            _env_file=None,
        )
        self._stop = asyncio.Event()
        ready: asyncio.Future[Runtime] = asyncio.get_running_loop().create_future()
        self._serving = asyncio.create_task(
            serve(
                settings,
                clock=self.box.clock,
                request=BoxRequest(self.box),
                stop=self._stop,
                ready=ready.set_result,
            )
        )
        await asyncio.wait({self._serving, ready}, return_when=asyncio.FIRST_COMPLETED)
        if self._serving.done():
            self._serving.result()
        self.runtime = ready.result()
        self.house.random_bytes = self._randomness.randbytes
        await self.quiet()
        self.box.take_events()

    def _is_busy(self) -> bool:
        return self.runtime is not None and self.runtime.is_busy

    @property
    def house(self) -> House:
        """The open house."""
        assert self.runtime is not None
        return self.runtime.house

    async def stop(self) -> None:
        """Stop the bot and close its store."""
        if self._serving is not None:
            self._stop.set()
            await self._serving
            self._serving = self.runtime = None

    async def restart(self) -> None:
        """Stop the bot and start it anew over what it kept."""
        await self.stop()
        await self.start()

    async def quiet(self) -> None:
        """Wait until the bot has done everything there is to do."""
        # The first count on a fresh machine compiles its code, which takes a while.
        await self.box.quiet(within_s=60.0)

    async def close(self) -> None:
        """End the world; a call or an answer against Telegram's specification fails the test."""
        await self.stop()
        await self.box.close()
        assert not self.box.violations, self.box.violations[:5]

    def staff_id(self, role: str) -> int:
        """Return the account of the first (or "second") person with a role."""
        process = next(iter(self.house.processes.values()))
        wanted, at = (role.removeprefix("second "), 1) if role.startswith("second ") else (role, 0)
        return [one.user_id for one in process.staff if one.role == wanted][at]


@functools.cache
def telegrams_specification() -> Specification | None:
    """Return the description of the Bot API, where it lies beside the project."""
    return Specification(SPECIFICATION) if SPECIFICATION.is_file() else None


@functools.cache
def named_process(name: str) -> Process:
    """Return the sample process, or one of the examples."""
    if name == "sample":
        return samples.sample_process()
    if name == "agenda":
        return samples.agenda_process()
    if name == "lines":
        return line_process()
    if name == "reviewing":
        return review_process()
    if name == "costed":
        return costed_process()
    if name == "visiting":
        return visiting_process()
    if name == "merging":
        return merging_process()
    if name == "discussing":
        return discussing_process()
    if name == "co-proposing":
        return review_process(co_proposers_needed=2)
    return read_process_file(EXAMPLES / f"{name}.toml").process


def _instant(process: Process, at: str) -> datetime:
    found = _AT.match(at)
    if found is None:
        raise ValueError(f"{at!r}: expected `at STAGE +1h`")
    stage = next(one for one in process.stages if one.stage_id == found["stage"])
    if not found["n"]:
        return stage.starts_utc
    shift = timedelta(**{_UNITS[found["unit"]]: int(found["n"])})
    return stage.starts_utc + shift if found["sign"] == "+" else stage.starts_utc - shift
