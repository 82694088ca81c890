"""The bot in the same program as the box: started, stopped, started anew."""

import asyncio
import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.serve import Runtime, serve
from bot.settings import Settings
from rehearsal.box import Box
from rehearsal.door_request import BoxRequest

RandomBytes = Callable[[int], bytes]


class BotInside:
    """The bot over a folder's store, serving a box; open it with `async with`."""

    def __init__(
        self,
        settings: Settings,
        box: Box,
        folder: Path,
        random_bytes: RandomBytes | None = None,
    ) -> None:
        self._settings = settings.model_copy(
            update={
                "token": SecretStr(box.token),
                "webhook_url": None,
                "clock_url": None,
                "process": None,
                "data_dir": folder,
                "is_paced": False,
            }
        )
        self._box = box
        self._random_bytes = random_bytes
        self._stop = asyncio.Event()
        self._serving: asyncio.Task[None] | None = None
        self._turn = asyncio.Lock()
        self.runtime: Runtime | None = None
        self._has_limits = False
        box.watch(self._is_busy)
        box.follow_limits(self._follow_limits)

    async def __aenter__(self) -> "BotInside":
        """Start."""
        await self.start()
        return self

    async def __aexit__(self, *error: object) -> None:
        """Stop, with everything told that can be told."""
        await self.stop()

    @property
    def is_running(self) -> bool:
        """Whether the bot serves."""
        return self._serving is not None and not self._serving.done()

    async def start(self) -> None:
        """Start the bot and wait until it takes updates (whatever stops it is raised)."""
        self._stop = asyncio.Event()
        ready: asyncio.Future[Runtime] = asyncio.get_running_loop().create_future()
        self._serving = asyncio.create_task(
            serve(
                self._settings,
                clock=self._box.clock,
                request=BoxRequest(self._box),
                stop=self._stop,
                ready=ready.set_result,
            ),
            name="the bot",
        )
        both: list[asyncio.Future[Any]] = [self._serving, ready]
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        if self._serving.done():
            self._serving.result()
        self.runtime = ready.result()
        self.runtime.pacer.is_on = self._has_limits
        if self._random_bytes is not None:
            self.runtime.house.random_bytes = self._random_bytes

    async def stop(self) -> None:
        """Stop the bot."""
        self._stop.set()
        if self._serving is not None:
            serving, self._serving = self._serving, None
            self.runtime = None
            with contextlib.suppress(asyncio.CancelledError):
                await serving

    async def restart(self) -> None:
        """Stop the bot and start it anew over what it kept."""
        async with self._turn:
            await self.stop()
            await self.start()

    async def failed(self) -> None:
        """Return never, unless the bot ends by itself: then raise why."""
        while True:
            serving = self._serving
            if serving is not None and serving.done() and not self._stop.is_set():
                serving.result()
                return
            await asyncio.sleep(0.5)

    def _follow_limits(self, has_limits: bool) -> None:
        """Pace what is sent while the box may refuse it, and only then: clocks may stand still."""
        self._has_limits = has_limits
        if self.runtime is not None:
            self.runtime.pacer.is_on = has_limits

    def _is_busy(self) -> bool:
        return self.runtime is not None and self.runtime.is_busy
