"""What a person was asked last, so that the words they type next find their place.

Only short look-ups live here (a district's name, a word to search projects by); dialogues with
several answers are conversations.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from actions.house import House, Occasion
from storage import drafts
from storage.database import Transaction

_KIND = "asked"


@dataclass(frozen=True)
class Question:
    """What was asked: a topic, and what belongs to it."""

    topic: str
    process_no: int
    about: Mapping[str, Any]


async def ask(
    house: House, occasion: Occasion, topic: str, process_no: int, about: Mapping[str, Any]
) -> None:
    """Remember what the person was asked."""

    async def act(tx: Transaction) -> None:
        data = {"topic": topic, "about": dict(about)}
        await drafts.keep(tx, occasion.user_id, _KIND, process_no, data, occasion.now_s)

    await house.db.write(act)


async def asked(house: House, user_id: int) -> Question | None:
    """Return what the person was asked last."""

    async def look(tx: Transaction) -> Question | None:
        draft = await drafts.of(tx, user_id, _KIND)
        if draft is None:
            return None
        return Question(draft.data["topic"], draft.process_no, draft.data["about"])

    return await house.db.read(look)


async def settle(house: House, occasion: Occasion) -> None:
    """Forget the question: it has been answered, or something else was begun."""
    await house.db.write(lambda tx: drafts.drop(tx, occasion.user_id, _KIND))
