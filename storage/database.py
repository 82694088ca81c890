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
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Self, TypeVar

import aiosqlite

from storage.migrations import NewerSchema, migrate

log = logging.getLogger(__name__)

# At DEBUG it writes every statement's parameters: ballots beside their slots.
logging.getLogger("aiosqlite").setLevel(logging.WARNING)

T = TypeVar("T")
Row = sqlite3.Row
Params = Mapping[str, Any]

# Those who listen to this topic look at once for what has fallen due.
DUE = "due"

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
        self.topics: set[str] = set()

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

    def touch(self, topic: str) -> None:
        """Have those who listen to a topic told once this unit is on disk."""
        self.topics.add(topic)

    async def undo(self) -> None:
        """Take back what this unit wrote."""
        self.topics.clear()
        if self._savepoint_set:
            await self._connection.execute("ROLLBACK TO action")


Act = Callable[[Transaction], Awaitable[T]]


class _Job:
    def __init__(self, act: Act[Any], future: asyncio.Future[Any]) -> None:
        self.act = act
        self.future = future
        self.result: Any = None
        self.error: BaseException | None = None
        self.topics: set[str] = set()


class Database:
    """An open store. Use `await Database.open(path)`, close with `await close()`."""

    def __init__(self, path: Path, writer: aiosqlite.Connection) -> None:
        self.path = path
        self._writer = writer
        self._readers: asyncio.Queue[aiosqlite.Connection] = asyncio.Queue()
        self._all_readers: list[aiosqlite.Connection] = []
        self._jobs: asyncio.Queue[_Job | None] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None
        self._listeners: dict[str, list[Callable[[], None]]] = {}
        self._is_closed = False
        self._waiting = 0
        self.commits = 0
        self.actions = 0

    @property
    def is_busy(self) -> bool:
        """Whether somebody is reading or writing, or waits to."""
        return self._waiting > 0 or self._readers.qsize() < len(self._all_readers)

    @classmethod
    async def open(cls, path: Path) -> Self:
        """Open or create the store at `path` and bring it to the newest schema.

        Raises:
            StorageFailed: the file is no database of ours, damaged, or newer than we are.
        """
        opened: list[aiosqlite.Connection] = []
        try:
            opened.append(await _connect(path))
            await migrate(opened[0])
            for _ in range(READERS):
                opened.append(await _connect(path))
                await opened[-1].execute("PRAGMA query_only = ON")
        except (sqlite3.Error, NewerSchema, OSError) as error:
            for connection in opened:
                await connection.close()
            raise StorageFailed(str(error)) from error
        self = cls(path, opened[0])
        for reader in opened[1:]:
            self._all_readers.append(reader)
            self._readers.put_nowait(reader)
        self._task = asyncio.create_task(self._serve(), name="storage writer")
        return self

    async def close(self) -> None:
        """Finish what waits and close the file; later calls fail."""
        task, self._task = self._task, None
        if task is None:
            return
        self._is_closed = True
        self._jobs.put_nowait(None)
        await asyncio.gather(task, return_exceptions=True)
        for _ in self._all_readers:
            await self._readers.get()
        for reader in self._all_readers:
            await reader.close()
        await self._writer.close()

    def listen(self, topic: str, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` after each commit that touched the topic; return the undo."""
        listeners = self._listeners.setdefault(topic, [])
        listeners.append(listener)
        return lambda: listeners.remove(listener)

    async def write(self, act: Act[T]) -> T:
        """Run an action's unit and return its result once it is on disk.

        Raises:
            StorageFailed: nothing of it was recorded.
            Exception: whatever the action raised; nothing of it was recorded.
        """
        return await self._queue(act)

    async def read(self, look: Act[T]) -> T:
        """Run a unit that only reads, on a connection of its own, over one snapshot."""
        if self._is_closed:
            raise StorageFailed("the store is closed")
        reader = await self._readers.get()
        try:
            try:
                await reader.execute("BEGIN")
                return await look(Transaction(reader, may_write=False))
            finally:
                with contextlib.suppress(sqlite3.Error):
                    await reader.rollback()
        except sqlite3.Error as error:
            if _is_fault_of_the_file(error):
                raise StorageFailed(str(error)) from error
            raise
        finally:
            self._readers.put_nowait(reader)

    async def scrub(self) -> None:
        """Rewrite the file and empty its write-ahead log, so that nothing deleted stays readable.

        Waits for its turn among the writers.
        """
        await self._queue(_scrub_marker)

    async def empty_log(self) -> bool:
        """Empty the write-ahead log, where deleted rows would stay readable until it is reused.

        In the file itself deleted rows are overwritten at once. Waits for its turn among the
        writers; False where another program is reading just now, a backup for example.
        """
        return await self._queue(_log_marker)

    async def _queue(self, act: Act[T]) -> T:
        if self._is_closed:
            raise StorageFailed("the store is closed")
        if asyncio.current_task() is self._task:
            raise RuntimeError("an action wrote inside another")
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._jobs.put_nowait(_Job(act, future))
        self._waiting += 1
        try:
            return await future
        finally:
            self._waiting -= 1

    async def _serve(self) -> None:
        try:
            while (job := await self._jobs.get()) is not None:
                if job.act in _MARKERS:
                    await self._clean(job)
                elif not await self._run_group(job):
                    return
        finally:
            # Nobody may wait for a writer that has gone.
            self._is_closed = True
            while not self._jobs.empty():
                left = self._jobs.get_nowait()
                if left is not None:
                    left.error = StorageFailed("the store is closed")
                    _settle(left)

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
                elif job.act in _MARKERS:
                    after, job = job, None
            await self._writer.execute("COMMIT")
            self.commits += 1
        except (Exception, asyncio.CancelledError) as error:
            group = group or [first]
            log.error("a commit of %d actions failed: %s", len(group), error)
            with contextlib.suppress(Exception):
                await self._writer.rollback()
            for failed in group:
                failed.error = StorageFailed(str(error))
                failed.topics.clear()
            going_on = going_on and not _is_being_cancelled()
        self.actions += len(group)
        for done in group:
            _settle(done)
        self._tell(topic for done in group for topic in done.topics)
        if after is not None:
            await self._clean(after)
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
        except (Exception, asyncio.CancelledError) as error:
            if _is_being_cancelled():
                raise
            await unit.undo()
            job.error = error
        job.topics = unit.topics

    def _tell(self, topics: Iterable[str]) -> None:
        for topic in set(topics):
            for listener in tuple(self._listeners.get(topic, ())):
                listener()

    async def _clean(self, job: _Job) -> None:
        # No reader may hold the log while it is emptied.
        readers = [await self._readers.get() for _ in self._all_readers]
        try:
            if job.act is _scrub_marker:
                await self._writer.execute("VACUUM")
                if not await self._truncate_log():
                    job.error = StorageFailed("the write-ahead log is in use elsewhere")
            else:
                # Whoever votes now shall not wait for a backup that is being read.
                await self._writer.execute("PRAGMA busy_timeout = 0")
                job.result = await self._truncate_log()
        except Exception as error:
            if job.act is _scrub_marker:
                job.error = StorageFailed(str(error))
            else:
                log.error("the write-ahead log was not emptied: %s", error)
                job.result = False
        finally:
            with contextlib.suppress(Exception):
                await self._writer.execute(f"PRAGMA busy_timeout = {int(BUSY_WAIT_S * 1000)}")
            for reader in readers:
                self._readers.put_nowait(reader)
        _settle(job)

    async def _truncate_log(self) -> bool:
        [row] = await self._writer.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
        return not row[0]


def numbered(name: str, values: Sequence[Any]) -> dict[str, Any]:
    """Name values for a list in a statement.

    The last one is repeated up to a power of two, so that few different statements arise.
    """
    size = 1 << (len(values) - 1).bit_length() if values else 0
    return {f"{name}_{at}": values[min(at, len(values) - 1)] for at in range(size)}


def listed(names: Iterable[str]) -> str:
    """Write names as a list of parameters."""
    return ", ".join(f":{name}" for name in names)


def _is_fault_of_the_file(error: sqlite3.Error) -> bool:
    primary = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return primary in _FILE_FAULTS


def _is_being_cancelled() -> bool:
    """Whether the writer itself is told to end, rather than something in an action."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


async def _scrub_marker(_: Transaction) -> None:
    """Stand in the queue for a scrub."""


async def _log_marker(_: Transaction) -> bool:
    """Stand in the queue for an emptying of the log."""
    return True


_MARKERS = (_scrub_marker, _log_marker)


def _settle(job: _Job) -> None:
    if job.future.done():
        return
    if job.error is not None:
        job.future.set_exception(job.error)
    else:
        job.future.set_result(job.result)


async def _connect(path: Path) -> aiosqlite.Connection:
    connection = await aiosqlite.connect(path, isolation_level=None, timeout=BUSY_WAIT_S)
    try:
        connection.row_factory = sqlite3.Row
        await connection.execute("PRAGMA journal_mode = WAL")
        await connection.execute("PRAGMA synchronous = FULL")
        await connection.execute("PRAGMA secure_delete = ON")
        await connection.execute("PRAGMA foreign_keys = ON")
    except BaseException:
        await connection.close()
        raise
    return connection
