"""Copies of the store: consistent while it is in use, refused where damaged."""

import asyncio
from pathlib import Path

import pytest

from storage import outbox
from storage.copies import check, copy, install
from storage.database import Database, StorageFailed
from storage.outbox import Notice


async def test_a_copy_made_under_load_is_whole(tmp_path: Path) -> None:
    db = await Database.open(tmp_path / "store.db")

    async def put(number: int) -> None:
        await db.write(lambda tx: outbox.put(tx, Notice("a", number), 0))
        await db.write(lambda tx: outbox.put(tx, Notice("b", number), 0))

    writing = asyncio.gather(*(put(number) for number in range(300)))
    await asyncio.sleep(0.02)
    await copy(db.path, tmp_path / "copy.db")
    await writing
    await db.close()
    schema = await check(tmp_path / "copy.db")
    copied = await Database.open(tmp_path / "copy.db")
    rows = await copied.read(lambda tx: tx.all("SELECT kind, chat_id FROM outbox"))
    await copied.close()

    assert schema >= 1
    firsts = {row["chat_id"] for row in rows if row["kind"] == "a"}
    assert {row["chat_id"] for row in rows if row["kind"] == "b"} <= firsts


async def test_what_was_to_be_told_is_uncertain_after_a_restore(tmp_path: Path) -> None:
    db = await Database.open(tmp_path / "store.db")
    await db.write(lambda tx: outbox.put(tx, Notice("news", 1), 0))
    await db.write(lambda tx: outbox.put(tx, Notice("screen", 2, at_most_once=False), 0))
    await copy(db.path, tmp_path / "copy.db")
    await db.close()

    await install(tmp_path / "copy.db", tmp_path / "restored.db")
    restored = await Database.open(tmp_path / "restored.db")
    lost = await restored.write(outbox.recover)
    due = await restored.read(lambda tx: outbox.due(tx, outbox.Lane, 10, 10))
    await restored.close()

    assert [notice.kind for notice in lost] == ["news"]
    assert [notice.kind for notice, _ in due] == ["screen"]


@pytest.mark.parametrize("content", [b"", b"some words", b"SQLite format 3\x00" + b"\xff" * 9000])
async def test_what_is_no_backup_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "backup.db"
    path.write_bytes(content)

    with pytest.raises(StorageFailed):
        await check(path)
    with pytest.raises(StorageFailed):
        await install(path, tmp_path / "store.db")

    assert not (tmp_path / "store.db").exists()
