"""The clocks that the house may run by: the machine's, or a rehearsal's followed from afar."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol, runtime_checkable

import aiohttp

from actions.house import Clock

log = logging.getLogger(__name__)

ASK_EVERY_S = 0.25
ASK_WITHIN_S = 5.0
JUMP_S = 1.0


@runtime_checkable
class MovableClock(Clock, Protocol):
    """A clock that jumps, and says so."""

    def subscribe(self, listener: Callable[[Any], None]) -> Callable[[], None]:
        """Call the listener at every jump; return the undo."""
        ...


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        """Return the current instant, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return seconds that only grow."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Return after so many seconds."""
        await asyncio.sleep(seconds)


class FollowedClock:
    """A rehearsal's clock, followed over its JSON interface by a bot in a program of its own.

    Between two looks it runs at the speed that the rehearsal last told. `start` must be
    awaited before it is used.
    """

    def __init__(self, url: str) -> None:
        self._url = f"{url.rstrip('/')}/box/clock"
        self._session: aiohttp.ClientSession | None = None
        self._task: asyncio.Task[None] | None = None
        self._date = datetime.now(UTC)
        self._elapsed_s = 0.0
        self._anchor = time.monotonic()
        self._speed = 1.0
        self._moved = asyncio.Event()
        self._listeners: list[Callable[[Any], None]] = []

    async def start(self) -> None:
        """Read the clock for the first time and go on following it.

        Raises:
            OSError: nobody answers there.
        """
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=ASK_WITHIN_S))
        try:
            self._take(await self._ask())
        except (aiohttp.ClientError, TimeoutError, KeyError, ValueError) as error:
            await self._session.close()
            raise OSError(f"no clock at {self._url}: {type(error).__name__}") from None
        self._task = asyncio.create_task(self._follow(), name="clock")

    async def stop(self) -> None:
        """Follow no longer."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    def now(self) -> datetime:
        """Return the current instant, aware, in UTC."""
        return self._date + timedelta(seconds=self._since())

    def monotonic(self) -> float:
        """Return seconds that only grow, also by jumps."""
        return self._elapsed_s + self._since()

    async def sleep(self, seconds: float) -> None:
        """Return after so many seconds of the rehearsal's clock, by running or by a jump."""
        until = self.monotonic() + seconds
        while (left_s := until - self.monotonic()) > 0:
            moved = self._moved
            wait_s = left_s / self._speed if self._speed else None
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(moved.wait(), wait_s)
        await asyncio.sleep(0)

    def subscribe(self, listener: Callable[[Any], None]) -> Callable[[], None]:
        """Call the listener at every jump; return the undo."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def _follow(self) -> None:
        is_lost = False
        while True:
            await asyncio.sleep(ASK_EVERY_S)
            try:
                self._take(await self._ask())
                is_lost = False
            except (aiohttp.ClientError, TimeoutError, KeyError, ValueError) as error:
                if not is_lost:
                    log.warning("the rehearsal's clock does not answer: %s", type(error).__name__)
                is_lost = True

    async def _ask(self) -> dict[str, Any]:
        assert self._session is not None
        async with self._session.get(self._url) as answer:
            answer.raise_for_status()
            told: dict[str, Any] = (await answer.json())["result"]
        return told

    def _take(self, told: dict[str, Any]) -> None:
        date = datetime.fromisoformat(told["now"])
        ahead_s = (date - self.now()).total_seconds()
        elapsed_s = max(self.monotonic(), float(told["monotonic"]))
        speed = float(told["speed"])
        has_moved = abs(ahead_s) > JUMP_S * max(1.0, speed) or speed != self._speed
        self._date, self._elapsed_s, self._speed = date, elapsed_s, speed
        self._anchor = time.monotonic()
        if has_moved:
            moved, self._moved = self._moved, asyncio.Event()
            moved.set()
            for listener in tuple(self._listeners):
                listener(self)

    def _since(self) -> float:
        return (time.monotonic() - self._anchor) * self._speed
