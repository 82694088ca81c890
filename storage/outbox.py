"""What must be told: rows written with what causes them, deleted or marked once told."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from storage.database import Row, Transaction


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


_JOIN = """
    ON CONFLICT (told_key) DO UPDATE SET params = excluded.params, state = 'waiting',
        kind = excluded.kind, message_id = excluded.message_id,
        version = outbox.version + 1, not_before_utc = excluded.not_before_utc
"""


async def put(tx: Transaction, notice: Notice, now_s: int) -> None:
    """Add a notice to the outbox, in the transaction that causes it."""
    await tx.write(
        f"""
        INSERT INTO outbox (process_no, kind, params, chat_id, thread_id, message_id, lane,
            at_most_once, told_key, not_before_utc, announcement_no, created_utc)
        VALUES (:process_no, :kind, :params, :chat_id, :thread_id, :message_id, :lane,
            :at_most_once, :told_key, :not_before_utc, :announcement_no, :now_s)
        {_JOIN if notice.joins else "ON CONFLICT (told_key) DO NOTHING"}
        """,
        {
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
        },
    )


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
