"""Threads: where a heading is discussed, as a topic of a forum or as a whole group."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from storage.database import Row, Transaction

WHOLE, WANTED, QUEUED, MADE, GONE, REFUSED = (
    "whole",
    "wanted",
    "queued",
    "made",
    "gone",
    "refused",
)


@dataclass(frozen=True)
class StoredThread:
    """A thread as it stands.

    `topic_state`: whole (the group itself), wanted (no topic yet), queued (being made), made,
    gone (somebody deleted the topic), refused (Telegram would not make it).
    """

    thread_no: int
    process_no: int
    chat_id: int
    topic_id: int
    topic_state: str
    topic_try: int
    heading_no: int
    title: str
    is_open: bool
    round_no: int
    note_message_id: int
    card_message_id: int
    note: Mapping[str, str] = field(default_factory=dict)

    @property
    def can_be_written_to(self) -> bool:
        """Say whether there is a place that messages can be sent to."""
        return self.topic_state in (WHOLE, MADE)


async def numbered(tx: Transaction, thread_no: int) -> StoredThread | None:
    """Return a thread by its number."""
    row = await tx.one(
        "SELECT * FROM threads WHERE thread_no = :thread_no", {"thread_no": thread_no}
    )
    return None if row is None else _thread(row)


async def at(tx: Transaction, chat_id: int, topic_id: int) -> StoredThread | None:
    """Return the thread of a topic, or of a group without topics (topic_id 0)."""
    states = "('made')" if topic_id else "('whole')"
    row = await tx.one(
        "SELECT * FROM threads WHERE chat_id = :chat_id AND topic_id = :topic_id"
        f" AND topic_state IN {states}",
        {"chat_id": chat_id, "topic_id": topic_id},
    )
    return None if row is None else _thread(row)


async def of_group(tx: Transaction, chat_id: int) -> list[StoredThread]:
    """Return a group's threads in the order of their headings."""
    rows = await tx.all(
        "SELECT * FROM threads WHERE chat_id = :chat_id ORDER BY heading_no",
        {"chat_id": chat_id},
    )
    return [_thread(row) for row in rows]


async def of_heading(tx: Transaction, process_no: int, heading_no: int) -> list[StoredThread]:
    """Return a heading's threads in groups where the bot still is, the newest binding first."""
    rows = await tx.all(
        """
        SELECT t.* FROM threads t JOIN groups g ON g.chat_id = t.chat_id
        WHERE t.process_no = :process_no AND t.heading_no = :heading_no AND g.gone_utc IS NULL
        ORDER BY g.bound_utc DESC, t.thread_no DESC
        """,
        {"process_no": process_no, "heading_no": heading_no},
    )
    return [_thread(row) for row in rows]


async def of_process(tx: Transaction, process_no: int) -> list[StoredThread]:
    """Return a budget year's threads in groups where the bot still is."""
    rows = await tx.all(
        """
        SELECT t.* FROM threads t JOIN groups g ON g.chat_id = t.chat_id
        WHERE t.process_no = :process_no AND g.gone_utc IS NULL
        ORDER BY t.heading_no, t.thread_no
        """,
        {"process_no": process_no},
    )
    return [_thread(row) for row in rows]


async def add(
    tx: Transaction,
    *,
    process_no: int,
    chat_id: int,
    heading_no: int,
    title: str,
    topic_state: str,
    now_s: int,
) -> None:
    """Add a thread for a heading, and open its first round; one that is there stays."""
    rows = await tx.write(
        """
        INSERT INTO threads (process_no, chat_id, topic_state, heading_no, title)
        VALUES (:process_no, :chat_id, :topic_state, :heading_no, :title)
        ON CONFLICT (chat_id, heading_no) DO NOTHING RETURNING thread_no
        """,
        {
            "process_no": process_no,
            "chat_id": chat_id,
            "heading_no": heading_no,
            "title": title,
            "topic_state": topic_state,
        },
    )
    for row in rows:
        await tx.write(
            "INSERT INTO rounds (thread_no, round_no, opened_utc) VALUES (:no, 1, :now_s)",
            {"no": row["thread_no"], "now_s": now_s},
        )


async def drop(tx: Transaction, thread_no: int) -> None:
    """Forget a thread with its rounds, voices and statements."""
    await tx.write(
        "DELETE FROM answers WHERE statement_no IN"
        " (SELECT statement_no FROM statements WHERE thread_no = :thread_no)",
        {"thread_no": thread_no},
    )
    for table in ("statements", "voices", "rounds", "threads"):
        await tx.write(
            f"DELETE FROM {table} WHERE thread_no = :thread_no", {"thread_no": thread_no}
        )


async def queue_topic(tx: Transaction, thread_no: int) -> int:
    """Note that a thread's topic is being made; return the number of the attempt."""
    rows = await tx.write(
        "UPDATE threads SET topic_state = 'queued', topic_try = topic_try + 1, topic_id = 0,"
        " card_message_id = 0, note_message_id = 0"
        " WHERE thread_no = :thread_no RETURNING topic_try",
        {"thread_no": thread_no},
    )
    return int(rows[0]["topic_try"])


async def topic_made(tx: Transaction, thread_no: int, topic_id: int) -> None:
    """Keep the topic that was made for a thread."""
    await tx.write(
        "UPDATE threads SET topic_state = 'made', topic_id = :topic_id, card_message_id = 0,"
        " note_message_id = 0 WHERE thread_no = :thread_no",
        {"thread_no": thread_no, "topic_id": topic_id},
    )


async def lose_topic(tx: Transaction, thread_no: int, topic_state: str) -> None:
    """Note that a thread's topic is gone, or that Telegram would not make it."""
    await tx.write(
        "UPDATE threads SET topic_state = :topic_state, topic_id = 0, card_message_id = 0,"
        " note_message_id = 0 WHERE thread_no = :thread_no",
        {"thread_no": thread_no, "topic_state": topic_state},
    )


async def keep_card(tx: Transaction, thread_no: int, message_id: int) -> None:
    """Keep where a thread's card stands (0: nowhere any more)."""
    await tx.write(
        "UPDATE threads SET card_message_id = :message_id WHERE thread_no = :thread_no",
        {"thread_no": thread_no, "message_id": message_id},
    )


async def keep_note(tx: Transaction, thread_no: int, note: Mapping[str, str]) -> None:
    """Keep a thread's note in its languages; empty: none."""
    await tx.write(
        "UPDATE threads SET note = :note WHERE thread_no = :thread_no",
        {"thread_no": thread_no, "note": _written(note)},
    )


async def keep_note_message(tx: Transaction, thread_no: int, message_id: int) -> None:
    """Keep where a thread's note is pinned (0: nowhere)."""
    await tx.write(
        "UPDATE threads SET note_message_id = :message_id WHERE thread_no = :thread_no",
        {"thread_no": thread_no, "message_id": message_id},
    )


async def set_open(tx: Transaction, thread_no: int, is_open: bool, round_no: int) -> None:
    """Open or close a thread, in a round."""
    await tx.write(
        "UPDATE threads SET is_open = :is_open, round_no = :round_no WHERE thread_no = :thread_no",
        {"thread_no": thread_no, "is_open": int(is_open), "round_no": round_no},
    )


async def with_cards(tx: Transaction, process_no: int) -> list[StoredThread]:
    """Return the threads of a budget year whose card stands somewhere."""
    rows = await tx.all(
        """
        SELECT t.* FROM threads t JOIN groups g ON g.chat_id = t.chat_id
        WHERE t.process_no = :process_no AND t.card_message_id <> 0 AND g.gone_utc IS NULL
        ORDER BY t.thread_no
        """,
        {"process_no": process_no},
    )
    return [_thread(row) for row in rows]


def _written(texts: Mapping[str, str]) -> str:
    return json.dumps(dict(texts), ensure_ascii=False, sort_keys=True)


def _thread(row: Row) -> StoredThread:
    return StoredThread(
        thread_no=row["thread_no"],
        process_no=row["process_no"],
        chat_id=row["chat_id"],
        topic_id=row["topic_id"],
        topic_state=row["topic_state"],
        topic_try=row["topic_try"],
        heading_no=row["heading_no"],
        title=row["title"],
        is_open=bool(row["is_open"]),
        round_no=row["round_no"],
        note_message_id=row["note_message_id"],
        card_message_id=row["card_message_id"],
        note=json.loads(row["note"]),
    )


async def uncertain_topics(tx: Transaction, chat_id: int) -> frozenset[int]:
    """Return the threads whose topic was asked for, and nobody knows whether it was made."""
    rows = await tx.all(
        """
        SELECT t.thread_no FROM threads t JOIN outbox o
            ON o.told_key = 'topic:' || t.thread_no || ':' || t.topic_try
        WHERE t.chat_id = :chat_id AND t.topic_state = 'queued' AND o.state = 'uncertain'
        """,
        {"chat_id": chat_id},
    )
    return frozenset(int(row["thread_no"]) for row in rows)


async def last_topic_due(tx: Transaction, chat_id: int) -> int:
    """Return when the last topic that still waits in a group is due; 0 where none waits."""
    found = await tx.value(
        "SELECT MAX(not_before_utc) FROM outbox"
        " WHERE chat_id = :chat_id AND kind = 'create-topic' AND state IN ('waiting', 'sending')",
        {"chat_id": chat_id},
    )
    return int(found or 0)
