"""The library's conversations on our store: written before an update is confirmed."""

import asyncio
from typing import Any

from telegram.ext import BasePersistence, PersistenceInput

from handlers.context import BotData
from storage import conversation_states
from storage.conversation_states import Place, State
from storage.database import Database

_Data = dict[Any, Any]


class ConversationStates(BasePersistence[_Data, _Data, BotData]):
    """Keeps only the states of dialogues; what they remember lies in the drafts.

    The library hands changes over with `update_conversation`; `flush` returns once all of them
    are on disk, whoever's update caused them.
    """

    def __init__(self, db: Database) -> None:
        super().__init__(
            store_data=PersistenceInput(
                bot_data=False, chat_data=False, user_data=False, callback_data=False
            )
        )
        self._db = db
        self._changed: dict[tuple[str, Place], State | None] = {}
        self._turn = asyncio.Lock()

    async def get_conversations(self, name: str) -> dict[Place, object]:
        """Return the states that are on disk."""
        states = await self._db.read(lambda tx: conversation_states.load(tx, name))
        return dict(states)

    async def update_conversation(self, name: str, key: Place, new_state: object | None) -> None:
        """Take note of a change; `flush` writes it."""
        if new_state is not None and not isinstance(new_state, int | str):
            raise TypeError(f"the state of {name} must be a number or a word")
        self._changed[name, key] = new_state

    async def flush(self) -> None:
        """Write what has changed.

        Raises:
            StorageFailed: it is kept, and written by the next call.
        """
        if not self._changed and not self._turn.locked():
            return
        async with self._turn:
            changes, self._changed = self._changed, {}
            if not changes:
                return
            rows = [(name, place, state) for (name, place), state in changes.items()]
            try:
                await self._db.write(lambda tx: conversation_states.save(tx, rows))
            except BaseException:
                self._changed = {**changes, **self._changed}
                raise

    async def get_bot_data(self) -> BotData:
        """Nothing is kept."""
        return BotData()

    async def get_chat_data(self) -> dict[int, _Data]:
        """Nothing is kept."""
        return {}

    async def get_user_data(self) -> dict[int, _Data]:
        """Nothing is kept."""
        return {}

    async def get_callback_data(self) -> None:
        """Nothing is kept."""

    async def update_bot_data(self, data: BotData) -> None:
        """Nothing is kept."""

    async def update_chat_data(self, chat_id: int, data: _Data) -> None:
        """Nothing is kept."""

    async def update_user_data(self, user_id: int, data: _Data) -> None:
        """Nothing is kept."""

    async def update_callback_data(self, data: Any) -> None:
        """Nothing is kept."""

    async def drop_chat_data(self, chat_id: int) -> None:
        """Nothing is kept."""

    async def drop_user_data(self, user_id: int) -> None:
        """Nothing is kept."""

    async def refresh_bot_data(self, bot_data: BotData) -> None:
        """Nothing is kept."""

    async def refresh_chat_data(self, chat_id: int, chat_data: _Data) -> None:
        """Nothing is kept."""

    async def refresh_user_data(self, user_id: int, user_data: _Data) -> None:
        """Nothing is kept."""
