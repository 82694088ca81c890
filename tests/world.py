"""A whole world for tests: the rehearsal's Telegram, a real store, and the real bot between."""

import random
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from actions import processes
from actions.house import House
from bot.service import Service
from deliberation.process import Process
from rehearsal.box import Box
from rehearsal.clock import Clock
from rehearsal.door_request import BoxRequest
from rehearsal.specification import Specification
from storage.database import Database
from storage.keys import KeyRing
from tests import samples

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
        self._service: Service | None = None
        self._randomness = random.Random(7)

    @classmethod
    async def open(cls, folder: Path, process: Process | str, at: str = "") -> "World":
        """Open a world with a process in it; `at` is like "at balloting +1h"."""
        found = process if isinstance(process, Process) else named_process(process)
        clock = Clock(_instant(found, at) if at else samples.NOON)
        clock.pause()
        specification = Specification(SPECIFICATION) if SPECIFICATION.is_file() else None
        self = cls(folder, Box(clock=clock, specification=specification))
        await self.start(found)
        return self

    async def start(self, process: Process | None = None) -> None:
        """Start the bot over the folder's store."""
        house = House(
            db=await Database.open(self.folder / "madang.db"),
            keys=KeyRing(self.folder / "keys"),
            clock=self.box.clock,
            folder=self.folder,
            random_bytes=self._randomness.randbytes,
        )
        await processes.reopen(house)
        if process is not None and not house.processes:
            now_s = int(self.box.clock.now().timestamp())
            await processes.load(house, replace(process), b"# a test's", 0, now_s)
        self._service = Service(
            house,
            token=self.box.token,
            request=BoxRequest(self.box),
            polling_request=BoxRequest(self.box),
            has_flood_limits=self.box.flood.is_on,
        )
        self.box.watch(self._is_busy)
        await self._service.start()
        await self.quiet()
        self.box.take_events()

    def _is_busy(self) -> bool:
        return self._service is not None and self._service.is_busy

    @property
    def house(self) -> House:
        """The open house."""
        assert self._service is not None
        return self._service.house

    async def stop(self) -> None:
        """Stop the bot and close its store."""
        if self._service is not None:
            service, self._service = self._service, None
            await service.stop()
            await service.house.db.close()

    async def restart(self) -> None:
        """Stop the bot and start it anew over what it kept."""
        await self.stop()
        await self.start()

    async def quiet(self) -> None:
        """Wait until the bot has done everything there is to do."""
        await self.box.quiet()

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


def named_process(name: str) -> Process:
    """Return the sample process, or one of the examples."""
    if name == "sample":
        return samples.sample_process()
    from actions.process_file import read_process_file

    return read_process_file(EXAMPLES / f"{name}.toml")


def _instant(process: Process, at: str):  # type: ignore[no-untyped-def]
    found = _AT.match(at)
    if found is None:
        raise ValueError(f"{at!r}: expected `at STAGE +1h`")
    stage = next(one for one in process.stages if one.stage_id == found["stage"])
    if not found["n"]:
        return stage.starts_utc
    shift = timedelta(**{_UNITS[found["unit"]]: int(found["n"])})
    return stage.starts_utc + shift if found["sign"] == "+" else stage.starts_utc - shift
