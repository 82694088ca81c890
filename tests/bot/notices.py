"""Notices on the test stand: put into the outbox, told, and what became of them."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

from rehearsal.people import Person
from screens.notices import tells
from screens.screen import Screen
from storage import outbox
from storage.database import Transaction
from storage.outbox import Notice
from tests.bot.stand import Stand

KIND = "test-words"
PATIENCE_S = 60.0
SECONDS_WATCHED = 600
TURNS = 20


@tells(KIND)
def show_words(view: dict[str, object], t: object) -> Screen:
    return Screen(str(view["text"]))


async def somebody(stand: Stand, number: int = 0) -> Person:
    """Somebody who has opened the bot's chat."""
    person = stand.box.user("Sample", user_id=number) if number else stand.box.user("Sample")
    await person.start()
    return person


async def a_group(stand: Stand, *, forum: bool = False) -> tuple[Person, int]:
    """A bound group with the bot in it: its owner and its id."""
    owner = await somebody(stand)
    if forum:
        chat = stand.box.supergroup("Eunpyeong", owner, forum=True)
    else:
        chat = stand.box.group("Eunpyeong", owner)
    stand.box.add_bot(chat, owner, ["can_manage_topics", "can_pin_messages"] if forum else None)
    await stand.db.write(
        lambda tx: tx.write(
            "INSERT INTO groups (chat_id, process_no, title, language, is_forum, bound_by, "
            "bound_utc) VALUES (:id, 1, 'Eunpyeong', 'en', 0, 9, 0)",
            {"id": chat.id},
        )
    )
    return owner, chat.id


def words(chat_id: int, text: str, **rest: object) -> Notice:
    """A notice that says just this."""
    return Notice(KIND, chat_id, {"text": text}, process_no=1, **rest)  # type: ignore[arg-type]


async def put(stand: Stand, *notices: Notice) -> None:
    """Put notices into the outbox, all in one unit."""

    async def act(tx: Transaction) -> None:
        for notice in notices:
            await outbox.put(tx, notice, 0)

    await stand.db.write(act)


async def states(stand: Stand, kind: str = KIND) -> list[str]:
    """What the outbox says of the notices of a kind."""
    rows = await stand.db.read(
        lambda tx: tx.all(
            "SELECT state FROM outbox WHERE kind = :kind ORDER BY notice_no", {"kind": kind}
        )
    )
    return [row["state"] for row in rows]


async def rest(stand: Stand) -> None:
    """Let the deliverer do all that is due."""
    # Whoever a jump of the clock woke has to have had a turn.
    for _ in range(TURNS):
        await asyncio.sleep(0)
    await asyncio.wait_for(stand.deliverer.rest(), PATIENCE_S)


async def in_time(stand: Stand, expected: list[str]) -> int:
    """Move the clock on by seconds until the outbox is as expected; how many that took."""
    for second in range(SECONDS_WATCHED):
        await rest(stand)
        if await states(stand) == expected:
            return second
        stand.box.clock.advance(timedelta(seconds=1))
    raise TimeoutError(f"{await states(stand)} instead of {expected}")


async def until(holds: Callable[[], object]) -> None:
    """Wait until something holds; nothing is lost by being patient."""
    async with asyncio.timeout(PATIENCE_S):
        while not holds():  # noqa: ASYNC110 - nobody tells of it
            await asyncio.sleep(0.001)


def texts(person: Person) -> list[str]:
    """What the bot has written to a person."""
    return [m.text for m in person.messages() if not m.text.startswith("/")]
