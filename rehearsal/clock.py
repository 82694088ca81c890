"""A clock that can be moved, sped up and paused; all of the box's time goes through it."""

import asyncio
import heapq
import itertools
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

Listener = Callable[["Clock"], None]

_FAR_S = 3600.0


class Clock:
    """Aware UTC time that runs at any speed, jumps, and wakes who sleeps by it.

    Speed 1 is the world's pace, 0 stands still. `monotonic()` never goes back, also when the
    date is set to an earlier one.
    """

    def __init__(self, at: datetime | None = None, speed: float = 1.0) -> None:
        start = at if at is not None else datetime.now(UTC)
        if start.tzinfo is None:
            raise ValueError("the clock needs an aware datetime")
        self._date = start.astimezone(UTC)
        self._elapsed_s = 0.0
        self._anchor = time.monotonic()
        self._speed = speed
        self._paused_speed = speed or 1.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._order = itertools.count()
        self._timer: asyncio.TimerHandle | None = None
        self._listeners: list[Listener] = []

    @property
    def speed(self) -> float:
        """How many seconds of this clock pass in one of the world's."""
        return self._speed

    @property
    def is_paused(self) -> bool:
        """Whether the clock stands still."""
        return self._speed == 0

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return self._date + timedelta(seconds=self._since_anchor())

    def timestamp(self) -> int:
        """The present instant in whole seconds since 1970, as Telegram writes dates."""
        return int(self.now().timestamp())

    def monotonic(self) -> float:
        """Seconds that have passed on this clock; never goes back."""
        return self._elapsed_s + self._since_anchor()

    async def sleep(self, seconds: float) -> None:
        """Sleep until `seconds` have passed on this clock, by running or by a jump."""
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.monotonic() + seconds, next(self._order), future))
        self._arm()
        await future

    def advance(self, by: timedelta) -> None:
        """Jump forward and wake everybody whose time has come."""
        if by < timedelta(0):
            raise ValueError("a clock advances forward; use set() for an earlier date")
        self._settle()
        self._date += by
        self._elapsed_s += by.total_seconds()
        self._changed()

    def set(self, at: datetime) -> None:
        """Jump to an instant; to an earlier one without waking anybody."""
        if at.tzinfo is None:
            raise ValueError("the clock needs an aware datetime")
        ahead = at.astimezone(UTC) - self.now()
        if ahead >= timedelta(0):
            self.advance(ahead)
            return
        self._settle()
        self._date = at.astimezone(UTC)
        self._changed()

    def set_speed(self, speed: float) -> None:
        """Run at another pace; 0 pauses."""
        if speed < 0:
            raise ValueError("speed is 0 or more")
        self._settle()
        if speed:
            self._paused_speed = speed
        self._speed = float(speed)
        self._changed()

    def pause(self) -> None:
        """Stand still until `resume`."""
        self.set_speed(0)

    def resume(self) -> None:
        """Run again at the pace before the pause."""
        self.set_speed(self._paused_speed)

    async def walk(self, by: timedelta, settle: Callable[[], object] | None = None) -> None:
        """Advance from sleeper to sleeper, so that each wakes at its own instant.

        After each stop `settle` is called (and awaited if it returns an awaitable).
        """
        target = self.monotonic() + by.total_seconds()
        while True:
            due = self._next_due()
            stop = target if due is None or due > target else due
            self.advance(timedelta(seconds=max(0.0, stop - self.monotonic())))
            for _ in range(5):
                await asyncio.sleep(0)
            if settle is not None:
                waiting = settle()
                if asyncio.iscoroutine(waiting):
                    await waiting
            if stop >= target:
                return

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener(clock)` at every jump, pause and change of speed; returns the undo."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def as_json(self) -> dict[str, Any]:
        """Now, speed and whether it is paused."""
        return {
            "now": self.now().isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "speed": self._speed,
            "paused": self.is_paused,
            "monotonic": round(self.monotonic(), 3),
        }

    def _since_anchor(self) -> float:
        return (time.monotonic() - self._anchor) * self._speed if self._speed else 0.0

    def _settle(self) -> None:
        passed = self._since_anchor()
        self._anchor = time.monotonic()
        self._date += timedelta(seconds=passed)
        self._elapsed_s += passed

    def _changed(self) -> None:
        self._wake()
        for listener in tuple(self._listeners):
            listener(self)

    def _next_due(self) -> float | None:
        while self._sleepers and self._sleepers[0][2].done():
            heapq.heappop(self._sleepers)
        return self._sleepers[0][0] if self._sleepers else None

    def _wake(self) -> None:
        # A millionth of a second of grace: sums of floats must not leave a sleeper behind.
        now = self.monotonic() + 1e-6
        while (due := self._next_due()) is not None and due <= now:
            future = heapq.heappop(self._sleepers)[2]
            future.get_loop().call_soon_threadsafe(_finish, future)
        self._arm()

    def _arm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        due = self._next_due()
        if due is None or not self._speed:
            return
        wait_s = max(0.0, (due - self.monotonic()) / self._speed)
        loop = self._sleepers[0][2].get_loop()
        self._timer = loop.call_later(min(wait_s, _FAR_S), self._wake)


def _finish(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)
