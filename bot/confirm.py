"""When an update counts as done: only after its effect is on disk."""

import asyncio
import logging
from typing import Any

from telegram import Update
from telegram.ext import Application

from bot.persistence import ConversationStates
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

    def __init__(self, application: AnyApplication, states: ConversationStates) -> None:
        self._application = application
        self._states = states
        self._under_way: dict[int, asyncio.Task[None]] = {}
        self.handled = 0
        self.given_up = 0

    async def handle(self, update: Update) -> None:
        """Handle one update; a second delivery while it is under way waits for the first.

        Raises:
            StorageFailed: nothing may be confirmed; Telegram is to deliver it again.
        """
        task = self._under_way.get(update.update_id)
        if task is None:
            task = asyncio.create_task(self._handle(update), name=f"update {update.update_id}")
            self._under_way[update.update_id] = task
            task.add_done_callback(lambda _: self._under_way.pop(update.update_id, None))
        await asyncio.shield(task)

    @property
    def is_busy(self) -> bool:
        """Whether updates are being handled."""
        return bool(self._under_way)

    async def finish(self) -> None:
        """Wait for the updates that are under way."""
        if self._under_way:
            await asyncio.wait(list(self._under_way.values()))

    async def _handle(self, update: Update) -> None:
        data = self._application.bot_data
        number = update.update_id
        try:
            for attempt in range(1, TRIES + 1):
                data.last_try[number] = attempt == TRIES
                error = await self._try(update)
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

    async def _try(self, update: Update) -> BaseException | None:
        application = self._application
        await application.update_processor.process_update(
            update, application.process_update(update)
        )
        return application.bot_data.failures.pop(update.update_id, None)

    async def _keep_states(self) -> None:
        await self._application.update_persistence()
        await self._states.flush()


def _name(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}"
