"""Edits of one message: one after the other, and of those that wait only the newest."""

import asyncio
from collections.abc import Awaitable, Callable

Place = tuple[int, int]
Edit = Callable[[], Awaitable[object]]


class Edits:
    """Keeps the edits of each message in order and drops those that a newer one replaces."""

    def __init__(self) -> None:
        self._lines: dict[Place, _Line] = {}

    async def make(self, place: Place, edit: Edit) -> bool:
        """Make an edit of a message (chat, number) when its turn comes.

        Returns whether it was made: False where a newer one took its place.

        Raises:
            Exception: whatever the edit raised.
        """
        line = self._lines.setdefault(place, _Line())
        line.newest += 1
        number = line.newest
        line.length += 1
        try:
            async with line.turn:
                if number != line.newest:
                    return False
                await edit()
                return True
        finally:
            line.length -= 1
            if not line.length:
                del self._lines[place]


class _Line:
    def __init__(self) -> None:
        self.turn = asyncio.Lock()
        self.newest = 0
        self.length = 0
