"""The store: one writer with group commit, readers beside it, faults told as what they are."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from pathlib import Path

import aiosqlite
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.database import BUSY_WAIT_S, Database, StorageFailed, Transaction


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    db = await Database.open(tmp_path / "store.db")
    await db.write(_make_table)
    yield db
    await db.close()


async def _make_table(tx: Transaction) -> None:
    await tx.write("CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, n BIGINT)")


def _put(name: str, n: int = 0):
    async def act(tx: Transaction) -> str:
        await tx.write("INSERT INTO notes (name, n) VALUES (:name, :n)", {"name": name, "n": n})
        return name

    return act


async def _names(db: Database) -> list[str]:
    rows = await db.read(lambda tx: tx.all("SELECT name FROM notes ORDER BY name"))
    return [row["name"] for row in rows]


async def test_actions_that_wait_together_share_a_commit(db: Database) -> None:
    before = db.commits

    await asyncio.gather(*(db.write(_put(f"n{number:03}")) for number in range(200)))

    assert len(await _names(db)) == 200
    assert db.commits - before < 50


async def test_each_caller_resumes_only_when_its_write_can_be_read(db: Database) -> None:
    async def write_and_look(number: int) -> bool:
        name = await db.write(_put(f"n{number}"))
        found = await db.read(
            lambda tx: tx.value("SELECT 1 FROM notes WHERE name = :name", {"name": name})
        )
        return found == 1

    seen = await asyncio.gather(*(write_and_look(number) for number in range(60)))

    assert all(seen)


async def test_a_failing_action_leaves_no_trace_and_does_not_hurt_the_others(
    db: Database,
) -> None:
    async def fail_late(tx: Transaction) -> None:
        await _put("half done")(tx)
        raise ValueError("no")

    fates = await asyncio.gather(
        db.write(_put("a")),
        db.write(fail_late),
        db.write(_put("a")),
        db.write(_put("b")),
        return_exceptions=True,
    )

    assert [type(fate) for fate in fates] == [str, ValueError, sqlite3.IntegrityError, str]
    assert await _names(db) == ["a", "b"]


@given(plan=st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=30))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_a_group_ends_as_if_each_action_had_run_alone(
    tmp_path: Path, plan: list[tuple[int, bool]]
) -> None:
    async def add(tx: Transaction, name: int, fails: bool) -> None:
        await tx.write(
            "INSERT INTO notes (name, n) VALUES (:name, 1) "
            "ON CONFLICT (name) DO UPDATE SET n = notes.n + 1",
            {"name": str(name)},
        )
        if fails:
            raise ValueError("no")

    db = await Database.open(tmp_path / "group.db")
    await db.write(_make_table)
    await db.write(lambda tx: tx.write("DELETE FROM notes"))
    await asyncio.gather(
        *(db.write(lambda tx, n=name, f=fails: add(tx, n, f)) for name, fails in plan),
        return_exceptions=True,
    )
    rows = await db.read(lambda tx: tx.all("SELECT name, n FROM notes"))
    await db.close()

    expected: dict[str, int] = {}
    for name, fails in plan:
        if not fails:
            expected[str(name)] = expected.get(str(name), 0) + 1
    assert {row["name"]: row["n"] for row in rows} == expected


async def test_a_cancelled_wait_inside_an_action_does_not_stop_the_writer(db: Database) -> None:
    async def give_up(tx: Transaction) -> None:
        await _put("gone")(tx)
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await db.write(give_up)
    await asyncio.wait_for(db.write(_put("later")), 60)

    assert await _names(db) == ["later"]


async def test_a_full_disk_fails_everyone_of_the_group_and_nobody_after_it(
    db: Database,
) -> None:
    pages = await db.write(lambda tx: tx.value("PRAGMA page_count"))
    await db.write(lambda tx: tx.value(f"PRAGMA max_page_count = {pages + 2}"))

    async def put_much(tx: Transaction) -> None:
        await tx.write("INSERT INTO notes (name, n) VALUES (:name, 0)", {"name": "x" * 100_000})

    fates = await asyncio.gather(
        db.write(_put("a")), db.write(put_much), db.write(_put("b")), return_exceptions=True
    )
    await db.write(lambda tx: tx.value("PRAGMA max_page_count = 1000000"))
    await db.write(_put("c"))

    assert any(isinstance(fate, StorageFailed) for fate in fates)
    recorded = {fate for fate in fates if isinstance(fate, str)}
    assert set(await _names(db)) == recorded | {"c"}


async def test_a_store_that_another_program_holds_is_a_storage_fault(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await db.write(lambda tx: tx.value("PRAGMA busy_timeout = 50"))
    other = await aiosqlite.connect(db.path, isolation_level=None)
    await other.execute("BEGIN IMMEDIATE")

    with pytest.raises(StorageFailed):
        await db.write(_put("a"))
    await other.execute("ROLLBACK")
    await other.close()
    await db.write(_put("b"))

    assert await _names(db) == ["b"]


async def test_a_statement_that_is_wrong_is_no_storage_fault(db: Database) -> None:
    with pytest.raises(sqlite3.OperationalError):
        await db.read(lambda tx: tx.all("SELECT nothing FROM nowhere"))
    with pytest.raises(sqlite3.OperationalError):
        await db.write(lambda tx: tx.write("DELETE FROM nowhere"))

    assert await _names(db) == []


async def test_a_reader_sees_one_snapshot_while_others_write(db: Database) -> None:
    async def look_twice(tx: Transaction) -> tuple[int, int]:
        before = await tx.value("SELECT COUNT(*) FROM notes")
        await db.write(_put("meanwhile"))
        return before, await tx.value("SELECT COUNT(*) FROM notes")

    counts = await db.read(look_twice)

    assert counts == (0, 0)
    assert await _names(db) == ["meanwhile"]


async def test_a_reader_whose_wait_is_cancelled_leaves_its_connection_usable(
    db: Database,
) -> None:
    async def linger(tx: Transaction) -> None:
        await tx.value("SELECT 1")
        await asyncio.sleep(60)

    for _ in range(4):
        task = asyncio.create_task(db.read(linger))
        await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    assert await asyncio.wait_for(_names(db), 5) == []


async def test_a_reader_cannot_write(db: Database) -> None:
    with pytest.raises(RuntimeError):
        await db.read(_put("a"))


async def test_an_action_inside_another_is_refused_instead_of_waiting_for_ever(
    db: Database,
) -> None:
    async def nest(tx: Transaction) -> None:
        await db.write(_put("inner"))

    with pytest.raises(RuntimeError):
        await asyncio.wait_for(db.write(nest), 60)


async def test_listeners_hear_of_a_topic_only_after_its_commit(db: Database) -> None:
    heard: list[str] = []
    undo = db.listen("notes", lambda: heard.append("notes"))

    async def touch(tx: Transaction, *, fails: bool) -> None:
        await _put("bad" if fails else "good")(tx)
        tx.touch("notes")
        assert heard == []
        if fails:
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await db.write(lambda tx: touch(tx, fails=True))
    await db.write(lambda tx: touch(tx, fails=False))
    undo()
    await db.write(lambda tx: tx.write("DELETE FROM notes"))

    assert heard == ["notes"]


async def test_nothing_deleted_stays_readable_after_a_scrub(db: Database) -> None:
    secret = "very secret words that must go"
    await db.write(_put(secret))
    await db.write(lambda tx: tx.write("DELETE FROM notes"))

    await db.scrub()

    wal = db.path.with_name(db.path.name + "-wal")
    assert not wal.exists() or wal.stat().st_size == 0
    assert secret.encode() not in db.path.read_bytes()


async def test_nothing_deleted_stays_readable_once_the_log_is_empty(db: Database) -> None:
    secret = "very secret words that must go"
    await db.write(_put(secret))
    await db.write(lambda tx: tx.write("DELETE FROM notes"))
    wal = db.path.with_name(db.path.name + "-wal")
    before = wal.read_bytes()

    is_empty = await db.empty_log()

    assert is_empty
    assert secret.encode() in before
    assert wal.stat().st_size == 0
    assert secret.encode() not in db.path.read_bytes()


async def test_whoever_writes_does_not_wait_for_a_backup_that_is_read(db: Database) -> None:
    await db.write(_put("a"))
    elsewhere = sqlite3.connect(db.path)
    elsewhere.execute("BEGIN")
    elsewhere.execute("SELECT * FROM notes").fetchall()
    await db.write(_put("b"))

    started = time.monotonic()
    while_reading = await db.empty_log()
    took_s = time.monotonic() - started
    elsewhere.close()

    assert not while_reading
    assert took_s < BUSY_WAIT_S / 2
    assert await db.empty_log()


async def test_a_closed_store_says_so(tmp_path: Path) -> None:
    db = await Database.open(tmp_path / "store.db")
    await db.close()

    with pytest.raises(StorageFailed):
        await db.write(_put("a"))
    with pytest.raises(StorageFailed):
        await db.read(lambda tx: tx.value("SELECT 1"))
    await db.close()


async def test_nobody_waits_for_a_writer_that_was_cancelled(db: Database) -> None:
    started = asyncio.Event()

    async def linger(tx: Transaction) -> None:
        await _put("half done")(tx)
        started.set()
        await asyncio.sleep(60)

    waiting = [asyncio.create_task(db.write(act)) for act in (linger, _put("next"))]
    await started.wait()
    assert db._task is not None
    db._task.cancel()
    fates = await asyncio.wait_for(asyncio.gather(*waiting, return_exceptions=True), 60)

    assert [type(fate) for fate in fates] == [StorageFailed, StorageFailed]
    with pytest.raises(StorageFailed):
        await db.write(_put("later"))
    await asyncio.wait_for(db.close(), 60)


async def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    path.write_bytes(b"this is no database at all, only some words " * 40)

    with pytest.raises(StorageFailed):
        await Database.open(path)


async def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    db = await Database.open(tmp_path / "store.db")
    await db.write(
        lambda tx: tx.write("INSERT INTO migrations (number, name) VALUES (9999, 'later')")
    )
    await db.close()

    with pytest.raises(StorageFailed, match="9999"):
        await Database.open(tmp_path / "store.db")


async def test_a_damaged_page_is_a_storage_fault(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    db = await Database.open(path)
    await db.write(_make_table)
    await asyncio.gather(*(db.write(_put(f"{number:05}" + "x" * 400)) for number in range(300)))
    await db.scrub()
    await db.close()
    content = bytearray(path.read_bytes())
    content[-40 * 4096 : -4096] = b"\xff" * (39 * 4096)
    path.write_bytes(content)

    db = await Database.open(path)
    with pytest.raises(StorageFailed):
        await db.read(lambda tx: tx.all("SELECT * FROM notes ORDER BY n, name"))
    await db.close()
