"""Copies of the store: made while it is in use, checked before they are trusted."""

import sqlite3
from pathlib import Path

import aiosqlite

from storage.database import BUSY_WAIT_S, StorageFailed


async def copy(source: Path, target: Path) -> None:
    """Copy a consistent state of a store that may be in use by another program.

    Raises:
        StorageFailed: there is no store of ours, or `target` cannot be written.
    """
    try:
        connection = await aiosqlite.connect(_address(source), uri=True, timeout=BUSY_WAIT_S)
        try:
            await connection.execute_fetchall("SELECT MAX(number) FROM migrations")
            await _copy(connection, target)
        finally:
            await connection.close()
    except (sqlite3.Error, OSError) as error:
        raise StorageFailed(str(error)) from error


async def check(path: Path) -> int:
    """Check a store's file from end to end; return the number of its schema.

    Raises:
        StorageFailed: it is damaged, or none of ours.
    """
    try:
        connection = await aiosqlite.connect(_address(path), uri=True, timeout=BUSY_WAIT_S)
        try:
            [verdict] = await connection.execute_fetchall("PRAGMA integrity_check(1)")
            if verdict[0] != "ok":
                raise StorageFailed(str(verdict[0]))
            [row] = await connection.execute_fetchall("SELECT MAX(number) FROM migrations")
        finally:
            await connection.close()
    except (sqlite3.Error, OSError) as error:
        raise StorageFailed(str(error)) from error
    return int(row[0])


async def install(backup: Path, path: Path) -> None:
    """Put a backup in the store's place; what waited in its outbox becomes uncertain.

    It may have been told since the backup was made. Edits that are sent until they succeed
    keep waiting: they show what is recorded. The store must not be open.

    Raises:
        StorageFailed: the backup cannot be read or the store not be written.
    """
    fresh = path.with_name(path.name + ".restored")
    await copy(backup, fresh)
    try:
        connection = await aiosqlite.connect(fresh)
        try:
            await connection.execute(
                """
                UPDATE outbox SET state = CASE at_most_once WHEN 0 THEN 'waiting'
                    ELSE 'sending' END
                WHERE state IN ('waiting', 'sending')
                """
            )
            await connection.commit()
        finally:
            await connection.close()
        for suffix in ("-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        fresh.replace(path)
    except (sqlite3.Error, OSError) as error:
        raise StorageFailed(str(error)) from error


async def _copy(source: aiosqlite.Connection, target: Path) -> None:
    """Write beside the target first, so that a copy is there whole or not at all."""
    fresh = target.with_name(target.name + ".fresh")
    fresh.unlink(missing_ok=True)
    destination = await aiosqlite.connect(fresh)
    try:
        await source.backup(destination)
        await destination.execute("PRAGMA journal_mode = DELETE")
    finally:
        await destination.close()
    fresh.chmod(0o600)
    fresh.replace(target)


def _address(path: Path) -> str:
    return f"{path.resolve().as_uri()}?mode=rw"
