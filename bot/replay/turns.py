"""A fixed order for what people do at the same time: each waits for those who come before."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Hashable, Sequence


class Turns:
    """One turn for each name, in the order given; a turn that was never taken holds up the rest.

    Numbers that the bot gives out are the same in every replay then, and so are the lots that
    are drawn by them.
    """

    def __init__(self, order: Sequence[Hashable]) -> None:
        self._places = {name: place for place, name in enumerate(order)}
        self._begin = [asyncio.Event() for _ in range(len(order) + 1)]
        self._begin[0].set()

    @contextlib.asynccontextmanager
    async def of(self, name: Hashable) -> AsyncIterator[None]:
        """Wait for a turn and hold it."""
        place = self._places[name]
        await self._begin[place].wait()
        try:
            yield
        finally:
            self._begin[place + 1].set()
