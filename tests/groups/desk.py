"""A facilitator's desk on a real store: what the tests of groups do again and again."""

from collections import Counter

from actions import bindings, topics, watch
from actions.effects import record_done
from actions.house import House, Occasion
from deliberation.group_views import GroupView
from deliberation.groups import RIGHTS, GroupFacts
from storage import outbox
from tests import samples

CHAT = -1_002_000_000_001
SCOPED, CITIZEN = 700_003, 700_004
FACTS = GroupFacts(CHAT, "Forum", "supergroup", "", True, True, frozenset(RIGHTS))


def by(house: House, user_id: int = samples.FACILITATOR, update_id: int | None = None) -> Occasion:
    return samples.occasion(house, user_id, update_id=update_id)


def here(house: House, user_id: int, update_id: int, message_id: int = 9) -> Occasion:
    return Occasion(user_id, CHAT, house.clock.now(), update_id, False, message_id)


async def bound(house: House, *numbers: int, facts: GroupFacts = FACTS) -> GroupView:
    await bindings.begin(house, by(house), facts, 1)
    await bindings.choose(house, by(house), 1, frozenset({1, 2, 3}), is_chosen=False)
    await bindings.choose(house, by(house), 1, frozenset(numbers), is_chosen=True)
    return await bindings.confirm(house, by(house), 1, facts)


async def waiting(house: House, kind: str) -> list[outbox.Notice]:
    rows = await house.db.read(
        lambda tx: tx.all(
            "SELECT * FROM outbox WHERE kind = :kind AND state = 'waiting' ORDER BY notice_no",
            {"kind": kind},
        )
    )
    return [outbox.notice_of(row) for row in rows]


async def make(house: House, *numbers: int) -> None:
    """Bind headings and let Telegram make their topics: thread 1 gets topic 101, and so on."""
    await bound(house, *numbers)
    await topics.make(house, by(house), 1, CHAT)
    for notice in await waiting(house, "create-topic"):
        outcome = {"topic_id": 100 + notice.params["thread_no"]}

        async def settle(
            tx: outbox.Transaction,
            notice: outbox.Notice = notice,
            outcome: dict[str, int] = outcome,
        ) -> None:
            await record_done(tx, notice, outcome)
            await outbox.settle(tx, notice, "delivered", 0)

        await house.db.write(settle)


def message(text: str = "words", topic_id: int = 101, **changed: object) -> watch.Message:
    given = {
        "topic_id": topic_id,
        "text": text,
        "title": "Forum",
        "username": "",
        "is_forum": True,
        "voice": CITIZEN,
    }
    return watch.Message(**{**given, **changed})  # type: ignore[arg-type]


async def everything(house: House) -> Counter[str]:
    """Every value in the store but the roles."""

    async def read(tx: outbox.Transaction) -> Counter[str]:
        tables = await tx.all("SELECT name FROM sqlite_master WHERE type = 'table'")
        values: Counter[str] = Counter()
        for table in tables:
            if table["name"] in ("roles", "processes"):
                continue
            for row in await tx.all(f"SELECT * FROM {table['name']}"):
                values.update(str(value) for value in tuple(row))
        return values

    return await house.db.read(read)
