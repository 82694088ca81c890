"""Long polling that confirms a batch only after all of it is done."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

from telegram.error import Conflict, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.client import Client
from bot.confirm import Confirmer
from handlers.verdicts import retry_after_s
from storage.database import StorageFailed

log = logging.getLogger(__name__)

BATCH = 100
POLL_S = 25
READ_MARGIN_S = 10.0
PAUSE_LEAST_S = 0.5
PAUSE_MOST_S = 30.0
STORE_PAUSE_S = 2.0


class Polling:
    """Asks for updates, has them handled, and asks for the next ones when all are done.

    The offset that confirms a batch is sent with the following call only: after an idle week
    Telegram begins to number updates anew, anywhere, and an old offset would hide them.
    """

    def __init__(
        self,
        bot: Client,
        confirmer: Confirmer,
        allowed_updates: Sequence[str],
        poll_s: int = POLL_S,
    ) -> None:
        self._bot = bot
        self._confirmer = confirmer
        self._allowed = list(allowed_updates)
        self._poll_s = poll_s
        self._offset: int | None = None
        self._done: set[int] = set()

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop` is set; then finish and confirm the batch that is under way.

        Raises:
            telegram.error.InvalidToken: the token belongs to no bot.
        """
        await self._clear_webhook(stop)
        failures = 0
        while not stop.is_set():
            try:
                batch = await self._ask(stop)
            except InvalidToken:
                raise
            except TelegramError as error:
                failures += 1
                await _pause(stop, self._pause_after(error, failures))
                continue
            failures = 0
            if batch and not await self._handle(batch):
                await _pause(stop, STORE_PAUSE_S)
        await self._confirm_last()

    async def _clear_webhook(self, stop: asyncio.Event) -> None:
        failures = 0
        while not stop.is_set():
            try:
                await self._bot.delete_webhook(drop_pending_updates=False)
                return
            except (InvalidToken, Forbidden):
                raise
            except TelegramError as error:
                failures += 1
                await _pause(stop, self._pause_after(error, failures))

    async def _ask(self, stop: asyncio.Event) -> list[dict[str, Any]]:
        """Return the next batch; an empty one when told to stop meanwhile."""
        asking = asyncio.ensure_future(self._get_updates(self._poll_s))
        stopping = asyncio.ensure_future(stop.wait())
        try:
            await asyncio.wait({asking, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if not asking.done():
                return []
            batch = asking.result()
        finally:
            for task in (asking, stopping):
                task.cancel()
            await asyncio.gather(asking, stopping, return_exceptions=True)
        # The call went through, so what its offset confirmed is forgotten at Telegram's.
        self._offset = None
        return batch

    async def _get_updates(self, poll_s: int, limit: int = BATCH) -> list[dict[str, Any]]:
        return await self._bot.raw_updates(
            self._offset, limit, poll_s, self._allowed, READ_MARGIN_S
        )

    async def _handle(self, batch: list[dict[str, Any]]) -> bool:
        """Have a batch handled; False where the store failed and some must come again."""
        numbers = [int(raw["update_id"]) for raw in batch]
        new = [raw for raw in batch if int(raw["update_id"]) not in self._done]
        tasks = {int(raw["update_id"]): self._confirmer.begin(raw) for raw in new}
        if tasks:
            await asyncio.wait(tasks.values())
        faults = {number: task.exception() for number, task in tasks.items()}
        undone = [number for number, fault in faults.items() if fault is not None]
        for fault in faults.values():
            if fault is not None and not isinstance(fault, StorageFailed):
                raise fault
        if not undone:
            self._offset = max(numbers) + 1
            self._done.clear()
            return True
        first = min(undone)
        log.error("%d of %d updates are not confirmed: storage", len(undone), len(batch))
        self._offset = first if first > min(numbers) else None
        self._done.update(number for number in numbers if number > first)
        self._done.difference_update(undone)
        return False

    async def _confirm_last(self) -> None:
        if self._offset is None:
            return
        try:
            await self._get_updates(0, limit=1)
        except TelegramError as error:
            log.warning("the last batch will come again: %s", type(error).__name__)

    def _pause_after(self, error: TelegramError, failures: int) -> float:
        if isinstance(error, RetryAfter):
            return retry_after_s(error)
        if isinstance(error, Conflict):
            log.error("another program polls with the same token, or a webhook is set")
        else:
            log.warning("no updates: %s", type(error).__name__)
        return float(min(PAUSE_MOST_S, PAUSE_LEAST_S * 2 ** min(failures - 1, 8)))


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
