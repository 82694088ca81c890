"""When an update counts as done: only after its effect is on disk."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from telegram import Update
from telegram.ext import Application

from bot.client import read_update
from bot.order import OrderOfEachCitizen
from bot.persistence import ConversationStates
from bot.tap_lane import TapLane, Tapped
from handlers.context import BotData, Context
from storage.database import StorageFailed

log = logging.getLogger(__name__)

AnyApplication = Application[Any, Context, Any, Any, BotData, Any]

TRIES = 2


class Confirmer:
    """Handles updates and says which of them may be confirmed to Telegram.

    `handle` returns once an update is done for good: its effect and the conversation's state
    are committed, or it failed twice for a reason that another try would not mend.
    """

    def __init__(
        self,
        application: AnyApplication,
        states: ConversationStates,
        lane: TapLane | None = None,
    ) -> None:
        self._application = application
        self._states = states
        self._lane = lane
        self._under_way: dict[int, asyncio.Task[None]] = {}
        self.handled = 0
        self.given_up = 0

    async def handle(self, update: Update) -> None:
        """Handle one update; a second delivery while it is under way waits for the first.

        Raises:
            StorageFailed: nothing may be confirmed; Telegram is to deliver it again.
        """
        await asyncio.shield(self._begin(update.update_id, lambda: self._handle(update)))

    def begin(self, raw: dict[str, Any]) -> asyncio.Task[None]:
        """Handle an update as it came over the wire; like `handle`, without waiting.

        What is begun earlier for a person is done earlier. An update that cannot be read is
        passed over.
        """
        return self._begin(int(raw["update_id"]), lambda: self._handle_raw(raw))

    def _begin(
        self, number: int, handle: Callable[[], Coroutine[Any, Any, None]]
    ) -> asyncio.Task[None]:
        task = self._under_way.get(number)
        if task is None:
            task = asyncio.create_task(handle(), name=f"update {number}")
            self._under_way[number] = task
            task.add_done_callback(lambda _: self._under_way.pop(number, None))
        return task

    @property
    def is_busy(self) -> bool:
        """Whether updates are being handled."""
        return bool(self._under_way)

    async def finish(self) -> None:
        """Wait for the updates that are under way."""
        if self._under_way:
            await asyncio.wait(list(self._under_way.values()))

    async def _handle_raw(self, raw: dict[str, Any]) -> None:
        tapped = self._lane.read(raw) if self._lane is not None else None
        if tapped is not None and self._lane is not None:
            await self._handle_tap(self._lane, tapped, raw)
            return
        update = self._read(raw)
        if update is not None:
            await self._handle(update)

    async def _handle_tap(self, lane: TapLane, tapped: Tapped, raw: dict[str, Any]) -> None:
        order = self._application.update_processor
        assert isinstance(order, OrderOfEachCitizen)
        async with order.turn_of(tapped.user_id):
            if await lane.take(tapped):
                self.handled += 1
                return
            update = self._read(raw)
            if update is not None:
                await self._handle(update, in_turn=True)

    def _read(self, raw: dict[str, Any]) -> Update | None:
        try:
            return read_update(raw, self._application.bot)
        except Exception:
            log.exception("update %d cannot be read; it is passed over", raw["update_id"])
            return None

    async def _handle(self, update: Update, *, in_turn: bool = False) -> None:
        data = self._application.bot_data
        number = update.update_id
        try:
            for attempt in range(1, TRIES + 1):
                data.last_try[number] = attempt == TRIES
                error = await self._try(update, in_turn=in_turn)
                if error is None:
                    break
                if isinstance(error, StorageFailed):
                    raise error
                log.error("update %d failed (%d. try): %s", number, attempt, _name(error))
            else:
                self.given_up += 1
            await self._keep_states()
            self.handled += 1
        finally:
            data.last_try.pop(number, None)
            query = update.callback_query
            if query is not None:
                data.answered.discard(query.id)

    async def _try(self, update: Update, *, in_turn: bool) -> BaseException | None:
        application = self._application
        order = application.update_processor
        work = application.process_update(update)
        if in_turn and isinstance(order, OrderOfEachCitizen):
            await order.process_in_turn(work)
        else:
            await order.process_update(update, work)
        return application.bot_data.failures.pop(update.update_id, None)

    async def _keep_states(self) -> None:
        await self._application.update_persistence()
        await self._states.flush()


def _name(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}"
