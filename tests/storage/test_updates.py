"""What survives so that nothing acts twice, and no dialogue is forgotten."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage import chats, conversation_states, heartbeats, updates
from storage.database import Database


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    db = await Database.open(tmp_path / "store.db")
    yield db
    await db.close()


async def test_an_update_is_new_only_once(db: Database) -> None:
    first = await db.write(lambda tx: updates.remember(tx, 7, 100))
    second = await db.write(lambda tx: updates.remember(tx, 7, 101))
    jobs = [await db.write(lambda tx: updates.remember(tx, None, 100)) for _ in range(2)]

    assert (first, second, jobs) == (True, False, [True, True])


async def test_an_action_that_fails_does_not_count_as_handled(db: Database) -> None:
    async def fail(tx):
        await updates.remember(tx, 7, 100)
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await db.write(fail)

    assert await db.write(lambda tx: updates.remember(tx, 7, 100))


async def test_updates_are_remembered_for_two_days(db: Database) -> None:
    await db.write(lambda tx: updates.remember(tx, 1, 1000))
    await db.write(lambda tx: updates.remember(tx, 2, 2000))

    gone = await db.write(lambda tx: updates.prune(tx, 1500 + updates.KEPT_S))

    assert gone == 1
    assert not await db.write(lambda tx: updates.remember(tx, 2, 3000))


async def test_dialogues_are_kept_changed_and_ended(db: Database) -> None:
    changes = [("propose", (1, 1), 3), ("propose", (2, 2), "title"), ("other", (1, 1), 0)]
    await db.write(lambda tx: conversation_states.save(tx, changes))
    await db.write(lambda tx: conversation_states.save(tx, [("propose", (1, 1), None)]))
    await db.write(lambda tx: conversation_states.save(tx, [("propose", (2, 2), 5)]))

    found = await db.read(lambda tx: conversation_states.load(tx, "propose"))
    await db.write(lambda tx: conversation_states.forget(tx, 2))

    assert found == {(2, 2): 5}
    assert await db.read(lambda tx: conversation_states.load(tx, "propose")) == {}
    assert await db.read(lambda tx: conversation_states.load(tx, "other")) == {(1, 1): 0}


async def test_a_group_that_moved_is_known_under_its_new_number(db: Database) -> None:
    await db.write(
        lambda tx: tx.write(
            "INSERT INTO groups (chat_id, process_no, title, language, is_forum, bound_by, "
            "bound_utc) VALUES (-5, 1, 'Eunpyeong', 'ko', 1, 9, 0)"
        )
    )
    for heading in (1, 2):
        await db.write(
            lambda tx, h=heading: tx.write(
                "INSERT INTO threads (process_no, chat_id, topic_state, heading_no, title) "
                "VALUES (1, -5, 'whole', :heading, 'Thread')",
                {"heading": h},
            )
        )

    moved = [await db.write(lambda tx: chats.migrate(tx, -5, -1005)) for _ in range(2)]
    threads = await db.read(lambda tx: tx.all("SELECT chat_id FROM threads"))

    assert moved == [True, False]
    assert [row["chat_id"] for row in threads] == [-1005, -1005]
    assert await db.read(lambda tx: chats.language_of(tx, -1005)) == "ko"
    assert await db.read(lambda tx: chats.title_of(tx, -1005)) == "Eunpyeong"


async def test_the_last_sign_of_life_is_kept(db: Database) -> None:
    before = await db.read(lambda tx: heartbeats.last(tx, "bot"))
    for now_s in (5, 9):
        await db.write(lambda tx, n=now_s: heartbeats.beat(tx, "bot", n))

    assert before is None
    assert await db.read(lambda tx: heartbeats.last(tx, "bot")) == 9
