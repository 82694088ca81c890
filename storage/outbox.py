"""What must be told: rows written with what causes them, deleted or marked once told."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Any

from storage.database import Row, Transaction, listed, numbered

TOPIC = "outbox"
KEPT_S = 48 * 3600


class Lane(IntEnum):
    """Who goes first: answers to people, then groups, then broadcasts."""

    ANSWERS = 0
    GROUPS = 1
    BROADCASTS = 2


@dataclass(frozen=True)
class Notice:
    """Something to tell a chat, as kind and parameters; its words are found at delivery.

    With `at_most_once` an unclear send becomes "uncertain" and is never repeated; without it
    the notice is sent again until Telegram says yes. Two notices with the same `told_key` are
    one; with `joins` a newer one replaces the waiting one's parameters (edits of one message).
    """

    kind: str
    chat_id: int
    params: Mapping[str, Any] = field(default_factory=dict)
    process_no: int = 0
    thread_id: int = 0
    message_id: int = 0
    lane: Lane = Lane.ANSWERS
    at_most_once: bool = True
    told_key: str | None = None
    joins: bool = False
    not_before_utc: int = 0
    announcement_no: int | None = None
    notice_no: int = 0
    version: int = 1
    tries: int = 0


@dataclass(frozen=True)
class Progress:
    """How far a broadcast has come, in chats."""

    waiting: int = 0
    delivered: int = 0
    blocked: int = 0
    refused: int = 0
    uncertain: int = 0

    @property
    def total(self) -> int:
        """How many chats it is meant for."""
        return self.waiting + self.delivered + self.blocked + self.refused + self.uncertain


_JOIN = """
    ON CONFLICT (told_key) DO UPDATE SET params = excluded.params, state = 'waiting',
        kind = excluded.kind, message_id = excluded.message_id,
        version = outbox.version + 1, not_before_utc = excluded.not_before_utc
"""


_PUT = """
    INSERT INTO outbox (process_no, kind, params, chat_id, thread_id, message_id, lane,
        at_most_once, told_key, not_before_utc, announcement_no, created_utc)
    VALUES (:process_no, :kind, :params, :chat_id, :thread_id, :message_id, :lane,
        :at_most_once, :told_key, :not_before_utc, :announcement_no, :now_s)
"""


async def put(tx: Transaction, notice: Notice, now_s: int) -> None:
    """Add a notice to the outbox, in the transaction that causes it."""
    tx.touch(TOPIC)
    how = _JOIN if notice.joins else "ON CONFLICT (told_key) DO NOTHING"
    await tx.write(_PUT + how, _row(notice, now_s))


async def put_joining(tx: Transaction, notices: Sequence[Notice], now_s: int) -> list[Notice]:
    """Add notices that join, each with a key of its own; return them as they wait now.

    The caller sees to it that they are told: nobody who listens hears of them.
    """
    await tx.write_many(_PUT + _JOIN, [_row(notice, now_s) for notice in notices])
    names = numbered("key", [str(notice.told_key) for notice in notices])
    rows = await tx.all(
        "SELECT told_key, notice_no, version, tries FROM outbox"
        f" WHERE told_key IN ({listed(names)})",
        names,
    )
    found = {row["told_key"]: row for row in rows}
    return [
        replace(
            notice,
            notice_no=found[notice.told_key]["notice_no"],
            version=found[notice.told_key]["version"],
            tries=found[notice.told_key]["tries"],
        )
        for notice in notices
    ]


def _row(notice: Notice, now_s: int) -> dict[str, Any]:
    return {
        "process_no": notice.process_no,
        "kind": notice.kind,
        "params": json.dumps(dict(notice.params), ensure_ascii=False, sort_keys=True),
        "chat_id": notice.chat_id,
        "thread_id": notice.thread_id,
        "message_id": notice.message_id,
        "lane": int(notice.lane),
        "at_most_once": int(notice.at_most_once),
        "told_key": notice.told_key,
        "not_before_utc": notice.not_before_utc,
        "announcement_no": notice.announcement_no,
        "now_s": now_s,
    }


def notice_of(row: Row) -> Notice:
    """Read a row of the outbox."""
    return Notice(
        kind=row["kind"],
        chat_id=row["chat_id"],
        params=json.loads(row["params"]),
        process_no=row["process_no"],
        thread_id=row["thread_id"],
        message_id=row["message_id"],
        lane=Lane(row["lane"]),
        at_most_once=bool(row["at_most_once"]),
        told_key=row["told_key"],
        not_before_utc=row["not_before_utc"],
        announcement_no=row["announcement_no"],
        notice_no=row["notice_no"],
        version=row["version"],
        tries=row["tries"],
    )


async def recover(tx: Transaction) -> list[Notice]:
    """Settle what was being sent when the program died; return what is uncertain since."""
    rows = await tx.write(
        """
        UPDATE outbox SET state = CASE at_most_once WHEN 0 THEN 'waiting' ELSE 'uncertain' END,
            why = CASE at_most_once WHEN 0 THEN why ELSE 'stopped' END
        WHERE state = 'sending' RETURNING *
        """
    )
    return [notice_of(row) for row in rows if row["state"] == "uncertain"]


async def due(
    tx: Transaction,
    lanes: Collection[int],
    now_s: int,
    most: int,
    but: Collection[int] = (),
) -> list[tuple[Notice, str | None]]:
    """Return what may be told now with its reader's language: lane by lane, oldest first.

    Chats in `but` are left out.
    """
    names = {f"but_{number}": chat_id for number, chat_id in enumerate(but)}
    rows = await tx.all(
        f"""
        SELECT outbox.*, COALESCE(
            (SELECT language FROM citizens WHERE user_id = outbox.chat_id),
            (SELECT language FROM groups WHERE groups.chat_id = outbox.chat_id)) AS language
        FROM outbox
        WHERE state = 'waiting' AND lane IN ({", ".join(str(int(lane)) for lane in lanes)})
            AND not_before_utc <= :now_s
            AND chat_id NOT IN ({", ".join(":" + name for name in names)})
        ORDER BY lane, notice_no LIMIT :most
        """,
        {"now_s": now_s, "most": most, **names},
    )
    return [(notice_of(row), row["language"]) for row in rows]


async def next_due_utc(tx: Transaction, now_s: int) -> int | None:
    """Return the next instant at which something that still has to wait may be told."""
    found = await tx.value(
        """
        SELECT MIN(not_before_utc) FROM outbox
        WHERE state = 'waiting' AND not_before_utc > :now_s
        """,
        {"now_s": now_s},
    )
    return None if found is None else int(found)


async def current(tx: Transaction, notice_no: int) -> Notice | None:
    """Return a notice as it stands; None where it no longer waits."""
    row = await tx.one(
        "SELECT * FROM outbox WHERE notice_no = :notice_no AND state = 'waiting'",
        {"notice_no": notice_no},
    )
    return None if row is None else notice_of(row)


async def claim(tx: Transaction, notice_no: int) -> bool:
    """Mark a notice as being sent; False where it no longer waits."""
    rows = await tx.write(
        """
        UPDATE outbox SET state = 'sending', tries = tries + 1
        WHERE notice_no = :notice_no AND state = 'waiting' RETURNING notice_no
        """,
        {"notice_no": notice_no},
    )
    return bool(rows)


async def settle(tx: Transaction, notice: Notice, state: str, now_s: int, why: str = "") -> bool:
    """Note what became of a notice; False where a newer version of it still has to be told.

    A row stays only while somebody may ask about it: announcements, and whatever must not be
    told a second time.
    """
    which = {"notice_no": notice.notice_no, "version": notice.version}
    if _is_kept(notice) or state in {"refused", "uncertain"}:
        rows = await tx.write(
            """
            UPDATE outbox SET state = :state, done_utc = :now_s, why = :why
            WHERE notice_no = :notice_no AND version = :version RETURNING notice_no
            """,
            {**which, "state": state, "now_s": now_s, "why": why},
        )
    else:
        rows = await tx.write(
            "DELETE FROM outbox WHERE notice_no = :notice_no AND version = :version "
            "RETURNING notice_no",
            which,
        )
    if rows:
        return True
    # A newer version joined meanwhile; where the row was claimed it has to wait again.
    await tx.write(
        "UPDATE outbox SET state = 'waiting' WHERE notice_no = :notice_no AND state = 'sending'",
        {"notice_no": notice.notice_no},
    )
    tx.touch(TOPIC)
    return False


def leaves_nothing(notice: Notice) -> bool:
    """Say whether a notice's row goes as soon as it is told: nobody will ask about it."""
    return not _is_kept(notice) and not notice.at_most_once


async def settle_told(tx: Transaction, notices: Sequence[Notice]) -> None:
    """Remove told notices that leave nothing; one that a newer version joined keeps waiting."""
    names = numbered("notice", [notice.notice_no for notice in notices])
    versions = numbered("version", [notice.version for notice in notices])
    pairs = ", ".join(f"(:{no}, :{version})" for no, version in zip(names, versions, strict=True))
    gone = await tx.write(
        f"DELETE FROM outbox WHERE (notice_no, version) IN (VALUES {pairs}) RETURNING notice_no",
        {**names, **versions},
    )
    if len(gone) < len(notices):
        tx.touch(TOPIC)


async def put_back(tx: Transaction, notice: Notice, not_before_utc: int, why: str) -> None:
    """Let a notice wait again, after a try that certainly had no effect."""
    await tx.write(
        """
        UPDATE outbox SET state = 'waiting', tries = :tries, why = :why,
            not_before_utc = CASE WHEN not_before_utc > :later THEN not_before_utc
                ELSE :later END
        WHERE notice_no = :notice_no AND state IN ('waiting', 'sending')
        """,
        {
            "notice_no": notice.notice_no,
            "tries": notice.tries + 1,
            "later": not_before_utc,
            "why": why,
        },
    )
    tx.touch(TOPIC)


async def of_kind(tx: Transaction, process_no: int, kind: str) -> list[tuple[Notice, str]]:
    """Return a budget year's notices of a kind, each with its state."""
    rows = await tx.all(
        "SELECT * FROM outbox WHERE process_no = :process_no AND kind = :kind",
        {"process_no": process_no, "kind": kind},
    )
    return [(notice_of(row), row["state"]) for row in rows]


async def remove(tx: Transaction, notices: Iterable[Notice]) -> None:
    """Take notices out, whatever their state: they are not to be told any more."""
    await tx.write_many(
        "DELETE FROM outbox WHERE notice_no = :notice_no",
        [{"notice_no": notice.notice_no} for notice in notices],
    )


async def progress(tx: Transaction, announcement_no: int) -> Progress:
    """Return how far an announcement has come."""
    rows = await tx.all(
        """
        SELECT state, COUNT(*) AS chats FROM outbox
        WHERE announcement_no = :announcement_no GROUP BY state
        """,
        {"announcement_no": announcement_no},
    )
    return _progress_of(rows)


async def process_progress(tx: Transaction, process_no: int) -> Progress:
    """Return how many of a budget year's notices wait, failed, or are uncertain."""
    rows = await tx.all(
        "SELECT state, COUNT(*) AS chats FROM outbox WHERE process_no = :process_no "
        "GROUP BY state",
        {"process_no": process_no},
    )
    return _progress_of(rows)


async def uncertain(tx: Transaction, process_no: int, most: int = 50) -> list[Notice]:
    """Return the notices of which nobody knows whether they arrived, newest first."""
    rows = await tx.all(
        """
        SELECT * FROM outbox WHERE process_no = :process_no AND state = 'uncertain'
        ORDER BY notice_no DESC LIMIT :most
        """,
        {"process_no": process_no, "most": most},
    )
    return [notice_of(row) for row in rows]


async def prune(tx: Transaction, now_s: int) -> int:
    """Remove what nobody asks about any more; return how many rows."""
    rows = await tx.write(
        """
        DELETE FROM outbox
        WHERE state IN ('delivered', 'blocked', 'refused', 'uncertain')
            AND told_key IS NULL AND announcement_no IS NULL AND done_utc < :before
        RETURNING notice_no
        """,
        {"before": now_s - KEPT_S},
    )
    return len(rows)


def _is_kept(notice: Notice) -> bool:
    if notice.announcement_no is not None:
        return True
    return notice.told_key is not None and not notice.message_id


def _progress_of(rows: list[Row]) -> Progress:
    chats = {row["state"]: int(row["chats"]) for row in rows}
    return Progress(
        waiting=chats.get("waiting", 0) + chats.get("sending", 0),
        delivered=chats.get("delivered", 0),
        blocked=chats.get("blocked", 0),
        refused=chats.get("refused", 0),
        uncertain=chats.get("uncertain", 0),
    )
