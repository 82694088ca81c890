"""Commands and taps that belong to no dialogue end the one that the person is in.

Words typed after that no longer go to it; what had been answered lies in its draft. `Leaving`
stands in a group before all others, looks at each update and lets it pass.
"""

from collections.abc import Iterable
from typing import Any

from telegram import Message, MessageEntity, Update
from telegram.ext import BaseHandler, ConversationHandler

from handlers.context import Context

Dialogue = ConversationHandler[Any]


class Leaving(BaseHandler[Update, Context, None]):
    """Ends every dialogue that an update leads away from; handles nothing itself."""

    def __init__(self, dialogues: Iterable[Dialogue]) -> None:
        super().__init__(_nothing)
        self._dialogues = tuple(dialogues)

    def holds(self, chat_id: int, user_id: int) -> bool:
        """Say whether any dialogue may have something to end for a person in a chat."""
        places = ((chat_id, user_id), (chat_id,), (user_id,))
        return any(
            place in dialogue._conversations for dialogue in self._dialogues for place in places
        )

    def check_update(self, update: object) -> bool:
        """Look at the update, and never claim it."""
        if isinstance(update, Update) and leads_elsewhere(update):
            for dialogue in self._dialogues:
                _leave(dialogue, update)
        return False


def leads_elsewhere(update: Update) -> bool:
    """Say whether an update is a tap or a command: what is typed leads nowhere."""
    query = update.callback_query
    if query is not None:
        return query.message is not None
    return update.message is not None and is_command(update.message)


def is_command(message: Message) -> bool:
    """Say whether a message is a command that the person gave themselves."""
    if message.forward_origin is not None or message.via_bot is not None:
        return False
    entities = message.entities
    return bool(entities) and (
        entities[0].type == MessageEntity.BOT_COMMAND and entities[0].offset == 0
    )


def _leave(dialogue: Dialogue, update: Update) -> None:
    # The library has no public way to end a conversation from outside; the state's change is
    # noted by its own tracking dictionary, and so reaches the store with the update.
    if dialogue.check_update(update) is None:
        dialogue._update_state(ConversationHandler.END, dialogue._get_key(update))


async def _nothing(_update: Update, _context: Context) -> None:
    """Never called: `Leaving` claims no update."""
