"""What happens by itself: sweeps through what is due, the heartbeat, forgetting what is old.

A sweep is asked at the start, every minute, at the instant that it named last, and at once
when a movable clock jumps or something was saved that makes work for it. It computes everything
from schedule and clock, so that a late or a repeated sweep does the same as one in time.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from actions.house import House
from actions.sweeps import SWEEPS, Sweep
from bot.clock import MovableClock
from bot.confirm import AnyApplication
from handlers.context import Context
from storage.database import DUE, StorageFailed

log = logging.getLogger(__name__)

EVERY = timedelta(minutes=1)
RETRY_S = 5.0
FAR_S = 24 * 3600.0
GRACE_S = 3600


class Jobs:
    """Keeps the sweeps going; `start` has swept once when it returns."""

    def __init__(
        self, house: House, application: AnyApplication, sweeps: Sequence[Sweep] = SWEEPS
    ) -> None:
        self._house = house
        self._application = application
        self._sweeps = sweeps
        self._wake = asyncio.Event()
        self._turn = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None
        self._undo: list[Callable[[], None]] = []
        self._is_sweeping = False
        self._has_failed = False
        self.swept = 0

    @property
    def is_busy(self) -> bool:
        """Whether a sweep is under way, or comes at once."""
        return self._is_sweeping or self._wake.is_set()

    async def start(self) -> None:
        """Sweep what was missed, then keep sweeping."""
        clock = self._house.clock
        if isinstance(clock, MovableClock):
            self._undo.append(clock.subscribe(lambda _: self._wake.set()))
        next_at = await self._sweep()
        self._undo.append(self._house.db.listen(DUE, self._wake.set))
        self._task = asyncio.create_task(self._serve(next_at), name="sweeps")
        queue = self._application.job_queue
        if queue is not None:
            queue.run_repeating(
                self._every_minute,
                EVERY,
                name="sweep",
                job_kwargs={"misfire_grace_time": GRACE_S, "coalesce": True, "max_instances": 1},
            )

    async def stop(self) -> None:
        """Sweep no more; a sweep under way is finished."""
        for undo in self._undo:
            undo()
        self._undo.clear()
        if self._task is not None:
            async with self._turn:
                self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _every_minute(self, _: Context) -> None:
        self._wake.set()

    async def _serve(self, next_at: datetime | None) -> None:
        while True:
            await self._rest(next_at)
            next_at = await self._sweep()

    async def _rest(self, until: datetime | None) -> None:
        clock = self._house.clock
        wait_s = FAR_S
        if until is not None:
            wait_s = max(0.0, (until - clock.now()).total_seconds())
        waits = {
            asyncio.ensure_future(clock.sleep(min(wait_s, FAR_S))),
            asyncio.ensure_future(self._wake.wait()),
        }
        if self._has_failed:
            # The world's time: a clock that stands or races says nothing of a disk.
            waits.add(asyncio.ensure_future(asyncio.sleep(RETRY_S)))
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    async def _sweep(self) -> datetime | None:
        """Sweep everything once; return the next instant that a sweep asks for."""
        async with self._turn:
            self._is_sweeping = True
            self._has_failed = False
            self._wake.clear()
            try:
                found = [await self._one(sweep) for sweep in self._sweeps]
            finally:
                self._is_sweeping = False
        self.swept += 1
        return min((at for at in found if at is not None), default=None)

    async def _one(self, sweep: Sweep) -> datetime | None:
        try:
            return await sweep(self._house)
        except StorageFailed as error:
            log.error("a sweep met a fault of the store: %s", error)
        except Exception:
            log.exception("a sweep failed: %s", getattr(sweep, "__qualname__", "?"))
        self._has_failed = True
        return None
