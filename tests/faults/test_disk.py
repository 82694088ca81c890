"""The disk full, read-only, or held by another program, while somebody votes."""

import contextlib
import resource
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, closing
from pathlib import Path

import pytest

from storage.database import Database
from tests.bot.notices import until
from tests.proposing.phone import Citizen
from tests.world import World

Breaks = Callable[[Database], AbstractAsyncContextManager[None]]


@contextlib.asynccontextmanager
async def full(db: Database) -> AsyncIterator[None]:
    """No file may grow beyond what the store's log has become: every commit fails."""
    log = db.path.with_name(db.path.name + "-wal")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (log.stat().st_size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextlib.asynccontextmanager
async def read_only(db: Database) -> AsyncIterator[None]:
    """The store may be read and not written."""
    await db._writer.execute("PRAGMA query_only = ON")
    yield
    await db._writer.execute("PRAGMA query_only = OFF")


@contextlib.asynccontextmanager
async def held(db: Database) -> AsyncIterator[None]:
    """Another program holds the store for itself, longer than we wait."""
    await db._writer.execute("PRAGMA busy_timeout = 5")
    with closing(sqlite3.connect(db.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def _ballots(world: World) -> list[tuple[str]]:
    with closing(sqlite3.connect(f"file:{world.folder / 'madang.db'}?mode=ro", uri=True)) as store:
        return store.execute("SELECT ranking FROM ballots").fetchall()


@pytest.mark.parametrize("breaks", [full, read_only, held])
async def test_without_a_disk_nobody_is_told_of_a_receipt_and_no_tap_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, breaks: Breaks
) -> None:
    monkeypatch.setattr("bot.polling.STORE_PAUSE_S", 0.02)
    monkeypatch.setattr("bot.deliver.STORE_PAUSE_S", 0.02)
    world = await World.open(tmp_path, "sample", "at balloting +1h")
    person = Citizen(world, world.box.user("Han", language_code="en"))
    await person.registers("b-1-2")

    async with breaks(world.house.db):
        tap = await person.phone.tap("Playground")
        await until(lambda: tap.is_answered)
        toast, shown, kept = str(tap.answer), person.sees, _ballots(world)
    await world.quiet()

    assert "Nothing was recorded" in toast
    assert "Receipt" not in shown
    assert kept == []
    assert _ballots(world) == [("1",)]
    assert "Your rank 1 is recorded" in person.sees
    assert "Receipt" in person.sees
    await world.close()
