"""One SQLite file: one writer with group commit, readers beside it.

Actions hand the writer a coroutine function; those that wait together share one
`BEGIN IMMEDIATE ... COMMIT`, each behind a savepoint of its own, and every caller resumes
only after that commit is on disk (WAL, synchronous=FULL).
"""

import asyncio
import contextlib
import logging
import sqlite3
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Self, TypeVar

import aiosqlite

from storage.migrations import migrate

log = logging.getLogger(__name__)

T = TypeVar("T")
Row = sqlite3.Row
Params = Mapping[str, Any]

GROUP_SIZE = 256
GROUP_TIME_S = 0.02
READERS = 2
BUSY_WAIT_S = 5.0

_FILE_FAULTS = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_NOMEM,
}


class StorageFailed(Exception):  # noqa: N818 - a fact about the disk
    """The store could not keep or read something; nothing was recorded."""


class Transaction:
    """What an action works with: statements inside one unit that holds or falls whole."""

    def __init__(self, connection: aiosqlite.Connection, *, may_write: bool) -> None:
        self._connection = connection
        self._may_write = may_write
        self._savepoint_set = False

    async def all(self, sql: str, params: Params | None = None) -> list[Row]:
        """Return the rows of a SELECT."""
        return list(await self._connection.execute_fetchall(sql, dict(params or {})))

    async def one(self, sql: str, params: Params | None = None) -> Row | None:
        """Return the first row of a SELECT, or None where there is none."""
        rows = await self.all(sql, params)
        return rows[0] if rows else None

    async def value(self, sql: str, params: Params | None = None) -> Any:
        """Return the first column of the first row, or None."""
        row = await self.one(sql, params)
        return None if row is None else row[0]

    async def write(self, sql: str, params: Params | None = None) -> list[Row]:
        """Run an INSERT, UPDATE or DELETE; return what RETURNING gives."""
        await self._guard()
        return list(await self._connection.execute_fetchall(sql, dict(params or {})))

    async def write_many(self, sql: str, rows: Iterable[Params]) -> None:
        """Run one statement for many rows."""
        await self._guard()
        await self._connection.executemany(sql, [dict(row) for row in rows])

    async def _guard(self) -> None:
        if not self._may_write:
            raise RuntimeError("a reader tried to write")
        if not self._savepoint_set:
            await self._connection.execute("SAVEPOINT action")
            self._savepoint_set = True

    async def undo(self) -> None:
        """Take back what this unit wrote."""
        if self._savepoint_set:
            await self._connection.execute("ROLLBACK TO action")


Act = Callable[[Transaction], Awaitable[T]]


class _Job:
    def __init__(self, act: Act[Any], future: asyncio.Future[Any]) -> None:
        self.act = act
        self.future = future
        self.result: Any = None
        self.error: BaseException | None = None


class Database:
    """An open store. Use `await Database.open(path)`, close with `await close()`."""

    def __init__(self, path: Path, writer: aiosqlite.Connection) -> None:
        self.path = path
        self._writer = writer
        self._readers: asyncio.Queue[aiosqlite.Connection] = asyncio.Queue()
        self._all_readers: list[aiosqlite.Connection] = []
        self._jobs: asyncio.Queue[_Job | None] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None
        self.commits = 0
        self.actions = 0

    @classmethod
    async def open(cls, path: Path) -> Self:
        """Open or create the store at `path` and bring it to the newest schema.

        Raises:
            StorageFailed: the file is no database of ours, damaged, or newer than we are.
        """
        try:
            writer = await _connect(path)
            await migrate(writer)
        except sqlite3.Error as error:
            raise StorageFailed(str(error)) from error
        self = cls(path, writer)
        for _ in range(READERS):
            reader = await _connect(path)
            await reader.execute("PRAGMA query_only = ON")
            self._all_readers.append(reader)
            self._readers.put_nowait(reader)
        self._task = asyncio.create_task(self._serve(), name="storage writer")
        return self

    async def close(self) -> None:
        """Finish what waits and close the file."""
        if self._task is not None:
            self._jobs.put_nowait(None)
            await self._task
            self._task = None
        for reader in self._all_readers:
            await reader.close()
        await self._writer.close()

    async def write(self, act: Act[T]) -> T:
        """Run an action's unit and return its result once it is on disk.

        Raises:
            StorageFailed: nothing of it was recorded.
            Exception: whatever the action raised; nothing of it was recorded.
        """
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._jobs.put_nowait(_Job(act, future))
        return await future

    async def read(self, look: Act[T]) -> T:
        """Run a unit that only reads, on a connection of its own, over one snapshot."""
        reader = await self._readers.get()
        try:
            await reader.execute("BEGIN")
            try:
                return await look(Transaction(reader, may_write=False))
            finally:
                await reader.execute("ROLLBACK")
        except sqlite3.Error as error:
            raise StorageFailed(str(error)) from error
        finally:
            self._readers.put_nowait(reader)

    async def backup(self, target: Path) -> None:
        """Copy a consistent state to `target` while the store is in use."""
        destination = await aiosqlite.connect(target)
        try:
            source = await self._readers.get()
            try:
                await source.backup(destination)
            finally:
                self._readers.put_nowait(source)
            await destination.execute("PRAGMA journal_mode = DELETE")
        finally:
            await destination.close()

    async def scrub(self) -> None:
        """Rewrite the file and empty its write-ahead log, so that nothing deleted stays readable.

        Waits for its turn among the writers.
        """
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._jobs.put_nowait(_Job(_scrub_marker, future))
        await future

    async def _serve(self) -> None:
        while True:
            job = await self._jobs.get()
            if job is None:
                return
            if job.act is _scrub_marker:
                await self._scrub(job)
                continue
            if not await self._run_group(job):
                return

    async def _run_group(self, first: _Job) -> bool:
        """Run `first` and whatever else waits in one commit; False when told to stop."""
        group: list[_Job] = []
        after: _Job | None = None
        going_on = True
        try:
            await self._writer.execute("BEGIN IMMEDIATE")
            until = time.monotonic() + GROUP_TIME_S
            job: _Job | None = first
            while job is not None:
                group.append(job)
                await self._run_one(job)
                if len(group) >= GROUP_SIZE or time.monotonic() > until or self._jobs.empty():
                    break
                job = self._jobs.get_nowait()
                if job is None:
                    going_on = False
                elif job.act is _scrub_marker:
                    after, job = job, None
            await self._writer.execute("COMMIT")
            self.commits += 1
        except (sqlite3.Error, OSError) as error:
            log.error("a commit of %d actions failed: %s", len(group), error)
            with contextlib.suppress(sqlite3.Error):
                await self._writer.rollback()
            for failed in group or [first]:
                failed.error = StorageFailed(str(error))
        self.actions += len(group)
        for done in group or [first]:
            _settle(done)
        if after is not None:
            await self._scrub(after)
        return going_on

    async def _run_one(self, job: _Job) -> None:
        unit = Transaction(self._writer, may_write=True)
        try:
            job.result = await job.act(unit)
        except sqlite3.Error as error:
            if _is_fault_of_the_file(error):
                raise
            await unit.undo()
            job.error = error
        except Exception as error:
            await unit.undo()
            job.error = error

    async def _scrub(self, job: _Job) -> None:
        try:
            await self._writer.execute("VACUUM")
            await self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error as error:
            job.error = StorageFailed(str(error))
        _settle(job)


def _is_fault_of_the_file(error: sqlite3.Error) -> bool:
    primary = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return primary in _FILE_FAULTS


async def _scrub_marker(_: Transaction) -> None:
    """Stand in the queue for a scrub."""


def _settle(job: _Job) -> None:
    if job.future.done():
        return
    if job.error is not None:
        job.future.set_exception(job.error)
    else:
        job.future.set_result(job.result)


async def _connect(path: Path) -> aiosqlite.Connection:
    connection = await aiosqlite.connect(path, isolation_level=None, timeout=BUSY_WAIT_S)
    connection.row_factory = sqlite3.Row
    await connection.execute("PRAGMA journal_mode = WAL")
    await connection.execute("PRAGMA synchronous = FULL")
    await connection.execute("PRAGMA secure_delete = ON")
    await connection.execute("PRAGMA foreign_keys = ON")
    return connection
