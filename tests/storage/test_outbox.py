"""The outbox: rows written with their cause, told once, joined, kept while asked about."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from storage import outbox
from storage.database import Database
from storage.outbox import Lane, Notice


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    db = await Database.open(tmp_path / "store.db")
    yield db
    await db.close()


async def _put(db: Database, *notices: Notice) -> None:
    for notice in notices:
        await db.write(lambda tx, n=notice: outbox.put(tx, n, 100))


async def _due(db: Database, now_s: int = 1000, lane: Lane = Lane.ANSWERS) -> list[Notice]:
    found = await db.read(lambda tx: outbox.due(tx, [lane], now_s, 100))
    return [notice for notice, _ in found]


async def _states(db: Database) -> list[str]:
    rows = await db.read(lambda tx: tx.all("SELECT state FROM outbox ORDER BY notice_no"))
    return [row["state"] for row in rows]


async def test_a_notice_with_the_key_of_another_is_told_once(db: Database) -> None:
    await _put(db, Notice("news", 1, told_key="news:1"), Notice("news", 1, told_key="news:1"))

    [notice] = await _due(db)
    await db.write(lambda tx: outbox.settle(tx, notice, "delivered", 200))
    await _put(db, Notice("news", 1, told_key="news:1"))

    assert await _states(db) == ["delivered"]


async def test_a_joining_notice_replaces_what_waits(db: Database) -> None:
    screen = Notice(
        "screen", 1, {"page": 1}, message_id=7, at_most_once=False, told_key="s", joins=True
    )
    await _put(db, screen, replace(screen, params={"page": 2}))

    [notice] = await _due(db)

    assert (notice.params, notice.version) == ({"page": 2}, 2)


async def test_a_row_that_grew_while_it_was_told_waits_again(db: Database) -> None:
    screen = Notice("screen", 1, message_id=7, at_most_once=False, told_key="s", joins=True)
    await _put(db, screen)
    [told] = await _due(db)
    await _put(db, screen)

    is_done = await db.write(lambda tx: outbox.settle(tx, told, "delivered", 200))
    [again] = await _due(db)
    is_done_then = await db.write(lambda tx: outbox.settle(tx, again, "delivered", 201))

    assert (is_done, is_done_then) == (False, True)
    assert await _states(db) == []


async def test_lanes_chats_and_instants_are_kept_apart(db: Database) -> None:
    await _put(
        db,
        Notice("a", 1),
        Notice("b", 2, not_before_utc=2000),
        Notice("c", 3, lane=Lane.BROADCASTS),
        Notice("d", 4),
    )

    now = [notice.kind for notice in await _due(db)]
    later = [notice.kind for notice in await _due(db, 2000)]
    without = await db.read(lambda tx: outbox.due(tx, [Lane.ANSWERS], 1000, 9, [1]))
    next_utc = await db.read(lambda tx: outbox.next_due_utc(tx, 1000))

    assert (now, later) == (["a", "d"], ["a", "b", "d"])
    assert [notice.kind for notice, _ in without] == ["d"]
    assert next_utc == 2000


async def test_only_one_can_claim_a_notice(db: Database) -> None:
    await _put(db, Notice("a", 1))
    [notice] = await _due(db)

    first = await db.write(lambda tx: outbox.claim(tx, notice.notice_no))
    second = await db.write(lambda tx: outbox.claim(tx, notice.notice_no))

    assert (first, second) == (True, False)
    assert await _due(db) == []


async def test_after_a_crash_only_what_may_be_repeated_waits_again(db: Database) -> None:
    await _put(db, Notice("news", 1), Notice("screen", 2, at_most_once=False))
    for notice in await _due(db):
        await db.write(lambda tx, n=notice: outbox.claim(tx, n.notice_no))

    lost = await db.write(outbox.recover)

    assert [notice.kind for notice in lost] == ["news"]
    assert await _states(db) == ["uncertain", "waiting"]


async def test_the_progress_of_an_announcement_counts_chats(db: Database) -> None:
    fates = ["delivered", "delivered", "blocked", "refused", "uncertain"]
    await _put(db, *(Notice("news", chat, announcement_no=5) for chat in range(1, 8)))
    for notice, fate in zip(await _due(db), fates, strict=False):
        await db.write(lambda tx, n=notice, f=fate: outbox.settle(tx, n, f, 200))

    progress = await db.read(lambda tx: outbox.progress(tx, 5))

    assert progress == outbox.Progress(2, 2, 1, 1, 1)
    assert progress.total == 7


async def test_pruning_keeps_what_must_not_be_told_again(db: Database) -> None:
    await _put(
        db,
        Notice("refused", 1),
        Notice("keyed", 2, told_key="k"),
        Notice("announced", 3, announcement_no=1),
        Notice("waiting", 4),
    )
    for notice in (await _due(db))[:3]:
        await db.write(lambda tx, n=notice: outbox.settle(tx, n, "refused", 200))

    gone = await db.write(lambda tx: outbox.prune(tx, 200 + outbox.KEPT_S + 1))

    assert gone == 1
    rows = await db.read(lambda tx: tx.all("SELECT kind FROM outbox ORDER BY notice_no"))
    assert [row["kind"] for row in rows] == ["keyed", "announced", "waiting"]
