"""Who is served when: one person's updates in their order, people beside each other."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable
from typing import Any

from telegram import Update
from telegram.ext import BaseUpdateProcessor

_UNBOUNDED = 1_000_000


class OrderOfEachCitizen(BaseUpdateProcessor):
    """A queue for each person in front of the shared places.

    A person holds at most one of the `places`, however fast they tap; those who wait for a
    place get it in the order in which they came.
    """

    def __init__(self, places: int) -> None:
        # The library's own semaphore stands in front of the queues, so it must never be full.
        super().__init__(_UNBOUNDED)
        self._places = asyncio.Semaphore(places)
        self._queues: dict[object, _Queue] = {}

    @property
    def people_waiting(self) -> int:
        """How many people have updates that are handled or wait."""
        return len(self._queues)

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Run the coroutine when it is this person's turn and a place is free."""
        key = _person_of(update)
        if key is None:
            async with self._places:
                await coroutine
            return
        async with self.turn_of(key), self._places:
            await coroutine

    @contextlib.asynccontextmanager
    async def turn_of(self, person: object) -> AsyncIterator[None]:
        """Wait for a person's turn and hold it; takes no place."""
        queue = self._queues.setdefault(person, _Queue())
        queue.length += 1
        try:
            async with queue.turn:
                yield
        finally:
            queue.length -= 1
            if not queue.length:
                del self._queues[person]

    async def process_in_turn(self, coroutine: Awaitable[Any]) -> None:
        """Run the coroutine for whoever holds the turn, when a place is free."""
        async with self._places:
            await coroutine

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""


class _Queue:
    def __init__(self) -> None:
        self.turn = asyncio.Lock()
        self.length = 0


def _person_of(update: object) -> object:
    if not isinstance(update, Update):
        return None
    if update.effective_user is not None:
        return update.effective_user.id
    if update.effective_chat is not None:
        return update.effective_chat.id
    return None
